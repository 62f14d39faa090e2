//! The rate card: what a planning day is worth.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::attempt::Actor;
use crate::ids::ProgramCode;
use crate::{Country, Money};

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
    /// Marks figures that are only an example: no rate card is public.
    pub sample: bool,
}

/// A line of the rate card with what it is for, and who set it when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
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
    /// The line of a card that counts on a day: of those in force, the one that began last.
    pub fn on(card: &[Self], day: Date) -> Option<&Self> {
        let in_force = |rate: &&Self| rate.valid_from <= day && rate.valid_to.is_none_or(|last| day <= last);
        card.iter().filter(in_force).max_by_key(|rate| rate.valid_from)
    }
}

/// What a voucher is worth on the day it is redeemed: rate x days; nothing without a rate.
pub fn amount(card: &[Rate], day: Date, days: u8) -> Option<Money> {
    Rate::on(card, day)?.per_day.for_days(days)
}
