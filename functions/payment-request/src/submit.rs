//! Submitting claims: one, or many under one invoice (domain.md 6.13).

use std::collections::{HashMap, HashSet};

use domain::attempt::Intent;
use domain::claim::{Claim, Outcome, Rate, SubmissionFacts, Submit};
use domain::payee::Payee;
use domain::{ClaimId, CompanyId, Fault, Invalid, InvoiceNumber, ProgramCode, PurchaseOrder, VoucherNumber, digest};
use futures::{StreamExt, stream};
use serde::Serialize;
use table::{Rounds, Stored};
use web::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields, Reason};

use crate::view::ClaimView;
use crate::{Call, PARTNERS, voucher_of};

/// Most claims of one request (api.md 10).
const CLAIMS_MAX: usize = 100;
/// Claims written at once.
const AT_ONCE: usize = 32;

/// What is known of a company when it submits.
struct Facts {
    payees: Vec<Payee>,
    invoice_of: Option<String>,
}

#[derive(Serialize)]
struct Submitted {
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    claim_id: ClaimId,
    outcome: &'static str,
    reference_number: Option<String>,
    reasons: Vec<Reason>,
}

/// `POST /claims/{claim_id}/submit`.
pub(crate) async fn one<K: FetchKeys>(call: &Call<'_, K>, number: VoucherNumber) -> Result<Answer, Failure> {
    let company = call.caller.needs(&PARTNERS)?.company()?;
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let command = read(call, &mut fields, ClaimId::of(&number).to_string());
    let command = fields.finish(|| command)?;
    let (intent, table) = (call.intent()?, &call.deps.table);
    let load = || async { futures::try_join!(table.claim(&number), facts(call, company, &command.invoice_number)) };
    let act = |(seen, facts)| submit_one(call, &command, &intent, seen, facts);
    let stored = table::change(table, &intent, load, act).await?;
    Ok(Answer::ok(&ClaimView::new(call, &stored))?.with_rev(stored.rev))
}

fn read<K>(call: &Call<'_, K>, fields: &mut Fields, request: String) -> Option<Submit> {
    let invoice_number = fields.required("invoice_number", InvoiceNumber::parse);
    let purchase_order = fields.optional("purchase_order", PurchaseOrder::parse);
    Some(Submit { invoice_number: invoice_number?, purchase_order, by: call.caller.sub.clone(), request })
}

async fn facts<K: FetchKeys>(
    call: &Call<'_, K>,
    company: &CompanyId,
    invoice_number: &InvoiceNumber,
) -> Result<Facts, Fault> {
    let table = &call.deps.table;
    let (payees, invoice_of) = futures::try_join!(table.payees(company), table.invoice_of(company, invoice_number))?;
    Ok(Facts { payees: payees.into_iter().map(|stored| stored.value).collect(), invoice_of })
}

impl Facts {
    fn payee(&self, program: &ProgramCode) -> Option<&Payee> {
        self.payees.iter().find(|payee| payee.program == *program)
    }
}

/// The claim as it is now, and how it is saved: with its invoice number, unless it had that one before.
async fn submit_one<K: FetchKeys>(
    call: &Call<'_, K>,
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
    let outcome = decide(call, command, &seen.value, &facts).await?;
    let Outcome::Applied(next, event) = outcome else { return Ok(seen) };
    if keeps_invoice(&seen.value, command) {
        return Ok(call.deps.table.revise(Some(&seen), *next, event, intent).await?);
    }
    Ok(call.deps.table.submit_claim(&seen, *next, event, command, intent).await?)
}

fn keeps_invoice(claim: &Claim, command: &Submit) -> bool {
    claim.submission().is_some_and(|before| before.invoice_number == command.invoice_number)
}

/// The rate card is asked only for a draft that could not be priced when it was made.
async fn decide<K: FetchKeys>(
    call: &Call<'_, K>,
    command: &Submit,
    claim: &Claim,
    facts: &Facts,
) -> Result<Outcome, Failure> {
    let card: Vec<Rate> = match claim.amount {
        Some(_) => Vec::new(),
        None => call.deps.table.rate_card(&claim.voucher.country, &claim.voucher.program).await?,
    };
    let facts = SubmissionFacts {
        payee: facts.payee(&claim.voucher.program),
        card: &card,
        invoice_of: facts.invoice_of.as_deref(),
    };
    Ok(claim.clone().submit(command, facts, call.now)?)
}

/// `POST /claims/submit`: one bad claim never stops the others.
pub(crate) async fn many<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let company = call.caller.needs(&PARTNERS)?.company()?;
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let ids = fields.list("claim_ids", 1..=CLAIMS_MAX, claim_id).map(once_each);
    let command = read(call, &mut fields, request_of(ids.as_deref().unwrap_or_default()));
    let (ids, command) = fields.finish(|| Some((ids?, command?)))?;
    let (intent, table) = (call.intent()?, &call.deps.table);
    let numbers: Vec<VoucherNumber> = ids.iter().filter_map(ClaimId::voucher).collect();
    let load = || async { futures::try_join!(table.claims(&numbers), facts(call, company, &command.invoice_number)) };
    let act = |(claims, facts)| submit_all(call, &ids, &command, &intent, claims, facts);
    Answer::ok(&Submitted { items: table::change(table, &intent, load, act).await? })
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

async fn submit_all<K: FetchKeys>(
    call: &Call<'_, K>,
    ids: &[ClaimId],
    command: &Submit,
    intent: &Intent,
    mut claims: Claims,
    facts: Facts,
) -> Result<Vec<Item>, Failure> {
    let mut decided = Vec::with_capacity(ids.len());
    for id in ids {
        let seen = voucher_of(id).and_then(|number| Ok(claims.remove(&number).transpose()?));
        decided.push((id, decide_one(call, command, intent, seen, &facts).await));
    }
    let takes =
        |decision: &Result<Decision, Failure>| matches!(decision, Ok(Decision::Submit { takes_invoice: true, .. }));
    let has = facts.invoice_of.as_ref() == Some(&command.request);
    let free = has || !decided.iter().any(|(_, decision)| takes(decision));
    if !free && !call.deps.table.take_invoice(call.caller.company()?, command).await? {
        // Somebody was first: what is true now says so of each claim.
        return Err(Fault::LostRace.into());
    }
    // One by one into a list: a lazy chain of futures could not be shown to be `Send`.
    let mut saves = Vec::with_capacity(decided.len());
    for (id, decision) in decided {
        saves.push(save(call, command, intent, &facts, id, decision));
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

async fn decide_one<K: FetchKeys>(
    call: &Call<'_, K>,
    command: &Submit,
    intent: &Intent,
    seen: Result<Option<Stored<Claim>>, Failure>,
    facts: &Facts,
) -> Result<Decision, Failure> {
    let seen = call.own(seen?)?;
    // Half of the claims may have been written before somebody died: the same request again finds those done.
    let same = seen.value.submission().is_some_and(|before| before.reference_number == command.reference_number());
    let waits = seen.value.stored_status() == domain::claim::Status::Submitted;
    if seen.has_seen(&intent.attempt) || (same && waits) {
        return Ok(Decision::Done(Box::new(seen)));
    }
    let takes_invoice = !keeps_invoice(&seen.value, command);
    match decide(call, command, &seen.value, facts).await? {
        Outcome::Unchanged => Ok(Decision::Done(Box::new(seen))),
        Outcome::Applied(next, event) => Ok(Decision::Submit { seen: Box::new(seen), next, event, takes_invoice }),
    }
}

async fn save<K: FetchKeys>(
    call: &Call<'_, K>,
    command: &Submit,
    intent: &Intent,
    facts: &Facts,
    claim_id: &ClaimId,
    mut decision: Result<Decision, Failure>,
) -> Item {
    let mut rounds = Rounds::new(&intent.attempt);
    loop {
        match write(call, intent, decision).await {
            Err(failure) if rounds.again(&failure).await => {
                let seen = again(call, claim_id).await;
                decision = decide_one(call, command, intent, seen, facts).await;
            }
            saved => return item(claim_id.clone(), saved),
        }
    }
}

async fn again<K: FetchKeys>(call: &Call<'_, K>, id: &ClaimId) -> Result<Option<Stored<Claim>>, Failure> {
    Ok(call.deps.table.claim(&voucher_of(id)?).await?)
}

async fn write<K: FetchKeys>(
    call: &Call<'_, K>,
    intent: &Intent,
    decision: Result<Decision, Failure>,
) -> Result<Stored<Claim>, Failure> {
    match decision? {
        Decision::Done(stored) => Ok(*stored),
        Decision::Submit { seen, next, event, .. } => {
            Ok(call.deps.table.revise(Some(&*seen), *next, event, intent).await?)
        }
    }
}

fn item(claim_id: ClaimId, saved: Result<Stored<Claim>, Failure>) -> Item {
    match saved {
        Ok(stored) => {
            let reference_number = stored.value.submission().map(|submitted| submitted.reference_number.clone());
            Item { claim_id, outcome: "submitted", reference_number, reasons: Vec::new() }
        }
        Err(failure) => {
            let mut reasons = failure.reasons();
            if reasons.is_empty() {
                reasons.push(Reason::new(failure.code(), failure.detail()));
            }
            Item { claim_id, outcome: "refused", reference_number: None, reasons }
        }
    }
}
