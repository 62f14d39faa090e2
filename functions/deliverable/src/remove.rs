//! `DELETE /vouchers/{voucher_number}/deliverables/{deliverable_id}`, before redemption.
//!
//! The bytes stay in the bucket: what was handed in and withdrawn can still be looked into. They count for nothing.

use api::{Answer, Failure, FetchKeys};
use domain::attempt::Intent;
use domain::deliverable::Deliverable;
use domain::voucher::Outcome;
use domain::{DeliverableId, Refusal, calendar};
use table::{Extra, Save, StoredVoucher};

use crate::Call;

pub(crate) async fn remove<K: FetchKeys>(call: &Call<'_, K>, id: DeliverableId) -> Result<Answer, Failure> {
    let intent = api::intent(call.request, call.caller, call.now)?;
    let load = || call.deps.table.voucher_and_file(&call.number, &id);
    let act = |(seen, file)| decide(call, &intent, seen, file);
    table::change(&call.deps.table, &intent, load, act).await?;
    Ok(Answer::empty())
}

async fn decide<K: FetchKeys>(
    call: &Call<'_, K>,
    intent: &Intent,
    seen: Option<StoredVoucher>,
    file: Option<Deliverable>,
) -> Result<(), Failure> {
    let seen = seen.ok_or(Refusal::VoucherNotFound)?;
    let ours = call.caller.held(&seen.value)?.is_some();
    if seen.has_seen(&intent.attempt) {
        return Ok(());
    }
    let hidden = if ours { Refusal::DeliverableNotFound } else { Refusal::VoucherNotFound };
    let file = file.filter(|_| ours).ok_or(hidden)?;
    api::check_rev(api::if_match(call.request)?, seen.rev)?;
    let outcome = seen.value.clone().remove(call.caller.company()?, &file, calendar::utc_day(call.now))?;
    if let Outcome::Applied(next, event) = outcome {
        let extras = vec![Extra::NoFile(&file)];
        call.deps.table.save(Save { seen: Some(&seen), next: *next, event, intent, extras }).await?;
    }
    Ok(())
}
