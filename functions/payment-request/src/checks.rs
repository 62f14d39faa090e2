//! `GET /claims/{claim_id}/checks`: the checks of a claim with their evidence, for its reviewer (PROGRAM.md 11.8).

use api::{Answer, Failure, log_unreadable};
use domain::claim::{Check, CheckEvidence, CheckFacts};
use domain::voucher::{DateChange, Event};
use domain::{ClaimId, Fault, Refusal};
use schemars::JsonSchema;
use serde::Serialize;
use table::{Recorded, ReviewRecords};

use crate::Context;
use crate::access::voucher_number;
use crate::same_file::{self, SameFileView};

/// The checks of a claim, for its reviewer.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ClaimChecks {
    claim_id: ClaimId,
    /// True when every check is met.
    all_met: bool,
    checks: Vec<CheckView>,
    /// Files that were also delivered for other vouchers. This may be legitimate; the reviewer decides.
    same_file_as: Vec<SameFileView>,
}

/// The result of one check, with its evidence.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Check")]
struct CheckView {
    code: &'static str,
    met: bool,
    detail: String,
    /// The evidence of the check; each item names its `source`.
    evidence: Vec<CheckEvidence>,
}

/// Shows the checks. Two round trips: the voucher's items, then those of its company.
pub(crate) async fn show(context: Context<'_>) -> Result<Answer<ClaimChecks>, Failure> {
    let (table, number) = (&context.services.table, voucher_number(&context.path)?);
    let ReviewRecords { voucher, claim, report, files, history, unreadable } = table.review_records(&number).await?;
    log_unreadable(&unreadable);
    let claim = claim.ok_or(Refusal::ClaimNotFound)?.value;
    let voucher = voucher.ok_or_else(|| Fault::corrupt(number.to_string(), &"the voucher of the claim is missing"))?;
    let (company, location) = (&claim.voucher.company_id, &claim.voucher.location_id);
    let (location, evidence, same_file_as) = futures::try_join!(
        table.location(company, location),
        table.evidence_entries(company),
        same_file::find(table, &voucher.value, company, &files),
    )?;
    let evidence: Vec<_> = evidence.into_iter().map(|stored| stored.value).collect();
    let date_changes = date_changes(&history, voucher.rev);
    let facts = CheckFacts {
        voucher: &voucher.value,
        report: report.as_ref().map(|stored| &stored.report),
        files: &files,
        date_changes: date_changes.as_deref(),
        location: location.as_ref().map(|stored| &stored.value),
        evidence: &evidence,
        catalog: &context.services.catalog,
    };
    let checks: Vec<CheckView> = claim.checks(facts).into_iter().map(CheckView::from).collect();
    Answer::json(&ClaimChecks {
        claim_id: claim.id,
        all_met: checks.iter().all(|check| check.met),
        checks,
        same_file_as,
    })
}

/// Returns the changes of dates since the last reservation, or `None` when the history lacks a line for a revision
/// since.
fn date_changes(history: &[Recorded<Event>], rev: u64) -> Option<Vec<DateChange>> {
    let reserved = history.iter().rposition(|line| matches!(line.last.event, Event::Reserved { .. }))?;
    let lines = history.get(reserved..)?;
    let is_complete = lines.iter().map(|line| line.rev).eq(lines.first()?.rev..=rev);
    let changes = lines.iter().filter_map(|line| DateChange::of(&line.last.event, line.last.at, &line.last.by));
    is_complete.then(|| changes.collect())
}

impl From<Check> for CheckView {
    fn from(check: Check) -> Self {
        Self { code: check.checked.as_str(), met: check.is_met, detail: check.detail, evidence: check.evidence }
    }
}
