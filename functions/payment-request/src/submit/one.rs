//! `POST /claims/{claim_id}/submit`: fields missing in the request are taken from the claim's draft.

use api::{Answer, Failure};
use domain::attempt::Intent;
use domain::claim::{Claim, Saved, Submit};
use domain::{CompanyId, Fault, InvoiceNumber, VoucherNumber};
use table::{AdditionalWrite, Change, Steps, Stored};

use super::{BillingFacts, Submission};
use crate::Context;
use crate::access::{own_claim, voucher_number};
use crate::view::ClaimView;

pub(crate) async fn submit_one(context: Context<'_, Saved>) -> Result<Answer<ClaimView>, Failure> {
    let (company, number, intent) = (context.company()?, voucher_number(&context.path)?, context.intent());
    let steps = Steps {
        intent: &intent,
        load: || load(&context, company, &number),
        authorize: |claim| own_claim(&context.caller, claim),
        decide: |before: &Stored<Claim>, facts: &BillingFacts| decide(&context, company, &intent, &before.value, facts),
        answer: |stored: &Stored<Claim>, _: &BillingFacts| ClaimView::new(&context, stored).answer(),
    };
    context.answered(context.services.table.run(steps).await?)
}

/// Reads the claim and the facts in one round trip. Another one reads the rate card of a claim that is priced again,
/// and one more the request that has taken an invoice number which only the draft names.
async fn load(
    context: &Context<'_, Saved>,
    company: &CompanyId,
    number: &VoucherNumber,
) -> Result<(Option<Stored<Claim>>, BillingFacts), Fault> {
    let (table, invoice) = (&context.services.table, context.body.invoice_number.as_ref());
    let (stored, mut facts) = futures::try_join!(table.claim(number), BillingFacts::read(table, company, invoice))?;
    if let Some(Stored { value: claim, .. }) = &stored {
        if let Some(drafted) = invoice_number(&context.body, claim).filter(|_| invoice.is_none()) {
            facts = facts.with_invoice(table, company, drafted).await?;
        }
        facts = facts.with_cards(table, std::iter::once(claim)).await;
    }
    Ok((stored, facts))
}

/// Decides about the claim. The write also takes the invoice number, unless the claim already has it.
fn decide(
    context: &Context<'_, Saved>,
    company: &CompanyId,
    intent: &Intent,
    claim: &Claim,
    facts: &BillingFacts,
) -> Result<Change<Claim>, Failure> {
    let command = &command(context, claim)?;
    let submission = Submission { context, command, intent, facts };
    let outcome = submission.decide(claim)?;
    let with = if submission.already_has_invoice(claim) {
        Vec::new()
    } else {
        vec![AdditionalWrite::invoice(company, command)?]
    };
    Ok(Change { outcome, with })
}

/// Builds the command, completed from the claim's draft.
///
/// # Errors
/// 422 when neither names an invoice number.
fn command(context: &Context<'_, Saved>, claim: &Claim) -> Result<Submit, Failure> {
    let missing = || {
        let detail = "is required: neither the request nor the claim's draft names one";
        Failure::missing("invoice_number", detail)
    };
    Ok(Submit {
        invoice_number: invoice_number(&context.body, claim).cloned().ok_or_else(missing)?,
        purchase_order: context.body.purchase_order.clone(),
        by: context.caller.sub.clone(),
        request: claim.id.to_string(),
    })
}

fn invoice_number<'a>(body: &'a Saved, claim: &'a Claim) -> Option<&'a InvoiceNumber> {
    body.invoice_number.as_ref().or_else(|| claim.saved.as_ref()?.invoice_number.as_ref())
}
