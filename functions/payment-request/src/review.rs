//! The commands of operations on a claim (PROGRAM.md 11.8).

use api::{Answer, Decode, Failure, Fields};
use domain::claim::{Claim, Outcome};
use domain::{Note, Refusals};

use crate::access::{reviewer, visible_claim};
use crate::partner::{self, Comment};
use crate::view::ClaimView;
use crate::{Context, Services};

/// A body with a required reason.
pub(crate) struct ReviewReason(Note);

impl Decode<Services> for ReviewReason {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        fields.required("reason").map(Self)
    }
}

/// `POST /claims/{claim_id}/review`.
pub(crate) async fn start(context: Context<'_>) -> Result<Answer<ClaimView>, Failure> {
    change_claim(&context, Claim::start_review).await
}

/// `POST /claims/{claim_id}/approve`.
pub(crate) async fn approve(context: Context<'_>) -> Result<Answer<ClaimView>, Failure> {
    change_claim(&context, |claim| claim.approve(reviewer(&context.caller), context.now)).await
}

/// `POST /claims/{claim_id}/reject`.
pub(crate) async fn reject(context: Context<'_, ReviewReason>) -> Result<Answer<ClaimView>, Failure> {
    change_claim(&context, |claim| claim.reject(context.body.0.clone(), context.now)).await
}

/// `POST /claims/{claim_id}/request-changes`.
pub(crate) async fn request_changes(context: Context<'_, Comment>) -> Result<Answer<ClaimView>, Failure> {
    change_claim(&context, |claim| claim.request_changes(context.body.0.clone(), context.now)).await
}

/// `POST /claims/{claim_id}/hold`.
pub(crate) async fn hold(context: Context<'_, ReviewReason>) -> Result<Answer<ClaimView>, Failure> {
    change_claim(&context, |claim| claim.hold(context.body.0.clone())).await
}

/// `POST /claims/{claim_id}/release`.
pub(crate) async fn release(context: Context<'_>) -> Result<Answer<ClaimView>, Failure> {
    change_claim(&context, |claim| claim.release(reviewer(&context.caller))).await
}

/// `POST /claims/{claim_id}/settle`: answers a dispute (PROGRAM.md 12.3).
pub(crate) async fn answer_dispute(context: Context<'_, Comment>) -> Result<Answer<ClaimView>, Failure> {
    change_claim(&context, |claim| claim.answer_dispute(context.body.0.clone())).await
}

async fn change_claim<B: Sync>(
    context: &Context<'_, B>,
    command: impl Fn(Claim) -> Result<Outcome, Refusals> + Sync,
) -> Result<Answer<ClaimView>, Failure> {
    partner::change_claim(context, |claim| visible_claim(&context.caller, claim), command).await
}
