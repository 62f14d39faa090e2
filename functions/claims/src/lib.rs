//! The claims queue: one draft claim per redeemed voucher, however often and in whatever order messages are delivered.
//!
//! A message is held against the voucher itself, which decides. A voucher that is not redeemed has no claim: the message
//! may be that of a redemption which was undone. A message that says something else than the voucher, or is about one
//! that does not exist, is a mistake that an operator must see. Tests: `tests/it/claims`.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use domain::claim::{Claim, RedeemedVoucher};
use domain::{Actor, ClaimId, Fault, Intent, VoucherNumber};
use host::{Clock, Deadline};
use lambda_runtime::{Error, LambdaEvent};
use queue::{Disposition, RedeemedMessage};
use table::Table;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME"];

/// What a message leads to.
enum Outcome {
    /// Its voucher has a claim, made now or before.
    Claimed { claim_id: ClaimId, created: bool },
    /// Its voucher is not redeemed.
    NotRedeemed,
    /// There is no such voucher.
    UnknownVoucher,
    /// These fields of it say something else than the voucher.
    ContradictsVoucher(Vec<&'static str>),
}

/// The clients and configuration that the handler needs.
#[derive(Debug)]
pub struct Services {
    /// Vouchers, rates and claims.
    pub table: Table,
    /// What time it is.
    pub clock: Clock,
}

/// Handles one batch; what could not be done is named, and comes again.
///
/// # Errors
/// When a message without an id failed: then the batch comes again as a whole.
pub async fn handle(services: &Services, event: LambdaEvent<SqsEvent>) -> Result<SqsBatchResponse, Error> {
    let deadline = Deadline::of_invocation(event.context.deadline, &services.clock);
    Ok(queue::drive(event.payload, &deadline, |message| claim(services, message)).await?)
}

async fn claim(services: &Services, message: SqsMessage) -> Disposition {
    let message_id = message.message_id.unwrap_or_default();
    let read = queue::read::<RedeemedMessage>(message.body.as_deref().unwrap_or_default());
    let told = match read {
        Ok(message) => message.voucher,
        Err(error) => {
            tracing::error!(message_id, %error, "a message cannot be read");
            return Disposition::DeadLetter;
        }
    };
    // On the heap: it holds the futures of both reads.
    match Box::pin(draft(services, &told)).await {
        Ok(outcome) => outcome.log(&message_id, &told.voucher_number),
        Err(fault) => {
            let fault: &dyn std::error::Error = &fault;
            tracing::warn!(message_id, fault, "not claimed; the queue will deliver it again");
            Disposition::Retry
        }
    }
}

impl Outcome {
    /// Logs it, and counts it where no claim was made; what becomes of the message.
    fn log(self, message_id: &str, number: &VoucherNumber) -> Disposition {
        let (reason, disposition) = match self {
            Self::Claimed { claim_id, created } => {
                tracing::info!(message_id, %claim_id, created, "claimed");
                return Disposition::Done;
            }
            Self::NotRedeemed => {
                tracing::warn!(message_id, %number, "not claimed: the voucher is not redeemed");
                ("not_redeemed", Disposition::Done)
            }
            Self::UnknownVoucher => {
                tracing::error!(message_id, %number, "not claimed: there is no such voucher");
                ("unknown_voucher", Disposition::DeadLetter)
            }
            Self::ContradictsVoucher(fields) => {
                tracing::error!(message_id, %number, ?fields, "not claimed: the message contradicts the voucher");
                ("contradicts_voucher", Disposition::DeadLetter)
            }
        };
        host::metrics::count("ClaimsNotMade", &[("Reason", reason)]);
        disposition
    }
}

/// Makes the draft, if the voucher says what the message does, unless it has a claim already.
async fn draft(services: &Services, told: &RedeemedVoucher) -> Result<Outcome, Fault> {
    let table = &services.table;
    let (voucher, card) =
        futures::try_join!(table.voucher(&told.voucher_number), table.rate_card(&told.country, &told.program))?;
    let Some(voucher) = voucher else { return Ok(Outcome::UnknownVoucher) };
    let Some(redeemed) = voucher.value.redeemed() else { return Ok(Outcome::NotRedeemed) };
    let differing = told.differing_fields(&redeemed);
    if !differing.is_empty() {
        return Ok(Outcome::ContradictsVoucher(differing));
    }
    let claim = Claim::draft(told.clone(), &card).with_current_names(&voucher.value);
    let claim_id = claim.id.clone();
    let intent = Intent::new(Actor::system("claims"), "claims", services.clock.now(), None, claim_id.as_str(), "draft");
    Ok(Outcome::Claimed { claim_id, created: table.create_claim(claim, &intent).await? })
}
