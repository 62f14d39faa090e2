//! `POST /claims/submit`: many claims under one invoice, each decided and written separately.
//!
//! The request names the invoice. A claim keeps the purchase order of its draft if the request names none. The answer
//! is stored under the request's key, unless a claim failed with an internal fault: a retry with the same key then
//! submits that claim again and finds the others submitted (DECISIONS.md 1).

use std::collections::{BTreeMap, HashMap};

use api::{Answer, Decode, Failure, Fields, Reason};
use domain::attempt::{Actor, Answered, Intent};
use domain::claim::{Claim, Correction, Outcome, Status, Submit};
use domain::{ClaimId, Fault, InvoiceNumber, KeyReused, LocationId, Money, PurchaseOrder, VoucherNumber, digest, text};
use futures::{StreamExt, stream};
use schemars::JsonSchema;
use serde::Serialize;
use table::{Kept, Progress, RetryLoop, Stored, retrying};

use super::{BillingFacts, Submission};
use crate::access::{own_claim, require_own};
use crate::{Context, Services, totals};

/// The largest number of claims of one request (PROGRAM.md 11.6).
const CLAIMS_MAX: usize = 100;
/// The largest number of concurrent writes.
const WRITES_MAX: usize = 32;

/// The claims to submit and their invoice.
pub(crate) struct SubmitMany {
    claim_ids: Vec<ClaimId>,
    invoice_number: InvoiceNumber,
    purchase_order: Option<PurchaseOrder>,
}

impl Decode<Services> for SubmitMany {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let claim_ids: Option<Vec<ClaimId>> = fields.list("claim_ids", 1..=CLAIMS_MAX);
        let claim_ids = claim_ids.map(|ids| text::deduplicated(ids.into_iter().map(normalized).collect()));
        let invoice_number = fields.required("invoice_number");
        let purchase_order = fields.optional("purchase_order");
        Some(Self { claim_ids: claim_ids?, invoice_number: invoice_number?, purchase_order })
    }
}

/// Returns the claim's id with the voucher number in its normal form.
fn normalized(id: ClaimId) -> ClaimId {
    id.voucher().map_or(id, |number| ClaimId::of(&number))
}

impl SubmitMany {
    fn command(&self, by: &Actor) -> Submit {
        Submit {
            invoice_number: self.invoice_number.clone(),
            purchase_order: self.purchase_order.clone(),
            comment: None,
            by: by.clone(),
            request: self.request(),
        }
    }

    /// Returns the id of the request that takes the invoice number: the same claims in any order have the same id
    /// (DECISIONS.md 35).
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
    /// The outcome for a claim.
    pub enum SubmissionOutcome {
        Submitted = "submitted",
        Refused = "refused",
    }
}

/// The outcome of submitting many claims.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SubmittedClaims {
    items: Vec<SubmissionItem>,
    /// The payment requests of the invoice, by reference number.
    payment_requests: Vec<PaymentRequest>,
    /// The total of the invoice, for each currency.
    totals: Vec<Money>,
}

/// The claims of an invoice for one country and program.
#[derive(Serialize, JsonSchema)]
struct PaymentRequest {
    reference_number: String,
    claims: usize,
    totals: Vec<Money>,
}

/// The outcome for a claim.
#[derive(Serialize, JsonSchema)]
struct SubmissionItem {
    claim_id: ClaimId,
    outcome: SubmissionOutcome,
    reference_number: Option<String>,
    /// The requested amount; `null` for a refused claim.
    amount: Option<Money>,
    reasons: Vec<Reason>,
    /// True when it failed with an internal fault.
    #[serde(skip)]
    is_fault: bool,
    /// The location of a submitted claim.
    #[serde(skip)]
    location: Option<LocationId>,
}

type KeptAnswer = Result<Option<Kept<Answer<SubmittedClaims>>>, KeyReused>;
type Claims = HashMap<VoucherNumber, Result<Stored<Claim>, Fault>>;

pub(crate) async fn submit_many(context: Context<'_, SubmitMany>) -> Result<Answer<SubmittedClaims>, Failure> {
    let (table, company, intent) = (&context.services.table, context.company()?, context.intent());
    let command = context.body.command(&context.caller.sub);
    let numbers: Vec<VoucherNumber> = context.body.claim_ids.iter().filter_map(ClaimId::voucher).collect();
    let load = || async {
        let facts = BillingFacts::read(table, company, Some(&command.invoice_number));
        futures::try_join!(table.kept_answer(&intent), table.claims(&numbers), facts)
    };
    let submit = |(kept, claims, facts): (KeptAnswer, Claims, BillingFacts)| {
        let (context, command, intent) = (&context, &command, &intent);
        async move {
            let done = claims.values().flatten().filter(|claim| claim.has_attempt(&intent.attempt)).count();
            if let Some(kept) = kept?.filter(|kept| kept.done >= done) {
                return Ok(Answered::Replayed(kept.answer));
            }
            let facts = &facts.with_cards(table, claims.values().flatten().map(|claim| &claim.value)).await;
            let submission = Submission { context, command, intent, facts };
            submission.answer(claims).await
        }
    };
    context.answered(retrying::<_, _, Failure, _, _>(&intent.attempt, load, submit).await?)
}

impl Submission<'_, SubmitMany> {
    /// Submits the claims, and stores the answer unless a retry may get another one. Returns the answer that the key has
    /// from now on.
    async fn answer(&self, claims: Claims) -> Result<Answered<Answer<SubmittedClaims>>, Failure> {
        let mut items = self.submit_all(claims).await?;
        self.look_again(&mut items).await;
        let done = items.iter().filter(|item| item.outcome == SubmissionOutcome::Submitted).count();
        let progress = Progress { done, is_final: !items.iter().any(|item| item.is_fault) };
        let submitted = SubmittedClaims::of(items)?;
        let answer = Answer::json(&submitted)?.at(submitted.items.iter().filter_map(|item| item.location.as_ref()));
        Ok(self.context.services.table.keep_answer_of(progress, self.intent, answer).await?)
    }

    async fn submit_all(&self, mut claims: Claims) -> Result<Vec<SubmissionItem>, Failure> {
        if claims.values().flatten().any(|claim| self.will_take_invoice(claim)) {
            self.take_invoice().await?;
        }
        // A vector, because the compiler cannot prove that a lazy iterator of these futures is `Send`.
        let mut items = Vec::with_capacity(self.context.body.claim_ids.len());
        for id in &self.context.body.claim_ids {
            let claim = id.voucher().and_then(|number| claims.remove(&number)).transpose();
            items.push(self.submit_item(id, claim));
        }
        Ok(stream::iter(items).buffered(WRITES_MAX).collect().await)
    }

    /// Reads the refused claims of a request with a key once more: another run of the request may have submitted them
    /// since they were read. A claim that cannot be read is not refused; it fails for that reason, and a repetition decides
    /// about it again.
    async fn look_again(&self, items: &mut [SubmissionItem]) {
        if self.intent.key.is_none() {
            return;
        }
        let is_refused = |item: &&mut SubmissionItem| item.outcome == SubmissionOutcome::Refused && !item.is_fault;
        let refused = items.iter_mut().filter(is_refused).filter_map(|item| Some((item.claim_id.voucher()?, item)));
        let refused: Vec<_> = refused.collect();
        let numbers: Vec<_> = refused.iter().map(|(number, _)| number.clone()).collect();
        let mut claims = self.context.services.table.claims(&numbers).await;
        for (number, item) in refused {
            let again = |read| SubmissionItem::of(item.claim_id.clone(), read);
            match claims.as_mut().map(|claims| claims.remove(&number)) {
                Ok(Some(Ok(claim))) if is_done(self.context, self.command, &claim) => *item = again(Ok(claim)),
                Ok(Some(Err(fault))) => *item = again(Err(fault.into())),
                Ok(_) => {}
                Err(fault) => *item = again(Err((&*fault).into())),
            }
        }
    }

    /// True when the claim will be submitted under a new invoice number.
    fn will_take_invoice(&self, claim: &Stored<Claim>) -> bool {
        let will_change = matches!(self.outcome(claim), Ok(Outcome::Applied(..)));
        will_change && !self.already_has_invoice(&claim.value)
    }

    /// Takes the invoice number for all claims of the request, once (DECISIONS.md 35).
    ///
    /// # Errors
    /// [`Fault::LostRace`] when another request took it meanwhile: the retry reads that request and refuses each claim.
    async fn take_invoice(&self) -> Result<(), Failure> {
        let (table, company) = (&self.context.services.table, self.context.company()?);
        let is_taken = self.facts.invoice_holder.as_ref() == Some(&self.command.request);
        if is_taken || table.take_invoice(company, self.command).await? { Ok(()) } else { Err(Fault::LostRace.into()) }
    }

    /// Submits one claim. After a lost race the claim is read and decided again.
    async fn submit_item(&self, id: &ClaimId, mut read: Result<Option<Stored<Claim>>, Fault>) -> SubmissionItem {
        let mut retries = RetryLoop::new(&self.intent.attempt);
        loop {
            match self.submit(read).await {
                Err(failure) if retries.again(&failure).await => read = self.read(id).await,
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

    async fn submit(&self, read: Result<Option<Stored<Claim>>, Fault>) -> Result<Stored<Claim>, Failure> {
        let before = own_claim(&self.context.caller, read?)?;
        match self.outcome(&before)? {
            Outcome::Unchanged => Ok(before),
            Outcome::Applied(after, event) => {
                Ok(self.context.services.table.revise(Some(&before), *after, event, self.intent).await?)
            }
        }
    }

    /// Decides about one claim; `Unchanged` when this request submitted it before. A claim that was sent back, whose
    /// report alone can be open, is refused: it is answered by a comment of its own (PROGRAM.md 11.10).
    fn outcome(&self, claim: &Stored<Claim>) -> Result<Outcome, Failure> {
        require_own(&self.context.caller, &claim.value)?;
        if has_submitted(self.command, self.intent, claim) {
            Ok(Outcome::Unchanged)
        } else {
            self.decide(&claim.value, Correction::default())
        }
    }
}

/// True when the request submitted the claim before: a retry after a crash finds the claims written until then.
fn has_submitted(command: &Submit, intent: &Intent, claim: &Stored<Claim>) -> bool {
    let reference = command.reference_number(&claim.value.voucher);
    let is_same = claim.value.submission().is_some_and(|before| before.reference_number == reference);
    claim.has_attempt(&intent.attempt) || (is_same && claim.value.stored_status() == Status::Submitted)
}

/// True when the request submitted the claim before, and the caller may see it.
fn is_done(context: &Context<'_, SubmitMany>, command: &Submit, claim: &Stored<Claim>) -> bool {
    require_own(&context.caller, &claim.value).is_ok() && has_submitted(command, &context.intent(), claim)
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
