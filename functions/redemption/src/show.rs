//! `GET /redemptions/{redemption_id}`: when, by whom and which vouchers were redeemed by one request.

use api::{Answer, Failure};
use domain::attempt::Actor;
use domain::{ClaimId, Name, RedemptionId, Refusal, VoucherNumber};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use table::RedeemedEntry;

use crate::Context;

/// A redemption of many vouchers.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RedemptionDetails {
    redemption_id: RedemptionId,
    redeemed_at: Timestamp,
    redeemed_by: Actor,
    /// The name that the person's token had then.
    redeemed_by_name: Option<Name>,
    /// The redeemed vouchers, those of the caller's locations.
    items: Vec<RedeemedItem>,
}

/// A voucher that was redeemed.
#[derive(Serialize, JsonSchema)]
struct RedeemedItem {
    voucher_number: VoucherNumber,
    claim_id: ClaimId,
    claim_due_on: Date,
}

pub(crate) async fn show(context: Context<'_>) -> Result<Answer<RedemptionDetails>, Failure> {
    let (company, id) = (context.company()?, context.path.parse::<RedemptionId>("redemption_id")?);
    let stored = context.services.table.redemption(company, &id).await?.ok_or(Refusal::RedemptionNotFound)?;
    let mut vouchers = stored.vouchers;
    vouchers.retain(|entry| context.caller.may_act_at(&entry.location_id));
    if vouchers.is_empty() {
        return Err(Refusal::RedemptionNotFound.into());
    }
    Answer::json(&RedemptionDetails {
        redemption_id: id,
        redeemed_at: stored.at,
        redeemed_by: stored.by,
        redeemed_by_name: stored.by_name,
        items: vouchers.into_iter().map(RedeemedItem::from).collect(),
    })
}

impl From<RedeemedEntry> for RedeemedItem {
    fn from(entry: RedeemedEntry) -> Self {
        let RedeemedEntry { number, claim_due_on, .. } = entry;
        Self { claim_id: ClaimId::of(&number), voucher_number: number, claim_due_on }
    }
}
