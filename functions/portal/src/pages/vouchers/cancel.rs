//! `/vouchers/{number}/cancel`: gives a voucher back (PROGRAM.md 7.9).

use askama::Template;
use domain::VoucherNumber;
use domain::voucher::{Action, CancelReason};
use serde_json::json;

use super::forms::{address, choice, field};
use super::model::{Voucher, VoucherDetails};
use super::reads;
use crate::failure::PageError;
use crate::form::query;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Choice, Errors, Field, Layout, Section, dashed};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/vouchers/cancel.html")]
struct CancelPage {
    layout: Layout,
    key: String,
    etag: String,
    action: String,
    voucher: String,
    number: String,
    customer: String,
    consequence: String,
    reason: Field,
    reasons: Vec<Choice>,
    note: Field,
    errors: Errors,
}

/// Shows the form.
pub fn form<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(show(visit, Errors::default()))
}

async fn show(visit: &Visit<'_>, errors: Errors) -> Result<Reply, PageError> {
    let number: VoucherNumber = visit.capture("number")?;
    let got = reads::voucher(visit, &number).await?;
    if !got.value.voucher.can(Action::Cancel) {
        return Ok(Reply::see_other(&address(&number, "")));
    }
    let status = errors.status();
    Ok(Reply::page(&CancelPage::new(visit, &got, errors))?.with_status(status))
}

impl CancelPage {
    fn new(visit: &Visit<'_>, got: &Got<VoucherDetails>, mut errors: Errors) -> Self {
        let (w, voucher) = (visit.words, &got.value.voucher);
        let chosen = visit.form.text("reason");
        let reason = |reason: CancelReason| {
            choice(reason.as_str(), w.get(&format!("cancel-reason-{}", dashed(reason.as_str()))), chosen)
        };
        let mut field_of_reason = field(w, "cancel", "reason", chosen);
        let mut note = field(w, "cancel", "note", visit.form.raw("note"));
        errors.place(&mut [&mut field_of_reason, &mut note]);
        Self {
            layout: Layout::new(visit, Section::Vouchers, w.get("cancel-title")).with_errors(!errors.is_empty()),
            key: visit.new_key(),
            etag: errors.etag(&visit.form, got.etag.as_deref()),
            action: address(&voucher.number, "cancel"),
            voucher: address(&voucher.number, ""),
            number: voucher.number.to_string(),
            customer: voucher.customer.name.clone(),
            consequence: w.one("cancel-consequence", "day", format::day(voucher.expires_on, visit.language())),
            reason: field_of_reason,
            reasons: CancelReason::ALL.map(reason).into(),
            note,
            errors,
        }
    }
}

/// Cancels the reservation. The voucher is no longer the company's, so the list says that it is done.
pub fn cancel<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        if visit.form.filled("reason").is_none() {
            let mut errors = Errors::default();
            errors.push("reason", visit.words.get("cancel-reason-missing"));
            return show(visit, errors).await;
        }
        let mut body = json!({"reason": visit.form.text("reason")});
        if let (Some(note), Some(members)) = (visit.form.filled("note"), body.as_object_mut()) {
            members.insert("note".to_owned(), json!(note));
        }
        let path = format!("/reservations{}/cancel", reads::voucher_segment(&number));
        let answer: Result<Got<Voucher>, CallError> = visit.post("reservation", &path, &body).await;
        match answer {
            Ok(_) => {
                let done = [("done", "cancelled"), ("number", number.as_str())];
                Ok(Reply::see_other(&format!("/vouchers{}", query(done.into_iter()))))
            }
            Err(CallError::Refused(problem)) if problem.status == 412 => {
                show(visit, Errors::changed_act(visit.words)).await
            }
            Err(CallError::Refused(problem)) if problem.status == 422 => {
                show(visit, Errors::of(visit.words, &problem.all_reasons())).await
            }
            Err(error) => Err(error.into()),
        }
    })
}
