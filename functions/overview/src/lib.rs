//! What a company holds: lists, search, details with history, export, dashboard (api.md 11).
//!
//! Everything a company sees here is found by the index of what it holds. A voucher that nobody holds is in no company's
//! part of that index: partners find it only by validating it.

use api::{Answer, Caller, Failure, FetchKeys, Hit, Response, Role, Route, TokenVerifier};
use domain::catalog::Catalog;
use domain::{Fault, calendar};
use host::Clock;
use jiff::{Timestamp, civil::Date};
use lambda_http::{Error, Request};
use objects::KeepExport;
use table::Table;

mod asked;
mod dashboard;
mod export;
mod history;
mod list;
mod row;
mod show;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "BUCKET_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// Who may look at vouchers.
const VIEWERS: [Role; 2] = [Role::MpnAdmin, Role::Operations];
/// Who may see how a company stands: each of them has something to do about it.
const READERS: [Role; 4] = Role::ALL;

/// What the function stands on.
#[derive(Debug)]
pub struct Deps<K, B> {
    /// Vouchers, claims and enrollments.
    pub table: Table,
    /// Where exports are kept that are too large for an answer.
    pub exports: B,
    /// Who calls.
    pub tokens: TokenVerifier<K>,
    /// The programs.
    pub catalog: Catalog,
    /// What time it is.
    pub clock: Clock,
}

#[derive(Clone, Copy, Debug)]
enum To {
    Vouchers,
    Export,
    Voucher,
    Dashboard,
}

const ROUTES: [Route<To>; 4] = [
    Route::get("/vouchers", To::Vouchers),
    Route::get("/vouchers/export", To::Export),
    Route::get("/vouchers/{voucher_number}", To::Voucher),
    Route::get("/dashboard", To::Dashboard),
];

/// One invocation: what came in, from whom, when.
struct Call<'a, K, B> {
    deps: &'a Deps<K, B>,
    request: &'a Request,
    caller: &'a Caller,
    now: Timestamp,
}

/// Answers one request.
///
/// # Errors
/// Never: every failure is an answer.
pub async fn handle<K, B>(deps: &Deps<K, B>, request: Request) -> Result<Response, Error>
where
    K: FetchKeys,
    B: KeepExport + Sync,
{
    api::serve(&ROUTES, &request, |hit| answer(deps, &request, hit)).await
}

async fn answer<K, B>(deps: &Deps<K, B>, request: &Request, hit: Hit<To>) -> Result<Answer, Failure>
where
    K: FetchKeys,
    B: KeepExport + Sync,
{
    let now = deps.clock.now();
    let caller = deps.tokens.caller(request, now).await?;
    let call = Call { deps, request, caller: &caller, now };
    match hit.to {
        To::Vouchers => list::list(&call).await,
        To::Export => export::export(&call).await,
        To::Voucher => show::show(&call, &hit.params.voucher_number()?).await,
        To::Dashboard => dashboard::show(&call).await,
    }
}

impl<K, B> Call<'_, K, B> {
    fn today(&self) -> Date {
        calendar::utc_day(self.now)
    }
}

/// An item that cannot be read is left out of a list, and told to whoever can mend it.
fn tell(unreadable: &[Fault]) {
    for fault in unreadable {
        tracing::error!(%fault, "left out of an answer");
    }
}
