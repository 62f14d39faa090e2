//! The rate card: the price of a planning day (PROGRAM.md 11.3).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::attempt::Actor;
use crate::ids::ProgramCode;
use crate::{Country, Money};

/// A rate: the price of a planning day in a country under a program, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The price of one planning day.
    pub per_day: Money,
    /// The first valid day (UTC).
    pub valid_from: Date,
    /// The last valid day (UTC, inclusive); `None` for no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// True for example figures, because no rate card is public.
    pub sample: bool,
}

/// A rate with its country and program, and the person and instant of its last change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are sufficient")]
pub struct RateLine {
    pub country: Country,
    pub program: ProgramCode,
    #[serde(flatten)]
    pub rate: Rate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<Actor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_at: Option<Timestamp>,
}

impl Rate {
    /// The rate of a card that counts on a day: of those in force, the one that began last.
    pub fn on(card: &[Self], day: Date) -> Option<&Self> {
        let in_force = |rate: &&Self| rate.valid_from <= day && rate.valid_to.is_none_or(|last| day <= last);
        card.iter().filter(in_force).max_by_key(|rate| rate.valid_from)
    }
}

/// The amount of a voucher redeemed on a day: rate x days; `None` without a rate.
pub fn amount(card: &[Rate], day: Date, days: u8) -> Option<Money> {
    Rate::on(card, day)?.per_day.for_days(days)
}
