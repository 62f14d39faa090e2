//! The view of a voucher for partners and operations.

use domain::accepted_text::AcceptedText;
use domain::deliverable::{Counts, Sha256};
use domain::report::ReportState;
use domain::voucher::{Action, Admin, Customer, Reservation, Status, Voucher};
use domain::{
    Actor, CompanyId, Country, Email, EngagementCode, Language, LocationId, Name, PersonId, ProgramCode, TextVersion,
    VoucherNumber, calendar,
};
use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::Serialize;

use crate::body::reason::Reason;

/// The voucher as answered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Voucher")]
#[expect(missing_docs, reason = "the field names are those of the contract")]
pub struct VoucherView {
    pub voucher_number: VoucherNumber,
    pub status: Status,
    pub program: ProgramCode,
    pub days: u8,
    pub customer: Customer,
    /// The customer's administrator; shown for reserved vouchers to people who work with them.
    pub admin: Option<Admin>,
    pub assigned_at: Timestamp,
    pub expires_on: Date,
    pub days_left: i32,
    pub reservation: Option<ReservationView>,
    pub deliverables: CountsView,
    pub report: ReportView,
    pub redeemed_at: Option<Timestamp>,
    pub claim_due_on: Option<Date>,
    pub rev: u64,
    pub actions: Vec<Action>,
    /// Warnings; the command took effect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Reason>,
    /// The details sent to the customer, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification: Option<NotificationView>,
}

/// A text that partners accept, in one language. The English text prevails.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AcceptedText")]
#[expect(missing_docs, reason = "the names are self-explanatory")]
pub struct TextView {
    pub version: TextVersion,
    pub title: String,
    /// Markdown of headings, numbered items and paragraphs, each on one line.
    pub text: String,
    /// The SHA-256 of `text`, of its UTF-8 bytes. Whoever accepts the text names it.
    pub sha256: Sha256,
    pub language: Language,
}

/// The reservation details sent to the customer, and the time.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Notification")]
#[expect(missing_docs, reason = "the names are self-explanatory")]
pub struct NotificationView {
    pub sent_at: Timestamp,
    pub recipient: RecipientView,
    pub start_date: Date,
    pub end_date: Date,
    pub attendees: Vec<Email>,
}

/// The recipient of a notification: the voucher's administrator at the customer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Recipient")]
pub struct RecipientView {
    /// `admin`: the voucher's administrator at the customer.
    role: &'static str,
    name: Name,
    /// Enough to recognize the address by, and no more.
    email: String,
}

/// The reservation as answered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Reservation")]
#[expect(missing_docs, reason = "the field names are those of the contract")]
pub struct ReservationView {
    pub company_id: CompanyId,
    pub location_id: LocationId,
    pub country: Country,
    pub engagement_type: EngagementCode,
    pub start_date: Date,
    pub end_date: Date,
    pub lead_consultant: PersonId,
    pub reserved_at: Timestamp,
    pub reserved_by: Actor,
    /// The name that the person's token had then.
    pub reserved_by_name: Option<Name>,
    pub terms_version: TextVersion,
    pub attendees: Vec<Email>,
}

/// The number of files in each state.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Counts")]
#[expect(missing_docs, reason = "the field names are those of the contract")]
pub struct CountsView {
    pub clean: u32,
    pub pending: u32,
    pub rejected: u32,
}

domain::codes! {
    /// The progress of a completion report.
    pub enum ReportStatus {
        None = "none",
        Draft = "draft",
        Submitted = "submitted",
    }
}

/// The completion report of a voucher.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Report")]
#[expect(missing_docs, reason = "the field names are those of the contract")]
pub struct ReportView {
    pub status: ReportStatus,
    pub receipt_id: Option<String>,
    pub submitted_at: Option<Timestamp>,
}

impl VoucherView {
    /// The view of a voucher at a revision, on a day.
    pub fn new(voucher: &Voucher, rev: u64, now: Timestamp) -> Self {
        let (core, today) = (voucher.core(), calendar::utc_day(now));
        Self {
            voucher_number: core.number.clone(),
            status: voucher.status(today),
            program: core.program.clone(),
            days: core.days,
            customer: core.customer.clone(),
            admin: voucher.reservation().map(|_| core.admin.clone()),
            assigned_at: core.assigned_at,
            expires_on: core.expires_on,
            days_left: calendar::days_left(today, core.expires_on),
            reservation: voucher.reservation().map(ReservationView::new),
            deliverables: voucher.deliverables().into(),
            report: voucher.report().into(),
            redeemed_at: voucher.redeemed_at(),
            claim_due_on: voucher.claim_due_on(),
            rev,
            actions: voucher.actions(today),
            warnings: Vec::new(),
            notification: None,
        }
    }
}

impl TextView {
    /// The text in force, in one language.
    pub fn new(text: &AcceptedText, language: Language) -> Self {
        Self {
            version: text.version.clone(),
            title: text.title.in_language(language).to_owned(),
            text: text.text(language).to_owned(),
            sha256: text.sha256(language),
            language,
        }
    }
}

impl NotificationView {
    /// The notification of the customer; `None` while the current dates and attendees have not been sent
    /// (PROGRAM.md 7.10).
    pub fn of(voucher: &Voucher) -> Option<Self> {
        let reservation = voucher.reservation().filter(|reservation| reservation.told)?;
        Some(Self {
            sent_at: reservation.notified_at?,
            recipient: RecipientView::new(&voucher.core().admin),
            start_date: reservation.start_date,
            end_date: reservation.end_date,
            attendees: reservation.attendees.clone(),
        })
    }
}

impl RecipientView {
    fn new(admin: &Admin) -> Self {
        Self { role: "admin", name: admin.name.clone(), email: masked(&admin.email) }
    }
}

/// Masks an address to its first character and domain: `l***@contoso.example`.
fn masked(email: &Email) -> String {
    let first: String = email.as_str().chars().take(1).collect();
    format!("{first}***@{}", email.domain())
}

impl ReservationView {
    fn new(reservation: &Reservation) -> Self {
        Self {
            company_id: reservation.company_id.clone(),
            location_id: reservation.location_id.clone(),
            country: reservation.country.clone(),
            engagement_type: reservation.engagement_type.clone(),
            start_date: reservation.start_date,
            end_date: reservation.end_date,
            lead_consultant: reservation.lead_consultant.clone(),
            reserved_at: reservation.reserved_at,
            reserved_by: reservation.reserved_by.clone(),
            reserved_by_name: reservation.reserved_by_name.clone(),
            terms_version: reservation.terms_version.clone(),
            attendees: reservation.attendees.clone(),
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
            ReportState::None => Self { status: ReportStatus::None, receipt_id: None, submitted_at: None },
            ReportState::Draft => Self { status: ReportStatus::Draft, receipt_id: None, submitted_at: None },
            ReportState::Submitted(receipt) => Self {
                status: ReportStatus::Submitted,
                receipt_id: Some(receipt.id),
                submitted_at: Some(receipt.submitted_at),
            },
        }
    }
}
