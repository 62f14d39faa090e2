//! `/vouchers/{number}/notify`: sends dates and attendees to the customer, after showing them (PROGRAM.md 7.10).

use askama::Template;
use domain::VoucherNumber;
use domain::voucher::Action;
use serde_json::Value;

use super::details::Fact;
use super::forms::address;
use super::model::{Voucher, VoucherDetails};
use super::names::Names;
use super::reads;
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Errors, Layout, Section};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/vouchers/notify.html")]
struct NotifyPage {
    layout: Layout,
    key: String,
    etag: String,
    action: String,
    change: Option<String>,
    voucher: String,
    number: String,
    customer: String,
    recipient: Vec<String>,
    facts: Vec<Fact>,
    sent: Option<String>,
    errors: Errors,
}

/// Shows what is sent.
pub fn form<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(show(visit, Errors::default()))
}

async fn show(visit: &Visit<'_>, errors: Errors) -> Result<Reply, PageError> {
    let number: VoucherNumber = visit.capture("number")?;
    let (got, names) = futures::join!(reads::voucher(visit, &number), Names::read(visit));
    let got = got?;
    if !got.value.voucher.can(Action::Notify) {
        return Ok(Reply::see_other(&address(&number, "")));
    }
    let status = errors.status();
    Ok(Reply::page(&NotifyPage::new(visit, &got, &names, errors))?.with_status(status))
}

impl NotifyPage {
    fn new(visit: &Visit<'_>, got: &Got<VoucherDetails>, names: &Names, mut errors: Errors) -> Self {
        let (w, voucher) = (visit.words, &got.value.voucher);
        errors.place(&mut []);
        let sent = got.value.notified_at();
        let recipient = voucher.admin.as_ref().map(|admin| vec![admin.name.clone(), admin.email.clone()]);
        Self {
            layout: Layout::new(visit, Section::Vouchers, w.get("notify-title")).with_errors(!errors.is_empty()),
            key: visit.new_key(),
            etag: got.etag.clone().unwrap_or_default(),
            action: address(&voucher.number, "notify"),
            change: voucher.can(Action::Reschedule).then(|| address(&voucher.number, "change")),
            voucher: address(&voucher.number, ""),
            number: voucher.number.to_string(),
            customer: voucher.customer.name.clone(),
            recipient: recipient.unwrap_or_default(),
            facts: sent_facts(visit, voucher, names),
            sent: sent.map(|at| w.one("notify-sent", "at", format::instant(at, visit.language()))),
            errors,
        }
    }
}

/// What the letter names (`voucher-attendees` in `shared/mail/templates`).
fn sent_facts(visit: &Visit<'_>, voucher: &Voucher, names: &Names) -> Vec<Fact> {
    let w = visit.words;
    let Some(reserved) = &voucher.reservation else { return Vec::new() };
    let fact = |id: &str, lines: Vec<String>| Fact { label: w.get(id), lines };
    let attendees = &reserved.attendees;
    let attendees = if attendees.is_empty() { vec![w.get("fact-attendees-none")] } else { attendees.clone() };
    vec![
        fact("fact-program", vec![names.program(&voucher.program), w.one("days-count", "n", voucher.days)]),
        fact("fact-location", vec![names.location(&reserved.location_id)]),
        fact("fact-dates", vec![format::period(reserved.start_date, reserved.end_date, visit.language())]),
        fact("fact-attendees", attendees),
    ]
}

/// Sends it.
pub fn notify<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let path = format!("/reservations{}/notify", reads::voucher_segment(&number));
        let answer: Result<Got<Voucher>, CallError> = visit.post("reservation", &path, &Value::Null).await;
        match answer {
            Ok(_) => Ok(Reply::see_other(&format!("{}?done=notified", address(&number, "")))),
            Err(CallError::Refused(problem)) if problem.status == 412 => {
                show(visit, Errors::changed_act(visit.words)).await
            }
            Err(CallError::Refused(problem)) if problem.has("notified_just_now") => {
                show(visit, Errors::of(visit.words, &problem.all_reasons())).await
            }
            Err(error) => Err(error.into()),
        }
    })
}
