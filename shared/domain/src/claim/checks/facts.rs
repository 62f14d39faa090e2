//! The records that a check compared, as small objects that name their source.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::attempt::Actor;
use crate::catalog::EngagementType;
use crate::deliverable::{Deliverable, FileName, Kind, Sha256};
use crate::ids::{DeliverableId, EngagementCode, EvidenceId, LocationId, PersonId};
use crate::partner::{EvidenceEntry, EvidenceKind, Level, Location};
use crate::report::{Answers, Receipt};
use crate::text::Name;
use crate::voucher::{DateChange, Reservation};
use crate::{Country, calendar};

/// A record that a check compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "source", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each field is that of the record it is taken from")]
pub enum CheckEvidence {
    /// The receipt of the report.
    Receipt { receipt_id: String, submitted_at: Timestamp, sha256: String },
    /// Answers of the report.
    Report(ReportFacts),
    /// The reservation, with its latest amendment.
    Reservation { start_date: Date, end_date: Date, reserved_on: Date, lead_consultant: PersonId },
    /// An amendment of the dates, from the history.
    Amendment { at: Timestamp, by: Actor, before: Days, after: Days, amended_afterwards: bool },
    /// A clean file.
    File {
        deliverable_id: DeliverableId,
        kind: Kind,
        file_name: FileName,
        size: u64,
        sha256: Sha256,
        checked_at: Timestamp,
    },
    /// The location as it is now.
    Location { location_id: LocationId, country: Country },
    /// The claim.
    Claim { country: Country, days: u8 },
    /// The engagement type with the lengths in which it is offered.
    Engagement { engagement_type: EngagementCode, days: Vec<u8> },
    /// A piece of the company's evidence; `counts` is true when it qualified on the first delivered day.
    Evidence(EvidenceFacts),
}

/// First and last day of an engagement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Days {
    pub start_date: Date,
    pub end_date: Date,
}

/// The answers of a report that a check compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ReportFacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_to: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_country: Option<Country>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub onsite_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offsite_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walk_on_hours: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_consultant: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handed_over_on: Option<Date>,
}

/// A piece of evidence that a check compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct EvidenceFacts {
    pub evidence_id: EvidenceId,
    pub kind: EvidenceKind,
    pub name: Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    pub valid_from: Date,
    pub valid_until: Option<Date>,
    pub withdrawn: bool,
    pub counts: bool,
}

impl ReportFacts {
    pub(super) fn delivery(answers: &Answers) -> Self {
        Self { delivered_from: answers.delivered_from, delivered_to: answers.delivered_to, ..Self::default() }
    }

    pub(super) fn country(answers: &Answers) -> Self {
        Self { delivery_country: answers.delivery_country.clone(), ..Self::default() }
    }

    pub(super) fn length(answers: &Answers) -> Self {
        let (onsite_days, offsite_days) = (answers.onsite_days, answers.offsite_days);
        Self { onsite_days, offsite_days, walk_on_hours: answers.walk_on_hours, ..Self::default() }
    }

    pub(super) fn competency(answers: &Answers) -> Self {
        let lead_consultant = answers.lead_consultant.clone();
        Self { delivered_from: answers.delivered_from, lead_consultant, ..Self::default() }
    }

    pub(super) fn handover(answers: &Answers) -> Self {
        Self { delivered_from: answers.delivered_from, handed_over_on: answers.handed_over_on, ..Self::default() }
    }
}

impl CheckEvidence {
    pub(super) fn of_receipt(receipt: &Receipt) -> Self {
        Self::Receipt {
            receipt_id: receipt.id.clone(),
            submitted_at: receipt.submitted_at,
            sha256: receipt.sha256.clone(),
        }
    }

    pub(super) fn of_reservation(reservation: &Reservation) -> Self {
        Self::Reservation {
            start_date: reservation.start_date,
            end_date: reservation.end_date,
            reserved_on: reservation.reserved_on(),
            lead_consultant: reservation.lead_consultant.clone(),
        }
    }

    pub(super) fn of_change(change: &DateChange) -> Self {
        let days = |period: calendar::Period| Days { start_date: period.start(), end_date: period.end() };
        Self::Amendment {
            at: change.at,
            by: change.by.clone(),
            before: days(change.before),
            after: days(change.after),
            amended_afterwards: change.is_after_the_fact(),
        }
    }

    /// The evidence of a clean file; `None` for other files.
    pub(super) fn of_clean_file(deliverable: &Deliverable) -> Option<Self> {
        let Deliverable::Clean(checked) = deliverable else { return None };
        let file = &checked.file;
        Some(Self::File {
            deliverable_id: file.id.clone(),
            kind: file.announced.kind,
            file_name: file.announced.file_name.clone(),
            size: file.announced.size,
            sha256: file.announced.sha256.clone(),
            checked_at: checked.checked_at,
        })
    }

    pub(super) fn of_location(location: &Location) -> Self {
        Self::Location { location_id: location.id.clone(), country: location.country.clone() }
    }

    pub(super) fn of_engagement(engagement: &EngagementType) -> Self {
        Self::Engagement { engagement_type: engagement.code.clone(), days: engagement.days.clone() }
    }

    pub(super) fn of_evidence(entry: &EvidenceEntry, day: Date) -> Self {
        let held = &entry.evidence;
        Self::Evidence(EvidenceFacts {
            evidence_id: entry.evidence_id.clone(),
            kind: held.kind,
            name: held.name.clone(),
            level: held.level,
            person: held.person.clone(),
            valid_from: held.valid_from,
            valid_until: held.valid_until,
            withdrawn: entry.withdrawn,
            counts: !entry.withdrawn && held.is_valid_on(day),
        })
    }
}
