//! What the `redemption` function answers: the parts that pages show.

use domain::{ClaimId, Country, ProgramCode, VoucherNumber};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use crate::format::Amount;
use crate::pages::vouchers::model::Customer;
use crate::problem::Reason;

/// What redeeming would do.
#[derive(Clone, Debug, Deserialize)]
pub struct Preview {
    /// Each voucher.
    pub items: Vec<PreviewItem>,
}

/// What redeeming would do with one voucher.
#[derive(Clone, Debug, Deserialize)]
pub struct PreviewItem {
    /// The number as it was sent.
    pub voucher_number: String,
    /// The customer; `None` for a voucher that the company does not hold.
    #[serde(default)]
    pub customer: Option<Customer>,
    /// The program.
    #[serde(default)]
    pub program: Option<ProgramCode>,
    /// The country of delivery.
    #[serde(default)]
    pub country: Option<Country>,
    /// The planning days.
    #[serde(default)]
    pub days: Option<u32>,
    /// True when it would be redeemed.
    pub redeemable: bool,
    /// Why not.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// The amount by today's rate; `None` without a rate.
    #[serde(default)]
    pub expected: Option<Amount>,
}

/// What redeeming did.
#[derive(Clone, Debug, Deserialize)]
pub struct Redemption {
    /// The id.
    pub redemption_id: String,
    /// Each voucher.
    pub items: Vec<RedemptionItem>,
}

/// What redeeming did with one voucher.
#[derive(Clone, Debug, Deserialize)]
pub struct RedemptionItem {
    /// The number as it was sent.
    pub voucher_number: String,
    /// `redeemed` or `refused`.
    pub outcome: String,
    /// Why it was refused.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// The last day to submit its payment request.
    #[serde(default)]
    pub claim_due_on: Option<Date>,
}

/// What a redemption redeemed.
#[derive(Clone, Debug, Deserialize)]
pub struct RedemptionDetails {
    /// The id.
    pub redemption_id: String,
    /// The time.
    pub redeemed_at: Timestamp,
    /// The person.
    pub redeemed_by: String,
    /// The person's name then.
    pub redeemed_by_name: Option<String>,
    /// Each voucher.
    pub items: Vec<RedeemedVoucher>,
}

/// A voucher that was redeemed.
#[derive(Clone, Debug, Deserialize)]
pub struct RedeemedVoucher {
    /// The number.
    pub voucher_number: VoucherNumber,
    /// Its payment request.
    pub claim_id: ClaimId,
    /// The last day to submit it.
    pub claim_due_on: Date,
}

impl RedemptionItem {
    /// True when it was redeemed.
    pub fn is_redeemed(&self) -> bool {
        self.outcome == "redeemed"
    }
}
