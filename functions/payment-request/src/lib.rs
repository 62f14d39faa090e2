//! Claims: submit, review, statement; payees and rates.

use api::{Answer, Caller, Failure, FetchKeys, Hit, Response, Role, Route, TokenVerifier};
use domain::attempt::Intent;
use domain::catalog::Catalog;
use domain::claim::{Claim, Reviewer};
use domain::{ClaimId, Country, Fault, ProgramCode, Refusal, VoucherNumber, calendar};
use host::Clock;
use jiff::{Timestamp, civil::Date};
use lambda_http::{Error, Request};
use objects::KeepExport;
use table::{Stored, Table};

mod asked;
mod checks;
mod claims;
mod export;
mod partner;
mod payees;
mod rates;
mod review;
mod same_file;
mod statement;
mod submit;
mod submit_many;
mod totals;
mod view;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "BUCKET_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// Who acts for a company in matters of money.
const PARTNERS: [Role; 2] = [Role::Incentives, Role::MpnAdmin];
/// Who may see claims and where they are paid.
const READERS: [Role; 4] = Role::ALL;

/// What the function stands on.
#[derive(Debug)]
pub struct Deps<K, B> {
    /// Claims, payees and rates.
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
    Claims,
    Export,
    Claim,
    Checks,
    SubmitMany,
    Save,
    Submit,
    Withdraw,
    Dispute,
    Review,
    Approve,
    Reject,
    RequestChanges,
    Hold,
    Release,
    Settle,
    Statement,
    Payees,
    PutPayee,
    Rates,
    PutRate,
}

const ROUTES: [Route<To>; 21] = [
    Route::get("/claims", To::Claims),
    Route::get("/claims/export", To::Export),
    Route::get("/claims/{claim_id}", To::Claim),
    Route::get("/claims/{claim_id}/checks", To::Checks),
    Route::post("/claims/submit", To::SubmitMany),
    Route::put("/claims/{claim_id}/draft", To::Save),
    Route::post("/claims/{claim_id}/submit", To::Submit),
    Route::post("/claims/{claim_id}/withdraw", To::Withdraw),
    Route::post("/claims/{claim_id}/dispute", To::Dispute),
    Route::post("/claims/{claim_id}/review", To::Review),
    Route::post("/claims/{claim_id}/approve", To::Approve),
    Route::post("/claims/{claim_id}/reject", To::Reject),
    Route::post("/claims/{claim_id}/request-changes", To::RequestChanges),
    Route::post("/claims/{claim_id}/hold", To::Hold),
    Route::post("/claims/{claim_id}/release", To::Release),
    Route::post("/claims/{claim_id}/settle", To::Settle),
    Route::get("/statement", To::Statement),
    Route::get("/payees", To::Payees),
    Route::put("/payees/{program}", To::PutPayee),
    Route::get("/rates", To::Rates),
    Route::put("/rates/{country}/{program}", To::PutRate),
];

/// One invocation: what came in, from whom, when.
struct Call<'a> {
    table: &'a Table,
    catalog: &'a Catalog,
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
    let call = Call { table: &deps.table, catalog: &deps.catalog, request, caller: &caller, now };
    let claim = || hit.params.parse("claim_id", ClaimId::parse).and_then(|id| voucher_of(&id));
    let program = || hit.params.parse("program", ProgramCode::parse);
    let country = || hit.params.parse("country", Country::parse);
    match hit.to {
        To::Claims => claims::list(&call).await,
        To::Export => export::export(&call, &deps.exports).await,
        To::Claim => claims::show(&call, claim()?).await,
        To::Checks => checks::show(&call, claim()?).await,
        To::SubmitMany => submit_many::many(&call).await,
        To::Save => partner::save(&call, claim()?).await,
        To::Submit => submit::one(&call, claim()?).await,
        To::Withdraw => partner::withdraw(&call, claim()?).await,
        To::Dispute => partner::dispute(&call, claim()?).await,
        To::Review => review::start(&call, claim()?).await,
        To::Approve => review::approve(&call, claim()?).await,
        To::Reject => review::reject(&call, claim()?).await,
        To::RequestChanges => review::request_changes(&call, claim()?).await,
        To::Hold => review::hold(&call, claim()?).await,
        To::Release => review::release(&call, claim()?).await,
        To::Settle => review::settle(&call, claim()?).await,
        To::Statement => statement::show(&call).await,
        To::Payees => payees::list(&call).await,
        To::PutPayee => payees::put(&call, program()?).await,
        To::Rates => rates::list(&call).await,
        To::PutRate => rates::put(&call, country()?, program()?).await,
    }
}

/// The voucher that a claim's id names; an id that no claim can have names none.
fn voucher_of(id: &ClaimId) -> Result<VoucherNumber, Failure> {
    id.voucher().ok_or_else(|| Refusal::ClaimNotFound.into())
}

impl Call<'_> {
    fn today(&self) -> Date {
        calendar::utc_day(self.now)
    }

    fn intent(&self) -> Result<Intent, Failure> {
        api::intent(self.request, self.caller, self.now)
    }

    /// The caller as four eyes see them: with the company they belong to, if they do.
    fn reviewer(&self) -> Reviewer<'_> {
        Reviewer { by: &self.caller.sub, company: self.caller.company.as_ref() }
    }

    /// Whoever may read: operations, or somebody of a company.
    fn reader(&self) -> Result<&Caller, Failure> {
        let caller = self.caller.needs(&READERS)?;
        if !caller.is_operations() {
            caller.company()?;
        }
        Ok(caller)
    }

    /// The claim, if it is the caller's own, or the caller is operations.
    fn visible(&self, seen: Option<Stored<Claim>>) -> Result<Stored<Claim>, Failure> {
        match seen {
            Some(seen) if self.caller.is_operations() => Ok(seen),
            seen => self.own(seen),
        }
    }

    /// The claim, if it is the caller's company's at a location where they may act.
    fn own(&self, seen: Option<Stored<Claim>>) -> Result<Stored<Claim>, Failure> {
        let seen = seen.ok_or(Refusal::ClaimNotFound)?;
        if *self.caller.company()? != seen.value.voucher.company_id {
            return Err(Refusal::ClaimNotFound.into());
        }
        self.caller.needs_location(&seen.value.voucher.location_id)?;
        Ok(seen)
    }
}

/// An item that cannot be read is left out of a list, and told to whoever can mend it.
fn tell(unreadable: &[Fault]) {
    for fault in unreadable {
        tracing::error!(%fault, "left out of an answer");
    }
}
