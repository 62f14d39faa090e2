//! `/vouchers/{number}/report`: the completion report in steps. Every step saves the draft, so nothing typed is lost, and
//! another person of the company can go on (PROGRAM.md 9.1).

use domain::VoucherNumber;
use domain::voucher::Action;
use serde_json::{Map, Value};

use super::model::{Receipt, Report};
use super::questions::Step;
use super::report_check::CheckPage;
use super::report_step::StepPage;
use crate::failure::PageError;
use crate::functions::{CallError, Got};
use crate::html::Errors;
use crate::page::Handled;
use crate::pages::vouchers::forms::address;
use crate::pages::vouchers::model::{ReportStatus, Voucher};
use crate::pages::vouchers::reads;
use crate::reply::Reply;
use crate::visit::Visit;

/// The etag of what does not exist yet.
const NO_DRAFT: &str = "*";

/// The voucher and its draft.
pub struct Drafted {
    /// The voucher.
    pub voucher: Voucher,
    /// The answers; before the first draft those that the reservation suggests.
    pub answers: Map<String, Value>,
    /// The revision of the draft; `*` before the first one, which must not exist yet.
    pub etag: String,
}

/// Leads to the first step without an answer, or to the check of all of them.
pub fn begin<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let Some(drafted) = drafted(visit, &number).await? else { return Ok(closed(&number)) };
        let open = if drafted.etag == NO_DRAFT { Some(Step::Delivery) } else { first_open(&drafted.answers) };
        Ok(Reply::see_other(&step_address(&number, open.map_or("check", Step::name))))
    })
}

/// Shows a step.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let (number, step) = asked(visit)?;
        let Some(drafted) = drafted(visit, &number).await? else { return Ok(closed(&number)) };
        shown(visit, &drafted, step, Errors::default()).await
    })
}

/// Shows every answer before the report is submitted.
pub fn check<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let Some(drafted) = drafted(visit, &number).await? else { return Ok(closed(&number)) };
        Reply::page(&CheckPage::new(visit, &drafted, &[]))
    })
}

/// Saves the answers of a step with those of the others.
pub fn save<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let (number, step) = asked(visit)?;
        // What was typed is not dropped without a word when the report was submitted meanwhile.
        let Some(drafted) = drafted(visit, &number).await? else { return Err(PageError::Changed) };
        let path = format!("/vouchers{}/report", reads::voucher_segment(&number));
        let body = Value::Object(merged(visit, step, &drafted.answers));
        let answer: Result<Got<Report>, CallError> = visit.command("PUT", "completion", &path, &body).await;
        match answer {
            Ok(_) => Ok(Reply::see_other(&step_address(&number, step.after().map_or("check", Step::name)))),
            Err(CallError::Refused(problem)) if problem.status == 412 => changed(visit, &number, step).await,
            Err(CallError::Refused(problem)) if problem.status == 422 => {
                shown(visit, &drafted, step, Errors::of(visit.words, &problem.all_reasons())).await
            }
            Err(error) => Err(error.into()),
        }
    })
}

/// Submits the report. A refusal shows the check page with every reason.
pub fn submit<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let path = format!("/vouchers{}/report/submit", reads::voucher_segment(&number));
        let answer: Result<Got<Value>, CallError> = visit.post("completion", &path, &Value::Null).await;
        let (reasons, status) = match answer {
            Ok(_) => return Ok(Reply::see_other(&format!("{}?done=submitted", address(&number, "receipt")))),
            Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 412 | 422) => {
                (problem.all_reasons(), problem.status)
            }
            Err(error) => return Err(error.into()),
        };
        let Some(drafted) = drafted(visit, &number).await? else { return Ok(closed(&number)) };
        Ok(Reply::page(&CheckPage::new(visit, &drafted, &reasons))?.with_status(status))
    })
}

/// The step again, with what somebody else saved meanwhile.
async fn changed(visit: &Visit<'_>, number: &VoucherNumber, step: Step) -> Result<Reply, PageError> {
    let drafted = drafted(visit, number).await?.ok_or(PageError::Changed)?;
    shown(visit, &drafted, step, Errors::changed_form(visit.words)).await
}

async fn shown(visit: &Visit<'_>, drafted: &Drafted, step: Step, errors: Errors) -> Result<Reply, PageError> {
    let status = errors.status();
    Ok(Reply::page(&StepPage::read(visit, drafted, step, errors).await?)?.with_status(status))
}

/// The voucher and the step of the address.
fn asked(visit: &Visit<'_>) -> Result<(VoucherNumber, Step), PageError> {
    let name = visit.captures.iter().find(|(known, _)| *known == "step").map(|(_, name)| name.as_str());
    let step = name.and_then(Step::named).ok_or(PageError::NotFound)?;
    Ok((visit.capture("number")?, step))
}

/// The address of a step or of the check.
pub fn step_address(number: &VoucherNumber, step: &str) -> String {
    address(number, &format!("report/{step}"))
}

/// Where a report leads that cannot be written (any more).
fn closed(number: &VoucherNumber) -> Reply {
    Reply::see_other(&address(number, ""))
}

/// Reads voucher and draft; `None` when no report can be written now.
///
/// # Errors
/// `PageError::NotFound` for a voucher that the reader may not see.
async fn drafted(visit: &Visit<'_>, number: &VoucherNumber) -> Result<Option<Drafted>, PageError> {
    let path = format!("/vouchers{}/report", reads::voucher_segment(number));
    let (details, report) =
        futures::join!(reads::voucher(visit, number), visit.get::<Report>("completion", &path, &[]));
    let voucher = details?.value.voucher;
    if !voucher.can(Action::Report) || voucher.report.status == ReportStatus::Submitted {
        return Ok(None);
    }
    let (answers, etag) = match report {
        Ok(got) => (got.value.answers, got.etag.unwrap_or_default()),
        Err(CallError::Refused(problem)) if problem.status == 404 => (suggested(&voucher), NO_DRAFT.to_owned()),
        Err(error) => return Err(error.into()),
    };
    Ok(Some(Drafted { voucher, answers, etag }))
}

/// What the reservation says about the delivery, to be confirmed.
fn suggested(voucher: &Voucher) -> Map<String, Value> {
    let Some(reserved) = &voucher.reservation else { return Map::new() };
    let answers = [
        ("delivered_from", Value::from(reserved.start_date.to_string())),
        ("delivered_to", Value::from(reserved.end_date.to_string())),
        ("delivery_country", Value::from(reserved.country.as_str())),
        ("lead_consultant", Value::from(reserved.lead_consultant.as_str())),
    ];
    answers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The answers of all other steps as they are stored, and those of this step as they were typed.
fn merged(visit: &Visit<'_>, step: Step, stored: &Map<String, Value>) -> Map<String, Value> {
    let others = super::questions::QUESTIONS.into_iter().filter(|question| question.step != step);
    let others = others.filter_map(|question| {
        let value = stored.get(question.name).filter(|value| !value.is_null())?;
        Some((question.name.to_owned(), value.clone()))
    });
    let typed = step.questions().filter_map(|question| Some((question.name.to_owned(), question.answer(&visit.form)?)));
    others.chain(typed).collect()
}

/// The first step with a question that is not answered; `None` when there is none.
fn first_open(answers: &Map<String, Value>) -> Option<Step> {
    let is_open = |step: &Step| {
        let required = step.questions().filter(|question| !OPTIONAL.contains(&question.name));
        required.into_iter().any(|question| question.typed(answers).is_empty())
    };
    Step::ALL.into_iter().find(is_open)
}

/// The questions that a report may leave open (PROGRAM.md 9.1).
pub const OPTIONAL: [&str; 2] = ["planned_deployment_on", "remarks"];

/// Reads the receipt.
///
/// # Errors
/// `PageError::NotFound` while the report is not submitted.
pub async fn receipt(visit: &Visit<'_>, number: &VoucherNumber) -> Result<Got<Receipt>, PageError> {
    let path = format!("/vouchers{}/receipt", reads::voucher_segment(number));
    Ok(visit.get::<Receipt>("completion", &path, &[]).await?)
}
