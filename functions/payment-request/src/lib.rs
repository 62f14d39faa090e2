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
        Endpoint::get("/claims")
            .roles(READERS)
            .query::<(ClaimFilter, PageRequest<String>)>()
            .summary("List the claims of a company, or for operations those of all that wait.")
            .answers(|call| Box::pin(claims::list(call))),
        Endpoint::get("/claims/export")
            .roles(READERS)
            .query::<(ClaimFilter, LayoutRequest)>()
            .summary("Export the claims of a company, all of them, as a workbook or as CSV.")
            .answers(|call| Box::pin(export::export(call))),
        Endpoint::get("/claims/{claim_id}")
            .roles(READERS)
            .summary("Show a claim with its history.")
            .answers(|call| Box::pin(claims::show(call))),
        Endpoint::get("/claims/{claim_id}/checks")
            .roles(OPERATIONS)
            .summary("Show what the reviewer of a claim should know, and the evidence for it.")
            .answers(|call| Box::pin(checks::show(call))),
        Endpoint::get("/statement")
            .roles(READERS)
            .query::<(CompanyFilter, Period)>()
            .summary("Show what was paid in a month or a year, and what came back.")
            .answers(|call| Box::pin(statement::show(call))),
    ]
}

fn of_partners() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post("/claims/submit")
            .roles(PARTNERS)
            .body::<SubmitMany>()
            .summary("Submit many claims under one invoice.")
            .answers(|call| Box::pin(submit::many(call))),
        Endpoint::put("/claims/{claim_id}/draft")
            .roles(PARTNERS)
            .body::<Saved>()
            .summary("Keep what will be submitted, until it is.")
            .answers(|call| Box::pin(partner::save(call))),
        Endpoint::post("/claims/{claim_id}/submit")
            .roles(PARTNERS)
            .body::<Saved>()
            .summary("Submit a claim, completed from its draft.")
            .answers(|call| Box::pin(submit::one(call))),
        Endpoint::post("/claims/{claim_id}/withdraw")
            .roles(PARTNERS)
            .summary("Withdraw a claim.")
            .answers(|call| Box::pin(partner::withdraw(call))),
        Endpoint::post("/claims/{claim_id}/dispute")
            .roles(PARTNERS)
            .body::<Comment>()
            .summary("Contest what became of a claim.")
            .answers(|call| Box::pin(partner::dispute(call))),
    ]
}

fn of_operations() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post("/claims/{claim_id}/review")
            .roles(OPERATIONS)
            .summary("Begin the review of a claim.")
            .answers(|call| Box::pin(review::start(call))),
        Endpoint::post("/claims/{claim_id}/approve")
            .roles(OPERATIONS)
            .summary("Approve a claim for payment.")
            .answers(|call| Box::pin(review::approve(call))),
        Endpoint::post("/claims/{claim_id}/reject")
            .roles(OPERATIONS)
            .body::<ReviewReason>()
            .summary("Reject a claim.")
            .answers(|call| Box::pin(review::reject(call))),
        Endpoint::post("/claims/{claim_id}/request-changes")
            .roles(OPERATIONS)
            .body::<Comment>()
            .summary("Send a claim back to its partner for changes.")
            .answers(|call| Box::pin(review::request_changes(call))),
        Endpoint::post("/claims/{claim_id}/hold")
            .roles(OPERATIONS)
            .body::<ReviewReason>()
            .summary("Hold the payment of an approved claim.")
            .answers(|call| Box::pin(review::hold(call))),
        Endpoint::post("/claims/{claim_id}/release")
            .roles(OPERATIONS)
            .summary("Release a held claim for payment.")
            .answers(|call| Box::pin(review::release(call))),
        Endpoint::post("/claims/{claim_id}/settle")
            .roles(OPERATIONS)
            .body::<Comment>()
            .summary("Answer the dispute about a claim.")
            .answers(|call| Box::pin(review::settle(call))),
    ]
}

fn payees_and_rates() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::get("/payees")
            .roles(READERS)
            .query::<(CompanyFilter, PageRequest<ProgramCode>)>()
            .summary("List where a company is paid, for each program.")
            .answers(|call| Box::pin(payees::list(call))),
        Endpoint::put("/payees/{program}")
            .roles(&[Role::GlobalAdmin])
            .body::<Registration>()
            .summary("Register where the company is paid for a program.")
            .answers(|call| Box::pin(payees::put(call))),
        Endpoint::get("/rates")
            .roles(READERS)
            .query::<(RateFilter, PageRequest<String>)>()
            .summary("List the rate card.")
            .answers(|call| Box::pin(rates::list(call))),
        Endpoint::put("/rates/{country}/{program}")
            .roles(OPERATIONS)
            .body::<Rate>()
            .summary("Set a line of the rate card from a day on.")
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
