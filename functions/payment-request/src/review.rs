//! What operations do with a claim (domain.md 3.6).

use domain::VoucherNumber;
use web::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields, Role};

use crate::Call;
use crate::partner::{Whose, change, note};

/// `POST /claims/{claim_id}/review`.
pub(crate) async fn start<K: FetchKeys>(call: &Call<'_, K>, number: VoucherNumber) -> Result<Answer, Failure> {
    bare(call)?;
    change(call, Whose::Any, &number, domain::claim::Claim::start_review).await
}

/// `POST /claims/{claim_id}/approve`.
pub(crate) async fn approve<K: FetchKeys>(call: &Call<'_, K>, number: VoucherNumber) -> Result<Answer, Failure> {
    bare(call)?;
    change(call, Whose::Any, &number, |claim| claim.approve(&call.caller.sub, call.now)).await
}

/// `POST /claims/{claim_id}/reject`.
pub(crate) async fn reject<K: FetchKeys>(call: &Call<'_, K>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    let reason = note(call, "reason")?;
    change(call, Whose::Any, &number, |claim| claim.reject(reason.clone())).await
}

/// `POST /claims/{claim_id}/request-changes`.
pub(crate) async fn request_changes<K: FetchKeys>(
    call: &Call<'_, K>,
    number: VoucherNumber,
) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    let comment = note(call, "comment")?;
    change(call, Whose::Any, &number, |claim| claim.request_changes(comment.clone())).await
}

/// `POST /claims/{claim_id}/hold`.
pub(crate) async fn hold<K: FetchKeys>(call: &Call<'_, K>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    let reason = note(call, "reason")?;
    change(call, Whose::Any, &number, |claim| claim.hold(reason.clone())).await
}

/// `POST /claims/{claim_id}/release`.
pub(crate) async fn release<K: FetchKeys>(call: &Call<'_, K>, number: VoucherNumber) -> Result<Answer, Failure> {
    bare(call)?;
    change(call, Whose::Any, &number, domain::claim::Claim::release).await
}

/// A command of operations that says all by its path.
fn bare<K: FetchKeys>(call: &Call<'_, K>) -> Result<(), Failure> {
    call.caller.needs(&[Role::Operations])?;
    Fields::read_optional(call.request, BODY_BYTES_MAX)?.finish(|| Some(()))
}
