//! What operations do with a claim.

use api::{Answer, Decode, Failure, Fields};
use domain::claim::{Claim, Outcome};
use domain::{Note, Refusals};

use crate::access::{reviewer, visible};
use crate::partner::{self, Comment};
use crate::view::ClaimView;
use crate::{Context, Services};

/// A body that says why.
pub(crate) struct ReviewReason(Note);

impl Decode<Services> for ReviewReason {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        fields.required("reason").map(Self)
    }
}

/// `POST /claims/{claim_id}/review`.
pub(crate) async fn start(context: Context<'_>) -> Result<Answer<ClaimView>, Failure> {
    change(&context, Claim::start_review).await
}

/// `POST /claims/{claim_id}/approve`.
pub(crate) async fn approve(context: Context<'_>) -> Result<Answer<ClaimView>, Failure> {
    change(&context, |claim| claim.approve(reviewer(&context.caller), context.now)).await
}

/// `POST /claims/{claim_id}/reject`.
pub(crate) async fn reject(context: Context<'_, ReviewReason>) -> Result<Answer<ClaimView>, Failure> {
    change(&context, |claim| claim.reject(context.body.0.clone(), context.now)).await
}

/// `POST /claims/{claim_id}/request-changes`.
pub(crate) async fn request_changes(context: Context<'_, Comment>) -> Result<Answer<ClaimView>, Failure> {
    change(&context, |claim| claim.request_changes(context.body.0.clone(), context.now)).await
}

/// `POST /claims/{claim_id}/hold`.
pub(crate) async fn hold(context: Context<'_, ReviewReason>) -> Result<Answer<ClaimView>, Failure> {
    change(&context, |claim| claim.hold(context.body.0.clone())).await
}

/// `POST /claims/{claim_id}/release`.
pub(crate) async fn release(context: Context<'_>) -> Result<Answer<ClaimView>, Failure> {
    change(&context, |claim| claim.release(reviewer(&context.caller))).await
}

/// `POST /claims/{claim_id}/answer_dispute`: the answer to a dispute.
pub(crate) async fn answer_dispute(context: Context<'_, Comment>) -> Result<Answer<ClaimView>, Failure> {
    change(&context, |claim| claim.answer_dispute(context.body.0.clone())).await
}

async fn change<B: Sync>(
    context: &Context<'_, B>,
    command: impl Fn(Claim) -> Result<Outcome, Refusals> + Sync,
) -> Result<Answer<ClaimView>, Failure> {
    partner::change(context, |seen| visible(&context.caller, seen), command).await
}
