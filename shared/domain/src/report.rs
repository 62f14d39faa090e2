//! The completion report: its questions, the rules of submitting it, and the receipt.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::attempt::Actor;
use crate::digest;
use crate::ids::{PersonId, VoucherNumber};
use crate::text::Note;
use crate::{Country, Fault};

mod rules;
pub(crate) use rules::Engagement;

/// Most days off site.
pub const OFFSITE_DAYS_MAX: i64 = 3;
/// Most hours of walk-on topics.
pub const WALK_ON_HOURS_MAX: i64 = 4;

crate::codes! {
    /// What the engagement produced.
    pub enum EngagementOutcome {
        DeploymentPlan = "deployment_plan",
        UpgradePlan = "upgrade_plan",
        MigrationPlan = "migration_plan",
        VisionScope = "vision_scope",
        Findings = "findings",
    }
}

/// The answers; a draft may leave any of them open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is the question of the interface")]
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

/// Proof that a report was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Derived from what was submitted.
    pub id: String,
    /// When.
    pub submitted_at: Timestamp,
    /// Digest of voucher, reservation and answers.
    pub sha256: String,
}

impl Receipt {
    /// The receipt for these answers. The same answers at the same time have the same receipt.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when the answers cannot be serialised.
    pub(crate) fn issue(
        voucher: &VoucherNumber,
        reservation: u32,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let sha256 = digest::hex_of_parts(&[
            voucher.as_str().as_bytes(),
            &reservation.to_be_bytes(),
            &digest::json_part("answers", answers)?,
            now.to_string().as_bytes(),
        ]);
        let id = sha256.chars().take(16).collect::<String>().to_ascii_uppercase();
        Ok(Self { id: format!("R-{id}"), submitted_at: now, sha256 })
    }
}

/// What a voucher keeps of a receipt: not its digest. The receipt itself stands with the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptRef {
    /// The receipt's id.
    pub id: String,
    /// When the report was submitted.
    pub submitted_at: Timestamp,
}

impl Receipt {
    /// What a voucher keeps of it.
    pub fn reference(&self) -> ReceiptRef {
        ReceiptRef { id: self.id.clone(), submitted_at: self.submitted_at }
    }
}

/// How far the report of a reservation has come, kept with the voucher.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum ReportState {
    /// Nothing was written yet.
    #[default]
    None,
    /// A draft was saved.
    Draft,
    /// It was submitted.
    Submitted(ReceiptRef),
}

/// The report itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Number of the reservation it belongs to; an older reservation's report is none of the next one's business.
    pub reservation: u32,
    /// The answers.
    pub answers: Answers,
    /// Who wrote them last.
    pub written_by: Actor,
    /// When.
    pub written_at: Timestamp,
    /// Once submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
}
