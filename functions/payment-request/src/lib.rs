//! Claims: submit, review, statement; payees and rates. Tests: `tests/it/payment_request`.

use std::sync::Arc;

use ::export::LayoutRequest;
use api::{CompanyFilter, Endpoint, Failure, PageRequest, Role};
use domain::catalog::Catalog;
use domain::claim::{Rate, Saved};
use domain::payee::Registration;
use domain::{Money, ProgramCode};
use objects::KeepExport;
use table::Table;

mod access;
mod checks;
mod claims;
mod export;
mod filter;
mod partner;
mod payees;
mod rates;
mod review;
mod same_file;
mod sorted;
mod statement;
mod submit;
mod view;

use filter::ClaimFilter;
use partner::Comment;
use rates::RateFilter;
use review::ReviewReason;
use statement::Period;
use submit::SubmitMany;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "BUCKET_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// Who acts for a company in matters of money.
const PARTNERS: &[Role] = &[Role::Incentives, Role::MpnAdmin];
/// Who reviews claims and sets rates.
const OPERATIONS: &[Role] = &[Role::Operations];
/// Who may see claims and where they are paid.
const READERS: &[Role] = &Role::ALL;

/// What the endpoints work with.
#[derive(Debug)]
pub struct Services {
    /// Claims, payees and rates.
    pub table: Table,
    /// Where exports are kept that are too large for an answer.
    pub exports: Arc<dyn KeepExport>,
    /// The programs.
    pub catalog: Catalog,
}

type Call<'a, B = (), Q = ()> = api::Call<'a, Services, B, Q>;

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    let mut endpoints = reading();
    endpoints.extend(of_partners());
    endpoints.extend(of_operations());
    endpoints.extend(payees_and_rates());
    endpoints
}

fn reading() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::get("/claims", "List the claims of a company, or for operations those of all that wait.")
            .roles(READERS)
            .query::<(ClaimFilter, PageRequest<String>)>()
            .answers(|call| Box::pin(claims::list(call))),
        Endpoint::get("/claims/export", "Export the claims of a company, all of them, as a workbook or as CSV.")
            .roles(READERS)
            .query::<(ClaimFilter, LayoutRequest)>()
            .answers(|call| Box::pin(export::export(call))),
        Endpoint::get("/claims/{claim_id}", "Show a claim with its history.")
            .roles(READERS)
            .answers(|call| Box::pin(claims::show(call))),
        Endpoint::get(
            "/claims/{claim_id}/checks",
            "Show what the reviewer of a claim should know, and the evidence for it.",
        )
        .roles(OPERATIONS)
        .answers(|call| Box::pin(checks::show(call))),
        Endpoint::get("/statement", "Show what was paid in a month or a year, and what came back.")
            .roles(READERS)
            .query::<(CompanyFilter, Period)>()
            .answers(|call| Box::pin(statement::show(call))),
    ]
}

fn of_partners() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post("/claims/submit", "Submit many claims under one invoice.")
            .roles(PARTNERS)
            .body::<SubmitMany>()
            .answers(|call| Box::pin(submit::many(call))),
        Endpoint::put("/claims/{claim_id}/draft", "Keep what will be submitted, until it is.")
            .roles(PARTNERS)
            .body::<Saved>()
            .answers(|call| Box::pin(partner::save(call))),
        Endpoint::post("/claims/{claim_id}/submit", "Submit a claim, completed from its draft.")
            .roles(PARTNERS)
            .body::<Saved>()
            .answers(|call| Box::pin(submit::one(call))),
        Endpoint::post("/claims/{claim_id}/withdraw", "Withdraw a claim.")
            .roles(PARTNERS)
            .answers(|call| Box::pin(partner::withdraw(call))),
        Endpoint::post("/claims/{claim_id}/dispute", "Contest what became of a claim.")
            .roles(PARTNERS)
            .body::<Comment>()
            .answers(|call| Box::pin(partner::dispute(call))),
    ]
}

fn of_operations() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post("/claims/{claim_id}/review", "Begin the review of a claim.")
            .roles(OPERATIONS)
            .answers(|call| Box::pin(review::start(call))),
        Endpoint::post("/claims/{claim_id}/approve", "Approve a claim for payment.")
            .roles(OPERATIONS)
            .answers(|call| Box::pin(review::approve(call))),
        Endpoint::post("/claims/{claim_id}/reject", "Reject a claim.")
            .roles(OPERATIONS)
            .body::<ReviewReason>()
            .answers(|call| Box::pin(review::reject(call))),
        Endpoint::post("/claims/{claim_id}/request-changes", "Send a claim back to its partner for changes.")
            .roles(OPERATIONS)
            .body::<Comment>()
            .answers(|call| Box::pin(review::request_changes(call))),
        Endpoint::post("/claims/{claim_id}/hold", "Hold the payment of an approved claim.")
            .roles(OPERATIONS)
            .body::<ReviewReason>()
            .answers(|call| Box::pin(review::hold(call))),
        Endpoint::post("/claims/{claim_id}/release", "Release a held claim for payment.")
            .roles(OPERATIONS)
            .answers(|call| Box::pin(review::release(call))),
        Endpoint::post("/claims/{claim_id}/settle", "Answer the dispute about a claim.")
            .roles(OPERATIONS)
            .body::<Comment>()
            .answers(|call| Box::pin(review::settle(call))),
    ]
}

fn payees_and_rates() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::get("/payees", "List where a company is paid, for each program.")
            .roles(READERS)
            .query::<(CompanyFilter, PageRequest<ProgramCode>)>()
            .answers(|call| Box::pin(payees::list(call))),
        Endpoint::put("/payees/{program}", "Register where the company is paid for a program.")
            .roles(&[Role::GlobalAdmin])
            .body::<Registration>()
            .answers(|call| Box::pin(payees::put(call))),
        Endpoint::get("/rates", "List the rate card.")
            .roles(READERS)
            .query::<(RateFilter, PageRequest<String>)>()
            .answers(|call| Box::pin(rates::list(call))),
        Endpoint::put("/rates/{country}/{program}", "Set a line of the rate card from a day on.")
            .roles(OPERATIONS)
            .body::<Rate>()
            .answers(|call| Box::pin(rates::put(call))),
    ]
}

/// One sum for each currency, in the order of their codes.
///
/// # Errors
/// [`Failure::Internal`] when a sum does not fit 64 bits.
fn totals<'a>(amounts: impl Iterator<Item = &'a Money>) -> Result<Vec<Money>, Failure> {
    Money::totals(amounts).ok_or_else(|| Failure::internal("a sum of money does not fit 64 bits"))
}

/// The program that the path names.
fn program<B, Q>(call: &Call<'_, B, Q>) -> Result<ProgramCode, Failure> {
    let program = call.path.parse("program", ProgramCode::parse)?;
    let missing = || Failure::not_found("program_not_found", format!("There is no program {program}."));
    call.services.catalog.program(&program).map(|known| known.code.clone()).ok_or_else(missing)
}
