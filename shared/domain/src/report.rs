//! The completion report: its answers, the rules of submission, and the receipt (PROGRAM.md 9).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::attempt::Actor;
use crate::digest;
use crate::ids::{PersonId, VoucherNumber};
use crate::text::Note;
use crate::{Country, Fault};

mod rules;
pub(crate) use rules::Engagement;

/// The maximum of days off site (PROGRAM.md 9.1).
pub const OFFSITE_DAYS_MAX: i64 = 3;
/// The maximum of hours of walk-on topics (PROGRAM.md 9.1).
pub const WALK_ON_HOURS_MAX: i64 = 4;
/// The most superseded receipts that a report stores.
pub const SUPERSEDED_MAX: usize = 20;

crate::codes! {
    /// The outcome of an engagement.
    pub enum EngagementOutcome {
        DeploymentPlan = "deployment_plan",
        UpgradePlan = "upgrade_plan",
        MigrationPlan = "migration_plan",
        VisionScope = "vision_scope",
        Findings = "findings",
    }
}

/// The answers of a report; in a draft each of them is optional (PROGRAM.md 9.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is a question of the API")]
pub struct Answers {
    pub onsite_days: Option<i64>,
    pub offsite_days: Option<i64>,
    pub walk_on_hours: Option<i64>,
    pub delivered_from: Option<Date>,
    pub delivered_to: Option<Date>,
    pub delivery_country: Option<Country>,
    pub lead_consultant: Option<PersonId>,
    pub outcome: Option<EngagementOutcome>,
    pub current_versions: Option<Note>,
    pub target_versions: Option<Note>,
    pub seats: Option<i64>,
    pub planned_deployment_on: Option<Date>,
    pub handed_over_on: Option<Date>,
    pub no_extra_fee: Option<bool>,
    pub remarks: Option<Note>,
}

/// The receipt of a submitted report (PROGRAM.md 9.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The id, derived from the digest.
    pub id: String,
    /// The number of the submission: 1 for the first one, one more after each reopening.
    pub revision: u32,
    /// The instant of submission.
    pub submitted_at: Timestamp,
    /// The SHA-256 digest of voucher number, reservation number, answers and instant.
    pub sha256: String,
}

impl Receipt {
    /// Issues the receipt. The same answers at the same instant give the same receipt (PROGRAM.md 9.3).
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when the answers cannot be serialized.
    pub(crate) fn issue(
        voucher: &VoucherNumber,
        reservation: u32,
        report: &Report,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let sha256 = digest::hex_of_parts(&[
            voucher.as_str().as_bytes(),
            &reservation.to_be_bytes(),
            &digest::json_part("answers", &report.answers)?,
            now.to_string().as_bytes(),
        ]);
        let id = sha256.chars().take(16).collect::<String>().to_ascii_uppercase();
        Ok(Self { id: format!("R-{id}"), revision: report.next_revision(), submitted_at: now, sha256 })
    }
}

/// The part of a receipt that the voucher stores. The whole receipt, with its digest, is stored with the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptRef {
    /// The receipt's id.
    pub id: String,
    /// The instant of submission.
    pub submitted_at: Timestamp,
}

impl Receipt {
    /// The part that the voucher stores.
    pub fn reference(&self) -> ReceiptRef {
        ReceiptRef { id: self.id.clone(), submitted_at: self.submitted_at }
    }
}

/// The state of a reservation's report, stored with the voucher.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum ReportState {
    /// No report was saved.
    #[default]
    None,
    /// A draft was saved.
    Draft,
    /// The report was submitted.
    Submitted(ReceiptRef),
}

/// A stored report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The number of the reservation to which the report belongs; another reservation does not use it.
    pub reservation: u32,
    /// The answers.
    pub answers: Answers,
    /// The person who last saved the answers.
    pub written_by: Actor,
    /// The instant at which they were last saved.
    pub written_at: Timestamp,
    /// The receipt, while the report is submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// The receipts of earlier submissions, oldest first: each was superseded by reopening the report (PROGRAM.md 9.4).
    /// The history has those beyond [`SUPERSEDED_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub superseded: Vec<Receipt>,
}

impl Report {
    /// The number of the next submission.
    fn next_revision(&self) -> u32 {
        self.superseded.last().map_or(0, |receipt| receipt.revision).saturating_add(1)
    }

    /// The report as a draft again, with its receipt among the superseded ones.
    pub(crate) fn reopened(&self) -> Self {
        let superseded = self.superseded.iter().chain(&self.receipt).cloned();
        let dropped = self.superseded.len().saturating_add(1).saturating_sub(SUPERSEDED_MAX);
        Self { superseded: superseded.skip(dropped).collect(), receipt: None, ..self.clone() }
    }
}
