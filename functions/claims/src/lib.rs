//! Creates one draft claim per redeemed voucher; triggered by the claims queue (PROGRAM.md 11.1).
//!
//! Messages are delivered at least once and in any order. Each is compared with the stored voucher, which decides. A
//! voucher that is not redeemed gets no claim, and its message is done. A message that contradicts the voucher, or
//! names an unknown one, goes to the dead-letter queue for an operator. Tests: `tests/it/claims`.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use domain::claim::{Claim, RedeemedVoucher};
use domain::{Actor, ClaimId, Fault, Intent, VoucherNumber};
use host::{Clock, Deadline};
use lambda_runtime::{Error, LambdaEvent};
use queue::{Disposition, RedeemedMessage};
use table::Table;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME"];

/// The outcome of a message that can be read.
enum Outcome {
    /// The voucher has a claim; `created` when this message created it.
    HasClaim { claim_id: ClaimId, created: bool },
    /// The voucher is not redeemed.
    NotRedeemed,
    /// The voucher does not exist.
    UnknownVoucher,
    /// These fields of the message differ from the voucher.
    ContradictsVoucher(Vec<&'static str>),
}

/// The clients and configuration that the handler needs.
#[derive(Debug)]
pub struct Services {
    /// Vouchers, rates and claims.
    pub table: Table,
    /// The current time.
    pub clock: Clock,
}

/// Handles one batch and returns the messages that failed, which the queue delivers again.
///
/// # Errors
/// A message without an id failed: the queue then delivers the whole batch again.
pub async fn handle(services: &Services, event: LambdaEvent<SqsEvent>) -> Result<SqsBatchResponse, Error> {
    let deadline = Deadline::of_invocation(event.context.deadline, &services.clock);
    Ok(queue::process_batch(event.payload, &deadline, |message| process(services, message)).await?)
}

async fn process(services: &Services, message: SqsMessage) -> Disposition {
    let message_id = message.message_id.unwrap_or_default();
    let read = queue::read::<RedeemedMessage>(message.body.as_deref().unwrap_or_default());
    let redeemed = match read {
        Ok(message) => message.voucher,
        Err(error) => {
            tracing::error!(message_id, %error, "a message cannot be read");
            return Disposition::DeadLetter;
        }
    };
    // On the heap: it holds the futures of both reads.
    match Box::pin(draft(services, &redeemed)).await {
        Ok(outcome) => outcome.log(&message_id, &redeemed.voucher_number),
        Err(fault) => {
            let fault: &dyn std::error::Error = &fault;
            tracing::warn!(message_id, fault, "no claim yet; the queue delivers the message again");
            Disposition::Retry
        }
    }
}

impl Outcome {
    /// Logs the outcome, counts it when the voucher has no claim, and returns the disposition of the message.
    fn log(self, message_id: &str, number: &VoucherNumber) -> Disposition {
        let (reason, disposition) = match self {
            Self::HasClaim { claim_id, created } => {
                tracing::info!(message_id, %claim_id, created, "claimed");
                return Disposition::Done;
            }
            Self::NotRedeemed => {
                tracing::warn!(message_id, %number, "no claim: the voucher is not redeemed");
                ("not_redeemed", Disposition::Done)
            }
            Self::UnknownVoucher => {
                tracing::error!(message_id, %number, "no claim: there is no such voucher");
                ("unknown_voucher", Disposition::DeadLetter)
            }
            Self::ContradictsVoucher(fields) => {
                tracing::error!(message_id, %number, ?fields, "no claim: the message contradicts the voucher");
                ("contradicts_voucher", Disposition::DeadLetter)
            }
        };
        host::metrics::count("ClaimsNotMade", &[("Reason", reason)]);
        disposition
    }
}

/// Creates the draft claim, priced by the rate card (PROGRAM.md 11.3), when the message matches the voucher and the
/// voucher has no claim yet.
async fn draft(services: &Services, message: &RedeemedVoucher) -> Result<Outcome, Fault> {
    let table = &services.table;
    let (voucher, card) = futures::try_join!(
        table.voucher(&message.voucher_number),
        table.rate_card(&message.country, &message.program)
    )?;
    let Some(voucher) = voucher else { return Ok(Outcome::UnknownVoucher) };
    let Some(redeemed) = voucher.value.redeemed() else { return Ok(Outcome::NotRedeemed) };
    let differing = message.differing_fields(&redeemed);
    if !differing.is_empty() {
        return Ok(Outcome::ContradictsVoucher(differing));
    }
    let claim = Claim::draft(message.clone(), &card).with_current_names(&voucher.value);
    let claim_id = claim.id.clone();
    let intent = Intent::new(Actor::system("claims"), "claims", services.clock.now(), None, claim_id.as_str(), "draft");
    Ok(Outcome::HasClaim { claim_id, created: table.create_claim(claim, &intent).await? })
}
