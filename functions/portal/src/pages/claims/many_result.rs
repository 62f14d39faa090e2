//! The outcome of submitting several payment requests: the reference numbers, and what is not submitted and why.

use askama::Template;

use super::forms::address;
use super::many::Selected;
use super::model::{SubmissionItem, SubmittedClaims};
use super::sums;
use crate::failure::PageError;
use crate::format;
use crate::functions::segment;
use crate::html::{Layout, Message, Section};
use crate::pages::vouchers::tags::Tag;
use crate::reasons;
use crate::reply::Reply;
use crate::visit::Visit;

/// The reasons that a payee registration removes.
const OF_PAYEE: [&str; 3] = ["payee_not_registered", "location_not_mapped", "currency_mismatch"];

/// The page.
#[derive(Template)]
#[template(path = "pages/claims/many-result.html")]
struct ResultPage {
    layout: Layout,
    /// True when at least one is submitted.
    has_submitted: bool,
    requests: Vec<Request>,
    rows: Vec<Row>,
    /// The page of the invoice, where the program needs it itself.
    invoice: Option<String>,
}

/// What was submitted under a reference number.
struct Request {
    reference: String,
    claims: String,
    totals: Vec<String>,
}

/// The outcome of one payment request.
struct Row {
    href: String,
    number: String,
    customer: String,
    tag: Tag,
    reference: String,
    amount: String,
    reasons: Vec<Message>,
    payees: Option<String>,
}

/// The page with the outcomes. Sending the form again shows the same ones: it has the same key.
pub fn show(visit: &Visit<'_>, selected: &[Selected], answer: &SubmittedClaims) -> Result<Reply, PageError> {
    let w = visit.words;
    let submitted = answer.items.iter().filter(|item| item.reference_number.is_some()).count();
    let all = answer.items.len();
    let title = if submitted == all {
        w.count("many-done-title", submitted)
    } else {
        w.two("many-part-title", ("n", &submitted.to_string()), ("all", &all.to_string()))
    };
    let request = |request: &super::model::PaymentRequest| Request {
        reference: request.reference_number.clone(),
        claims: w.count("many-claims", request.claims),
        totals: sums::shown(&request.totals),
    };
    let row = |item: &SubmissionItem| Row::new(visit, item, selected.iter().find(|one| one.id == item.claim_id));
    Reply::page(&ResultPage {
        layout: Layout::new(visit, Section::Claims, title),
        has_submitted: submitted > 0,
        requests: answer.payment_requests.iter().map(request).collect(),
        rows: answer.items.iter().map(row).collect(),
        invoice: invoice(selected, answer),
    })
}

/// The page of the invoice: that of any submitted payment request whose country needs it. All have the same number.
fn invoice(selected: &[Selected], answer: &SubmittedClaims) -> Option<String> {
    let is_submitted =
        |one: &&Selected| answer.items.iter().any(|item| item.claim_id == one.id && item.reference_number.is_some());
    let needing = selected.iter().filter(|one| one.copy.is_some()).find(is_submitted)?;
    Some(address(&needing.id, "invoice"))
}

impl Row {
    fn new(visit: &Visit<'_>, item: &SubmissionItem, selected: Option<&Selected>) -> Self {
        let w = visit.words;
        let (outcome, color) = match item.reference_number {
            Some(_) => ("submission-outcome-submitted", "blue"),
            None => ("submission-outcome-refused", "red"),
        };
        let needs_payee = item.reasons.iter().any(|reason| OF_PAYEE.contains(&reason.code.as_str()));
        let payees = selected.filter(|_| needs_payee).map(|one| one.program.as_str());
        Self {
            href: address(&item.claim_id, ""),
            number: selected.map_or_else(|| item.claim_id.to_string(), |one| one.number.to_string()),
            customer: selected.map(|one| one.customer.clone()).unwrap_or_default(),
            tag: Tag::new(w, outcome, color),
            reference: item.reference_number.clone().unwrap_or_default(),
            amount: item.amount.as_ref().map(format::money).unwrap_or_default(),
            reasons: item.reasons.iter().map(|reason| reasons::message(w, reason)).collect(),
            payees: payees.map(|program| format!("/company/payees/{}", segment(program))),
        }
    }
}
