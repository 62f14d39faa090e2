//! What a redemption of many vouchers did, stored under its company, so that it can be shown later (PROGRAM.md 10.2).

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::attempt::{Actor, Intent};
use domain::{CompanyId, Fault, LocationId, Name, RedemptionId, VoucherNumber};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item::{self, Item};
use crate::keys::Key;

/// The vouchers that one request redeemed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedemptionRecord {
    /// The time of the first redemption.
    pub at: Timestamp,
    /// The person who sent it.
    pub by: Actor,
    /// The name that the person's token had then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_name: Option<Name>,
    /// The redeemed vouchers, in the order of the request.
    pub vouchers: Vec<RedeemedEntry>,
}

/// A voucher that was redeemed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedeemedEntry {
    /// The number.
    pub number: VoucherNumber,
    /// The location that delivered.
    pub location_id: LocationId,
    /// The last day to request its payment (UTC, inclusive).
    pub claim_due_on: Date,
}

impl RedemptionRecord {
    /// The record of a request that redeemed its first voucher at this time.
    pub fn new(intent: &Intent, at: Timestamp, vouchers: Vec<RedeemedEntry>) -> Self {
        Self { at, by: intent.by.clone(), by_name: intent.by_name.clone(), vouchers }
    }

    /// Adds what another attempt of the same request redeemed. Nothing that is known is lost or changed.
    fn with(mut self, other: &Self) -> Self {
        self.at = self.at.min(other.at);
        let news = |entry: &&RedeemedEntry| !self.vouchers.iter().any(|known| known.number == entry.number);
        let news: Vec<RedeemedEntry> = other.vouchers.iter().filter(news).cloned().collect();
        self.vouchers.extend(news);
        self
    }
}

/// The number of attempts to store a record while other attempts of the request store it, too.
const ATTEMPTS: u32 = 5;

/// The item of a record.
pub fn redemption(company: &CompanyId, id: &RedemptionId, record: &RedemptionRecord) -> Result<Item, Fault> {
    item::write(&Key::redemption(company, id), record)
}

impl Table {
    /// Stores what a redemption did, beside what other attempts of the same request have stored.
    ///
    /// A failure is only logged: the vouchers are redeemed, and each has the redemption in its history.
    pub async fn record_redemption(&self, company: &CompanyId, id: &RedemptionId, record: &RedemptionRecord) {
        let absent = Condition { expression: "attribute_not_exists(pk)".to_owned(), values: None };
        let mut stored = async { self.put_if(redemption(company, id, record)?, absent).await }.await;
        for _ in 1..ATTEMPTS {
            if !matches!(stored, Err(Fault::LostRace)) {
                break;
            }
            stored = self.add_to_redemption(company, id, record).await;
        }
        if let Err(fault) = stored {
            tracing::error!(%fault, "a redemption could not be recorded");
        }
    }

    /// Adds to a record that exists; [`Fault::LostRace`] when it has grown meanwhile.
    async fn add_to_redemption(
        &self,
        company: &CompanyId,
        id: &RedemptionId,
        record: &RedemptionRecord,
    ) -> Result<(), Fault> {
        let Some(known) = self.redemption(company, id).await? else { return Err(Fault::LostRace) };
        let values = HashMap::from([(":count".to_owned(), AttributeValue::N(known.vouchers.len().to_string()))]);
        let unchanged = Condition { expression: "size(vouchers) = :count".to_owned(), values: Some(values) };
        self.put_if(redemption(company, id, &known.with(record))?, unchanged).await
    }

    /// What a redemption of a company did.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn redemption(&self, company: &CompanyId, id: &RedemptionId) -> Result<Option<RedemptionRecord>, Fault> {
        self.get(&Key::redemption(company, id)).await
    }
}
