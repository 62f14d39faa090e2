//! A partner's commands on a claim besides submitting: saving a draft, withdrawing, reinstating, disputing.

use api::{Answer, Decode, Failure, Fields};
use domain::claim::{Claim, Outcome, Saved};
use domain::{Note, Refusals};
use table::{Payees, Steps, Stored};

use crate::access::{own_claim, voucher_number};
use crate::view::ClaimView;
use crate::{Context, Services};

/// The fields of a draft, and of a submission completed from it (PROGRAM.md 11.6).
impl Decode<Services> for Saved {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let invoice_number = fields.optional("invoice_number");
        let purchase_order = fields.optional("purchase_order");
        Some(Self { invoice_number, purchase_order })
    }
}

/// A body with a required comment.
pub(crate) struct Comment(pub(crate) Note);

impl Decode<Services> for Comment {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        fields.required("comment").map(Self)
    }
}

/// `PUT /claims/{claim_id}/draft`: stores the fields for the submission.
pub(crate) async fn save(context: Context<'_, Saved>) -> Result<Answer<ClaimView>, Failure> {
    let (table, number, company) = (&context.services.table, voucher_number(&context.path)?, context.company()?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async { futures::try_join!(table.claim(&number), table.payees(company)) },
        authorize: |claim| own_claim(&context.caller, claim),
        decide: |before: &Stored<Claim>, _: &Payees| {
            Ok(before.value.clone().save(context.body.clone(), &context.caller.sub, context.today())?)
        },
        answer: |stored: &Stored<Claim>, payees: &Payees| ClaimView::with_payees(&context, stored, payees).answer(),
    };
    context.answered(table.run(steps).await?)
}

/// `POST /claims/{claim_id}/withdraw`.
pub(crate) async fn withdraw(context: Context<'_>) -> Result<Answer<ClaimView>, Failure> {
    change_claim(&context, |claim| own_claim(&context.caller, claim), |claim| claim.withdraw(context.today())).await
}

/// `POST /claims/{claim_id}/reinstate` (PROGRAM.md 11.16).
pub(crate) async fn reinstate(context: Context<'_>) -> Result<Answer<ClaimView>, Failure> {
    change_claim(&context, |claim| own_claim(&context.caller, claim), |claim| claim.reinstate(context.today())).await
}

/// `POST /claims/{claim_id}/dispute`.
pub(crate) async fn dispute(context: Context<'_, Comment>) -> Result<Answer<ClaimView>, Failure> {
    let Comment(comment) = &context.body;
    change_claim(
        &context,
        |claim| own_claim(&context.caller, claim),
        |claim| claim.open_dispute(comment.clone(), context.now),
    )
    .await
}

/// Runs a command on a claim: one read, one write, and the claim as the answer.
pub(crate) async fn change_claim<B: Sync>(
    context: &Context<'_, B>,
    authorize: impl Fn(Option<Stored<Claim>>) -> Result<Stored<Claim>, Failure> + Sync,
    command: impl Fn(Claim) -> Result<Outcome, Refusals> + Sync,
) -> Result<Answer<ClaimView>, Failure> {
    let (table, number) = (&context.services.table, voucher_number(&context.path)?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async { Ok((table.claim(&number).await?, ())) },
        authorize,
        decide: |before: &Stored<Claim>, (): &()| Ok(command(before.value.clone())?),
        answer: |stored: &Stored<Claim>, (): &()| ClaimView::new(context, stored).answer(),
    };
    context.answered(table.run(steps).await?)
}
