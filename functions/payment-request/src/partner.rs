//! What a partner does with a claim besides submitting it.

use api::{Answer, Decode, Failure, Fields};
use domain::claim::{Claim, Outcome, Saved};
use domain::{Note, Refusals};
use table::{Payees, Steps, Stored};

use crate::access::{own, voucher_number};
use crate::view::ClaimView;
use crate::{Call, Services};

/// What will be submitted, or is.
impl Decode<Services> for Saved {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let invoice_number = fields.optional("invoice_number");
        let purchase_order = fields.optional("purchase_order");
        Some(Self { invoice_number, purchase_order })
    }
}

/// A body that is a comment.
pub(crate) struct Comment(pub(crate) Note);

impl Decode<Services> for Comment {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        fields.required("comment").map(Self)
    }
}

/// `PUT /claims/{claim_id}/draft`: what will be submitted, kept until it is.
pub(crate) async fn save(call: Call<'_, Saved>) -> Result<Answer<ClaimView>, Failure> {
    let (table, number, company) = (&call.services.table, voucher_number(&call.path)?, call.company()?);
    let steps = Steps {
        intent: &call.intent(),
        load: || async { futures::try_join!(table.claim(&number), table.payees(company)) },
        may: |seen| own(&call.caller, seen),
        decide: |seen: &Stored<Claim>, _: &Payees| {
            Ok(seen.value.clone().save(call.body.clone(), &call.caller.sub, call.today())?)
        },
        answer: |stored: &Stored<Claim>, payees: &Payees| ClaimView::with_payees(&call, stored, payees).answer(),
    };
    call.answered(table.run(steps).await?)
}

/// `POST /claims/{claim_id}/withdraw`.
pub(crate) async fn withdraw(call: Call<'_>) -> Result<Answer<ClaimView>, Failure> {
    change(&call, |seen| own(&call.caller, seen), |claim| claim.withdraw(call.today())).await
}

/// `POST /claims/{claim_id}/dispute`.
pub(crate) async fn dispute(call: Call<'_, Comment>) -> Result<Answer<ClaimView>, Failure> {
    let Comment(comment) = &call.body;
    change(&call, |seen| own(&call.caller, seen), |claim| claim.contest(comment.clone(), call.now)).await
}

/// Changes a claim in one read and one write, and shows it.
pub(crate) async fn change<B: Sync>(
    call: &Call<'_, B>,
    may: impl Fn(Option<Stored<Claim>>) -> Result<Stored<Claim>, Failure> + Sync,
    command: impl Fn(Claim) -> Result<Outcome, Refusals> + Sync,
) -> Result<Answer<ClaimView>, Failure> {
    let (table, number) = (&call.services.table, voucher_number(&call.path)?);
    let steps = Steps {
        intent: &call.intent(),
        load: || async { Ok((table.claim(&number).await?, ())) },
        may,
        decide: |seen: &Stored<Claim>, (): &()| Ok(command(seen.value.clone())?),
        answer: |stored: &Stored<Claim>, (): &()| ClaimView::new(call, stored).answer(),
    };
    call.answered(table.run(steps).await?)
}
