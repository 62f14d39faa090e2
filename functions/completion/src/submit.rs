//! `POST /vouchers/{voucher_number}/report/submit`: the report is held against the reservation and the evidence, which are
//! read in the same round trip.

use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields};
use domain::attempt::Intent;
use domain::partner::Evidence;
use domain::report::{Receipt, Report, ReportState};
use domain::voucher::{Outcome, SubmitReport};
use domain::{Fault, Refusal};
use table::{Extra, Save, StoredReport, StoredVoucher};

use crate::Call;
use crate::read::ReceiptView;

pub(crate) async fn submit<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    Fields::read_optional(call.request, BODY_BYTES_MAX)?.finish(|| Some(()))?;
    let intent = api::intent(call.request, call.caller, call.now)?;
    let (table, company) = (&call.deps.table, call.company()?);
    let load = || table.voucher_report_and_evidence(&call.number, company);
    let act = |(seen, stored, evidence)| decide(call, &intent, seen, stored, evidence);
    let (receipt, rev) = table::change(&call.deps.table, &intent, load, act).await?;
    Ok(Answer::ok(&ReceiptView::new(&receipt))?.with_rev(rev))
}

async fn decide<K: FetchKeys>(
    call: &Call<'_, K>,
    intent: &Intent,
    seen: Option<StoredVoucher>,
    stored: Option<StoredReport>,
    evidence: Vec<Evidence>,
) -> Result<(Receipt, u64), Failure> {
    let seen = seen.ok_or(Refusal::VoucherNotFound)?;
    let rev = stored.as_ref().map_or(0, |stored| stored.rev);
    if seen.has_seen(&intent.attempt) {
        return Ok((call.receipt(&seen, stored)?, rev));
    }
    call.check_rev(&seen, stored.as_ref())?;
    let drafted = stored.as_ref().map(|stored| &stored.report);
    let sealed = drafted.is_some_and(|report| report.receipt.is_some());
    if matches!(seen.value.report(), ReportState::Submitted(_)) && !sealed {
        // Reading both is no snapshot: this report is from before it was submitted.
        return Err(Fault::LostRace.into());
    }
    let (company, catalog) = (call.company()?, &call.deps.catalog);
    let command = SubmitReport { company, report: drafted, evidence: &evidence, catalog };
    let (outcome, receipt) = seen.value.clone().submit(&command, call.now)??;
    let Outcome::Applied(next, event) = outcome else { return Ok((receipt, rev)) };
    let sealed = drafted.map(|report| Report { receipt: Some(receipt.clone()), ..report.clone() });
    let sealed = sealed.map(|report| StoredReport::after(stored.as_ref(), report, intent));
    let extras = sealed.iter().map(Extra::Report).collect();
    call.deps.table.save(Save { seen: Some(&seen), next: *next, event, intent, extras }).await?;
    Ok((receipt, sealed.map_or(rev, |sealed| sealed.rev)))
}
