//! What operations do with a claim.

use api::{Answer, BODY_BYTES_MAX, Failure, Fields, Role};
use domain::VoucherNumber;

use crate::Call;
use crate::partner::{Whose, change, note};

/// `POST /claims/{claim_id}/review`.
pub(crate) async fn start(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    bare(call)?;
    change(call, Whose::Any, &number, domain::claim::Claim::start_review).await
}

/// `POST /claims/{claim_id}/approve`.
pub(crate) async fn approve(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    bare(call)?;
    change(call, Whose::Any, &number, |claim| claim.approve(call.reviewer(), call.now)).await
}

/// `POST /claims/{claim_id}/reject`.
pub(crate) async fn reject(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    let reason = note(call, "reason")?;
    change(call, Whose::Any, &number, |claim| claim.reject(reason.clone(), call.now)).await
}

/// `POST /claims/{claim_id}/request-changes`.
pub(crate) async fn request_changes(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    let comment = note(call, "comment")?;
    change(call, Whose::Any, &number, |claim| claim.request_changes(comment.clone(), call.now)).await
}

/// `POST /claims/{claim_id}/hold`.
pub(crate) async fn hold(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    let reason = note(call, "reason")?;
    change(call, Whose::Any, &number, |claim| claim.hold(reason.clone())).await
}

/// `POST /claims/{claim_id}/release`.
pub(crate) async fn release(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    bare(call)?;
    change(call, Whose::Any, &number, |claim| claim.release(call.reviewer())).await
}

/// `POST /claims/{claim_id}/settle`: the answer to a dispute.
pub(crate) async fn settle(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    let comment = note(call, "comment")?;
    change(call, Whose::Any, &number, |claim| claim.settle(comment.clone())).await
}

/// A command of operations that says all by its path.
fn bare(call: &Call<'_>) -> Result<(), Failure> {
    call.caller.needs(&[Role::Operations])?;
    Fields::read_optional(call.request, BODY_BYTES_MAX)?.finish(|| Some(()))
}
