//! `/vouchers/{number}/reserve`: five short steps, of which the last one shows and sends everything.
//!
//! Every step posts to the same address, because its state carries the administrator's address (PROGRAM.md 6.6) and is
//! therefore no part of an address. Opening the address without a state leads to the validation.

use domain::VoucherNumber;

use super::details;
use super::model::{ReservationCheck, Voucher};
use super::reserve_check::CheckPage;
use super::reserve_state::{ReserveState, Step};
use super::reserve_steps::{StepPage, take};
use crate::failure::PageError;
use crate::form::query;
use crate::functions::{CallError, Got};
use crate::html::Errors;
use crate::page::Handled;
use crate::problem::Reason;
use crate::reply::Reply;
use crate::visit::Visit;

/// Leads to the validation of the voucher, with which reserving begins.
pub fn begin<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move { Ok(to_validation(&visit.capture("number")?)) })
}

fn to_validation(number: &VoucherNumber) -> Reply {
    Reply::see_other(&format!("/vouchers/validate{}", query([("number", number.as_str())].into_iter())))
}

/// Takes the form of a step and shows another one, or reserves the voucher.
pub fn step<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let sealed: Option<ReserveState> = visit.open(visit.form.raw("state"));
        let Some(mut state) = sealed.filter(|state| state.number == number) else {
            return Ok(to_validation(&number));
        };
        let sent = Step::named(visit.form.text("step"));
        let go = visit.form.text("go");
        let errors = match sent {
            Some(step) => take(visit, step, &mut state).await?,
            None => Errors::default(),
        };
        match (Step::named(go), sent) {
            (Some(asked), _) => show(visit, &state, asked, Errors::default()).await,
            (None, Some(step)) if !errors.is_empty() => show(visit, &state, step, errors).await,
            (None, Some(Step::Check)) if go == "reserve" => reserve(visit, &state).await,
            (None, Some(step)) => show(visit, &state, next(&state, step), Errors::default()).await,
            (None, None) => show(visit, &state, Step::Location, Errors::default()).await,
        }
    })
}

/// The step after one; the check as soon as nothing is open, also after a change of an earlier step.
fn next(state: &ReserveState, step: Step) -> Step {
    if state.first_open() == Step::Check { Step::Check } else { step.after() }
}

/// Shows a step, or an earlier one that lacks something.
async fn show(visit: &Visit<'_>, state: &ReserveState, asked: Step, errors: Errors) -> Result<Reply, PageError> {
    let open = state.first_open();
    let step = if asked.index() > open.index() { open } else { asked };
    match step {
        Step::Location | Step::Engagement | Step::Dates | Step::People => {
            let status = errors.status();
            Ok(Reply::page(&StepPage::read(visit, state, step, errors).await?)?.with_status(status))
        }
        Step::Check => check(visit, state).await,
    }
}

/// Shows everything with what the function says about it.
async fn check(visit: &Visit<'_>, state: &ReserveState) -> Result<Reply, PageError> {
    let answer: Result<Got<ReservationCheck>, CallError> =
        visit.post("reservation", "/reservations/check", &state.body()).await;
    let (reasons, warnings) = match answer {
        Ok(got) => (Vec::new(), got.value.warnings),
        Err(error) => (refused(error)?, Vec::new()),
    };
    Reply::page(&CheckPage::read(visit, state, &reasons, &warnings).await)
}

/// Reserves the voucher. A refusal shows the check page again.
async fn reserve(visit: &Visit<'_>, state: &ReserveState) -> Result<Reply, PageError> {
    let answer: Result<Got<Voucher>, CallError> = visit.post("reservation", "/reservations", &state.body()).await;
    match answer {
        Ok(got) => Ok(Reply::see_other(&details::done_address("reserved", &got.value))),
        Err(error) => {
            let reasons = refused(error)?;
            Ok(Reply::page(&CheckPage::read(visit, state, &reasons, &[]).await)?.with_status(409))
        }
    }
}

/// The reasons of a refusal that the person can do something about.
fn refused(error: CallError) -> Result<Vec<Reason>, PageError> {
    match error {
        CallError::Refused(problem) if matches!(problem.status, 409 | 422) => Ok(problem.all_reasons()),
        CallError::Refused(_) | CallError::Unreachable(_) | CallError::TimedOut => Err(error.into()),
    }
}
