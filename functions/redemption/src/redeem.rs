//! `POST /redemptions`: redeems each voucher separately, so that a refused one does not stop the others.

use api::{Answer, Decode, Failure, Fields, Reason};
use domain::attempt::{Answered, Intent};
use domain::{ClaimId, CompanyId, RedemptionId, Refusal};
use futures::{StreamExt, stream};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use table::{Change, Progress, RedeemedEntry, RedemptionRecord, RetryLoop, StoredVoucher, Table};

use crate::facts::{RedemptionFacts, is_done, reasons};
use crate::named::NamedVoucher;
use crate::{Context, Services};

/// The largest number of concurrent writes: enough for 100 vouchers to be fast, and few enough to avoid throttling.
const WRITES_MAX: usize = 32;

/// The vouchers to redeem. The body must also confirm the request, because redeeming cannot be undone
/// (PROGRAM.md 10.2).
pub(crate) struct RedeemMany {
    named: Vec<NamedVoucher>,
}

impl Decode<Services> for RedeemMany {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        let named = Vec::decode(fields, services);
        if fields.boolean("confirm") == Some(false) {
            fields.refuse("confirm", "must be true: redeeming cannot be undone");
        }
        Some(Self { named: named? })
    }
}

domain::codes! {
    /// The outcome for a voucher.
    pub enum RedemptionOutcome {
        Redeemed = "redeemed",
        Refused = "refused",
    }
}

/// The outcome of redeeming many vouchers.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Redemption {
    redemption_id: RedemptionId,
    items: Vec<RedemptionItem>,
}

/// The outcome for a voucher.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RedemptionItem {
    voucher_number: NamedVoucher,
    outcome: RedemptionOutcome,
    reasons: Vec<Reason>,
    /// The id of the claim for the voucher. The claim is created asynchronously and appears a moment later.
    #[serde(skip_serializing_if = "Option::is_none")]
    claim_id: Option<ClaimId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim_due_on: Option<Date>,
}

pub(crate) async fn redeem(context: Context<'_, RedeemMany>) -> Result<Answer<Redemption>, Failure> {
    let (table, intent, named) = (&context.services.table, context.intent(), &context.body.named);
    let company = context.company()?;
    let facts = RedemptionFacts::load(&context, company, named);
    let (kept, facts) = futures::try_join!(table.kept_answer::<Answer<Redemption>>(&intent), facts)?;
    if let Some(kept) = kept?.filter(|kept| kept.done >= facts.done(&intent)) {
        return context.answered(Answered::Replayed(kept.answer));
    }
    let redemption = RedemptionId::of(&intent.attempt);
    let mut redeemed = redeem_all(&context, &intent, redemption.as_str(), facts).await;
    look_again(table, company, &intent, named, &mut redeemed).await;
    let items = named.iter().zip(&redeemed).map(|(named, redeemed)| item(named, redeemed)).collect();
    let reservations = redeemed.iter().flatten().filter_map(|stored| stored.value.reservation());
    let answer = Answer::json(&Redemption { redemption_id: redemption.clone(), items })?
        .at(reservations.map(|reservation| &reservation.location_id));
    // An answer with an internal fault is not stored: a retry of the request tries those vouchers again.
    let is_final = !redeemed.iter().any(|redeemed| redeemed.as_ref().is_err_and(Failure::is_fault));
    let progress = Progress { done: redeemed.iter().flatten().count(), is_final };
    let kept = table.keep_answer_of(progress, &intent, answer);
    let (kept, ()) = futures::join!(kept, record(table, company, &intent, &redemption, &redeemed));
    context.answered(kept?)
}

/// Records which vouchers were redeemed; nothing when there is none.
async fn record(
    table: &Table,
    company: &CompanyId,
    intent: &Intent,
    redemption: &RedemptionId,
    redeemed: &[Result<StoredVoucher, Failure>],
) {
    let entry = |stored: &StoredVoucher| {
        Some(RedeemedEntry {
            number: stored.value.core().number.clone(),
            location_id: stored.value.reservation()?.location_id.clone(),
            claim_due_on: stored.value.claim_due_on()?,
        })
    };
    let vouchers: Vec<RedeemedEntry> = redeemed.iter().flatten().filter_map(entry).collect();
    let first = redeemed.iter().flatten().filter_map(|stored| stored.value.redeemed_at()).min();
    if let Some(at) = first {
        table.record_redemption(company, redemption, &RedemptionRecord::new(intent, at, vouchers)).await;
    }
}

/// Redeems the vouchers concurrently; returns the results in the order of the request.
async fn redeem_all(
    context: &Context<'_, RedeemMany>,
    intent: &Intent,
    redemption: &str,
    mut facts: RedemptionFacts<'_>,
) -> Vec<Result<StoredVoucher, Failure>> {
    let vouchers: Vec<_> = context.body.named.iter().map(|named| facts.voucher(named)).enumerate().collect();
    let facts = &facts;
    let redeem_one = |(index, voucher)| async move {
        let redeemed = match voucher {
            Ok(before) => redeem_one(context, intent, redemption, facts, before).await,
            Err(failure) => Err(failure),
        };
        (index, redeemed)
    };
    // Unordered: with an ordered buffer each write would wait for the slowest one before it.
    let mut redeemed: Vec<_> = stream::iter(vouchers).map(redeem_one).buffer_unordered(WRITES_MAX).collect().await;
    redeemed.sort_unstable_by_key(|(index, _)| *index);
    redeemed.into_iter().map(|(_, redeemed)| redeemed).collect()
}

/// Redeems one voucher. After a lost race the voucher is read and decided again.
async fn redeem_one(
    context: &Context<'_, RedeemMany>,
    intent: &Intent,
    redemption: &str,
    facts: &RedemptionFacts<'_>,
    mut before: StoredVoucher,
) -> Result<StoredVoucher, Failure> {
    let mut retries = RetryLoop::new(&intent.attempt);
    loop {
        let number = before.value.core().number.clone();
        match redeem_once(context, intent, redemption, facts, before).await {
            Err(failure) if retries.again(&failure).await => {
                before = context.services.table.voucher(&number).await?.ok_or(Refusal::VoucherNotFound)?;
            }
            redeemed => return redeemed,
        }
    }
}

async fn redeem_once(
    context: &Context<'_, RedeemMany>,
    intent: &Intent,
    redemption: &str,
    facts: &RedemptionFacts<'_>,
    before: StoredVoucher,
) -> Result<StoredVoucher, Failure> {
    if is_done(&before, facts.company, intent) {
        return Ok(before);
    }
    let command = facts.command(&before.value, redemption)?;
    let change = Change::from(before.value.clone().redeem(&command, context.now)?);
    Ok(context.services.table.write(Some(before), change, intent).await?)
}

/// Reads the refused vouchers of a request with a key once more: another run of the request may have redeemed them since
/// they were read. A voucher that cannot be read is not refused; it fails for that reason, and a repetition decides about
/// it again.
async fn look_again(
    table: &Table,
    company: &CompanyId,
    intent: &Intent,
    named: &[NamedVoucher],
    redeemed: &mut [Result<StoredVoucher, Failure>],
) {
    if intent.key.is_none() {
        return;
    }
    let is_refused = |redeemed: &Result<_, Failure>| redeemed.as_ref().is_err_and(|failure| !failure.is_fault());
    let refused = named.iter().zip(redeemed).filter(|(_, redeemed)| is_refused(redeemed));
    let refused: Vec<_> = refused.filter_map(|(named, redeemed)| Some((named.number().ok()?, redeemed))).collect();
    let numbers: Vec<_> = refused.iter().map(|(number, _)| (*number).clone()).collect();
    let mut vouchers = table.vouchers(&numbers).await;
    for (number, redeemed) in refused {
        match vouchers.as_mut().map(|vouchers| vouchers.remove(number)) {
            Ok(Some(Ok(stored))) if is_done(&stored, company, intent) => *redeemed = Ok(stored),
            Ok(Some(Err(fault))) => *redeemed = Err(fault.into()),
            Ok(_) => {}
            Err(fault) => *redeemed = Err((&*fault).into()),
        }
    }
}

fn item(named: &NamedVoucher, redeemed: &Result<StoredVoucher, Failure>) -> RedemptionItem {
    let voucher_number = named.clone();
    match redeemed {
        Ok(stored) => RedemptionItem {
            voucher_number,
            outcome: RedemptionOutcome::Redeemed,
            reasons: Vec::new(),
            claim_id: Some(ClaimId::of(&stored.value.core().number)),
            claim_due_on: stored.value.claim_due_on(),
        },
        Err(failure) => {
            let reasons = reasons(failure);
            let outcome = RedemptionOutcome::Refused;
            RedemptionItem { voucher_number, outcome, reasons, claim_id: None, claim_due_on: None }
        }
    }
}
