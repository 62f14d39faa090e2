//! `POST /redemptions`: each voucher on its own, so that one bad one never stops the others.

use api::{Answer, Failure, FetchKeys, Reason};
use domain::attempt::Intent;
use domain::voucher::Outcome;
use domain::{ClaimId, Refusal};
use futures::StreamExt;
use futures::stream;
use jiff::civil::Date;
use serde::Serialize;
use table::{Rounds, Save, StoredVoucher};

use crate::facts::{Facts, reasons};
use crate::named::{Named, named};
use crate::{Call, read_body};

/// Writes under way at once: enough that 100 take no longer than a few, not so many that they throttle themselves.
const WRITES_AT_ONCE: usize = 32;

#[derive(Serialize)]
struct Redemption {
    redemption_id: String,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    voucher_number: Named,
    outcome: &'static str,
    reasons: Vec<Reason>,
    /// The claim that the voucher is paid by. It appears a moment later, under this id.
    #[serde(skip_serializing_if = "Option::is_none")]
    claim_id: Option<ClaimId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim_due_on: Option<Date>,
}

pub(crate) async fn redeem<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let named = read(call)?;
    let intent = api::intent(call.request, call.caller, call.now)?;
    let redemption = format!("RD-{}", intent.attempt.as_str().to_ascii_uppercase());
    let (pinned, facts) = futures::try_join!(call.deps.table.pin(&intent), Facts::load(call, &named))?;
    pinned?;
    let items = redeem_all(call, &intent, &redemption, named, facts).await;
    Answer::ok(&Redemption { redemption_id: redemption, items })
}

/// The Yes of the confirm page is part of the request.
fn read<K>(call: &Call<'_, K>) -> Result<Vec<Named>, Failure> {
    let mut fields = read_body(call)?;
    let named = named(&mut fields);
    if fields.boolean("confirm") == Some(false) {
        fields.reject("confirm", "must be true: redeeming cannot be undone");
    }
    fields.finish(|| named)
}

async fn redeem_all<K: FetchKeys>(
    call: &Call<'_, K>,
    intent: &Intent,
    redemption: &str,
    named: Vec<Named>,
    mut facts: Facts,
) -> Vec<Item> {
    let seen: Vec<_> = named.into_iter().map(|named| (facts.voucher(call, &named), named)).enumerate().collect();
    let facts = &facts;
    let redeem_one = |(place, (seen, named))| async move {
        let redeemed = match seen {
            Ok(seen) => redeem_one(call, intent, redemption, facts, seen).await,
            Err(failure) => Err(failure),
        };
        (place, item(named, redeemed))
    };
    // As they are done: in order, every write would wait for the slowest one ahead of it.
    let mut items: Vec<_> = stream::iter(seen).map(redeem_one).buffer_unordered(WRITES_AT_ONCE).collect().await;
    items.sort_unstable_by_key(|(place, _)| *place);
    items.into_iter().map(|(_, item)| item).collect()
}

async fn redeem_one<K: FetchKeys>(
    call: &Call<'_, K>,
    intent: &Intent,
    redemption: &str,
    facts: &Facts,
    mut seen: StoredVoucher,
) -> Result<StoredVoucher, Failure> {
    let mut rounds = Rounds::new(&intent.attempt);
    loop {
        let number = seen.value.core().number.clone();
        match redeem_once(call, intent, redemption, facts, seen).await {
            Err(failure) if rounds.again(&failure).await => {
                seen = call.deps.table.voucher(&number).await?.ok_or(Refusal::VoucherNotFound)?;
            }
            done => return done,
        }
    }
}

async fn redeem_once<K: FetchKeys>(
    call: &Call<'_, K>,
    intent: &Intent,
    redemption: &str,
    facts: &Facts,
    seen: StoredVoucher,
) -> Result<StoredVoucher, Failure> {
    let ours = seen.value.is_held_by(call.company);
    let again = ours && seen.has_seen(&intent.attempt) && seen.value.redeemed_at().is_some();
    if again {
        return Ok(seen);
    }
    let command = facts.command(call, &seen.value, redemption)?;
    match seen.value.clone().redeem(&command, call.now)? {
        Outcome::Unchanged => Ok(seen),
        Outcome::Applied(next, event) => {
            let save = Save { seen: Some(&seen), next: *next, event, intent, extras: Vec::new() };
            Ok(call.deps.table.save(save).await?)
        }
    }
}

fn item(voucher_number: Named, redeemed: Result<StoredVoucher, Failure>) -> Item {
    match redeemed {
        Ok(stored) => Item {
            voucher_number,
            outcome: "redeemed",
            reasons: Vec::new(),
            claim_id: Some(ClaimId::of(&stored.value.core().number)),
            claim_due_on: stored.value.claim_due_on(),
        },
        Err(failure) => {
            let reasons = reasons(&failure);
            Item { voucher_number, outcome: "refused", reasons, claim_id: None, claim_due_on: None }
        }
    }
}
