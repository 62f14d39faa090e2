//! Validate, reserve, change, notify, cancel.

use api::{Answer, Caller, Failure, FetchKeys, Hit, Reason, Response, Role, Route, TokenVerifier, VoucherView};
use domain::catalog::Catalog;
use domain::{CompanyId, LocationId, Refusal, VoucherNumber};
use host::Clock;
use jiff::Timestamp;
use lambda_http::http::StatusCode;
use lambda_http::{Error, Request};
use table::{PartnerFacts, StoredVoucher, Table};

mod manage;
mod reserve;
mod validate;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// What the function stands on.
#[derive(Debug)]
pub struct Deps<K> {
    /// Vouchers and partners.
    pub table: Table,
    /// Who calls.
    pub tokens: TokenVerifier<K>,
    /// What can be delivered.
    pub catalog: Catalog,
    /// What time it is.
    pub clock: Clock,
}

#[derive(Clone, Copy, Debug)]
enum To {
    Validate,
    Reserve,
    Amend,
    Notify,
    Cancel,
}

const ROUTES: [Route<To>; 5] = [
    Route::post("/validate", To::Validate),
    Route::post("/reservations", To::Reserve),
    Route::patch("/reservations/{voucher_number}", To::Amend),
    Route::post("/reservations/{voucher_number}/notify", To::Notify),
    Route::post("/reservations/{voucher_number}/cancel", To::Cancel),
];

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
    let number = || hit.params.voucher_number();
    match hit.to {
        To::Validate => validate::validate(&call).await,
        To::Reserve => reserve::reserve(&call).await,
        To::Amend => manage::amend(&call, number()?).await,
        To::Notify => manage::notify(&call, number()?).await,
        To::Cancel => manage::cancel(&call, number()?).await,
    }
}

impl<K: FetchKeys> Call<'_, K> {
    /// The voucher and what is known of the company, in one round trip.
    async fn load(
        &self,
        number: &VoucherNumber,
        location: Option<&LocationId>,
    ) -> Result<(Option<StoredVoucher>, PartnerFacts), domain::Fault> {
        let table = &self.deps.table;
        futures::try_join!(table.voucher(number), table.partner(self.company, location))
    }

    /// The voucher as it stands, as an answer.
    fn view(&self, status: StatusCode, stored: &StoredVoucher, warnings: &[Refusal]) -> Result<Answer, Failure> {
        let warnings = warnings.iter().map(Reason::from).collect();
        let view = VoucherView { warnings, ..self.shown(stored)? };
        Ok(Answer::json(status, &view)?.with_rev(stored.rev))
    }

    /// The voucher as it stands. A request sent again may find it with another company by now, and then hears no more
    /// of it than any request would.
    fn shown<'v>(&self, stored: &'v StoredVoucher) -> Result<VoucherView<'v>, Failure> {
        if stored.value.reservation().is_some_and(|held| held.company_id != *self.company) {
            return Err(Refusal::VoucherNotFound.into());
        }
        Ok(VoucherView::new(&stored.value, stored.rev, self.now))
    }
}
