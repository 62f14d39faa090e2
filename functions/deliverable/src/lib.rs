//! The files of an engagement: announce, list, download, delete.

use api::{Answer, Caller, Failure, FetchKeys, Hit, Response, Role, Route, TokenVerifier};
use domain::{DeliverableId, VoucherNumber};
use host::Clock;
use jiff::Timestamp;
use lambda_http::{Error, Request};
use objects::Objects;
use table::Table;

mod announce;
mod read;
mod remove;
mod view;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "BUCKET_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// What the function stands on.
#[derive(Debug)]
pub struct Deps<K> {
    /// Vouchers and files.
    pub table: Table,
    /// Where the bytes are.
    pub objects: Objects,
    /// Who calls.
    pub tokens: TokenVerifier<K>,
    /// What time it is.
    pub clock: Clock,
}

#[derive(Clone, Copy, Debug)]
enum To {
    Announce,
    List,
    Read,
    Remove,
}

const ROUTES: [Route<To>; 4] = [
    Route::post("/vouchers/{voucher_number}/deliverables", To::Announce),
    Route::get("/vouchers/{voucher_number}/deliverables", To::List),
    Route::get("/vouchers/{voucher_number}/deliverables/{deliverable_id}", To::Read),
    Route::delete("/vouchers/{voucher_number}/deliverables/{deliverable_id}", To::Remove),
];

/// One invocation: what came in, from whom, about which voucher, when.
struct Call<'a, K> {
    deps: &'a Deps<K>,
    request: &'a Request,
    caller: &'a Caller,
    number: VoucherNumber,
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
    let number = hit.params.voucher_number();
    let call =
        |roles| caller.needs(roles).and(number).map(|number| Call { deps, request, caller: &caller, number, now });
    let id = || hit.params.parse("deliverable_id", DeliverableId::parse);
    match hit.to {
        To::Announce => announce::announce(&call(&[Role::MpnAdmin])?).await,
        To::List => read::list(&call(&[Role::MpnAdmin, Role::Operations])?).await,
        To::Read => read::one(&call(&[Role::MpnAdmin, Role::Operations])?, id()?).await,
        To::Remove => remove::remove(&call(&[Role::MpnAdmin])?, id()?).await,
    }
}
