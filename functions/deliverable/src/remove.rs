//! `DELETE /vouchers/{voucher_number}/deliverables/{deliverable_id}`, before redemption.
//!
//! The bytes stay in the bucket: what was handed in and withdrawn can still be looked into. They count for nothing.

use api::{Answer, Failure};
use domain::Refusal;
use domain::deliverable::Deliverable;
use table::{Change, Steps, StoredVoucher, With};

use crate::{Call, deliverable_id, own};

pub(crate) async fn remove(call: Call<'_>) -> Result<Answer, Failure> {
    let (table, company) = (&call.services.table, call.company()?);
    let (number, id) = (call.voucher_number()?, deliverable_id(&call)?);
    let steps = Steps {
        intent: &call.intent(),
        load: || table.voucher_and_file(&number, &id),
        may: |seen| own(&call, seen),
        decide: |seen: &StoredVoucher, file: &Option<Deliverable>| {
            let file = file.as_ref().ok_or(Refusal::DeliverableNotFound)?;
            let outcome = seen.value.clone().remove(company, file, call.today())?;
            Ok(Change { outcome, with: vec![With::no_file(&number, file)] })
        },
        answer: |stored: &StoredVoucher, _: &Option<Deliverable>| {
            Ok(Answer::empty().at(stored.value.reservation().map(|held| &held.location_id)))
        },
    };
    call.answered(table.run(steps).await?)
}
