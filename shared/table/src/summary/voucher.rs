//! The summary of a voucher.

use domain::deliverable::Counts;
use domain::report::{ReceiptRef, ReportState};
use domain::voucher::{Status, StatusFacts, Voucher};
use domain::{Country, Fault, LocationId, Name, ProgramCode, VoucherNumber};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;

use super::parse_index_entry;
use crate::item::{self, Item};

/// The properties of a voucher that lists and dashboards show. The company holds it, or held it last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoucherSummary {
    /// The voucher number.
    pub number: VoucherNumber,
    /// The facts that its status and its actions follow from.
    pub status_facts: StatusFacts,
    /// The last valid day; once redeemed, the last day to claim (UTC, inclusive).
    pub deadline: Date,
    /// The program it is for.
    pub program: ProgramCode,
    /// The planning days.
    pub days: u8,
    /// The customer's name.
    pub customer: Name,
    /// The location that delivers it.
    pub location: LocationId,
    /// The country of the location.
    pub country: Country,
    /// The time of the reservation.
    pub reserved_at: Timestamp,
}

/// The projected attributes of the item.
#[derive(Deserialize)]
struct Projected {
    program: ProgramCode,
    days: u8,
    customer: ProjectedCustomer,
    expires_on: Date,
    reservation: ProjectedReservation,
    #[serde(default)]
    deliverables: Counts,
    #[serde(default)]
    report: ReportState,
    /// Stored instead of a report once the voucher is redeemed.
    #[serde(default)]
    receipt: Option<ReceiptRef>,
    #[serde(default)]
    reopened: bool,
}

#[derive(Deserialize)]
pub(super) struct ProjectedCustomer {
    pub(super) name: Name,
}

#[derive(Deserialize)]
struct ProjectedReservation {
    location_id: LocationId,
    country: Country,
    start_date: Date,
    end_date: Date,
    reserved_at: Timestamp,
}

impl Projected {
    /// The state of the report.
    fn report(&self) -> ReportState {
        match &self.receipt {
            Some(_) if self.reopened => ReportState::Draft,
            Some(receipt) => ReportState::Submitted(receipt.clone()),
            None => self.report.clone(),
        }
    }
}

impl VoucherSummary {
    /// The summary of a voucher; `None` without a reservation.
    pub fn of(voucher: &Voucher) -> Option<Self> {
        let (core, held) = (voucher.core(), voucher.reservation()?);
        Some(Self {
            number: core.number.clone(),
            status_facts: voucher.status_facts(),
            deadline: voucher.claim_due_on().unwrap_or(core.expires_on),
            program: core.program.clone(),
            days: core.days,
            customer: core.customer.name.clone(),
            location: held.location_id.clone(),
            country: held.country.clone(),
            reserved_at: held.reserved_at,
        })
    }

    /// The status on a day.
    pub fn status(&self, today: Date) -> Status {
        self.status_facts.status(today)
    }

    pub(super) fn read(item: Item) -> Result<Self, Fault> {
        let parts = |status: &str, day: &str, number| Some((Status::parse(status).ok()?, day.parse().ok()?, number));
        let (stored, deadline, number) = parse_index_entry(&item, parts)?;
        let projected: Projected = item::read(item)?;
        let report = projected.report();
        let Projected { program, days, customer, expires_on, reservation, deliverables, .. } = projected;
        let (starts_on, ends_on) = (Some(reservation.start_date), Some(reservation.end_date));
        Ok(Self {
            number,
            status_facts: StatusFacts { stored, expires_on, starts_on, ends_on, deliverables, report },
            deadline,
            program,
            days,
            customer: customer.name,
            location: reservation.location_id,
            country: reservation.country,
            reserved_at: reservation.reserved_at,
        })
    }
}
