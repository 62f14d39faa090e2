//! Manages companies, their people, evidence, locations, agreements and yearly enrollments; invoked by its function URL.
//!
//! Tests: `tests/it/enrollment`.

use api::{CompanyFilter, Endpoint, Failure, PageRequest, Role};
use domain::catalog::{Catalog, Program};
use domain::partner::{CompanyDetails, Evidence};
use domain::refusal::Rule;
use domain::{CompanyId, EvidenceId, Flaw, LocationId, ProgramCode, Refusal};
use lambda_http::http::StatusCode;
use table::Table;

mod agreement;
mod company;
mod eligibility;
mod enroll;
mod evidence;
mod list;
mod location;
mod manage;
mod people;
mod programs;
mod view;

use agreement::Sign;
use enroll::Enroll;
use list::EnrollmentFilter;
use location::LocationContent;
use manage::Decision;
use people::PeopleFilter;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// The clients and configuration the endpoints use.
#[derive(Debug)]
pub struct Services {
    /// Companies, people, evidence, locations and enrollments.
    pub table: Table,
    /// The programs.
    pub catalog: Catalog,
}

type Context<'a, B = (), Q = ()> = api::Context<'a, Services, B, Q>;

/// The roles that may read a company's data (PROGRAM.md 1.2).
const READERS: &[Role] = &Role::ALL;
/// The roles that act for a company (PROGRAM.md 1.2).
const ADMINS: &[Role] = &[Role::MpnAdmin, Role::GlobalAdmin];
/// The role that acts for all companies (PROGRAM.md 1.2).
const OPERATIONS: &[Role] = &[Role::Operations];

/// The refusals of beginning a term (PROGRAM.md 4.1).
const TERM: &[Rule] = &[
    Rule::ProgramNotFound,
    Rule::CompanyNotRegistered,
    Rule::NotEligible,
    Rule::AgreementNotSigned,
    Rule::ProgramRetired,
    Rule::MembershipExpiring,
    Rule::EnrollmentSuspended,
];
/// The refusals of suspending and reinstating (PROGRAM.md 4.5).
const SUSPENDING: &[Rule] =
    &[Rule::CompanyNotFound, Rule::ProgramNotFound, Rule::EnrollmentNotFound, Rule::EnrollmentNotInForce];

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    [companies(), locations_and_agreements(), enrollments(), terms()].into_iter().flatten().collect()
}

fn companies() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::get("list_programs", "/programs", "List the programs, and what each requires of a company.")
            .answers(StatusCode::OK, |context| Box::pin(std::future::ready(programs::list(&context)))),
        Endpoint::get(
            "show_eligibility",
            "/eligibility",
            "Read how far the company has come with each program, and what is missing.",
        )
        .roles(READERS)
        .query::<CompanyFilter>()
        .refuses(&[Rule::CompanyNotFound])
        .rejects(&[Flaw::Missing])
        .answers(StatusCode::OK, |context| Box::pin(eligibility::show(context))),
        Endpoint::get("show_company", "/companies/{company_id}", "Read what operations registered of a company.")
            .roles(READERS)
            .etag()
            .refuses(&[Rule::CompanyNotFound])
            .answers(StatusCode::OK, |context| Box::pin(company::show(context))),
        Endpoint::put("register_company", "/companies/{company_id}", "Register a company, or change it.")
            .roles(OPERATIONS)
            .body::<CompanyDetails>()
            .etag()
            .refuses(&[Rule::CompanyNotFound])
            .answers(StatusCode::OK, |context| Box::pin(company::put(context))),
        Endpoint::get("list_people", "/people", "List who acted for the company, or name its global administrators.")
            .members()
            .query::<PeopleFilter>()
            .refuses(&[Rule::CompanyNotFound])
            .rejects(&[Flaw::Missing])
            .answers(StatusCode::OK, |context| Box::pin(people::list(context))),
        Endpoint::get(
            "list_evidence",
            "/companies/{company_id}/evidence",
            "List the evidence of a company, what was withdrawn included.",
        )
        .roles(READERS)
        .query::<PageRequest<EvidenceId>>()
        .refuses(&[Rule::CompanyNotFound])
        .answers(StatusCode::OK, |context| Box::pin(evidence::list(context))),
        Endpoint::put(
            "record_evidence",
            "/companies/{company_id}/evidence/{evidence_id}",
            "Record a piece of evidence, or change it.",
        )
        .roles(OPERATIONS)
        .body::<Evidence>()
        .etag()
        .refuses(&[Rule::CompanyNotFound])
        .answers(StatusCode::OK, |context| Box::pin(evidence::put(context))),
        Endpoint::delete(
            "withdraw_evidence",
            "/companies/{company_id}/evidence/{evidence_id}",
            "Withdraw a piece of evidence: it is kept, and no longer counts.",
        )
        .roles(OPERATIONS)
        .refuses(&[Rule::CompanyNotFound, Rule::EvidenceNotFound])
        .answers(StatusCode::NO_CONTENT, |context| Box::pin(evidence::withdraw(context))),
    ]
}

fn locations_and_agreements() -> Vec<Endpoint<Services>> {
    const WRITERS: &[Role] = &[Role::MpnAdmin, Role::GlobalAdmin, Role::Operations];
    vec![
        Endpoint::get(
            "list_locations",
            "/locations",
            "List the company's locations, and the programs that each is approved for.",
        )
        .roles(READERS)
        .query::<(CompanyFilter, PageRequest<LocationId>)>()
        .refuses(&[Rule::CompanyNotFound])
        .rejects(&[Flaw::Missing])
        .answers(StatusCode::OK, |context| Box::pin(location::list(context))),
        Endpoint::put("write_location", "/locations/{location_id}", "Add a location, or change it.")
            .roles(WRITERS)
            .body::<LocationContent>()
            .query::<CompanyFilter>()
            .etag()
            .refuses(&[Rule::CompanyNotFound, Rule::CompanyNotRegistered])
            .rejects(&[Flaw::Missing])
            .answers(StatusCode::OK, |context| Box::pin(location::put(context))),
        Endpoint::get(
            "show_agreement",
            "/agreements/current",
            "Read the provider agreement in force, and whether the company signed it.",
        )
        .roles(READERS)
        .query::<CompanyFilter>()
        .etag()
        .localized()
        .refuses(&[Rule::CompanyNotFound])
        .answers(StatusCode::OK, |context| Box::pin(agreement::current(context))),
        Endpoint::post("sign_agreement", "/agreements", "Sign the provider agreement in force.")
            .roles(&[Role::GlobalAdmin])
            .body::<Sign>()
            .etag()
            .localized()
            .refuses(&[Rule::CompanyNotRegistered, Rule::AgreementNotCurrent])
            .answers(StatusCode::OK, |context| Box::pin(agreement::sign(context))),
    ]
}

fn enrollments() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::get(
            "list_enrollments",
            "/enrollments",
            "List the company's enrollments; for operations also those of all companies that are due.",
        )
        .roles(READERS)
        .query::<EnrollmentFilter>()
        .refuses(&[Rule::CompanyNotFound])
        .rejects(&[Flaw::Missing])
        .answers(StatusCode::OK, |context| Box::pin(list::list(context))),
        Endpoint::post("enroll_company", "/enrollments", "Enroll the company in a program for a year.")
            .roles(&[Role::MpnAdmin])
            .body::<Enroll>()
            .etag()
            .refuses(TERM)
            .refuses(&[Rule::AlreadyEnrolled])
            .answers(StatusCode::CREATED, |context| Box::pin(enroll::enroll(context))),
        Endpoint::get(
            "show_enrollment",
            "/enrollments/{program}",
            "Read an enrollment, its terms and what can be done with it.",
        )
        .roles(READERS)
        .query::<CompanyFilter>()
        .etag()
        .refuses(&[Rule::CompanyNotFound, Rule::ProgramNotFound, Rule::EnrollmentNotFound])
        .rejects(&[Flaw::Missing])
        .answers(StatusCode::OK, |context| Box::pin(list::show(context))),
    ]
}

/// The commands on an existing enrollment.
fn terms() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post("renew_enrollment", "/enrollments/{program}/renew", "Renew an enrollment for the next term.")
            .roles(ADMINS)
            .etag()
            .refuses(TERM)
            .refuses(&[Rule::EnrollmentNotFound, Rule::RenewalTooEarly])
            .answers(StatusCode::OK, |context| Box::pin(enroll::renew(context))),
        Endpoint::post("withdraw_enrollment", "/enrollments/{program}/withdraw", "Withdraw an enrollment.")
            .roles(ADMINS)
            .etag()
            .refuses(&[Rule::ProgramNotFound, Rule::EnrollmentNotFound])
            .answers(StatusCode::OK, |context| Box::pin(manage::withdraw(context))),
        Endpoint::post("suspend_enrollment", "/enrollments/{program}/suspend", "Suspend an enrollment, and say why.")
            .roles(OPERATIONS)
            .body::<Decision>()
            .query::<CompanyFilter>()
            .etag()
            .refuses(SUSPENDING)
            .rejects(&[Flaw::Missing])
            .answers(StatusCode::OK, |context| Box::pin(manage::suspend(context))),
        Endpoint::post(
            "reinstate_enrollment",
            "/enrollments/{program}/reinstate",
            "Reinstate a suspended enrollment, and say why.",
        )
        .roles(OPERATIONS)
        .body::<Decision>()
        .query::<CompanyFilter>()
        .etag()
        .refuses(SUSPENDING)
        .rejects(&[Flaw::Missing])
        .answers(StatusCode::OK, |context| Box::pin(manage::reinstate(context))),
    ]
}

/// Returns the program of the path.
///
/// # Errors
/// [`Refusal::ProgramNotFound`].
fn program<'a, B, Q>(context: &Context<'a, B, Q>) -> Result<&'a Program, Failure> {
    known_program(context, &context.path.parse("program")?)
}

fn known_program<'a, B, Q>(context: &Context<'a, B, Q>, code: &ProgramCode) -> Result<&'a Program, Failure> {
    context.services.catalog.program(code).ok_or_else(|| Refusal::ProgramNotFound { program: code.clone() }.into())
}

/// Returns the company of the path: any company for operations, the caller's own for a partner.
///
/// # Errors
/// [`Refusal::CompanyNotFound`] for any other company.
fn company_in_path<B, Q>(context: &Context<'_, B, Q>) -> Result<CompanyId, Failure> {
    let company = context.path.parse("company_id")?;
    if context.caller.is_operations() || *context.company()? == company {
        return Ok(company);
    }
    Err(company_not_found())
}

/// The refusal for a company that is not registered or not the caller's; both get the same answer.
fn company_not_found() -> Failure {
    Refusal::CompanyNotFound.into()
}
