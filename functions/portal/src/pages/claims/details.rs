//! `/claims/{claim_id}`: what comes next for a payment request, what it holds, and what happened to it.

use askama::Template;
use domain::ClaimId;
use domain::claim::{Action, Status};
use domain::invoice::InvoiceCopy;
use serde_json::json;

use super::forms::{Comment, Obstacle, address, bill_to_lines, customer, done, obstacles, payee_address, refused};
use super::history::{conversation, history};
use super::model::{Claim, ClaimDetails};
use super::next_step::NextStep;
use super::reads::{self, FUNCTION, claim_path};
use super::sums;
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Errors, Field, Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::details::Fact;
use crate::pages::vouchers::forms::{address as voucher_address, field};
use crate::pages::vouchers::names::Names;
use crate::pages::vouchers::tags::{self, Tag};
use crate::pages::vouchers::timeline::TimelineLine;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::words::Words;

/// The confirmations that the page shows after a redirect.
const DONE: [&str; 6] = ["saved", "submitted", "withdrawn", "reinstated", "commented", "disputed"];

/// The page.
#[derive(Template)]
#[template(path = "pages/claims/details.html")]
struct DetailsPage {
    layout: Layout,
    done: Option<(String, String)>,
    comment: Option<Comment>,
    obstacles: Vec<Obstacle>,
    /// What is done on another page.
    see_also: Option<Elsewhere>,
    number: String,
    voucher: String,
    customer: String,
    tag: Tag,
    next: NextStep,
    amount: String,
    rate: String,
    actions: Vec<ActionLink>,
    facts: Vec<Fact>,
    payments: Vec<PaymentLine>,
    dispute: Option<String>,
    conversation: Vec<TimelineLine>,
    /// The form for a comment, while the reader may write one.
    reply: Option<CommentForm>,
    errors: Errors,
    timeline: Vec<TimelineLine>,
    is_partial: bool,
}

/// The form for a comment.
struct CommentForm {
    action: String,
    key: String,
    text: Field,
}

/// A page for an action.
struct ActionLink {
    href: String,
    text: String,
    is_primary: bool,
}

/// What is done on another page.
struct Elsewhere {
    text: String,
    href: String,
    link: String,
}

/// A payment.
struct PaymentLine {
    id: String,
    event: String,
    at: String,
    when: String,
}

/// Shows the payment request.
pub fn details<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(show(visit, Errors::default()))
}

async fn show(visit: &Visit<'_>, errors: Errors) -> Result<Reply, PageError> {
    let id: ClaimId = visit.capture("claim_id")?;
    let (got, names) = futures::join!(reads::claim(visit, &id), Names::read(visit));
    let status = errors.status();
    Ok(Reply::page(&DetailsPage::new(visit, &got?.value, &names, errors))?.with_status(status))
}

/// Sends a comment. A refusal shows the page again with what was typed.
pub fn comment<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let id: ClaimId = visit.capture("claim_id")?;
        let Some(text) = visit.form.filled("text") else {
            let mut errors = Errors::default();
            errors.push("text", visit.words.get("comment-text-missing"));
            return show(visit, errors).await;
        };
        let path = claim_path(&id, "comments");
        let answer: Result<Got<Claim>, CallError> = visit.post(FUNCTION, &path, &json!({"text": text})).await;
        match answer {
            Ok(_) => Ok(Reply::see_other(&format!("{}?done=commented", address(&id, "")))),
            Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
                show(visit, refused(visit.words, &problem)).await
            }
            Err(error) => Err(error.into()),
        }
    })
}

impl DetailsPage {
    fn new(visit: &Visit<'_>, details: &ClaimDetails, names: &Names, mut errors: Errors) -> Self {
        let (w, claim) = (visit.words, &details.claim);
        let next = NextStep::of(w, claim);
        let reply = comment_form(visit, claim, &mut errors);
        let is_of_partner = matches!(claim.status, Status::Draft | Status::ActionRequired);
        Self {
            layout: Layout::new(visit, Section::Claims, next.title.clone()).with_errors(!errors.is_empty()),
            done: done(visit, &DONE, "claim-done"),
            comment: Comment::of(visit, claim),
            obstacles: if is_of_partner { obstacles(w, claim) } else { Vec::new() },
            see_also: see_also(w, claim),
            number: claim.voucher_number.to_string(),
            voucher: voucher_address(&claim.voucher_number, ""),
            customer: customer(w, claim),
            tag: tags::claim_tag(w, claim.status),
            next,
            amount: claim.amount.as_ref().map_or_else(|| w.get("claim-amount-none"), format::money),
            rate: rate(w, claim),
            actions: actions(w, claim),
            facts: facts(visit, claim, names),
            payments: payments(w, claim),
            dispute: claim.dispute.clone(),
            conversation: conversation(w, &details.comments),
            reply,
            errors,
            timeline: history(w, &details.history),
            is_partial: names.is_partial,
        }
    }
}

/// What is done on another page: the invoice that did not arrive yet, the bank profile of a returned payment.
fn see_also(w: Words, claim: &Claim) -> Option<Elsewhere> {
    if claim.status == Status::PaymentFailed {
        let (text, href) = (w.get("claim-check-payee"), payee_address(claim));
        return Some(Elsewhere { text, href, link: w.get("claim-to-payees") });
    }
    let copy = claim.invoice_copy.filter(|_| claim.waits_for_invoice())?;
    let before = if matches!(claim.status, Status::Draft | Status::ActionRequired) { "before" } else { "waits" };
    Some(Elsewhere {
        text: w.get(&format!("claim-invoice-{before}-{}", copy.as_str())),
        href: address(&claim.id, "invoice"),
        link: w.get(&format!("claim-to-invoice-{}", copy.as_str())),
    })
}

/// The form for a comment, with what was typed; without one the reasons stand at the top alone.
fn comment_form(visit: &Visit<'_>, claim: &Claim, errors: &mut Errors) -> Option<CommentForm> {
    let may_comment = claim.can(Action::Comment);
    let mut text = field(visit.words, "comment", "text", visit.form.raw("text"));
    if may_comment {
        errors.place(&mut [&mut text]);
    } else {
        errors.place(&mut []);
    }
    may_comment.then(|| CommentForm { action: address(&claim.id, "comments"), key: visit.new_key(), text })
}

/// How the amount follows from the days.
fn rate(w: Words, claim: &Claim) -> String {
    let days = w.one("days-count", "n", claim.days);
    let rate = claim.amount.as_ref().and_then(|amount| sums::rate(amount, claim.days));
    rate.map_or(days.clone(), |rate| w.two("claim-amount-rate", ("days", &days), ("rate", &format::money(&rate))))
}

/// The actions that have a page: of those that the API offers. Submitting is the primary one.
fn actions(w: Words, claim: &Claim) -> Vec<ActionLink> {
    let is_again = claim.status != Status::Draft;
    let submit = if claim.waits_for_payee() || claim.waits_for_correction() || !claim.can(Action::Submit) {
        "claim-act-save"
    } else if is_again {
        "claim-act-submit-again"
    } else {
        "claim-act-submit"
    };
    let pages = [
        (Action::Save, "submit", submit, true),
        (Action::Reinstate, "reinstate", "claim-action-reinstate", true),
        (Action::Withdraw, "withdraw", "claim-action-withdraw", false),
        (Action::Dispute, "dispute", "claim-action-dispute", false),
    ];
    let offered = pages.into_iter().filter(|(action, ..)| claim.can(*action));
    let link = |(_, page, text, is_primary): (Action, &str, &str, bool)| ActionLink {
        href: address(&claim.id, page),
        text: w.get(text),
        is_primary,
    };
    offered.map(link).collect()
}

fn facts(visit: &Visit<'_>, claim: &Claim, names: &Names) -> Vec<Fact> {
    let (w, language) = (visit.words, visit.language());
    let fact = |id: &str, lines: Vec<String>| Fact { label: w.get(id), lines };
    let service = claim.engagement_type.as_ref().map(|code| names.engagement(code));
    let country = names.country(&claim.country).to_owned();
    let copy = claim.invoice_copy.map(|copy| copy_fact(w, claim, copy));
    let at = |at: Option<jiff::Timestamp>| at.map(|at| format::instant(at, language));
    let expected = claim.payment_expected_by.filter(|_| claim.status != Status::Paid);
    let saved = claim.saved.clone().unwrap_or_default();
    let due = claim.correctable_until.unwrap_or(claim.due_on);
    let due = claim.approved_at.is_none().then(|| format::day(due, language));
    let bill_to = claim.bill_to().map(|bill_to| fact("bill-to", bill_to_lines(w, bill_to)));
    let optional = [
        ("claim-fact-due", due),
        ("claim-fact-invoice", claim.invoice_number.clone()),
        ("claim-fact-order", claim.purchase_order.clone()),
        ("claim-fact-saved-invoice", saved.invoice_number),
        ("claim-fact-saved-order", saved.purchase_order),
        ("claim-fact-copy", copy),
        ("claim-fact-reference", claim.reference_number.clone()),
        ("claim-fact-submitted", at(claim.submitted_at)),
        ("claim-fact-approved", at(claim.approved_at)),
        ("claim-fact-expected", expected.map(|day| format::day(day, language))),
    ];
    let mut facts = vec![
        fact("fact-customer", vec![customer(w, claim)]),
        fact("fact-program", service.into_iter().chain([names.program(&claim.program)]).collect()),
        fact("fact-location", vec![names.location(&claim.location_id), country]),
        fact("fact-redeemed", vec![format::instant(claim.redeemed_at, language)]),
    ];
    facts.extend(optional.into_iter().filter_map(|(id, text)| Some(fact(id, vec![text?]))));
    facts.extend(bill_to);
    facts
}

/// The form in which the invoice itself is needed, and whether it arrived.
fn copy_fact(w: Words, claim: &Claim, copy: InvoiceCopy) -> String {
    let form = w.get(&format!("invoice-copy-{}", copy.as_str()));
    match claim.invoice.as_ref().and_then(|invoice| invoice.received) {
        Some(true) => w.one("invoice-copy-received", "form", form),
        Some(false) => w.one("invoice-copy-missing", "form", form),
        None => form,
    }
}

fn payments(w: Words, claim: &Claim) -> Vec<PaymentLine> {
    let line = |payment: &super::model::Payment| PaymentLine {
        id: payment.id.clone(),
        event: w.get(&format!("payment-event-{}", payment.event.as_str())),
        at: payment.at.to_string(),
        when: format::instant(payment.at, w.language()),
    };
    claim.payments.iter().map(line).collect()
}
