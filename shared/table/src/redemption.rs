//! What a redemption of many vouchers did, stored under its company, so that it can be shown later (PROGRAM.md 10.2).

use domain::attempt::{Actor, Intent};
use domain::{CompanyId, Fault, LocationId, Name, RedemptionId, VoucherNumber};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::client::Table;
use crate::item::{self, Item};
use crate::keys::Key;

/// The vouchers that one request redeemed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedemptionRecord {
    /// The time of the request.
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
    /// The record of a request.
    pub fn new(intent: &Intent, vouchers: Vec<RedeemedEntry>) -> Self {
        Self { at: intent.at, by: intent.by.clone(), by_name: intent.by_name.clone(), vouchers }
    }
}

/// The item of a record.
pub fn redemption(company: &CompanyId, id: &RedemptionId, record: &RedemptionRecord) -> Result<Item, Fault> {
    item::write(&Key::redemption(company, id), record)
}

impl Table {
    /// Stores what a redemption did. A retry of the request replaces it: it names the vouchers that the first attempt
    /// redeemed as well.
    ///
    /// A failure is only logged: the vouchers are redeemed, and each has the redemption in its history.
    pub async fn record_redemption(&self, company: &CompanyId, id: &RedemptionId, record: &RedemptionRecord) {
        let stored = async { self.put(redemption(company, id, record)?).await };
        if let Err(fault) = stored.await {
            tracing::error!(%fault, "a redemption could not be recorded");
        }
    }

    /// What a redemption of a company did.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn redemption(&self, company: &CompanyId, id: &RedemptionId) -> Result<Option<RedemptionRecord>, Fault> {
        self.get(&Key::redemption(company, id)).await
    }
}
