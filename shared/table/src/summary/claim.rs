//! The summary of a claim.

use domain::claim::{Claim, Payments, Saved, Status, StatusFacts};
use domain::{Country, Fault, InvoiceNumber, LocationId, Money, Name, Note, ProgramCode, VoucherNumber};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;

use super::parse_index_entry;
use super::voucher::ProjectedCustomer;
use crate::item::{self, Item};

/// The properties of a claim that lists and dashboards show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimSummary {
    /// The number of its voucher.
    pub number: VoucherNumber,
    /// The facts that its status, its last days and its actions follow from.
    pub status_facts: StatusFacts,
    /// The program of the voucher.
    pub program: ProgramCode,
    /// The customer's name, where the claim holds it.
    pub customer: Option<Name>,
    /// The location that delivered the voucher.
    pub location: LocationId,
    /// The country of the location.
    pub country: Country,
    /// The submitted invoice number; before the submission, the saved one.
    pub invoice_number: Option<InvoiceNumber>,
    /// The time of the latest submission.
    pub submitted_at: Option<Timestamp>,
    /// The amount by the rate card.
    pub amount: Option<Money>,
    /// The payments.
    pub payments: Payments,
}

/// The projected attributes of the item.
#[derive(Deserialize)]
struct Projected {
    program: ProgramCode,
    #[serde(default)]
    customer: Option<ProjectedCustomer>,
    location_id: LocationId,
    country: Country,
    due_on: Date,
    #[serde(default)]
    correct_by: Option<Date>,
    #[serde(default)]
    dispute: Option<Note>,
    #[serde(default)]
    invoice_number: Option<InvoiceNumber>,
    #[serde(default)]
    saved: Option<Saved>,
    #[serde(default)]
    submitted_at: Option<Timestamp>,
    #[serde(default)]
    amount: Option<Money>,
    #[serde(default)]
    payments: Payments,
}

impl ClaimSummary {
    /// The summary of a claim.
    pub fn of(claim: &Claim) -> Self {
        let (voucher, submission) = (&claim.voucher, claim.submission());
        let submitted = submission.map(|submission| submission.invoice_number.clone());
        Self {
            number: voucher.voucher_number.clone(),
            status_facts: claim.status_facts(),
            program: voucher.program.clone(),
            customer: claim.customer.as_ref().map(|customer| customer.name.clone()),
            location: voucher.location_id.clone(),
            country: voucher.country.clone(),
            invoice_number: submitted.or_else(|| claim.saved.as_ref()?.invoice_number.clone()),
            submitted_at: submission.map(|submission| submission.submitted_at),
            amount: claim.amount.clone(),
            payments: claim.approved().map(|approved| approved.payments.clone()).unwrap_or_default(),
        }
    }

    /// The status on a day.
    pub fn status(&self, today: Date) -> Status {
        self.status_facts.status(today)
    }

    pub(super) fn read(item: Item) -> Result<Self, Fault> {
        let parts = |status: &str, _: &str, number| Some((Status::parse(status).ok()?, number));
        let (stored, number) = parse_index_entry(&item, parts)?;
        let read: Projected = item::read(item)?;
        let is_disputed = read.dispute.is_some();
        Ok(Self {
            number,
            status_facts: StatusFacts { stored, due_on: read.due_on, correct_by: read.correct_by, is_disputed },
            program: read.program,
            customer: read.customer.map(|customer| customer.name),
            location: read.location_id,
            country: read.country,
            invoice_number: read.invoice_number.or_else(|| read.saved?.invoice_number),
            submitted_at: read.submitted_at,
            amount: read.amount,
            payments: read.payments,
        })
    }
}
