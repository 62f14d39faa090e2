//! `GET /claims/{claim_id}/checks`: what whoever reviews a claim should know.

use domain::claim::{Check, CheckFacts};
use domain::{ClaimId, Fault, Refusal, VoucherNumber};
use serde::Serialize;
use web::{Answer, Failure, Role};

use crate::Call;
use crate::same_file::{self, SameFileView};

#[derive(Serialize)]
struct Looked {
    claim_id: ClaimId,
    /// Whether nothing was found that the payer would deny it for.
    all_met: bool,
    checks: Vec<CheckView>,
    /// Files that were delivered for other vouchers, too. That may be in order: it is for the reviewer to judge.
    same_file_as: Vec<SameFileView>,
}

#[derive(Serialize)]
struct CheckView {
    code: &'static str,
    met: bool,
    detail: String,
}

pub(crate) async fn show(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    let (voucher, claim) = call.table.voucher_and_claim(&number).await?;
    let claim = claim.ok_or(Refusal::ClaimNotFound)??.value;
    let voucher =
        voucher.ok_or_else(|| Fault::corrupt(number.to_string(), &"a claim stands without its voucher"))?.value;
    let (company, location) = (&claim.voucher.company_id, &claim.voucher.location_id);
    let (location, evidence, same_file_as) = futures::try_join!(
        call.table.location(company, location),
        call.table.evidence(company),
        same_file::find(call, &voucher, company),
    )?;
    let location = location.as_ref().map(|stored| &stored.value);
    let facts = CheckFacts { voucher: &voucher, location, evidence: &evidence, catalog: call.catalog };
    let checks: Vec<CheckView> = claim.checks(facts).into_iter().map(CheckView::from).collect();
    Answer::ok(&Looked { claim_id: claim.id, all_met: checks.iter().all(|check| check.met), checks, same_file_as })
}

impl From<Check> for CheckView {
    fn from(check: Check) -> Self {
        Self { code: check.checked.as_str(), met: check.is_met, detail: check.detail }
    }
}
