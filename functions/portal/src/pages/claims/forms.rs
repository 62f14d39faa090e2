//! What the pages of one payment request share.

use domain::ClaimId;
use domain::catalog::BillTo;

use super::model::Claim;
use crate::functions::segment;
use crate::html::{Errors, Message, dashed};
use crate::problem::Problem;
use crate::visit::Visit;
use crate::words::Words;

/// The address of a page of a payment request; of its own page with an empty `page`.
pub fn address(id: &ClaimId, page: &str) -> String {
    let slash = if page.is_empty() { "" } else { "/" };
    format!("/claims/{}{slash}{page}", segment(id.as_str()))
}

/// The customer of a payment request; its country where the customer is not known.
pub fn customer(w: Words, claim: &Claim) -> String {
    let name = claim.customer.as_ref().map(|customer| customer.name.clone());
    name.unwrap_or_else(|| claim.country.name(w.language()).to_owned())
}

/// The comment of operations; it is in the language in which they wrote it.
pub struct Comment {
    /// Its heading.
    pub title: String,
    /// The text.
    pub text: String,
}

impl Comment {
    /// The comment of a payment request that is to be acted on.
    pub fn of(w: Words, claim: &Claim) -> Option<Self> {
        let text = claim.comment.clone()?;
        Some(Self { title: w.get("claim-comment"), text })
    }
}

/// What keeps a payment request from being submitted, with the page where it is removed.
pub struct Obstacle {
    /// The sentence.
    pub message: Message,
    /// The address and text of a link.
    pub link: Option<(String, String)>,
}

/// The obstacles of a payment request.
pub fn obstacles(w: Words, claim: &Claim) -> Vec<Obstacle> {
    let obstacle = |reason: &domain::claim::DraftReason| {
        let code = draft_reason_id(*reason);
        let message = Message { text: w.get(&format!("draft-reason-{code}")), is_foreign: false };
        let href = format!("/company/payees/{}", segment(claim.program.as_str()));
        let link = super::model::is_of_payee(*reason).then(|| (href, w.get("claim-to-payees")));
        Obstacle { message, link }
    };
    claim.reasons.iter().map(obstacle).collect()
}

/// The id of a draft's reason in texts.
pub fn draft_reason_id(reason: domain::claim::DraftReason) -> &'static str {
    use domain::claim::DraftReason as R;
    match reason {
        R::NoRate => "no-rate",
        R::PayeeNotRegistered => "payee-not-registered",
        R::LocationNotMapped => "location-not-mapped",
        R::CurrencyMismatch => "currency-mismatch",
    }
}

/// The reasons of a refused command, that of a used invoice number beside its field.
pub fn refused(w: Words, problem: &Problem) -> Errors {
    let mut reasons = problem.all_reasons();
    for reason in reasons.iter_mut().filter(|reason| reason.code == "invoice_number_used") {
        reason.field = Some("invoice_number".to_owned());
    }
    Errors::of(w, &reasons)
}

/// The title and text of a confirmation among the `known` ones that the address names.
pub fn done(visit: &Visit<'_>, known: &[&str], texts: &str) -> Option<(String, String)> {
    let asked = visit.query.text("done");
    let done = known.iter().find(|done| **done == asked)?;
    let text = |part: &str| visit.words.get(&format!("{texts}-{}{part}", dashed(done)));
    Some((text(""), text("-text")))
}

/// The lines that an invoice must have about the party it is made out to, in the order of an address (PROGRAM.md 11.7).
pub fn bill_to_lines(w: Words, bill_to: &BillTo) -> Vec<String> {
    let number = w.one("bill-to-tax-number", "number", bill_to.tax_number.as_str());
    let sample = bill_to.sample.then(|| w.get("bill-to-sample"));
    let written = std::iter::once(&bill_to.legal_entity).chain(&bill_to.address).map(ToString::to_string);
    written.chain([number]).chain(sample).collect()
}
