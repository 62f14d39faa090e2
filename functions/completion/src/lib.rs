//! The completion report and its receipt (api.md 8).

use domain::report::{Receipt, ReportState};
use domain::voucher::Reservation;
use domain::{CompanyId, Refusal, VoucherNumber};
use host::Clock;
use jiff::Timestamp;
use lambda_http::{Body, Error, Request, Response};
use table::{StoredReport, StoredVoucher, Table};
use web::{Answer, Caller, Failure, FetchKeys, Hit, Role, Route, TokenVerifier};

mod draft;
mod read;
mod submit;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// What the function stands on.
#[derive(Debug)]
pub struct Deps<K> {
    /// Vouchers and reports.
    pub table: Table,
    /// Who calls.
    pub tokens: TokenVerifier<K>,
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
pub async fn handle<K: FetchKeys>(deps: &Deps<K>, request: Request) -> Result<Response<Body>, Error> {
    web::serve(&ROUTES, &request, |hit| answer(deps, &request, hit)).await
}

async fn answer<K: FetchKeys>(deps: &Deps<K>, request: &Request, hit: Hit<To>) -> Result<Answer, Failure> {
    let now = deps.clock.now();
    let caller = deps.tokens.caller(request, now).await?;
    let number = hit.params.parse("voucher_number", VoucherNumber::parse);
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

    /// The voucher, if the caller may act at its location.
    fn reachable(&self, seen: Option<StoredVoucher>) -> Result<StoredVoucher, Failure> {
        let seen = seen.ok_or(Refusal::VoucherNotFound)?;
        let company = self.company()?;
        if let Some(held) = seen.value.reservation().filter(|held| held.company_id == *company) {
            self.caller.needs_location(&held.location_id)?;
        }
        Ok(seen)
    }

    /// The report of the reservation that stands, if the caller may read it: operations any, partners that of their locations. This is
    /// also what a request hears that was carried out before: what stands, never what became another's since.
    fn current(&self, seen: &StoredVoucher, stored: Option<StoredReport>) -> Result<StoredReport, Failure> {
        let no = self.readable(seen)?.map(|reservation| reservation.no);
        let stored = stored.filter(|stored| Some(stored.report.reservation) == no);
        stored.ok_or_else(|| Failure::not_found("report_not_found", "No report was written yet."))
    }

    /// The receipt of the reservation that stands, likewise.
    fn receipt(&self, seen: &StoredVoucher) -> Result<Receipt, Failure> {
        self.readable(seen)?;
        match seen.value.report() {
            ReportState::Submitted(receipt) => Ok(receipt),
            ReportState::None | ReportState::Draft => {
                Err(Failure::not_found("receipt_not_found", "The report was not submitted yet."))
            }
        }
    }

    fn readable<'v>(&self, seen: &'v StoredVoucher) -> Result<Option<&'v Reservation>, Failure> {
        let held = seen.value.reservation();
        if self.caller.is_operations() {
            return Ok(held);
        }
        let company = self.company()?;
        let ours = held.filter(|held| held.company_id == *company).ok_or(Refusal::VoucherNotFound)?;
        self.caller.needs_location(&ours.location_id)?;
        Ok(Some(ours))
    }
}
