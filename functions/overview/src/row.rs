//! The columns of an export (domain.md 2.2), whatever it is written as.

use domain::claim::Claim;
use domain::voucher::{Reservation, Voucher};
use domain::{Money, calendar};
use export::{Cell, Column};
use jiff::{Timestamp, civil::Date};

/// How many columns there are.
pub(crate) const COLUMNS: usize = 18;

/// Each column's title and its width in characters.
pub(crate) const TITLES: [Column; COLUMNS] = [
    ("Voucher number", 24),
    ("Program", 10),
    ("Engagement", 20),
    ("Days", 7),
    ("Status", 11),
    ("Customer", 32),
    ("Voucher admin", 24),
    ("Location", 12),
    ("Country", 9),
    ("Reserved on", 12),
    ("Start", 12),
    ("End", 12),
    ("Expires on", 12),
    ("Redeemed on", 13),
    ("Claim due", 12),
    ("Claim status", 15),
    ("Amount", 14),
    ("Currency", 10),
];

/// A voucher on its way into a file.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    voucher: &'a Voucher,
    claim: ClaimCell,
    today: Date,
}

/// What an export tells of a claim.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClaimCell {
    status: Option<&'static str>,
    amount: Option<Money>,
}

impl ClaimCell {
    pub(crate) fn of(claim: &Claim, today: Date) -> Self {
        Self { status: Some(claim.status(today).as_str()), amount: claim.amount.clone() }
    }

    /// There is one, and nobody can say more.
    pub(crate) fn unreadable() -> Self {
        Self { status: Some("unreadable"), amount: None }
    }
}

impl<'a> Row<'a> {
    pub(crate) fn new(voucher: &'a Voucher, claim: ClaimCell, today: Date) -> Self {
        Self { voucher, claim, today }
    }

    /// In the order of the titles.
    pub(crate) fn cells(&self) -> [Cell<'_>; COLUMNS] {
        let (core, held) = (self.voucher.core(), self.voucher.reservation());
        let text = |of: fn(&Reservation) -> &str| held.map_or(Cell::Empty, |held| Cell::Text(of(held)));
        let [amount, currency] = Cell::amount(self.claim.amount.as_ref());
        [
            Cell::Text(core.number.as_str()),
            Cell::Text(core.program.as_str()),
            text(|held| held.engagement_type.as_str()),
            Cell::Count(core.days),
            Cell::Text(self.voucher.status(self.today).as_str()),
            Cell::Text(core.customer.name.as_str()),
            Cell::Text(core.admin.name.as_str()),
            text(|held| held.location_id.as_str()),
            text(|held| held.country.as_str()),
            held.map_or(Cell::Empty, |held| utc_day(held.reserved_at)),
            held.map_or(Cell::Empty, |held| Cell::Day(held.start_date)),
            held.map_or(Cell::Empty, |held| Cell::Day(held.end_date)),
            Cell::Day(core.expires_on),
            self.voucher.redeemed_at().map_or(Cell::Empty, utc_day),
            Cell::day(self.voucher.claim_due_on()),
            Cell::text(self.claim.status),
            amount,
            currency,
        ]
    }
}

fn utc_day(at: Timestamp) -> Cell<'static> {
    Cell::Day(calendar::utc_day(at))
}
