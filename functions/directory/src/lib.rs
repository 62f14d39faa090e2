//! Find a provider; keep a profile (api.md 5).

use api::{Answer, Failure, FetchKeys, Hit, Response, Route, TokenVerifier};
use domain::catalog::Catalog;
use domain::{CompanyId, calendar};
use host::Clock;
use jiff::Timestamp;
use lambda_http::{Error, Request};
use table::Table;

mod profile;
mod providers;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// What the function stands on.
#[derive(Debug)]
pub struct Deps<K> {
    /// Profiles and listings.
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
    Search,
    Provider,
    Profile,
    PutProfile,
}

const ROUTES: [Route<To>; 4] = [
    Route::get("/providers", To::Search),
    Route::get("/providers/{company_id}", To::Provider),
    Route::get("/profile", To::Profile),
    Route::put("/profile", To::PutProfile),
];

/// One invocation: what came in, and when.
struct Call<'a, K> {
    deps: &'a Deps<K>,
    request: &'a Request,
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
    let call = Call { deps, request, now: deps.clock.now() };
    match hit.to {
        To::Search => providers::search(&call).await,
        To::Provider => providers::show(&call, hit.params.parse("company_id", CompanyId::parse)?).await,
        To::Profile => profile::show(&call).await,
        To::PutProfile => profile::put(&call).await,
    }
}

impl<K> Call<'_, K> {
    fn today(&self) -> jiff::civil::Date {
        calendar::utc_day(self.now)
    }
}
