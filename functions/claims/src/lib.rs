//! The claims queue: one draft claim per redeemed voucher, however often and in whatever order it is told (api.md 10).

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use domain::claim::Claim;
use domain::{Actor, Fault, Intent};
use host::{Clock, Deadline};
use lambda_runtime::{Error, LambdaEvent};
use queue::{Disposition, RedeemedMessage};
use table::Table;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME"];

/// What the function stands on.
#[derive(Debug)]
pub struct Deps {
    /// Rates and claims.
    pub table: Table,
    /// What time it is.
    pub clock: Clock,
}

/// Handles one batch; what could not be done is named, and comes again.
///
/// # Errors
/// When a message without an id failed: then the batch comes again as a whole.
pub async fn handle(deps: &Deps, event: LambdaEvent<SqsEvent>) -> Result<SqsBatchResponse, Error> {
    let deadline = Deadline::of_invocation(event.context.deadline, &deps.clock);
    Ok(queue::drive(event.payload, &deadline, |message| claim(deps, message)).await?)
}

async fn claim(deps: &Deps, message: SqsMessage) -> Disposition {
    let message_id = message.message_id.unwrap_or_default();
    let read = RedeemedMessage::read(message.body.as_deref().unwrap_or_default());
    let redeemed = match read {
        Ok(redeemed) => redeemed,
        Err(error) => {
            tracing::error!(message_id, %error, "a message cannot be read");
            return Disposition::DeadLetter;
        }
    };
    match draft(deps, redeemed).await {
        Ok((claim_id, created)) => {
            tracing::info!(message_id, claim_id, created, "claimed");
            Disposition::Done
        }
        Err(fault) => {
            let fault: &dyn std::error::Error = &fault;
            tracing::warn!(message_id, fault, "not claimed; the queue will deliver it again");
            Disposition::Retry
        }
    }
}

/// Makes the draft, unless the voucher has a claim already.
async fn draft(deps: &Deps, redeemed: RedeemedMessage) -> Result<(String, bool), Fault> {
    let card = deps.table.rate_card(&redeemed.voucher.country, &redeemed.voucher.program).await?;
    let claim = Claim::draft(redeemed.voucher, &card);
    let claim_id = claim.id.to_string();
    let intent = Intent::new(Actor::system("claims"), "claims", deps.clock.now(), None, &claim_id, "draft");
    Ok((claim_id, deps.table.create_claim(claim, &intent).await?))
}
