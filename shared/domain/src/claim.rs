//! A claim: the request to be paid for one redeemed voucher (api.md 10, domain.md 3.6, 4.5).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::calendar;
use crate::ids::{ClaimId, CompanyId, LocationId, ProgramCode, VoucherNumber};
use crate::{Country, Money};

/// What is known of a redeemed voucher when its claim is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is that of the queue message (api.md 10)")]
pub struct RedeemedVoucher {
    pub voucher_number: VoucherNumber,
    pub company_id: CompanyId,
    pub location_id: LocationId,
    pub country: Country,
    pub program: ProgramCode,
    pub days: u8,
    pub redeemed_at: Timestamp,
}

/// One line of the rate card: what a day is worth in a country under a program, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Per planning day.
    pub per_day: Money,
    /// First day.
    pub valid_from: Date,
    /// Last day; without it, until another line follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// Marks figures that are only an example: no rate card is public (domain.md, preface).
    #[serde(default)]
    pub sample: bool,
}

impl Rate {
    /// The line of a card that counts on a day: of those in force, the one that began last.
    pub fn on(card: &[Self], day: Date) -> Option<&Self> {
        let in_force = |rate: &&Self| rate.valid_from <= day && rate.valid_to.is_none_or(|last| day <= last);
        card.iter().filter(in_force).max_by_key(|rate| rate.valid_from)
    }
}

/// What a voucher is worth on the day it is redeemed: rate x days; nothing without a rate (api.md 10).
pub fn amount(card: &[Rate], day: Date, days: u8) -> Option<Money> {
    Rate::on(card, day)?.per_day.for_days(days)
}

/// Why a draft cannot be submitted as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftReason {
    /// The rate card has no line for country, program and day.
    NoRate,
}

/// A claim in whatever state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Claim {
    /// Made by the system, not yet submitted by the partner.
    Draft(Draft),
}

/// A claim that waits for the partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Derived from the voucher.
    pub id: ClaimId,
    /// What it is for.
    #[serde(flatten)]
    pub voucher: RedeemedVoucher,
    /// Last day to submit it.
    pub due_on: Date,
    /// What it is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// What keeps it from being submitted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<DraftReason>,
}

impl Claim {
    /// The draft for a redeemed voucher, priced by the rate card of its country and program.
    pub fn draft(voucher: RedeemedVoucher, card: &[Rate]) -> Self {
        let day = calendar::utc_day(voucher.redeemed_at);
        let amount = amount(card, day, voucher.days);
        let reasons = if amount.is_none() { vec![DraftReason::NoRate] } else { Vec::new() };
        let due_on = calendar::claim_due_on(voucher.redeemed_at);
        Self::Draft(Draft { id: ClaimId::of(&voucher.voucher_number), voucher, due_on, amount, reasons })
    }

    /// Its id.
    pub fn id(&self) -> &ClaimId {
        match self {
            Self::Draft(draft) => &draft.id,
        }
    }

    /// What it is for.
    pub fn voucher(&self) -> &RedeemedVoucher {
        match self {
            Self::Draft(draft) => &draft.voucher,
        }
    }

    /// Its amount, once priced.
    pub fn amount(&self) -> Option<&Money> {
        match self {
            Self::Draft(draft) => draft.amount.as_ref(),
        }
    }

    /// The status of the interface.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Draft(_) => "draft",
        }
    }
}

#[cfg(test)]
mod tests;
