//! Applies an event of the licensing side to its voucher.

use std::future::Future;

use api::{Answer, Failure};
use domain::attempt::Intent;
use domain::partner::Repeat;
use domain::voucher::{Assign, Event, Extend, Outcome, Reassign, Status, Voucher, Withdraw};
use domain::{Fault, Refusal, Refusals, VoucherNumber, calendar};
use jiff::civil::Date;
use lambda_http::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use table::{AdditionalWrite, Holder, Processed, StoredVoucher};

use crate::Message;

/// A change of an existing voucher (PROGRAM.md 6.4, 6.5).
pub(crate) enum Change {
    Reassign(Reassign),
    Withdraw(Withdraw),
    Extend(Extend),
}

/// The current voucher.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AssignedVoucher {
    voucher_number: VoucherNumber,
    status: Status,
    rev: u64,
}

/// Stores a new voucher. An existing voucher is unchanged when its terms are the same, and refused otherwise
/// (PROGRAM.md 6.2).
pub(crate) async fn assign(
    message: &Message<'_>,
    assign: Assign,
    attempt: &str,
) -> Result<Answer<AssignedVoucher>, Failure> {
    let intent = message.intent(attempt);
    let run = |stored| run_assign(message, &assign, &intent, stored);
    process(message, &assign.voucher_number, &intent, run).await
}

async fn run_assign(
    message: &Message<'_>,
    assign: &Assign,
    intent: &Intent,
    stored: Option<StoredVoucher>,
) -> Result<(StatusCode, StoredVoucher), Failure> {
    if let Some(stored) = stored {
        assign.repeats(&stored.value)?;
        return Ok((StatusCode::OK, stored));
    }
    let after = assign.clone().voucher();
    Ok((StatusCode::CREATED, message.services.table.revise(None, after, Event::Assigned, intent).await?))
}

/// Changes a voucher. For an unknown voucher the sender gets [`Refusal::VoucherNotFound`] and must retry: the
/// assignment may arrive later (PROGRAM.md 15.3).
pub(crate) async fn change(
    message: &Message<'_>,
    number: &VoucherNumber,
    change: &Change,
) -> Result<Answer<AssignedVoucher>, Failure> {
    let intent = message.intent(message.verified.id());
    let run = |stored| run_change(message, change, &intent, stored);
    process(message, number, &intent, run).await
}

async fn run_change(
    message: &Message<'_>,
    change: &Change,
    intent: &Intent,
    stored: Option<StoredVoucher>,
) -> Result<(StatusCode, StoredVoucher), Failure> {
    let stored = stored.ok_or(Refusal::VoucherNotFound)?;
    if stored.has_attempt(&intent.attempt) {
        return Ok((StatusCode::OK, stored));
    }
    let holder = change.holder(message, &stored.value).await?;
    let repeat = Holder::fact(holder.as_ref());
    let outcome = change.decide(stored.value.clone(), &repeat, calendar::utc_day(message.now))?;
    let stored = match outcome {
        Outcome::Unchanged => stored,
        Outcome::Applied(after, event) => {
            let additional = engagement_writes(&stored.value, &after, holder.as_ref())?;
            message.services.table.revise_with(Some(&stored), *after, event, intent, additional).await?
        }
    };
    Ok((StatusCode::OK, stored))
}

impl Change {
    /// The holder of the customer's only 15-day engagement, when an extension would restore a reservation that needs it
    /// (DECISIONS.md 8).
    async fn holder(&self, message: &Message<'_>, voucher: &Voucher) -> Result<Option<Holder>, Fault> {
        let engagement = match self {
            Self::Extend(_) => voucher.engagement_to_restore(),
            Self::Reassign(_) | Self::Withdraw(_) => None,
        };
        let Some(engagement) = engagement else { return Ok(None) };
        message.services.table.repeat_holder(&voucher.core().customer.id, engagement).await
    }

    fn decide(&self, voucher: Voucher, repeat: &Repeat, today: Date) -> Result<Outcome, Refusals> {
        match self {
            Self::Reassign(command) => voucher.reassign(command.clone(), today),
            Self::Withdraw(command) => voucher.withdraw(command.clone(), today),
            Self::Extend(command) => voucher.extend(command.clone(), repeat, today),
        }
    }
}

/// The write of the engagement's holder when the reservation is restored, in one transaction with the voucher
/// (DECISIONS.md 6).
fn engagement_writes(
    before: &Voucher,
    after: &Voucher,
    holder: Option<&Holder>,
) -> Result<Vec<AdditionalWrite>, Fault> {
    let regains = before.engagement_to_restore().is_some() && after.stored_status() == Status::Reserved;
    if regains { AdditionalWrite::repeat(after, holder) } else { Ok(Vec::new()) }
}

/// Processes a message once. A message that is delivered again changes nothing and gets the current voucher
/// (DECISIONS.md 31).
async fn process<Act>(
    message: &Message<'_>,
    number: &VoucherNumber,
    intent: &Intent,
    run: impl Fn(Option<StoredVoucher>) -> Act,
) -> Result<Answer<AssignedVoucher>, Failure>
where
    Act: Future<Output = Result<(StatusCode, StoredVoucher), Failure>>,
{
    let table = &message.services.table;
    match table::process(table, &message.delivery, number, intent, || table.voucher(number), run).await? {
        Processed::Now((status, stored)) => answer(message, status, &stored),
        Processed::Before { about, seen } if about == *number => answer_redelivered(message, seen),
        Processed::Before { about, .. } => {
            tracing::warn!(%about, ignored = %number, "a webhook id was reused for a message about another voucher");
            answer_redelivered(message, table.voucher(&about).await?)
        }
    }
}

/// The answer to a message that is refused before it is applied: the failure, or the current voucher when the message
/// was processed before. A program may have been retired since then.
pub(crate) async fn fail_unless_processed(
    message: &Message<'_>,
    failure: Failure,
) -> Result<Answer<AssignedVoucher>, Failure> {
    let table = &message.services.table;
    match table.processed_before(&message.delivery).await? {
        Some(about) => answer_redelivered(message, table.voucher(&about).await?),
        None => Err(failure),
    }
}

fn answer_redelivered(message: &Message<'_>, found: Option<StoredVoucher>) -> Result<Answer<AssignedVoucher>, Failure> {
    answer(message, StatusCode::OK, &found.ok_or(Refusal::VoucherNotFound)?)
}

fn answer(
    message: &Message<'_>,
    status: StatusCode,
    stored: &StoredVoucher,
) -> Result<Answer<AssignedVoucher>, Failure> {
    let view = AssignedVoucher {
        voucher_number: stored.value.core().number.clone(),
        status: stored.value.status(calendar::utc_day(message.now)),
        rev: stored.rev,
    };
    Ok(Answer::json(&view)?.with_rev(stored.rev).with_status(status))
}
