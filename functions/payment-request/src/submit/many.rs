//! `POST /claims/submit`: many claims under one invoice. One bad claim never stops the others.
//!
//! The request names the invoice; each claim keeps the purchase order of its draft where the request names none. The
//! answer is kept under the request's key unless a claim failed through a fault of ours: the same key then tries that
//! one again, and finds the others done.

use std::collections::{BTreeMap, HashMap};

use api::{Answer, Decode, Failure, Fields, Reason};
use domain::attempt::{Actor, Answered};
use domain::claim::{Claim, Outcome, Status, Submit};
use domain::{ClaimId, Fault, InvoiceNumber, KeyReused, LocationId, Money, PurchaseOrder, VoucherNumber, digest, text};
use futures::{StreamExt, stream};
use schemars::JsonSchema;
use serde::Serialize;
use table::{RetryLoop, Stored, retrying};

use super::{Facts, Submission};
use crate::access::{needs_own, own};
use crate::{Context, Services, totals};

/// Most claims of one request.
const CLAIMS_MAX: usize = 100;
/// Claims written at once.
const AT_ONCE: usize = 32;

/// Which claims are submitted, under which invoice.
pub(crate) struct SubmitMany {
    claim_ids: Vec<ClaimId>,
    invoice_number: InvoiceNumber,
    purchase_order: Option<PurchaseOrder>,
}

impl Decode<Services> for SubmitMany {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let claim_ids: Option<Vec<ClaimId>> = fields.list("claim_ids", 1..=CLAIMS_MAX);
        let claim_ids = claim_ids.map(|ids| text::once_each(ids.into_iter().map(normal).collect()));
        let invoice_number = fields.required("invoice_number");
        let purchase_order = fields.optional("purchase_order");
        Some(Self { claim_ids: claim_ids?, invoice_number: invoice_number?, purchase_order })
    }
}

/// A claim's id as it is written here, however the voucher's number was spelled in it.
fn normal(id: ClaimId) -> ClaimId {
    id.voucher().map_or(id, |number| ClaimId::of(&number))
}

impl SubmitMany {
    fn command(&self, by: &Actor) -> Submit {
        Submit {
            invoice_number: self.invoice_number.clone(),
            purchase_order: self.purchase_order.clone(),
            by: by.clone(),
            request: self.request(),
        }
    }

    /// What the invoice is for: the same claims are the same request, in whatever order they are named.
    fn request(&self) -> String {
        if let [one] = &*self.claim_ids {
            return one.to_string();
        }
        let mut sorted: Vec<&[u8]> = self.claim_ids.iter().map(|id| id.as_str().as_bytes()).collect();
        sorted.sort_unstable();
        digest::hex_of_parts(&sorted).chars().take(32).collect()
    }
}

domain::codes! {
    /// What became of a claim.
    pub enum SubmissionOutcome {
        Submitted = "submitted",
        Refused = "refused",
    }
}

/// What became of the claims.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SubmittedClaims {
    items: Vec<SubmissionItem>,
    /// The payment requests that the invoice is for, by their reference numbers.
    payment_requests: Vec<PaymentRequest>,
    /// What the invoice comes to, for each currency.
    totals: Vec<Money>,
}

/// The claims of an invoice that are of one country and program.
#[derive(Serialize, JsonSchema)]
struct PaymentRequest {
    reference_number: String,
    claims: usize,
    totals: Vec<Money>,
}

/// What became of a claim.
#[derive(Serialize, JsonSchema)]
struct SubmissionItem {
    claim_id: ClaimId,
    outcome: SubmissionOutcome,
    reference_number: Option<String>,
    /// What is asked for; nothing of a claim that is refused.
    amount: Option<Money>,
    reasons: Vec<Reason>,
    /// Whether it failed through a fault of ours.
    #[serde(skip)]
    is_fault: bool,
    /// Where the claim is of, once it is submitted.
    #[serde(skip)]
    location: Option<LocationId>,
}

type Claims = HashMap<VoucherNumber, Result<Stored<Claim>, Fault>>;

pub(crate) async fn many(context: Context<'_, SubmitMany>) -> Result<Answer<SubmittedClaims>, Failure> {
    let (table, company, intent) = (&context.services.table, context.company()?, context.intent());
    let command = context.body.command(&context.caller.sub);
    let numbers: Vec<VoucherNumber> = context.body.claim_ids.iter().filter_map(ClaimId::voucher).collect();
    let load = || async {
        let facts = Facts::read(table, company, Some(&command.invoice_number));
        futures::try_join!(table.stored_answer(&intent), table.claims(&numbers), facts)
    };
    let act = |(kept, claims, facts): (Result<Option<Answer<SubmittedClaims>>, KeyReused>, Claims, Facts)| {
        let (context, command, intent) = (&context, &command, &intent);
        async move {
            if let Some(answer) = kept? {
                return Ok(Answered::Again(answer));
            }
            let facts = &facts.with_cards(table, claims.values().flatten().map(|seen| &seen.value)).await;
            let submission = Submission { context, command, intent, facts };
            submission.answer(claims).await.map(Answered::First)
        }
    };
    context.answered(retrying::<_, _, Failure, _, _>(&intent.attempt, load, act).await?)
}

impl Submission<'_, SubmitMany> {
    /// The answer, kept where the same request can come to no other.
    async fn answer(&self, claims: Claims) -> Result<Answer<SubmittedClaims>, Failure> {
        let items = self.submit_all(claims).await?;
        let is_fault = items.iter().any(|item| item.is_fault);
        let submitted = SubmittedClaims::of(items)?;
        let answer = Answer::json(&submitted)?.at(submitted.items.iter().filter_map(|item| item.location.as_ref()));
        self.context.services.table.store_answer(self.intent, (!is_fault).then_some(&answer)).await;
        Ok(answer)
    }

    async fn submit_all(&self, mut claims: Claims) -> Result<Vec<SubmissionItem>, Failure> {
        if claims.values().flatten().any(|seen| self.takes_invoice(seen)) {
            self.take_invoice().await?;
        }
        // One by one into a list: a lazy chain of futures could not be shown to be `Send`.
        let mut items = Vec::with_capacity(self.context.body.claim_ids.len());
        for id in &self.context.body.claim_ids {
            let seen = id.voucher().and_then(|number| claims.remove(&number)).transpose();
            items.push(self.item(id, seen));
        }
        Ok(stream::iter(items).buffered(AT_ONCE).collect().await)
    }

    /// Whether it will be submitted under a number that it did not have before.
    fn takes_invoice(&self, seen: &Stored<Claim>) -> bool {
        let will_change = matches!(self.outcome(seen), Ok(Outcome::Applied(..)));
        will_change && !self.keeps_invoice(&seen.value)
    }

    /// Takes the invoice number for all claims of the request, once.
    ///
    /// # Errors
    /// A lost race when another request was first: what is true now says so of each claim.
    async fn take_invoice(&self) -> Result<(), Failure> {
        let (table, company) = (&self.context.services.table, self.context.company()?);
        let has = self.facts.invoice_of.as_ref() == Some(&self.command.request);
        if has || table.take_invoice(company, self.command).await? { Ok(()) } else { Err(Fault::LostRace.into()) }
    }

    /// Submits one claim, and decides anew where another command changed it meanwhile.
    async fn item(&self, id: &ClaimId, mut seen: Result<Option<Stored<Claim>>, Fault>) -> SubmissionItem {
        let mut rounds = RetryLoop::new(&self.intent.attempt);
        loop {
            match self.submit(seen).await {
                Err(failure) if rounds.again(&failure).await => seen = self.read(id).await,
                submitted => return SubmissionItem::of(id.clone(), submitted),
            }
        }
    }

    async fn read(&self, id: &ClaimId) -> Result<Option<Stored<Claim>>, Fault> {
        match id.voucher() {
            Some(number) => self.context.services.table.claim(&number).await,
            None => Ok(None),
        }
    }

    async fn submit(&self, seen: Result<Option<Stored<Claim>>, Fault>) -> Result<Stored<Claim>, Failure> {
        let seen = own(&self.context.caller, seen?)?;
        match self.outcome(&seen)? {
            Outcome::Unchanged => Ok(seen),
            Outcome::Applied(next, event) => {
                Ok(self.context.services.table.revise(Some(&seen), *next, event, self.intent).await?)
            }
        }
    }

    /// What becomes of a claim; nothing where this request submitted it before.
    fn outcome(&self, seen: &Stored<Claim>) -> Result<Outcome, Failure> {
        needs_own(&self.context.caller, &seen.value)?;
        if self.has_submitted(seen) { Ok(Outcome::Unchanged) } else { self.decide(&seen.value) }
    }

    /// Half of the claims may have been written before somebody died: the same request again finds those done.
    fn has_submitted(&self, seen: &Stored<Claim>) -> bool {
        let reference = self.command.reference_number(&seen.value.voucher);
        let is_same = seen.value.submission().is_some_and(|before| before.reference_number == reference);
        seen.has_seen(&self.intent.attempt) || (is_same && seen.value.stored_status() == Status::Submitted)
    }
}

impl SubmittedClaims {
    fn of(items: Vec<SubmissionItem>) -> Result<Self, Failure> {
        let totals = totals(items.iter().filter_map(|item| item.amount.as_ref()))?;
        Ok(Self { payment_requests: payment_requests(&items)?, items, totals })
    }
}

fn payment_requests(items: &[SubmissionItem]) -> Result<Vec<PaymentRequest>, Failure> {
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

impl SubmissionItem {
    fn of(claim_id: ClaimId, submitted: Result<Stored<Claim>, Failure>) -> Self {
        match submitted {
            Ok(stored) => {
                let reference_number = stored.value.submission().map(|submitted| submitted.reference_number.clone());
                let (amount, reasons) = (stored.value.amount, Vec::new());
                let location = Some(stored.value.voucher.location_id);
                Self {
                    claim_id,
                    outcome: SubmissionOutcome::Submitted,
                    reference_number,
                    amount,
                    reasons,
                    is_fault: false,
                    location,
                }
            }
            Err(failure) => Self::refused(claim_id, &failure),
        }
    }

    fn refused(claim_id: ClaimId, failure: &Failure) -> Self {
        let (reasons, is_fault) = (failure.reasons_or_itself(), failure.is_fault());
        Self {
            claim_id,
            outcome: SubmissionOutcome::Refused,
            reference_number: None,
            amount: None,
            reasons,
            is_fault,
            location: None,
        }
    }
}
