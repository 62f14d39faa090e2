//! From an event of the licensing side to the voucher.

use std::future::Future;

use api::{Answer, Failure};
use domain::attempt::Intent;
use domain::partner::Repeat;
use domain::voucher::{Assign, Event, Extend, Outcome, Reassign, Status, Voucher, Withdraw};
use domain::{Fault, Refusal, Refusals, VoucherNumber, calendar};
use jiff::civil::Date;
use lambda_http::http::StatusCode;
use serde::Serialize;
use table::{Extra, Holder, Processed, Save, StoredVoucher};

use crate::Call;

/// A change of a voucher that is known.
pub(crate) enum Change {
    Reassign(Reassign),
    Withdraw(Withdraw),
    Extend(Extend),
}

#[derive(Serialize)]
struct Stands<'a> {
    voucher_number: &'a VoucherNumber,
    status: &'static str,
    rev: u64,
}

/// Stores a new voucher; one that is known already stays as it is.
pub(crate) async fn assign(call: &Call<'_>, assign: Assign, attempt: &str) -> Result<Answer, Failure> {
    let intent = call.intent(attempt);
    let act = |known| assign_once(call, &assign, &intent, known);
    process(call, &assign.voucher_number, &intent, act).await
}

async fn assign_once(
    call: &Call<'_>,
    assign: &Assign,
    intent: &Intent,
    known: Option<StoredVoucher>,
) -> Result<(StatusCode, StoredVoucher), Failure> {
    if let Some(known) = known {
        assign.repeats(&known.value)?;
        return Ok((StatusCode::OK, known));
    }
    let next = assign.clone().voucher();
    let save = Save { seen: None, next, event: Event::Assigned, intent, extras: Vec::new() };
    Ok((StatusCode::CREATED, call.deps.table.save(save).await?))
}

/// Changes a voucher; an unknown one is the sender's to try again, once its assignment came in.
pub(crate) async fn change(call: &Call<'_>, number: &VoucherNumber, change: &Change) -> Result<Answer, Failure> {
    let intent = call.intent(call.verified.id());
    let act = |known| change_once(call, change, &intent, known);
    process(call, number, &intent, act).await
}

async fn change_once(
    call: &Call<'_>,
    change: &Change,
    intent: &Intent,
    known: Option<StoredVoucher>,
) -> Result<(StatusCode, StoredVoucher), Failure> {
    let known = known.ok_or(Refusal::VoucherNotFound)?;
    if known.has_seen(&intent.attempt) {
        return Ok((StatusCode::OK, known));
    }
    let holder = change.holder(call, &known.value).await?;
    let repeat = Holder::fact(holder.as_ref());
    let outcome = change.decide(known.value.clone(), &repeat, calendar::utc_day(call.now))?;
    let stored = match outcome {
        Outcome::Unchanged => known,
        Outcome::Applied(next, event) => {
            let extras = regained(&known.value, &next, holder.as_ref());
            call.deps.table.save(Save { seen: Some(&known), next: *next, event, intent, extras }).await?
        }
    };
    Ok((StatusCode::OK, stored))
}

impl Change {
    /// Who holds the customer's one engagement that an extension would bring back with the reservation.
    async fn holder(&self, call: &Call<'_>, voucher: &Voucher) -> Result<Option<Holder>, Fault> {
        let engagement = match self {
            Self::Extend(_) => voucher.engagement_to_regain(),
            Self::Reassign(_) | Self::Withdraw(_) => None,
        };
        let Some(engagement) = engagement else { return Ok(None) };
        call.deps.table.repeat_holder(&voucher.core().customer.id, engagement).await
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
fn regained<'a>(before: &Voucher, next: &Voucher, holder: Option<&'a Holder>) -> Vec<Extra<'a>> {
    let regains = before.engagement_to_regain().is_some() && next.stored_status() == Status::Reserved;
    if regains { vec![Extra::Repeat { from: holder }] } else { Vec::new() }
}

/// Processes a message once: delivered again, it answers the voucher as it is now, and changes nothing.
async fn process<Act>(
    call: &Call<'_>,
    number: &VoucherNumber,
    intent: &Intent,
    act: impl Fn(Option<StoredVoucher>) -> Act,
) -> Result<Answer, Failure>
where
    Act: Future<Output = Result<(StatusCode, StoredVoucher), Failure>>,
{
    let table = &call.deps.table;
    match table::process(table, &call.delivery, number, intent, || table.voucher(number), act).await? {
        Processed::Now((status, stored)) => stands(call, status, &stored),
        Processed::Before { about, seen } if about == *number => redelivered(call, seen),
        Processed::Before { about, .. } => {
            tracing::warn!(%about, ignored = %number, "a webhook id came again with a message about another voucher");
            redelivered(call, table.voucher(&about).await?)
        }
    }
}

/// The answer to a message that cannot be read, or names what is not on offer: the failure, unless the message was
/// processed before. What was on offer then may not be any more.
pub(crate) async fn unless_processed(call: &Call<'_>, failure: Failure) -> Result<Answer, Failure> {
    let table = &call.deps.table;
    match table.processed_before(&call.delivery).await? {
        Some(about) => redelivered(call, table.voucher(&about).await?),
        None => Err(failure),
    }
}

fn redelivered(call: &Call<'_>, found: Option<StoredVoucher>) -> Result<Answer, Failure> {
    stands(call, StatusCode::OK, &found.ok_or(Refusal::VoucherNotFound)?)
}

fn stands(call: &Call<'_>, status: StatusCode, stored: &StoredVoucher) -> Result<Answer, Failure> {
    let view = Stands {
        voucher_number: &stored.value.core().number,
        status: stored.value.status(calendar::utc_day(call.now)).as_str(),
        rev: stored.rev,
    };
    Ok(Answer::json(status, &view)?.with_rev(stored.rev))
}
