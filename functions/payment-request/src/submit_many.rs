//! Submitting many claims under one invoice.

use std::collections::{BTreeMap, HashMap, HashSet};

use api::{Answer, BODY_BYTES_MAX, Failure, Fields, Reason};
use domain::attempt::Intent;
use domain::claim::{Claim, Event, Outcome, Status, Submit};
use domain::{ClaimId, Fault, Invalid, InvoiceNumber, Money, PurchaseOrder, VoucherNumber, digest};
use futures::{StreamExt, stream};
use serde::Serialize;
use table::{Rounds, Stored};

use crate::submit::{Facts, Known, cards, decide, facts, keeps_invoice};
use crate::totals::totals;
use crate::{Call, PARTNERS, voucher_of};

/// Most claims of one request.
const CLAIMS_MAX: usize = 100;
/// Claims written at once.
const AT_ONCE: usize = 32;

#[derive(Serialize)]
struct Submitted {
    items: Vec<Item>,
    /// The payment requests that the invoice is for, by their reference numbers.
    payment_requests: Vec<PaymentRequest>,
    /// What the invoice comes to, for each currency.
    totals: Vec<Money>,
}

/// The claims of an invoice that are of one country and program.
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

/// `POST /claims/submit`: one bad claim never stops the others. The invoice that they are submitted under is named by the
/// request; each keeps the purchase order of its draft where the request names none.
pub(crate) async fn many(call: &Call<'_>) -> Result<Answer, Failure> {
    let company = call.caller.needs(&PARTNERS)?.company()?;
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let ids = fields.list("claim_ids", 1..=CLAIMS_MAX, claim_id).map(once_each);
    let invoice_number = fields.required("invoice_number", InvoiceNumber::parse);
    let purchase_order = fields.optional("purchase_order", PurchaseOrder::parse);
    let (ids, command) = fields.finish(|| {
        let ids = ids?;
        let (request, by) = (request_of(&ids), call.caller.sub.clone());
        Some((ids, Submit { invoice_number: invoice_number?, purchase_order, by, request }))
    })?;
    let (intent, table) = (call.intent()?, call.table);
    let numbers: Vec<VoucherNumber> = ids.iter().filter_map(ClaimId::voucher).collect();
    let load =
        || async { futures::try_join!(table.claims(&numbers), facts(call, company, Some(&command.invoice_number))) };
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
    Submit { seen: Box<Stored<Claim>>, next: Box<Claim>, event: Event, takes_invoice: bool },
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
    let waits = seen.value.stored_status() == Status::Submitted;
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
