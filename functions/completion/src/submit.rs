//! `POST /vouchers/{voucher_number}/report/submit`.

use domain::attempt::Intent;
use domain::report::{Receipt, Report};
use domain::voucher::Outcome;
use table::{Extra, Save, StoredReport, StoredVoucher};
use web::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields};

use crate::Call;
use crate::read::ReceiptView;

pub(crate) async fn submit<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    Fields::read_optional(call.request, BODY_BYTES_MAX)?.finish(|| Some(()))?;
    let intent = web::intent(call.request, call.caller, call.now)?;
    let load = || call.deps.table.voucher_and_report(&call.number);
    let act = |(seen, stored)| decide(call, &intent, seen, stored);
    let (receipt, rev) = table::change(&call.deps.table, &intent, load, act).await?;
    Ok(Answer::ok(&ReceiptView::new(&receipt))?.with_rev(rev))
}

async fn decide<K: FetchKeys>(
    call: &Call<'_, K>,
    intent: &Intent,
    seen: Option<StoredVoucher>,
    stored: Option<StoredReport>,
) -> Result<(Receipt, u64), Failure> {
    let seen = call.reachable(seen)?;
    if seen.has_seen(&intent.attempt) {
        return Ok((call.receipt(&seen)?, seen.rev));
    }
    web::check_rev(web::if_match(call.request)?, seen.rev)?;
    let drafted = stored.as_ref().map(|stored| &stored.report);
    let (outcome, receipt) = seen.value.clone().submit(call.company()?, drafted, call.now)?;
    let Outcome::Applied(next, event) = outcome else { return Ok((receipt, seen.rev)) };
    let sealed = drafted.map(|report| Report { receipt: Some(receipt.clone()), ..report.clone() });
    let sealed = sealed.map(|report| StoredReport::after(stored.as_ref(), report, intent));
    let extras = sealed.iter().map(Extra::Report).collect();
    let saved = call.deps.table.save(Save { seen: Some(&seen), next: *next, event, intent, extras }).await?;
    Ok((receipt, saved.rev))
}
