//! Submitting a claim.

use std::collections::{BTreeMap, BTreeSet};

use api::{Answer, BODY_BYTES_MAX, Failure, Fields, Reason};
use domain::attempt::Intent;
use domain::claim::{Claim, Outcome, Rate, RedeemedVoucher, SubmissionFacts, Submit};
use domain::payee::Payee;
use domain::{CompanyId, Country, Fault, InvoiceNumber, ProgramCode, PurchaseOrder, VoucherNumber};
use futures::future::{OptionFuture, join_all};
use table::{Payees, Stored};

use crate::view::ClaimView;
use crate::{Call, PARTNERS};

/// What is known of a company when it submits.
pub(crate) struct Facts {
    payees: Payees,
    /// The request that the invoice number belongs to, if one has it.
    pub(crate) invoice_of: Option<String>,
}

/// The rate cards that claims are priced by, one for each pair of country and program.
type Cards = BTreeMap<(Country, ProgramCode), Result<Vec<Rate>, Fault>>;

/// What a request says; the rest is what the claim's draft keeps.
struct Asked {
    invoice_number: Option<InvoiceNumber>,
    purchase_order: Option<PurchaseOrder>,
}

impl Asked {
    fn read(fields: &mut Fields) -> Self {
        Self {
            invoice_number: fields.optional("invoice_number", InvoiceNumber::parse),
            purchase_order: fields.optional("purchase_order", PurchaseOrder::parse),
        }
    }

    /// The command, completed from the draft of the claim that it is about.
    ///
    /// # Errors
    /// 422 when neither names an invoice number.
    fn completed(&self, call: &Call<'_>, claim: &Claim) -> Result<Submit, Failure> {
        let saved = || claim.saved.as_ref()?.invoice_number.clone();
        let missing = || {
            let detail = "is required: neither the request nor the claim's draft names one";
            Failure::Invalid(vec![Reason::at("invoice_number", "missing", detail)])
        };
        Ok(Submit {
            invoice_number: self.invoice_number.clone().or_else(saved).ok_or_else(missing)?,
            purchase_order: self.purchase_order.clone(),
            by: call.caller.sub.clone(),
            request: claim.id.to_string(),
        })
    }
}

/// `POST /claims/{claim_id}/submit`. What the request does not say is taken from the claim's draft.
pub(crate) async fn one(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    let company = call.caller.needs(&PARTNERS)?.company()?;
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let asked = Asked::read(&mut fields);
    let asked = fields.finish(|| Some(asked))?;
    let (intent, table) = (call.intent()?, call.table);
    let load =
        || async { futures::try_join!(table.claim(&number), facts(call, company, asked.invoice_number.as_ref())) };
    let act = |(seen, facts)| submit_one(call, &asked, &intent, seen, facts);
    let stored = table::change(table, &intent, load, act).await?;
    Ok(Answer::ok(&ClaimView::new(call, &stored))?.with_rev(stored.rev))
}

/// What is known at once; whose an invoice number is that only a draft names is asked when that has been read.
pub(crate) async fn facts(
    call: &Call<'_>,
    company: &CompanyId,
    invoice: Option<&InvoiceNumber>,
) -> Result<Facts, Fault> {
    let holder = OptionFuture::from(invoice.map(|number| call.table.invoice_of(company, number)));
    let holder = async { Ok(holder.await.transpose()?.flatten()) };
    let (payees, invoice_of) = futures::try_join!(call.table.payees(company), holder)?;
    Ok(Facts { payees, invoice_of })
}

impl Facts {
    /// A registration that cannot be read stops the claims of its program, and no others.
    fn payee(&self, program: &ProgramCode) -> Result<Option<&Payee>, Failure> {
        let payee = self.payees.get(program).map(|payee| payee.as_ref().map_err(Failure::from));
        Ok(payee.transpose()?.map(|stored| &stored.value))
    }
}

/// The claim as it is now, and how it is saved: with its invoice number, unless it had that one before.
async fn submit_one(
    call: &Call<'_>,
    asked: &Asked,
    intent: &Intent,
    seen: Option<Stored<Claim>>,
    mut facts: Facts,
) -> Result<Stored<Claim>, Failure> {
    let seen = call.own(seen)?;
    if seen.has_seen(&intent.attempt) {
        return Ok(seen);
    }
    api::check_rev(api::if_match(call.request)?, seen.rev)?;
    let command = asked.completed(call, &seen.value)?;
    if asked.invoice_number.is_none() {
        facts.invoice_of = call.table.invoice_of(call.caller.company()?, &command.invoice_number).await?;
    }
    let cards = cards(call, std::iter::once(&seen.value)).await;
    let outcome = decide(call, &command, &seen.value, (&facts, &cards))?;
    let Outcome::Applied(next, event) = outcome else { return Ok(seen) };
    if keeps_invoice(&seen.value, &command) {
        return Ok(call.table.revise(Some(&seen), *next, event, intent).await?);
    }
    Ok(call.table.submit_claim(&seen, *next, event, &command, intent).await?)
}

pub(crate) fn keeps_invoice(claim: &Claim, command: &Submit) -> bool {
    claim.submission().is_some_and(|before| before.invoice_number.is_same_as(&command.invoice_number))
}

/// The cards of those claims that are priced anew, all asked for at once.
pub(crate) async fn cards(call: &Call<'_>, claims: impl Iterator<Item = &Claim>) -> Cards {
    let priced_by = |claim: &Claim| (claim.voucher.country.clone(), claim.voucher.program.clone());
    let pairs: BTreeSet<_> = claims.filter(|claim| claim.is_priced_anew()).map(priced_by).collect();
    let ask = |(country, program): (Country, ProgramCode)| async move {
        let card = call.table.rate_card(&country, &program).await;
        ((country, program), card)
    };
    join_all(pairs.into_iter().map(ask)).await.into_iter().collect()
}

/// What a claim is decided by.
pub(crate) type Known<'a> = (&'a Facts, &'a Cards);

pub(crate) fn decide(call: &Call<'_>, command: &Submit, claim: &Claim, known: Known<'_>) -> Result<Outcome, Failure> {
    let RedeemedVoucher { country, program, .. } = &claim.voucher;
    let (facts, cards) = known;
    let card = cards.get(&(country.clone(), program.clone())).map(|card| card.as_deref().map_err(Failure::from));
    let facts = SubmissionFacts {
        payee: facts.payee(program)?,
        card: card.transpose()?.unwrap_or_default(),
        invoice_of: facts.invoice_of.as_deref(),
        frozen_until: call.catalog.frozen_until(country, call.today()),
    };
    Ok(claim.clone().submit(command, facts, call.now)?)
}
