//! `POST /redemptions`: each voucher on its own, so that one bad one never stops the others.

use api::{Answer, Decode, Failure, Fields, Reason};
use domain::attempt::{Answered, Intent};
use domain::{ClaimId, Refusal};
use futures::{StreamExt, stream};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use table::{Change, RetryLoop, StoredVoucher};

use crate::facts::{Facts, reasons};
use crate::named::Named;
use crate::{Context, Services};

/// Writes under way at once: enough that 100 take no longer than a few, not so many that they throttle themselves.
const WRITES_AT_ONCE: usize = 32;

/// The vouchers to redeem, and the Yes of the confirm page.
pub(crate) struct RedeemMany {
    named: Vec<Named>,
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
    /// What became of a voucher.
    pub enum RedemptionOutcome {
        Redeemed = "redeemed",
        Refused = "refused",
    }
}

/// What became of the vouchers.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Redemption {
    redemption_id: String,
    items: Vec<RedemptionItem>,
}

/// What became of a voucher.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RedemptionItem {
    voucher_number: Named,
    outcome: RedemptionOutcome,
    reasons: Vec<Reason>,
    /// The claim that the voucher is paid by. It appears a moment later, under this id.
    #[serde(skip_serializing_if = "Option::is_none")]
    claim_id: Option<ClaimId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim_due_on: Option<Date>,
}

pub(crate) async fn redeem(context: Context<'_, RedeemMany>) -> Result<Answer<Redemption>, Failure> {
    let (table, intent, named) = (&context.services.table, context.intent(), &context.body.named);
    let facts = Facts::load(&context, context.company()?, named);
    let (kept, facts) = futures::try_join!(table.stored_answer::<Answer<Redemption>>(&intent), facts)?;
    if let Some(kept) = kept? {
        return context.answered(Answered::Again(kept));
    }
    let redemption = format!("RD-{}", intent.attempt.as_str().to_ascii_uppercase());
    let redeemed = redeem_all(&context, &intent, &redemption, facts).await;
    let items = named.iter().zip(&redeemed).map(|(named, redeemed)| item(named, redeemed)).collect();
    let held = redeemed.iter().flatten().filter_map(|stored| stored.value.reservation());
    let answer = Answer::json(&Redemption { redemption_id: redemption, items })?.at(held.map(|held| &held.location_id));
    // The same request again tries what failed through a fault of ours.
    let is_final = !redeemed.iter().any(|redeemed| redeemed.as_ref().is_err_and(Failure::is_fault));
    table.store_answer(&intent, is_final.then_some(&answer)).await;
    context.answered(Answered::First(answer))
}

/// What became of each voucher, in the order in which they are named.
async fn redeem_all(
    context: &Context<'_, RedeemMany>,
    intent: &Intent,
    redemption: &str,
    mut facts: Facts<'_>,
) -> Vec<Result<StoredVoucher, Failure>> {
    let seen: Vec<_> = context.body.named.iter().map(|named| facts.voucher(named)).enumerate().collect();
    let facts = &facts;
    let redeem_one = |(place, seen)| async move {
        let redeemed = match seen {
            Ok(seen) => redeem_one(context, intent, redemption, facts, seen).await,
            Err(failure) => Err(failure),
        };
        (place, redeemed)
    };
    // As they are done: in order, every write would wait for the slowest one ahead of it.
    let mut redeemed: Vec<_> = stream::iter(seen).map(redeem_one).buffer_unordered(WRITES_AT_ONCE).collect().await;
    redeemed.sort_unstable_by_key(|(place, _)| *place);
    redeemed.into_iter().map(|(_, redeemed)| redeemed).collect()
}

async fn redeem_one(
    context: &Context<'_, RedeemMany>,
    intent: &Intent,
    redemption: &str,
    facts: &Facts<'_>,
    mut seen: StoredVoucher,
) -> Result<StoredVoucher, Failure> {
    let mut rounds = RetryLoop::new(&intent.attempt);
    loop {
        let number = seen.value.core().number.clone();
        match redeem_once(context, intent, redemption, facts, seen).await {
            Err(failure) if rounds.again(&failure).await => {
                seen = context.services.table.voucher(&number).await?.ok_or(Refusal::VoucherNotFound)?;
            }
            done => return done,
        }
    }
}

async fn redeem_once(
    context: &Context<'_, RedeemMany>,
    intent: &Intent,
    redemption: &str,
    facts: &Facts<'_>,
    seen: StoredVoucher,
) -> Result<StoredVoucher, Failure> {
    let ours = seen.value.is_held_by(facts.company);
    if ours && seen.has_seen(&intent.attempt) && seen.value.redeemed_at().is_some() {
        return Ok(seen);
    }
    let command = facts.command(&seen.value, redemption)?;
    let change = Change::from(seen.value.clone().redeem(&command, context.now)?);
    Ok(context.services.table.write(Some(seen), change, intent).await?)
}

fn item(named: &Named, redeemed: &Result<StoredVoucher, Failure>) -> RedemptionItem {
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
