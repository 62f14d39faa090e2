//! What the pages of one payment request share.

use api::Role;
use domain::ClaimId;
use domain::catalog::BillTo;
use domain::claim::{DraftReason, Status};

use super::model::Claim;
use crate::functions::segment;
use crate::html::{Errors, Message, dashed};
use crate::pages::vouchers::forms::address as voucher_address;
use crate::problem::Problem;
use crate::visit::Visit;
use crate::words::Words;

/// The page of the bank profiles by which a payment request is paid.
pub fn payee_address(claim: &Claim) -> String {
    format!("/company/payees/{}", segment(claim.program.as_str()))
}

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
    /// Where report and files are corrected, with the addresses where the reader may do it.
    pub corrections: Vec<Correction>,
}

/// What may have to be corrected besides the invoice.
pub struct Correction {
    /// The sentence.
    pub text: String,
    /// The page; `None` for readers who may not do it.
    pub href: Option<String>,
}

impl Comment {
    /// The comment of a payment request that is to be acted on.
    pub fn of(visit: &Visit<'_>, claim: &Claim) -> Option<Self> {
        let text = claim.comment.clone()?;
        let is_sent_back = claim.status == Status::ActionRequired;
        let corrections = if is_sent_back { corrections(visit, claim) } else { Vec::new() };
        Some(Self { title: visit.words.get("claim-comment"), text, corrections })
    }
}

/// The pages of report and files of a payment request that was sent back (PROGRAM.md 9.4).
fn corrections(visit: &Visit<'_>, claim: &Claim) -> Vec<Correction> {
    let is_admin = visit.person.as_ref().is_some_and(|person| person.has(&[Role::MpnAdmin]));
    if !is_admin {
        return vec![Correction { text: visit.words.get("claim-correct-by-admin"), href: None }];
    }
    let report = if claim.waits_for_report() { ("claim-correct-report-again", "report") } else { REPORT };
    let correction = |(id, page): (&str, &str)| Correction {
        text: visit.words.get(id),
        href: Some(voucher_address(&claim.voucher_number, page)),
    };
    [report, FILES].map(correction).into()
}

/// The page where the report is reopened.
const REPORT: (&str, &str) = ("claim-correct-report", "receipt");
/// The page where files are added.
const FILES: (&str, &str) = ("claim-correct-files", "files");

/// What keeps a payment request from being submitted, with the page where it is removed.
pub struct Obstacle {
    /// The sentence.
    pub message: Message,
    /// The address and text of a link.
    pub link: Option<(String, String)>,
}

/// The obstacles of a payment request.
pub fn obstacles(w: Words, claim: &Claim) -> Vec<Obstacle> {
    let obstacle = |reason: &DraftReason| {
        let code = draft_reason_id(*reason);
        let message = Message { text: w.get(&format!("draft-reason-{code}")), is_foreign: false };
        Obstacle { message, link: removed_at(w, claim, *reason) }
    };
    claim.reasons.iter().map(obstacle).collect()
}

/// The page where an obstacle is removed, and the text of the link.
fn removed_at(w: Words, claim: &Claim, reason: DraftReason) -> Option<(String, String)> {
    match reason {
        DraftReason::NoRate => None,
        DraftReason::ReportMissing => {
            Some((voucher_address(&claim.voucher_number, "report"), w.get("claim-correct-report-again")))
        }
        DraftReason::DeliverablePending => {
            Some((voucher_address(&claim.voucher_number, "files"), w.get("claim-correct-files")))
        }
        DraftReason::PayeeNotRegistered | DraftReason::LocationNotMapped | DraftReason::CurrencyMismatch => {
            Some((payee_address(claim), w.get("claim-to-payees")))
        }
    }
}

/// The id of a draft's reason in texts.
pub fn draft_reason_id(reason: DraftReason) -> &'static str {
    match reason {
        DraftReason::NoRate => "no-rate",
        DraftReason::PayeeNotRegistered => "payee-not-registered",
        DraftReason::LocationNotMapped => "location-not-mapped",
        DraftReason::CurrencyMismatch => "currency-mismatch",
        DraftReason::ReportMissing => "report-missing",
        DraftReason::DeliverablePending => "deliverable-pending",
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
