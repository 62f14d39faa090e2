//! `POST /vouchers/{voucher_number}/report/submit`: checks the report against the reservation and the evidence, which
//! are read in the same round trip.

use api::{Answer, Failure};
use domain::Fault;
use domain::partner::Evidence;
use domain::report::{Report, ReportState};
use domain::voucher::{Outcome, SubmitReport};
use table::{ReportChange, Steps, VoucherWithReport};

use crate::read::ReceiptView;
use crate::{Context, answer, deliverer, own_voucher, submitted_receipt};

pub(crate) async fn submit(context: Context<'_>) -> Result<Answer<ReceiptView>, Failure> {
    let (table, number, company) = (&context.services.table, context.voucher_number()?, context.company()?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async {
            let (voucher, report, evidence) = table.voucher_report_and_evidence(&number, company).await?;
            let claim = table.claim_of(voucher.as_ref()).await?;
            Ok(((voucher, report, claim), evidence))
        },
        authorize: |read| own_voucher(&context, read),
        decide: |before: &VoucherWithReport, evidence: &Vec<Evidence>| decide(&context, before, evidence),
        answer: |reported: &VoucherWithReport, _: &Vec<Evidence>| {
            let (stored, receipt) = submitted_receipt(reported)?;
            answer(reported, stored, &ReceiptView::new(receipt))
        },
    };
    context.answered(table.run(steps).await?)
}

/// True for a report that is older than the submission that the voucher names: the two items are not read as one
/// snapshot.
pub(crate) fn is_older(report: Option<&Report>, state: &ReportState) -> bool {
    let receipt = report.and_then(|report| report.receipt.as_ref()).map(|receipt| &receipt.id);
    matches!(state, ReportState::Submitted(submitted) if receipt != Some(&submitted.id))
}

fn decide(context: &Context<'_>, before: &VoucherWithReport, evidence: &[Evidence]) -> Result<ReportChange, Failure> {
    let draft = before.current().map(|stored| &stored.report);
    let voucher = before.voucher.value.clone();
    if is_older(draft, &voucher.report()) {
        return Err(Fault::LostRace.into());
    }
    let by = deliverer(context, before)?;
    let command = SubmitReport { by, report: draft, evidence, catalog: &context.services.catalog };
    let (outcome, receipt) = voucher.submit(&command, context.now)??;
    let report = match outcome {
        Outcome::Applied(..) => draft.map(|report| Report { receipt: Some(receipt), ..report.clone() }),
        Outcome::Unchanged => None,
    };
    Ok(ReportChange { outcome, report })
}
