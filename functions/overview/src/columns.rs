//! The columns and rows of an export, in both file formats.

use domain::claim::{Claim, Status};
use domain::voucher::{Reservation, Voucher};
use domain::{Language, Money, calendar};
use export::{Cell, Column, terms};
use jiff::{Timestamp, civil::Date};

/// The number of columns.
pub(crate) const COLUMNS: usize = 20;

/// The columns: first the translated ones, then the codes of the translated values.
pub(crate) const TITLES: [Column; COLUMNS] = [
    Column::new("Voucher number", "憑證號碼", 24),
    Column::new("Program", "方案", 10),
    Column::new("Engagement", "服務類型", 20),
    Column::new("Days", "天數", 7),
    Column::new("Status", "狀態", 11),
    Column::new("Customer", "客戶", 32),
    Column::new("Voucher admin", "客戶聯絡人", 24),
    Column::new("Location", "據點", 12),
    Column::new("Country", "國家／地區", 11),
    Column::new("Reserved on", "保留日", 12),
    Column::new("Start", "開始日", 12),
    Column::new("End", "結束日", 12),
    Column::new("Expires on", "最後有效日", 12),
    Column::new("Redeemed on", "兌換日", 13),
    Column::new("Claim due", "請款期限", 12),
    Column::new("Claim status", "請款狀態", 15),
    Column::new("Amount", "金額", 14),
    Column::new("Currency", "幣別", 10),
    Column::code("status_code", 15),
    Column::code("claim_status_code", 18),
];

/// A voucher as a row of an export.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    voucher: &'a Voucher,
    claim: ClaimCell,
    today: Date,
    language: Language,
}

/// The claim of a voucher, as an export shows it.
#[derive(Clone, Debug, Default)]
pub(crate) enum ClaimCell {
    /// The voucher has no claim.
    #[default]
    None,
    /// The claim's status and amount.
    Known(Status, Option<Money>),
    /// The claim cannot be read.
    Unreadable,
}

impl ClaimCell {
    pub(crate) fn of(claim: &Claim, today: Date) -> Self {
        Self::Known(claim.status(today), claim.amount.clone())
    }

    /// The translated status and its code.
    fn status(&self, language: Language) -> Option<(&'static str, &'static str)> {
        match self {
            Self::None => None,
            Self::Known(status, _) => Some((terms::claim_status(*status, language), status.as_str())),
            Self::Unreadable => Some((terms::unreadable(language), "unreadable")),
        }
    }

    fn amount(&self) -> Option<&Money> {
        match self {
            Self::Known(_, amount) => amount.as_ref(),
            Self::None | Self::Unreadable => None,
        }
    }
}

impl<'a> Row<'a> {
    pub(crate) fn new(voucher: &'a Voucher, claim: ClaimCell, today: Date, language: Language) -> Self {
        Self { voucher, claim, today, language }
    }

    /// The cells of the row, in the order of [`TITLES`].
    pub(crate) fn cells(&self) -> [Cell<'_>; COLUMNS] {
        let (core, reservation) = (self.voucher.core(), self.voucher.reservation());
        let text =
            |of: fn(&Reservation) -> &str| reservation.map_or(Cell::Empty, |reservation| Cell::Text(of(reservation)));
        let [amount, currency] = Cell::amount(self.claim.amount());
        let (status, claim_status) = (self.voucher.status(self.today), self.claim.status(self.language));
        [
            Cell::Text(core.number.as_str()),
            Cell::Text(core.program.as_str()),
            text(|reservation| reservation.engagement_type.as_str()),
            Cell::Count(core.days),
            Cell::Text(terms::voucher_status(status, self.language)),
            Cell::Text(core.customer.name.as_str()),
            Cell::Text(core.admin.name.as_str()),
            text(|reservation| reservation.location_id.as_str()),
            text(|reservation| reservation.country.as_str()),
            reservation.map_or(Cell::Empty, |reservation| utc_day(reservation.reserved_at)),
            reservation.map_or(Cell::Empty, |reservation| Cell::Day(reservation.start_date)),
            reservation.map_or(Cell::Empty, |reservation| Cell::Day(reservation.end_date)),
            Cell::Day(core.expires_on),
            self.voucher.redeemed_at().map_or(Cell::Empty, utc_day),
            Cell::day(self.voucher.claim_due_on()),
            Cell::text(claim_status.map(|(term, _)| term)),
            amount,
            currency,
            Cell::Text(status.as_str()),
            Cell::text(claim_status.map(|(_, code)| code)),
        ]
    }
}

fn utc_day(at: Timestamp) -> Cell<'static> {
    Cell::Day(calendar::utc_day(at))
}
