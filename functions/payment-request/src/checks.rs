//! `GET /claims/{claim_id}/checks`: what the reviewer of a claim should know, and what it was concluded from.

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

/// What the reviewer of a claim should know.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ClaimChecks {
    claim_id: ClaimId,
    /// Whether no check found anything to deny the claim for, or to look at.
    all_met: bool,
    checks: Vec<CheckView>,
    /// Files that were delivered for other vouchers, too. That may be in order: it is for the reviewer to judge.
    same_file_as: Vec<SameFileView>,
}

/// One check, whether it is met, and what it looked at.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Check")]
struct CheckView {
    code: &'static str,
    met: bool,
    detail: String,
    /// What was looked at; each item names its `source`.
    evidence: Vec<CheckEvidence>,
}

/// Two round trips: everything of the voucher, then what it says of its company.
pub(crate) async fn show(context: Context<'_>) -> Result<Answer<ClaimChecks>, Failure> {
    let (table, number) = (&context.services.table, voucher_number(&context.path)?);
    let ReviewRecords { voucher, claim, report, files, history, unreadable } = table.review_records(&number).await?;
    log_unreadable(&unreadable);
    let claim = claim.ok_or(Refusal::ClaimNotFound)?.value;
    let voucher = voucher.ok_or_else(|| Fault::corrupt(number.to_string(), &"a claim without its voucher"))?;
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

/// The changes of dates since the last reservation; nothing unless the history has a line for every revision since.
fn date_changes(history: &[Recorded<Event>], rev: u64) -> Option<Vec<DateChange>> {
    let reserved = history.iter().rposition(|line| line.last.event == Event::Reserved)?;
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
