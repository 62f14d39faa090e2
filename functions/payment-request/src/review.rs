//! What operations do with a claim.

use api::{Answer, Decode, Failure, Fields};
use domain::claim::{Claim, Outcome};
use domain::{Note, Refusals};

use crate::access::{reviewer, visible};
use crate::partner::{self, Comment};
use crate::view::ClaimView;
use crate::{Call, Services};

/// A body that says why.
pub(crate) struct ReviewReason(Note);

impl Decode<Services> for ReviewReason {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        fields.required("reason").map(Self)
    }
}

/// `POST /claims/{claim_id}/review`.
pub(crate) async fn start(call: Call<'_>) -> Result<Answer<ClaimView>, Failure> {
    change(&call, Claim::start_review).await
}

/// `POST /claims/{claim_id}/approve`.
pub(crate) async fn approve(call: Call<'_>) -> Result<Answer<ClaimView>, Failure> {
    change(&call, |claim| claim.approve(reviewer(&call.caller), call.now)).await
}

/// `POST /claims/{claim_id}/reject`.
pub(crate) async fn reject(call: Call<'_, ReviewReason>) -> Result<Answer<ClaimView>, Failure> {
    change(&call, |claim| claim.reject(call.body.0.clone(), call.now)).await
}

/// `POST /claims/{claim_id}/request-changes`.
pub(crate) async fn request_changes(call: Call<'_, Comment>) -> Result<Answer<ClaimView>, Failure> {
    change(&call, |claim| claim.request_changes(call.body.0.clone(), call.now)).await
}

/// `POST /claims/{claim_id}/hold`.
pub(crate) async fn hold(call: Call<'_, ReviewReason>) -> Result<Answer<ClaimView>, Failure> {
    change(&call, |claim| claim.hold(call.body.0.clone())).await
}

/// `POST /claims/{claim_id}/release`.
pub(crate) async fn release(call: Call<'_>) -> Result<Answer<ClaimView>, Failure> {
    change(&call, |claim| claim.release(reviewer(&call.caller))).await
}

/// `POST /claims/{claim_id}/settle`: the answer to a dispute.
pub(crate) async fn settle(call: Call<'_, Comment>) -> Result<Answer<ClaimView>, Failure> {
    change(&call, |claim| claim.settle(call.body.0.clone())).await
}

async fn change<B: Sync>(
    call: &Call<'_, B>,
    command: impl Fn(Claim) -> Result<Outcome, Refusals> + Sync,
) -> Result<Answer<ClaimView>, Failure> {
    partner::change(call, |seen| visible(&call.caller, seen), command).await
}
