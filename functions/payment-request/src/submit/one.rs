//! `POST /claims/{claim_id}/submit`: fields missing in the request are taken from the claim's draft.

use api::{Answer, Decode, Failure, Fields};
use domain::attempt::Intent;
use domain::claim::{Claim, Correction, Saved, Status, Submit};
use domain::{CompanyId, Fault, InvoiceNumber, Note, VoucherNumber};
use table::{AdditionalWrite, Change, Steps, Stored, StoredVoucher};

use super::{BillingFacts, Submission};
use crate::access::{own_claim, voucher_number};
use crate::view::ClaimView;
use crate::{Context, Services};

/// The fields of a submission, with the partner's comment.
pub(crate) struct SubmitOne {
    saved: Saved,
    comment: Option<Note>,
}

impl Decode<Services> for SubmitOne {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        let saved = Saved::decode(fields, services);
        let about = "What was changed or is to be known; required when operations asked for changes.";
        let comment = fields.about(about).optional("comment");
        Some(Self { saved: saved?, comment })
    }
}

/// The facts of a submission, with the voucher of a claim that was sent back: work on it may be unfinished.
struct Facts {
    billing: BillingFacts,
    voucher: Option<StoredVoucher>,
}

pub(crate) async fn submit_one(context: Context<'_, SubmitOne>) -> Result<Answer<ClaimView>, Failure> {
    let (company, number, intent) = (context.company()?, voucher_number(&context.path)?, context.intent());
    let steps = Steps {
        intent: &intent,
        load: || load(&context, company, &number),
        authorize: |claim| own_claim(&context.caller, claim),
        decide: |before: &Stored<Claim>, facts: &Facts| decide(&context, company, &intent, &before.value, facts),
        answer: |stored: &Stored<Claim>, _: &Facts| ClaimView::new(&context, stored).answer(),
    };
    context.answered(context.services.table.run(steps).await?)
}

/// Reads the claim and the facts in one round trip. Another one reads the rate card of a claim that is priced again and
/// the voucher of one that was sent back, and one more the request that has taken an invoice number which only the draft
/// names.
async fn load(
    context: &Context<'_, SubmitOne>,
    company: &CompanyId,
    number: &VoucherNumber,
) -> Result<(Option<Stored<Claim>>, Facts), Fault> {
    let (table, invoice) = (&context.services.table, context.body.saved.invoice_number.as_ref());
    let (stored, mut billing) = futures::try_join!(table.claim(number), BillingFacts::read(table, company, invoice))?;
    let mut voucher = None;
    if let Some(Stored { value: claim, .. }) = &stored {
        if let Some(drafted) = invoice_number(&context.body.saved, claim).filter(|_| invoice.is_none()) {
            billing = billing.with_invoice(table, company, drafted).await?;
        }
        let cards = async { Ok(billing.with_cards(table, std::iter::once(claim)).await) };
        (billing, voucher) = futures::try_join!(cards, voucher_of_sent_back(context, claim))?;
    }
    Ok((stored, Facts { billing, voucher }))
}

/// Reads the voucher of a claim that was sent back.
async fn voucher_of_sent_back(context: &Context<'_, SubmitOne>, claim: &Claim) -> Result<Option<StoredVoucher>, Fault> {
    if claim.stored_status() != Status::ActionRequired {
        return Ok(None);
    }
    let number = &claim.voucher.voucher_number;
    let missing = || Fault::corrupt(number.to_string(), &"the voucher of the claim is missing");
    context.services.table.voucher(number).await?.ok_or_else(missing).map(Some)
}

/// Decides about the claim. The write also takes the invoice number, unless the claim already has it, and is on the
/// condition that nobody reopened the report meanwhile (DECISIONS.md 58).
fn decide(
    context: &Context<'_, SubmitOne>,
    company: &CompanyId,
    intent: &Intent,
    claim: &Claim,
    Facts { billing, voucher }: &Facts,
) -> Result<Change<Claim>, Failure> {
    let command = &command(context, claim)?;
    let submission = Submission { context, command, intent, facts: billing };
    let correction = voucher.as_ref().map(|voucher| Correction::of(&voucher.value)).unwrap_or_default();
    let outcome = submission.decide(claim, correction)?;
    let mut with: Vec<AdditionalWrite> = voucher.as_ref().map(AdditionalWrite::unchanged).into_iter().collect();
    if !submission.already_has_invoice(claim) {
        with.push(AdditionalWrite::invoice(company, command)?);
    }
    Ok(Change { outcome, with })
}

/// Builds the command, completed from the claim's draft.
///
/// # Errors
/// 422 when neither names an invoice number.
fn command(context: &Context<'_, SubmitOne>, claim: &Claim) -> Result<Submit, Failure> {
    let missing = || {
        let detail = "is required: neither the request nor the claim's draft names one";
        Failure::missing("invoice_number", detail)
    };
    let SubmitOne { saved, comment } = &context.body;
    Ok(Submit {
        invoice_number: invoice_number(saved, claim).cloned().ok_or_else(missing)?,
        purchase_order: saved.purchase_order.clone(),
        comment: comment.clone(),
        by: context.caller.sub.clone(),
        request: claim.id.to_string(),
    })
}

fn invoice_number<'a>(body: &'a Saved, claim: &'a Claim) -> Option<&'a InvoiceNumber> {
    body.invoice_number.as_ref().or_else(|| claim.saved.as_ref()?.invoice_number.as_ref())
}
