//! Who may reserve: programs, companies, evidence, eligibility, locations, the agreement, yearly enrollment (api.md 4).

use api::{Answer, Caller, Failure, FetchKeys, Hit, Response, Role, Route, TokenVerifier};
use domain::attempt::Intent;
use domain::catalog::{Catalog, Program};
use domain::{CompanyId, EvidenceId, LocationId, ProgramCode, calendar};
use host::Clock;
use jiff::{Timestamp, civil::Date};
use lambda_http::{Error, Request};
use table::{Stored, Table};

mod agreement;
mod company;
mod eligibility;
mod enroll;
mod evidence;
mod location;
mod manage;
mod programs;
mod view;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// Who may see what belongs to a company.
const READERS: [Role; 4] = Role::ALL;
/// Who may act for a company, or for any.
const KEEPERS: [Role; 3] = [Role::MpnAdmin, Role::GlobalAdmin, Role::Operations];

/// What the function stands on.
#[derive(Debug)]
pub struct Deps<K> {
    /// Companies and what belongs to them.
    pub table: Table,
    /// Who calls.
    pub tokens: TokenVerifier<K>,
    /// The programs.
    pub catalog: Catalog,
    /// What time it is.
    pub clock: Clock,
}

#[derive(Clone, Copy, Debug)]
enum To {
    Programs,
    Eligibility,
    Company,
    PutCompany,
    Evidence,
    PutEvidence,
    DeleteEvidence,
    Locations,
    PutLocation,
    Agreement,
    Sign,
    Enrollments,
    Enroll,
    Enrollment,
    Renew,
    Withdraw,
    Suspend,
    Reinstate,
}

const ROUTES: [Route<To>; 18] = [
    Route::get("/programs", To::Programs),
    Route::get("/eligibility", To::Eligibility),
    Route::get("/companies/{company_id}", To::Company),
    Route::put("/companies/{company_id}", To::PutCompany),
    Route::get("/companies/{company_id}/evidence", To::Evidence),
    Route::put("/companies/{company_id}/evidence/{evidence_id}", To::PutEvidence),
    Route::delete("/companies/{company_id}/evidence/{evidence_id}", To::DeleteEvidence),
    Route::get("/locations", To::Locations),
    Route::put("/locations/{location_id}", To::PutLocation),
    Route::get("/agreements/current", To::Agreement),
    Route::post("/agreements", To::Sign),
    Route::get("/enrollments", To::Enrollments),
    Route::post("/enrollments", To::Enroll),
    Route::get("/enrollments/{program}", To::Enrollment),
    Route::post("/enrollments/{program}/renew", To::Renew),
    Route::post("/enrollments/{program}/withdraw", To::Withdraw),
    Route::post("/enrollments/{program}/suspend", To::Suspend),
    Route::post("/enrollments/{program}/reinstate", To::Reinstate),
];

/// One invocation: what came in, from whom, when.
struct Call<'a, K> {
    deps: &'a Deps<K>,
    request: &'a Request,
    caller: &'a Caller,
    now: Timestamp,
}

/// Answers one request.
///
/// # Errors
/// Never: every failure is an answer.
pub async fn handle<K: FetchKeys>(deps: &Deps<K>, request: Request) -> Result<Response, Error> {
    api::serve(&ROUTES, &request, |hit| answer(deps, &request, hit)).await
}

async fn answer<K: FetchKeys>(deps: &Deps<K>, request: &Request, hit: Hit<To>) -> Result<Answer, Failure> {
    let now = deps.clock.now();
    if let To::Programs = hit.to {
        return programs::list(&deps.catalog, calendar::utc_day(now));
    }
    let caller = deps.tokens.caller(request, now).await?;
    let call = Call { deps, request, caller: &caller, now };
    let company = || hit.params.parse("company_id", CompanyId::parse);
    let evidence = || hit.params.parse("evidence_id", EvidenceId::parse);
    let location = || hit.params.parse("location_id", LocationId::parse);
    let program = || call.program(&hit.params.parse("program", ProgramCode::parse)?);
    match hit.to {
        To::Programs => programs::list(&deps.catalog, call.today()),
        To::Eligibility => eligibility::show(&call).await,
        To::Company => company::show(&call, company()?).await,
        To::PutCompany => company::put(&call, company()?).await,
        To::Evidence => evidence::list(&call, company()?).await,
        To::PutEvidence => evidence::put(&call, company()?, evidence()?).await,
        To::DeleteEvidence => evidence::withdraw(&call, company()?, evidence()?).await,
        To::Locations => location::list(&call).await,
        To::PutLocation => location::put(&call, location()?).await,
        To::Agreement => agreement::current(&call).await,
        To::Sign => agreement::sign(&call).await,
        To::Enrollments => enroll::list(&call).await,
        To::Enroll => enroll::enroll(&call).await,
        To::Enrollment => enroll::show(&call, program()?).await,
        To::Renew => enroll::renew(&call, program()?).await,
        To::Withdraw => manage::withdraw(&call, program()?).await,
        To::Suspend => manage::suspend(&call, program()?).await,
        To::Reinstate => manage::reinstate(&call, program()?).await,
    }
}

impl<'a, K: FetchKeys> Call<'a, K> {
    fn today(&self) -> Date {
        calendar::utc_day(self.now)
    }

    fn intent(&self) -> Result<Intent, Failure> {
        api::intent(self.request, self.caller, self.now)
    }

    /// Holds the revision that the caller based the change on against what stands.
    fn check_rev<T>(&self, seen: Option<&Stored<T>>) -> Result<(), Failure> {
        match (api::if_match(self.request)?, seen) {
            (Some(_), None) => Err(Failure::PreconditionFailed),
            (based_on, Some(seen)) => api::check_rev(based_on, seen.rev),
            (None, None) => Ok(()),
        }
    }

    fn program(&self, code: &ProgramCode) -> Result<&'a Program, Failure> {
        let found = self.deps.catalog.program(code);
        found.ok_or_else(|| Failure::not_found("program_not_found", format!("There is no program {code}.")))
    }

    /// The company named in the path: any for operations, one's own for its people.
    fn company_in_path(&self, company: CompanyId) -> Result<CompanyId, Failure> {
        self.caller.needs(&READERS)?;
        if self.caller.is_operations() || self.caller.company()? == &company {
            return Ok(company);
        }
        Err(no_company())
    }
}

/// The company is not registered, or not the caller's: nobody can tell which.
fn no_company() -> Failure {
    Failure::not_found("company_not_found", "There is no such company.")
}
