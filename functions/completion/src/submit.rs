//! `POST /vouchers/{voucher_number}/report/submit`: checks the report against the reservation and the evidence, which
//! are read in the same round trip.

use api::{Answer, Failure};
use domain::partner::Evidence;
use domain::report::{Report, ReportState};
use domain::voucher::{Outcome, SubmitReport};
use domain::{CompanyId, Fault};
use table::{ReportChange, Steps, VoucherWithReport};

use crate::read::ReceiptView;
use crate::{Context, answer, own_voucher, submitted_receipt};

pub(crate) async fn submit(context: Context<'_>) -> Result<Answer<ReceiptView>, Failure> {
    let (table, number, company) = (&context.services.table, context.voucher_number()?, context.company()?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async {
            let (voucher, report, evidence) = table.voucher_report_and_evidence(&number, company).await?;
            Ok(((voucher, report), evidence))
        },
        authorize: |read| own_voucher(&context, read),
        decide: |before: &VoucherWithReport, evidence: &Vec<Evidence>| decide(&context, company, before, evidence),
        answer: |reported: &VoucherWithReport, _: &Vec<Evidence>| {
            let (stored, receipt) = submitted_receipt(reported)?;
            answer(reported, stored, &ReceiptView::new(receipt))
        },
    };
    context.answered(table.run(steps).await?)
}

fn decide(
    context: &Context<'_>,
    company: &CompanyId,
    before: &VoucherWithReport,
    evidence: &[Evidence],
) -> Result<ReportChange, Failure> {
    let draft = before.current().map(|stored| &stored.report);
    let has_receipt = draft.is_some_and(|report| report.receipt.is_some());
    let voucher = before.voucher.value.clone();
    if matches!(voucher.report(), ReportState::Submitted(_)) && !has_receipt {
        // The two items are not read as one snapshot: this report is older than the submission.
        return Err(Fault::LostRace.into());
    }
    let command = SubmitReport { company, report: draft, evidence, catalog: &context.services.catalog };
    let (outcome, receipt) = voucher.submit(&command, context.now)??;
    let report = match outcome {
        Outcome::Applied(..) => draft.map(|report| Report { receipt: Some(receipt), ..report.clone() }),
        Outcome::Unchanged => None,
    };
    Ok(ReportChange { outcome, report })
}
