//! `POST /vouchers/{voucher_number}/report/reopen`: makes the submitted report a draft again (PROGRAM.md 9.4).

use api::{Answer, Failure};
use domain::Fault;
use table::{ReportChange, Steps, VoucherWithReport};

use crate::read::CompletionReport;
use crate::submit::is_older;
use crate::{Context, answer, current_report, deliverer, own_voucher, read_records};

pub(crate) async fn reopen(context: Context<'_>) -> Result<Answer<CompletionReport>, Failure> {
    let (table, number) = (&context.services.table, context.voucher_number()?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async { Ok((read_records(table, &number).await?, ())) },
        authorize: |read| own_voucher(&context, read),
        decide: |before: &VoucherWithReport, (): &()| {
            let (voucher, report) = (before.voucher.value.clone(), before.current().map(|stored| &stored.report));
            if report.is_some() && is_older(report, &voucher.report()) {
                return Err(Fault::LostRace.into());
            }
            let (outcome, report) = voucher.reopen_report(deliverer(&context, before)?, report, context.today())?;
            Ok(ReportChange { outcome, report })
        },
        answer: |reported: &VoucherWithReport, (): &()| {
            let stored = current_report(reported)?;
            answer(reported, stored, &CompletionReport::new(&number, &stored.report))
        },
    };
    context.answered(table.run(steps).await?)
}
