//! From an event of the licensing side to the voucher.

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

/// A change of a voucher that is known.
pub(crate) enum Change {
    Reassign(Reassign),
    Withdraw(Withdraw),
    Extend(Extend),
}

/// The voucher as it is now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AssignedVoucher {
    voucher_number: VoucherNumber,
    status: Status,
    rev: u64,
}

/// Stores a new voucher; one that is known already stays as it is.
pub(crate) async fn assign(
    message: &Message<'_>,
    assign: Assign,
    attempt: &str,
) -> Result<Answer<AssignedVoucher>, Failure> {
    let intent = message.intent(attempt);
    let act = |known| assign_once(message, &assign, &intent, known);
    process(message, &assign.voucher_number, &intent, act).await
}

async fn assign_once(
    message: &Message<'_>,
    assign: &Assign,
    intent: &Intent,
    known: Option<StoredVoucher>,
) -> Result<(StatusCode, StoredVoucher), Failure> {
    if let Some(known) = known {
        assign.repeats(&known.value)?;
        return Ok((StatusCode::OK, known));
    }
    let next = assign.clone().voucher();
    Ok((StatusCode::CREATED, message.services.table.revise(None, next, Event::Assigned, intent).await?))
}

/// Changes a voucher; an unknown one is the sender's to try again, once its assignment came in.
pub(crate) async fn change(
    message: &Message<'_>,
    number: &VoucherNumber,
    change: &Change,
) -> Result<Answer<AssignedVoucher>, Failure> {
    let intent = message.intent(message.verified.id());
    let act = |known| change_once(message, change, &intent, known);
    process(message, number, &intent, act).await
}

async fn change_once(
    message: &Message<'_>,
    change: &Change,
    intent: &Intent,
    known: Option<StoredVoucher>,
) -> Result<(StatusCode, StoredVoucher), Failure> {
    let known = known.ok_or(Refusal::VoucherNotFound)?;
    if known.has_seen(&intent.attempt) {
        return Ok((StatusCode::OK, known));
    }
    let holder = change.holder(message, &known.value).await?;
    let repeat = Holder::fact(holder.as_ref());
    let outcome = change.decide(known.value.clone(), &repeat, calendar::utc_day(message.now))?;
    let stored = match outcome {
        Outcome::Unchanged => known,
        Outcome::Applied(next, event) => {
            let with = regained(&known.value, &next, holder.as_ref())?;
            message.services.table.revise_with(Some(&known), *next, event, intent, with).await?
        }
    };
    Ok((StatusCode::OK, stored))
}

impl Change {
    /// Who holds the customer's one engagement that an extension would bring back with the reservation.
    async fn holder(&self, message: &Message<'_>, voucher: &Voucher) -> Result<Option<Holder>, Fault> {
        let engagement = match self {
            Self::Extend(_) => voucher.engagement_to_regain(),
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

/// The claim on the customer's one engagement, where the reservation came back: it changes with the voucher or not at
/// all.
fn regained(before: &Voucher, next: &Voucher, holder: Option<&Holder>) -> Result<Vec<AdditionalWrite>, Fault> {
    let regains = before.engagement_to_regain().is_some() && next.stored_status() == Status::Reserved;
    if regains { AdditionalWrite::repeat(next, holder) } else { Ok(Vec::new()) }
}

/// Processes a message once: delivered again, it answers the voucher as it is now, and changes nothing.
async fn process<Act>(
    message: &Message<'_>,
    number: &VoucherNumber,
    intent: &Intent,
    act: impl Fn(Option<StoredVoucher>) -> Act,
) -> Result<Answer<AssignedVoucher>, Failure>
where
    Act: Future<Output = Result<(StatusCode, StoredVoucher), Failure>>,
{
    let table = &message.services.table;
    match table::process(table, &message.delivery, number, intent, || table.voucher(number), act).await? {
        Processed::Now((status, stored)) => stands(message, status, &stored),
        Processed::Before { about, seen } if about == *number => redelivered(message, seen),
        Processed::Before { about, .. } => {
            tracing::warn!(%about, ignored = %number, "a webhook id came again with a message about another voucher");
            redelivered(message, table.voucher(&about).await?)
        }
    }
}

/// The answer to a message that cannot be read, or names what is not on offer: the failure, unless the message was
/// processed before. What was on offer then may not be any more.
pub(crate) async fn unless_processed(
    message: &Message<'_>,
    failure: Failure,
) -> Result<Answer<AssignedVoucher>, Failure> {
    let table = &message.services.table;
    match table.processed_before(&message.delivery).await? {
        Some(about) => redelivered(message, table.voucher(&about).await?),
        None => Err(failure),
    }
}

fn redelivered(message: &Message<'_>, found: Option<StoredVoucher>) -> Result<Answer<AssignedVoucher>, Failure> {
    stands(message, StatusCode::OK, &found.ok_or(Refusal::VoucherNotFound)?)
}

fn stands(
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
