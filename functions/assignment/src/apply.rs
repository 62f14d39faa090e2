//! From an event of the licensing side to the voucher.

use domain::attempt::Intent;
use domain::voucher::{Assign, Event, Extend, Outcome, Reassign, Voucher, Withdraw};
use domain::{Refusal, Refusals, VoucherNumber, calendar};
use jiff::civil::Date;
use lambda_http::http::StatusCode;
use serde::Serialize;
use table::{Save, StoredVoucher};
use web::{Answer, Failure};

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
    let load = || call.deps.table.voucher(&assign.voucher_number);
    let act = |known| assign_once(call, &assign, &intent, known);
    let (status, stored) = table::change(&call.deps.table, &intent, load, act).await?;
    stands(call, status, &stored)
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
    let load = || call.deps.table.voucher(number);
    let act = |known| change_once(call, change, &intent, known);
    let stored = table::change(&call.deps.table, &intent, load, act).await?;
    stands(call, StatusCode::OK, &stored)
}

async fn change_once(
    call: &Call<'_>,
    change: &Change,
    intent: &Intent,
    known: Option<StoredVoucher>,
) -> Result<StoredVoucher, Failure> {
    let known = known.ok_or(Refusal::VoucherNotFound)?;
    if known.has_seen(&intent.attempt) {
        return Ok(known);
    }
    match change.decide(known.value.clone(), calendar::utc_day(call.now))? {
        Outcome::Unchanged => Ok(known),
        Outcome::Applied(next, event) => {
            let save = Save { seen: Some(&known), next: *next, event, intent, extras: Vec::new() };
            Ok(call.deps.table.save(save).await?)
        }
    }
}

impl Change {
    fn decide(&self, voucher: Voucher, today: Date) -> Result<Outcome, Refusals> {
        match self {
            Self::Reassign(command) => voucher.reassign(command.clone(), today),
            Self::Withdraw(command) => voucher.withdraw(command.clone(), today),
            Self::Extend(command) => voucher.extend(command.clone(), today),
        }
    }
}

fn stands(call: &Call<'_>, status: StatusCode, stored: &StoredVoucher) -> Result<Answer, Failure> {
    let view = Stands {
        voucher_number: &stored.value.core().number,
        status: stored.value.status(calendar::utc_day(call.now)).as_str(),
        rev: stored.rev,
    };
    Ok(Answer::json(status, &view)?.with_rev(stored.rev))
}
