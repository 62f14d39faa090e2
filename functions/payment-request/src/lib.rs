//! Submits, reviews, lists and exports claims; shows statements; manages payees and rates; invoked by its function URL.
//!
//! Tests: `tests/it/payment_request`.

use std::sync::Arc;

use ::export::{FileRequest, LayoutRequest};
use api::{CompanyFilter, Endpoint, Failure, PageRequest, Role};
use domain::catalog::Catalog;
use domain::claim::{Rate, Saved};
use domain::payee::Registration;
use domain::refusal::Rule;
use domain::{Flaw, Money, ProgramCode, Refusal};
use lambda_http::http::StatusCode;
use objects::{Objects, StoreExport};
use table::Table;

mod access;
mod checks;
mod claims;
mod comments;
mod export;
mod filter;
mod invoices;
mod partner;
mod payees;
mod rates;
mod review;
mod same_file;
mod sorted;
mod statement;
mod statement_file;
mod submit;
mod view;

use comments::CommentText;
use filter::ClaimFilter;
use partner::Comment;
use rates::RateFilter;
use review::ReviewReason;
use statement::Period;
use submit::{SubmitMany, SubmitOne};

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "BUCKET_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// The roles that submit claims for a company (PROGRAM.md 1.2).
const PARTNERS: &[Role] = &[Role::Incentives, Role::MpnAdmin];
/// The roles that write comments on claims (PROGRAM.md 11.15).
const COMMENTING: &[Role] = &[Role::Incentives, Role::MpnAdmin, Role::Operations];
/// The role that reviews claims and sets rates (PROGRAM.md 1.2).
const OPERATIONS: &[Role] = &[Role::Operations];
/// The roles that may read claims and payees (PROGRAM.md 1.2).
const READERS: &[Role] = &Role::ALL;

/// The clients and configuration the endpoints use.
#[derive(Debug)]
pub struct Services {
    /// Claims, invoices, payees and rates.
    pub table: Table,
    /// The bucket for exports that are too large for an answer.
    pub exports: Arc<dyn StoreExport>,
    /// Signs the uploads and downloads of invoices.
    pub objects: Objects,
    /// The programs.
    pub catalog: Catalog,
}

type Context<'a, B = (), Q = ()> = api::Context<'a, Services, B, Q>;

/// The refusals of every change of a claim.
const CLAIM: &[Rule] = &[Rule::ClaimNotFound, Rule::WrongClaimStatus];
/// The refusals of submitting a claim (PROGRAM.md 11.6).
const SUBMITTING: &[Rule] = &[
    Rule::WrongClaimStatus,
    Rule::PastDue,
    Rule::CommentMissing,
    Rule::ReportMissing,
    Rule::DeliverablePending,
    Rule::NoRate,
    Rule::PayeeNotRegistered,
    Rule::LocationNotMapped,
    Rule::CurrencyMismatch,
    Rule::InvoiceNumberUsed,
    Rule::SubmissionsFrozen,
];

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    let mut endpoints = reading();
    endpoints.extend(of_partners());
    endpoints.extend(of_operations());
    endpoints.extend(invoices::endpoints());
    endpoints.extend(payees_and_rates());
    endpoints
}

fn reading() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::get(
            "list_claims",
            "/claims",
            "List the claims of a company, or for operations those of all that wait.",
        )
        .roles(READERS)
        .query::<(ClaimFilter, PageRequest<String>)>()
        .refuses(&[Rule::CompanyNotFound])
        .rejects(&[Flaw::Missing])
        .answers(StatusCode::OK, |context| Box::pin(claims::list(context))),
        Endpoint::get(
            "export_claims",
            "/claims/export",
            "Export the claims of a company, all of them, as a workbook or as CSV.",
        )
        .roles(READERS)
        .query::<(ClaimFilter, LayoutRequest)>()
        .files(::export::CONTENT_TYPES)
        .refuses(&[Rule::CompanyNotFound])
        .rejects(&[Flaw::Missing])
        .answers(StatusCode::OK, |context| Box::pin(export::export(context))),
        Endpoint::get("show_claim", "/claims/{claim_id}", "Show a claim with its history.")
            .roles(READERS)
            .etag()
            .refuses(&[Rule::ClaimNotFound])
            .answers(StatusCode::OK, |context| Box::pin(claims::show(context))),
        Endpoint::get(
            "show_claim_checks",
            "/claims/{claim_id}/checks",
            "Show what the reviewer of a claim should know, and the evidence for it.",
        )
        .roles(OPERATIONS)
        .refuses(&[Rule::ClaimNotFound])
        .answers(StatusCode::OK, |context| Box::pin(checks::show(context))),
        Endpoint::get("show_statement", "/statement", "Show what was paid in a month or a year, and what came back.")
            .roles(READERS)
            .query::<(CompanyFilter, Period, FileRequest)>()
            .files(::export::CONTENT_TYPES)
            .refuses(&[Rule::CompanyNotFound])
            .rejects(&[Flaw::Missing])
            .answers(StatusCode::OK, |context| Box::pin(statement::show(context))),
    ]
}

fn of_partners() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post("submit_claims", "/claims/submit", "Submit many claims under one invoice.")
            .roles(PARTNERS)
            .body::<SubmitMany>()
            .bulk()
            .reports(SUBMITTING)
            .reports(&[Rule::ClaimNotFound])
            .reports(api::FAULTS)
            .reports(api::FORBIDDEN)
            .answers(StatusCode::OK, |context| Box::pin(submit::submit_many(context))),
        Endpoint::put("save_claim", "/claims/{claim_id}/draft", "Save a draft of the claim.")
            .roles(PARTNERS)
            .body::<Saved>()
            .etag()
            .refuses(CLAIM)
            .refuses(&[Rule::PastDue])
            .answers(StatusCode::OK, |context| Box::pin(partner::save(context))),
        Endpoint::post("submit_claim", "/claims/{claim_id}/submit", "Submit a claim, completed from its draft.")
            .roles(PARTNERS)
            .body::<SubmitOne>()
            .etag()
            .refuses(CLAIM)
            .refuses(SUBMITTING)
            .rejects(&[Flaw::Missing])
            .answers(StatusCode::OK, |context| Box::pin(submit::submit_one(context))),
        Endpoint::post("withdraw_claim", "/claims/{claim_id}/withdraw", "Withdraw a claim.")
            .roles(PARTNERS)
            .etag()
            .refuses(CLAIM)
            .answers(StatusCode::OK, |context| Box::pin(partner::withdraw(context))),
        Endpoint::post("reinstate_claim", "/claims/{claim_id}/reinstate", "Reinstate a withdrawn claim.")
            .roles(PARTNERS)
            .etag()
            .refuses(CLAIM)
            .refuses(&[Rule::PastDue])
            .answers(StatusCode::OK, |context| Box::pin(partner::reinstate(context))),
        Endpoint::post("comment_on_claim", "/claims/{claim_id}/comments", "Write a comment on a claim.")
            .roles(COMMENTING)
            .body::<CommentText>()
            .etag()
            .refuses(&[Rule::ClaimNotFound, Rule::ClaimPaid, Rule::TooManyComments])
            .answers(StatusCode::OK, |context| Box::pin(comments::add(context))),
        Endpoint::post("dispute_claim", "/claims/{claim_id}/dispute", "Dispute the outcome of a claim.")
            .roles(PARTNERS)
            .body::<Comment>()
            .etag()
            .refuses(CLAIM)
            .answers(StatusCode::OK, |context| Box::pin(partner::dispute(context))),
    ]
}

fn of_operations() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post("review_claim", "/claims/{claim_id}/review", "Begin the review of a claim.")
            .roles(OPERATIONS)
            .etag()
            .refuses(CLAIM)
            .answers(StatusCode::OK, |context| Box::pin(review::start(context))),
        Endpoint::post("approve_claim", "/claims/{claim_id}/approve", "Approve a claim for payment.")
            .roles(OPERATIONS)
            .etag()
            .refuses(CLAIM)
            .refuses(&[Rule::FourEyes, Rule::InvoiceMissing])
            .answers(StatusCode::OK, |context| Box::pin(review::approve(context))),
        Endpoint::post("reject_claim", "/claims/{claim_id}/reject", "Reject a claim.")
            .roles(OPERATIONS)
            .body::<ReviewReason>()
            .etag()
            .refuses(CLAIM)
            .answers(StatusCode::OK, |context| Box::pin(review::reject(context))),
        Endpoint::post(
            "request_claim_changes",
            "/claims/{claim_id}/request-changes",
            "Send a claim back to its partner for changes.",
        )
        .roles(OPERATIONS)
        .body::<Comment>()
        .etag()
        .refuses(CLAIM)
        .answers(StatusCode::OK, |context| Box::pin(review::request_changes(context))),
        Endpoint::post("hold_claim", "/claims/{claim_id}/hold", "Hold the payment of an approved claim.")
            .roles(OPERATIONS)
            .body::<ReviewReason>()
            .etag()
            .refuses(CLAIM)
            .answers(StatusCode::OK, |context| Box::pin(review::hold(context))),
        Endpoint::post("release_claim", "/claims/{claim_id}/release", "Release a held claim for payment.")
            .roles(OPERATIONS)
            .etag()
            .refuses(CLAIM)
            .refuses(&[Rule::FourEyes])
            .answers(StatusCode::OK, |context| Box::pin(review::release(context))),
        Endpoint::post("answer_dispute", "/claims/{claim_id}/settle", "Answer the dispute about a claim.")
            .roles(OPERATIONS)
            .body::<Comment>()
            .etag()
            .refuses(CLAIM)
            .answers(StatusCode::OK, |context| Box::pin(review::answer_dispute(context))),
    ]
}

fn payees_and_rates() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::get("list_payees", "/payees", "List where a company is paid, for each program.")
            .roles(READERS)
            .query::<(CompanyFilter, PageRequest<ProgramCode>)>()
            .refuses(&[Rule::CompanyNotFound])
            .rejects(&[Flaw::Missing])
            .answers(StatusCode::OK, |context| Box::pin(payees::list(context))),
        Endpoint::put("register_payee", "/payees/{program}", "Register where the company is paid for a program.")
            .roles(&[Role::GlobalAdmin])
            .body::<Registration>()
            .etag()
            .refuses(&[Rule::ProgramNotFound, Rule::CompanyNotRegistered, Rule::NoRedeemedVoucherYet])
            .answers(StatusCode::OK, |context| Box::pin(payees::put(context))),
        Endpoint::get("list_rates", "/rates", "List the rate card.")
            .roles(READERS)
            .query::<(RateFilter, PageRequest<String>)>()
            .answers(StatusCode::OK, |context| Box::pin(rates::list(context))),
        Endpoint::put("set_rate", "/rates/{country}/{program}", "Set a line of the rate card from a day on.")
            .roles(OPERATIONS)
            .body::<Rate>()
            .etag()
            .refuses(&[Rule::ProgramNotFound])
            .rejects(&[Flaw::EndsBeforeStart])
            .answers(StatusCode::OK, |context| Box::pin(rates::put(context))),
    ]
}

/// Returns one sum for each currency, in the order of their codes (PROGRAM.md 14.4).
///
/// # Errors
/// [`Failure::Internal`] when a sum does not fit 64 bits.
fn totals<'a>(amounts: impl Iterator<Item = &'a Money>) -> Result<Vec<Money>, Failure> {
    Money::totals(amounts).ok_or_else(|| Failure::internal("a sum of money does not fit 64 bits"))
}

/// Returns the program of the path.
///
/// # Errors
/// [`Refusal::ProgramNotFound`].
fn program<B, Q>(context: &Context<'_, B, Q>) -> Result<ProgramCode, Failure> {
    let program = context.path.parse("program")?;
    let known = context.services.catalog.program(&program).map(|known| known.code.clone());
    known.ok_or_else(|| Refusal::ProgramNotFound { program }.into())
}
