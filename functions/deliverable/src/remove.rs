//! `DELETE /vouchers/{voucher_number}/deliverables/{deliverable_id}`: deletes a file before the report is submitted.
//!
//! The bytes stay in the bucket, so that a deleted file can still be inspected. They no longer count.

use api::{Answer, Failure};
use domain::Refusal;
use domain::claim::Claim;
use domain::deliverable::Deliverable;
use table::{AdditionalWrite, Change, Steps, Stored, StoredVoucher};

use crate::{Context, deliverable_id, deliverer, own_voucher};

/// The file, and the claim of a redeemed voucher.
type Facts = (Option<Deliverable>, Option<Stored<Claim>>);

pub(crate) async fn remove(context: Context<'_>) -> Result<Answer, Failure> {
    let table = &context.services.table;
    let (number, id) = (context.voucher_number()?, deliverable_id(&context)?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async {
            let (voucher, file) = table.voucher_and_file(&number, &id).await?;
            let claim = table.claim_of(voucher.as_ref()).await?;
            Ok((voucher, (file, claim)))
        },
        authorize: |voucher| own_voucher(&context, voucher),
        decide: |before: &StoredVoucher, (file, claim): &Facts| {
            let file = file.as_ref().ok_or(Refusal::DeliverableNotFound)?;
            let by = deliverer(&context, claim.as_ref())?;
            let outcome = before.value.clone().remove(by, file, context.today())?;
            let deleted = AdditionalWrite::delete_file(&number, file);
            let with = std::iter::once(deleted).chain(claim.as_ref().map(AdditionalWrite::unchanged)).collect();
            Ok(Change { outcome, with })
        },
        answer: |stored: &StoredVoucher, _: &Facts| {
            Ok(Answer::empty().at(stored.value.reservation().map(|reservation| &reservation.location_id)))
        },
    };
    context.answered(table.run(steps).await?)
}
