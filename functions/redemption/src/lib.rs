//! Preview and redeem many vouchers at once.

use api::{Answer, BODY_BYTES_MAX, Caller, Failure, FetchKeys, Fields, Hit, Response, Role, Route, TokenVerifier};
use domain::CompanyId;
use host::Clock;
use jiff::Timestamp;
use lambda_http::{Error, Request};
use table::Table;

mod facts;
mod named;
mod preview;
mod redeem;

pub use named::VOUCHERS_MAX;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// What the function stands on.
#[derive(Debug)]
pub struct Deps<K> {
    /// Vouchers, locations and rates.
    pub table: Table,
    /// Who calls.
    pub tokens: TokenVerifier<K>,
    /// What time it is.
    pub clock: Clock,
}

#[derive(Clone, Copy, Debug)]
enum To {
    Preview,
    Redeem,
}

const ROUTES: [Route<To>; 2] = [Route::post("/preview", To::Preview), Route::post("/redemptions", To::Redeem)];

/// One invocation: what came in, from whom, when.
struct Call<'a, K> {
    deps: &'a Deps<K>,
    request: &'a Request,
    caller: &'a Caller,
    company: &'a CompanyId,
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
    let caller = deps.tokens.caller(request, now).await?;
    let company = caller.needs(&[Role::MpnAdmin])?.company()?;
    let call = Call { deps, request, caller: &caller, company, now };
    match hit.to {
        To::Preview => preview::preview(&call).await,
        To::Redeem => redeem::redeem(&call).await,
    }
}

fn read_body<K>(call: &Call<'_, K>) -> Result<Fields, Failure> {
    Fields::read(call.request, BODY_BYTES_MAX)
}
