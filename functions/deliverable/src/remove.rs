//! `DELETE /vouchers/{voucher_number}/deliverables/{deliverable_id}`: deletes a file before the report is submitted.
//!
//! The bytes stay in the bucket, so that a deleted file can still be inspected. They no longer count.

use api::{Answer, Failure};
use domain::Refusal;
use domain::deliverable::Deliverable;
use table::{AdditionalWrite, Change, Steps, StoredVoucher};

use crate::{Context, deliverable_id, own_voucher};

pub(crate) async fn remove(context: Context<'_>) -> Result<Answer, Failure> {
    let (table, company) = (&context.services.table, context.company()?);
    let (number, id) = (context.voucher_number()?, deliverable_id(&context)?);
    let steps = Steps {
        intent: &context.intent(),
        load: || table.voucher_and_file(&number, &id),
        authorize: |voucher| own_voucher(&context, voucher),
        decide: |before: &StoredVoucher, file: &Option<Deliverable>| {
            let file = file.as_ref().ok_or(Refusal::DeliverableNotFound)?;
            let outcome = before.value.clone().remove(company, file, context.today())?;
            Ok(Change { outcome, with: vec![AdditionalWrite::delete_file(&number, file)] })
        },
        answer: |stored: &StoredVoucher, _: &Option<Deliverable>| {
            Ok(Answer::empty().at(stored.value.reservation().map(|reservation| &reservation.location_id)))
        },
    };
    context.answered(table.run(steps).await?)
}
