//! Submitting claims: one, or many under one invoice (domain.md 6.13).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::attempt::Intent;
use domain::claim::{Claim, Outcome, Rate, RedeemedVoucher, SubmissionFacts, Submit};
use domain::payee::Payee;
use domain::{
    ClaimId, CompanyId, Country, Fault, Invalid, InvoiceNumber, Money, ProgramCode, PurchaseOrder, VoucherNumber,
    digest,
};
use futures::future::join_all;
use futures::{StreamExt, stream};
use serde::Serialize;
use table::{Payees, Rounds, Stored};
use web::{Answer, BODY_BYTES_MAX, Failure, Fields, Reason};

use crate::totals::totals;
use crate::view::ClaimView;
use crate::{Call, PARTNERS, voucher_of};

/// Most claims of one request (api.md 10).
const CLAIMS_MAX: usize = 100;
/// Claims written at once.
const AT_ONCE: usize = 32;

/// What is known of a company when it submits.
struct Facts {
    payees: Payees,
    invoice_of: Option<String>,
}

/// The rate cards that claims are priced by, one for each pair of country and program.
type Cards = BTreeMap<(Country, ProgramCode), Result<Vec<Rate>, Fault>>;

#[derive(Serialize)]
struct Submitted {
    items: Vec<Item>,
    /// The payment requests that the invoice is for, by their reference numbers.
    payment_requests: Vec<PaymentRequest>,
    /// What the invoice comes to, for each currency.
    totals: Vec<Money>,
}

/// The claims of an invoice that are of one country and program (domain.md 6.13).
#[derive(Serialize)]
struct PaymentRequest {
    reference_number: String,
    claims: usize,
    totals: Vec<Money>,
}

#[derive(Serialize)]
struct Item {
    claim_id: ClaimId,
    outcome: &'static str,
    reference_number: Option<String>,
    /// What is asked for; nothing of a claim that is refused.
    amount: Option<Money>,
    reasons: Vec<Reason>,
}

/// `POST /claims/{claim_id}/submit`.
pub(crate) async fn one(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    let company = call.caller.needs(&PARTNERS)?.company()?;
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let command = read(call, &mut fields, ClaimId::of(&number).to_string());
    let command = fields.finish(|| command)?;
    let (intent, table) = (call.intent()?, call.table);
    let load = || async { futures::try_join!(table.claim(&number), facts(call, company, &command.invoice_number)) };
    let act = |(seen, facts)| submit_one(call, &command, &intent, seen, facts);
    let stored = table::change(table, &intent, load, act).await?;
    Ok(Answer::ok(&ClaimView::new(call, &stored))?.with_rev(stored.rev))
}

fn read(call: &Call<'_>, fields: &mut Fields, request: String) -> Option<Submit> {
    let invoice_number = fields.required("invoice_number", InvoiceNumber::parse);
    let purchase_order = fields.optional("purchase_order", PurchaseOrder::parse);
    Some(Submit { invoice_number: invoice_number?, purchase_order, by: call.caller.sub.clone(), request })
}

async fn facts(call: &Call<'_>, company: &CompanyId, invoice_number: &InvoiceNumber) -> Result<Facts, Fault> {
    let table = call.table;
    let (payees, invoice_of) = futures::try_join!(table.payees(company), table.invoice_of(company, invoice_number))?;
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
    command: &Submit,
    intent: &Intent,
    seen: Option<Stored<Claim>>,
    facts: Facts,
) -> Result<Stored<Claim>, Failure> {
    let seen = call.own(seen)?;
    if seen.has_seen(&intent.attempt) {
        return Ok(seen);
    }
    web::check_rev(web::if_match(call.request)?, seen.rev)?;
    let cards = cards(call, std::iter::once(&seen.value)).await;
    let outcome = decide(call, command, &seen.value, (&facts, &cards))?;
    let Outcome::Applied(next, event) = outcome else { return Ok(seen) };
    if keeps_invoice(&seen.value, command) {
        return Ok(call.table.revise(Some(&seen), *next, event, intent).await?);
    }
    Ok(call.table.submit_claim(&seen, *next, event, command, intent).await?)
}

fn keeps_invoice(claim: &Claim, command: &Submit) -> bool {
    claim.submission().is_some_and(|before| before.invoice_number.is_same_as(&command.invoice_number))
}

/// The cards of those claims that are priced anew, all asked for at once.
async fn cards(call: &Call<'_>, claims: impl Iterator<Item = &Claim>) -> Cards {
    let priced_by = |claim: &Claim| (claim.voucher.country.clone(), claim.voucher.program.clone());
    let pairs: BTreeSet<_> = claims.filter(|claim| claim.is_priced_anew()).map(priced_by).collect();
    let ask = |(country, program): (Country, ProgramCode)| async move {
        let card = call.table.rate_card(&country, &program).await;
        ((country, program), card)
    };
    join_all(pairs.into_iter().map(ask)).await.into_iter().collect()
}

/// What a claim is decided by.
type Known<'a> = (&'a Facts, &'a Cards);

fn decide(call: &Call<'_>, command: &Submit, claim: &Claim, known: Known<'_>) -> Result<Outcome, Failure> {
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

/// `POST /claims/submit`: one bad claim never stops the others.
pub(crate) async fn many(call: &Call<'_>) -> Result<Answer, Failure> {
    let company = call.caller.needs(&PARTNERS)?.company()?;
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let ids = fields.list("claim_ids", 1..=CLAIMS_MAX, claim_id).map(once_each);
    let command = read(call, &mut fields, request_of(ids.as_deref().unwrap_or_default()));
    let (ids, command) = fields.finish(|| Some((ids?, command?)))?;
    let (intent, table) = (call.intent()?, call.table);
    let numbers: Vec<VoucherNumber> = ids.iter().filter_map(ClaimId::voucher).collect();
    let load = || async { futures::try_join!(table.claims(&numbers), facts(call, company, &command.invoice_number)) };
    let act = |(claims, facts)| submit_all(call, &ids, &command, &intent, claims, facts);
    let items = table::change(table, &intent, load, act).await?;
    let totals = totals(items.iter().filter_map(|item| item.amount.as_ref()))?;
    Answer::ok(&Submitted { payment_requests: payment_requests(&items)?, items, totals })
}

fn payment_requests(items: &[Item]) -> Result<Vec<PaymentRequest>, Failure> {
    let mut requests: BTreeMap<&String, Vec<&Money>> = BTreeMap::new();
    for item in items {
        if let Some((reference_number, amount)) = item.reference_number.as_ref().zip(item.amount.as_ref()) {
            requests.entry(reference_number).or_default().push(amount);
        }
    }
    let request = |(reference_number, amounts): (&String, Vec<&Money>)| {
        let totals = totals(amounts.iter().copied())?;
        Ok(PaymentRequest { reference_number: reference_number.clone(), claims: amounts.len(), totals })
    };
    requests.into_iter().map(request).collect()
}

/// A claim's id as it is written here, however the voucher's number was spelled in it.
fn claim_id(text: &str) -> Result<ClaimId, Invalid> {
    let id = ClaimId::parse(text)?;
    Ok(id.voucher().map_or(id, |number| ClaimId::of(&number)))
}

/// In the order given, each id once.
fn once_each(mut ids: Vec<ClaimId>) -> Vec<ClaimId> {
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    ids
}

/// What the invoice is for: the same claims are the same request, in whatever order they are named.
fn request_of(ids: &[ClaimId]) -> String {
    if let [one] = ids {
        return one.to_string();
    }
    let mut sorted: Vec<&[u8]> = ids.iter().map(|id| id.as_str().as_bytes()).collect();
    sorted.sort_unstable();
    digest::hex_of_parts(&sorted).chars().take(32).collect()
}

type Claims = HashMap<VoucherNumber, Result<Stored<Claim>, Fault>>;

async fn submit_all(
    call: &Call<'_>,
    ids: &[ClaimId],
    command: &Submit,
    intent: &Intent,
    mut claims: Claims,
    facts: Facts,
) -> Result<Vec<Item>, Failure> {
    let cards = cards(call, claims.values().filter_map(|seen| seen.as_ref().ok()).map(|seen| &seen.value)).await;
    let mut decided = Vec::with_capacity(ids.len());
    for id in ids {
        let seen = voucher_of(id).and_then(|number| Ok(claims.remove(&number).transpose()?));
        decided.push((id, decide_one(call, command, intent, seen, (&facts, &cards))));
    }
    let known = (&facts, &cards);
    let takes =
        |decision: &Result<Decision, Failure>| matches!(decision, Ok(Decision::Submit { takes_invoice: true, .. }));
    let has = facts.invoice_of.as_ref() == Some(&command.request);
    let free = has || !decided.iter().any(|(_, decision)| takes(decision));
    if !free && !call.table.take_invoice(call.caller.company()?, command).await? {
        // Somebody was first: what is true now says so of each claim.
        return Err(Fault::LostRace.into());
    }
    // One by one into a list: a lazy chain of futures could not be shown to be `Send`.
    let mut saves = Vec::with_capacity(decided.len());
    for (id, decision) in decided {
        saves.push(save(call, command, intent, known, id, decision));
    }
    Ok(stream::iter(saves).buffered(AT_ONCE).collect().await)
}

/// What is to be done with one claim of many.
enum Decision {
    /// The same request submitted it before.
    Done(Box<Stored<Claim>>),
    /// To be written.
    Submit { seen: Box<Stored<Claim>>, next: Box<Claim>, event: domain::claim::Event, takes_invoice: bool },
}

fn decide_one(
    call: &Call<'_>,
    command: &Submit,
    intent: &Intent,
    seen: Result<Option<Stored<Claim>>, Failure>,
    known: Known<'_>,
) -> Result<Decision, Failure> {
    let seen = call.own(seen?)?;
    // Half of the claims may have been written before somebody died: the same request again finds those done.
    let same = seen
        .value
        .submission()
        .is_some_and(|before| before.reference_number == command.reference_number(&seen.value.voucher));
    let waits = seen.value.stored_status() == domain::claim::Status::Submitted;
    if seen.has_seen(&intent.attempt) || (same && waits) {
        return Ok(Decision::Done(Box::new(seen)));
    }
    let takes_invoice = !keeps_invoice(&seen.value, command);
    match decide(call, command, &seen.value, known)? {
        Outcome::Unchanged => Ok(Decision::Done(Box::new(seen))),
        Outcome::Applied(next, event) => Ok(Decision::Submit { seen: Box::new(seen), next, event, takes_invoice }),
    }
}

async fn save(
    call: &Call<'_>,
    command: &Submit,
    intent: &Intent,
    known: Known<'_>,
    claim_id: &ClaimId,
    mut decision: Result<Decision, Failure>,
) -> Item {
    let mut rounds = Rounds::new(&intent.attempt);
    loop {
        match write(call, intent, decision).await {
            Err(failure) if rounds.again(&failure).await => {
                let seen = again(call, claim_id).await;
                decision = decide_one(call, command, intent, seen, known);
            }
            saved => return item(claim_id.clone(), saved),
        }
    }
}

async fn again(call: &Call<'_>, id: &ClaimId) -> Result<Option<Stored<Claim>>, Failure> {
    Ok(call.table.claim(&voucher_of(id)?).await?)
}

async fn write(
    call: &Call<'_>,
    intent: &Intent,
    decision: Result<Decision, Failure>,
) -> Result<Stored<Claim>, Failure> {
    match decision? {
        Decision::Done(stored) => Ok(*stored),
        Decision::Submit { seen, next, event, .. } => Ok(call.table.revise(Some(&*seen), *next, event, intent).await?),
    }
}

fn item(claim_id: ClaimId, saved: Result<Stored<Claim>, Failure>) -> Item {
    match saved {
        Ok(stored) => {
            let reference_number = stored.value.submission().map(|submitted| submitted.reference_number.clone());
            let amount = stored.value.amount;
            Item { claim_id, outcome: "submitted", reference_number, amount, reasons: Vec::new() }
        }
        Err(failure) => {
            let mut reasons = failure.reasons();
            if reasons.is_empty() {
                reasons.push(Reason::new(failure.code(), failure.detail()));
            }
            Item { claim_id, outcome: "refused", reference_number: None, amount: None, reasons }
        }
    }
}
