//! The completion report and its receipt.

use api::{Answer, Caller, Failure, FetchKeys, Hit, Response, Role, Route, TokenVerifier};
use domain::catalog::Catalog;
use domain::report::Receipt;
use domain::{CompanyId, VoucherNumber};
use host::Clock;
use jiff::Timestamp;
use lambda_http::{Error, Request};
use table::{StoredReport, StoredVoucher, Table};

mod draft;
mod read;
mod submit;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// What the function stands on.
#[derive(Debug)]
pub struct Deps<K> {
    /// Vouchers, reports and evidence.
    pub table: Table,
    /// Who calls.
    pub tokens: TokenVerifier<K>,
    /// The engagement types, by which a consultant is judged.
    pub catalog: Catalog,
    /// What time it is.
    pub clock: Clock,
}

#[derive(Clone, Copy, Debug)]
enum To {
    Draft,
    Read,
    Submit,
    Receipt,
}

const ROUTES: [Route<To>; 4] = [
    Route::put("/vouchers/{voucher_number}/report", To::Draft),
    Route::get("/vouchers/{voucher_number}/report", To::Read),
    Route::post("/vouchers/{voucher_number}/report/submit", To::Submit),
    Route::get("/vouchers/{voucher_number}/receipt", To::Receipt),
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
    match hit.to {
        To::Draft => draft::draft(&call(&[Role::MpnAdmin])?).await,
        To::Submit => submit::submit(&call(&[Role::MpnAdmin])?).await,
        To::Read => read::report(&call(&[Role::MpnAdmin, Role::Operations])?).await,
        To::Receipt => read::receipt(&call(&[Role::MpnAdmin, Role::Operations])?).await,
    }
}

impl<K: FetchKeys> Call<'_, K> {
    fn company(&self) -> Result<&CompanyId, Failure> {
        self.caller.company()
    }

    /// The report of the reservation that stands, if the caller may read it. This is also what a request hears that was
    /// carried out before: what stands, never what became another's since.
    fn current(&self, seen: &StoredVoucher, stored: Option<StoredReport>) -> Result<StoredReport, Failure> {
        let no = self.caller.readable(&seen.value)?.map(|reservation| reservation.no);
        let stored = stored.filter(|stored| Some(stored.report.reservation) == no);
        stored.ok_or_else(|| Failure::not_found("report_not_found", "No report was written yet."))
    }

    /// The receipt of the reservation that stands, likewise.
    fn receipt(&self, seen: &StoredVoucher, stored: Option<StoredReport>) -> Result<Receipt, Failure> {
        let no = self.caller.readable(&seen.value)?.map(|reservation| reservation.no);
        let stored = stored.filter(|stored| Some(stored.report.reservation) == no);
        let receipt = stored.and_then(|stored| stored.report.receipt);
        receipt.ok_or_else(|| Failure::not_found("receipt_not_found", "The report was not submitted yet."))
    }

    /// Holds the report that stands against the revision the caller based the request on; another company hears nothing.
    fn check_rev(&self, seen: &StoredVoucher, stored: Option<&StoredReport>) -> Result<(), Failure> {
        match self.caller.held(&seen.value)? {
            Some(_) => api::check_rev(api::if_match(self.request)?, stored.map_or(0, |stored| stored.rev)),
            None => Ok(()),
        }
    }
}
