//! The commands of operations on a claim (PROGRAM.md 11.8).

use api::{Answer, Decode, Failure, Fields};
use domain::claim::{Claim, Outcome};
use domain::{Note, Refusals};
use table::{Steps, Stored};

use crate::access::{reviewer, visible_claim, voucher_number};
use crate::invoices::NeededInvoice;
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

/// `POST /claims/{claim_id}/approve`. One more round trip reads the invoice where the country needs it.
pub(crate) async fn approve(context: Context<'_>) -> Result<Answer<ClaimView>, Failure> {
    let (table, number) = (&context.services.table, voucher_number(&context.path)?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async {
            let claim = table.claim(&number).await?;
            let invoice = NeededInvoice::of(&context, claim.as_ref().map(|claim| &claim.value)).await?;
            Ok((claim, invoice))
        },
        authorize: |claim| visible_claim(&context.caller, claim),
        decide: |before: &Stored<Claim>, invoice: &NeededInvoice| {
            Ok(before.value.clone().approve(reviewer(&context.caller), invoice.facts(), context.now)?)
        },
        answer: |stored: &Stored<Claim>, _: &NeededInvoice| ClaimView::new(&context, stored).answer(),
    };
    context.answered(table.run(steps).await?)
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
