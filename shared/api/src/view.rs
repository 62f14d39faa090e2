//! The voucher as partners and operations see it.

use domain::deliverable::Counts;
use domain::report::ReportState;
use domain::voucher::{Action, Admin, Customer, Reservation, Voucher};
use domain::{
    Actor, CompanyId, Country, Email, EngagementCode, LocationId, Name, PersonId, ProgramCode, VoucherNumber, calendar,
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::body::reason::Reason;

/// The voucher as answered.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "each field is that of the interface")]
pub struct VoucherView<'a> {
    pub voucher_number: &'a VoucherNumber,
    pub status: &'static str,
    pub program: &'a ProgramCode,
    pub days: u8,
    pub customer: &'a Customer,
    /// Only for the company that holds it: the e-mail is the second factor of whoever reserves it next.
    pub admin: Option<&'a Admin>,
    pub assigned_at: Timestamp,
    pub expires_on: Date,
    pub days_left: i32,
    pub reservation: Option<ReservationView<'a>>,
    pub deliverables: CountsView,
    pub report: ReportView,
    pub redeemed_at: Option<Timestamp>,
    pub claim_due_on: Option<Date>,
    pub rev: u64,
    pub actions: Vec<&'static str>,
    /// What the caller should know, though it was done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Reason>,
    /// What the customer was sent of it, where the caller asked for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification: Option<NotificationView<'a>>,
}

/// What the customer was sent of a reservation, and when.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct NotificationView<'a> {
    pub sent_at: Timestamp,
    pub recipient: RecipientView<'a>,
    pub start_date: Date,
    pub end_date: Date,
    pub attendees: &'a [Email],
}

/// The recipient of a notification: the voucher's administrator at the customer.
#[derive(Debug, Serialize)]
pub struct RecipientView<'a> {
    role: &'static str,
    name: &'a Name,
    /// Enough to recognize the address by, and no more.
    email: String,
}

/// The reservation as answered.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "each field is that of the interface")]
pub struct ReservationView<'a> {
    pub company_id: &'a CompanyId,
    pub location_id: &'a LocationId,
    pub country: &'a Country,
    pub engagement_type: &'a EngagementCode,
    pub start_date: Date,
    pub end_date: Date,
    pub lead_consultant: &'a PersonId,
    pub reserved_at: Timestamp,
    pub reserved_by: &'a Actor,
    pub terms_version: &'a str,
    pub attendees: &'a [Email],
}

/// How many files there are in each state.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "each field is that of the interface")]
pub struct CountsView {
    pub clean: u32,
    pub pending: u32,
    pub rejected: u32,
}

/// How far the completion report has come.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "each field is that of the interface")]
pub struct ReportView {
    pub status: &'static str,
    pub receipt_id: Option<String>,
    pub submitted_at: Option<Timestamp>,
}

impl<'a> VoucherView<'a> {
    /// The view of a voucher at a revision, on a day.
    pub fn new(voucher: &'a Voucher, rev: u64, now: Timestamp) -> Self {
        let (core, today) = (voucher.core(), calendar::utc_day(now));
        Self {
            voucher_number: &core.number,
            status: voucher.status(today).as_str(),
            program: &core.program,
            days: core.days,
            customer: &core.customer,
            admin: voucher.reservation().map(|_| &core.admin),
            assigned_at: core.assigned_at,
            expires_on: core.expires_on,
            days_left: calendar::days_left(today, core.expires_on),
            reservation: voucher.reservation().map(ReservationView::new),
            deliverables: voucher.deliverables().into(),
            report: voucher.report().into(),
            redeemed_at: voucher.redeemed_at(),
            claim_due_on: voucher.claim_due_on(),
            rev,
            actions: voucher.actions(today).into_iter().map(Action::as_str).collect(),
            warnings: Vec::new(),
            notification: None,
        }
    }
}

impl<'a> NotificationView<'a> {
    /// What the customer has of the reservation as it stands; nothing when they have not been sent it.
    pub fn of(voucher: &'a Voucher) -> Option<Self> {
        let reservation = voucher.reservation().filter(|reservation| reservation.told)?;
        Some(Self {
            sent_at: reservation.notified_at?,
            recipient: RecipientView::new(&voucher.core().admin),
            start_date: reservation.start_date,
            end_date: reservation.end_date,
            attendees: &reservation.attendees,
        })
    }
}

impl<'a> RecipientView<'a> {
    fn new(admin: &'a Admin) -> Self {
        Self { role: "admin", name: &admin.name, email: masked(&admin.email) }
    }
}

/// The first character of an address and its domain: `l***@contoso.example`.
fn masked(email: &Email) -> String {
    let first: String = email.as_str().chars().take(1).collect();
    format!("{first}***@{}", email.domain())
}

impl<'a> ReservationView<'a> {
    fn new(reservation: &'a Reservation) -> Self {
        Self {
            company_id: &reservation.company_id,
            location_id: &reservation.location_id,
            country: &reservation.country,
            engagement_type: &reservation.engagement_type,
            start_date: reservation.start_date,
            end_date: reservation.end_date,
            lead_consultant: &reservation.lead_consultant,
            reserved_at: reservation.reserved_at,
            reserved_by: &reservation.reserved_by,
            terms_version: &reservation.terms_version,
            attendees: &reservation.attendees,
        }
    }
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        Self { clean: counts.clean, pending: counts.pending, rejected: counts.rejected }
    }
}

impl From<ReportState> for ReportView {
    fn from(state: ReportState) -> Self {
        match state {
            ReportState::None => Self { status: "none", receipt_id: None, submitted_at: None },
            ReportState::Draft => Self { status: "draft", receipt_id: None, submitted_at: None },
            ReportState::Submitted(receipt) => {
                Self { status: "submitted", receipt_id: Some(receipt.id), submitted_at: Some(receipt.submitted_at) }
            }
        }
    }
}
