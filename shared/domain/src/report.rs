//! The completion report: what is asked, what is enough to submit it, and the receipt (api.md 8, domain.md 2.1, 4.2).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::Country;
use crate::attempt::Actor;
use crate::digest;
use crate::ids::{PersonId, VoucherNumber};
use crate::refusal::Refusal;
use crate::text::{Invalid, Note};

/// Most days off site (domain.md 4.2, POL).
pub const OFFSITE_DAYS_MAX: i64 = 3;
/// Most hours of walk-on topics (domain.md 4.2, POL).
pub const WALK_ON_HOURS_MAX: i64 = 4;

/// What the engagement produced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the code of the interface")]
pub enum EngagementOutcome {
    DeploymentPlan,
    UpgradePlan,
    MigrationPlan,
    VisionScope,
    Findings,
}

impl EngagementOutcome {
    /// Parses the code of the interface.
    ///
    /// # Errors
    /// [`Invalid`] lists the codes there are.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "deployment_plan" => Ok(Self::DeploymentPlan),
            "upgrade_plan" => Ok(Self::UpgradePlan),
            "migration_plan" => Ok(Self::MigrationPlan),
            "vision_scope" => Ok(Self::VisionScope),
            "findings" => Ok(Self::Findings),
            _ => Err(Invalid::new(
                "must be one of deployment_plan, upgrade_plan, migration_plan, vision_scope, findings",
            )),
        }
    }
}

/// The answers; a draft may leave any of them open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is the question of the interface (api.md 8)")]
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

/// What the rules hold the answers against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Engagement<'a> {
    pub days: u8,
    pub country: &'a Country,
    pub end_date: Date,
}

impl Answers {
    /// The answers as JSON, fields in the order of the interface: what a receipt's digest is taken of.
    fn canonical(&self) -> Vec<u8> {
        // Plain data of text, numbers and days always serializes.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Every rule the answers break (api.md 8).
    pub(crate) fn refusals(&self, engagement: Engagement<'_>, today: Date) -> Vec<Refusal> {
        let mut refusals: Vec<Refusal> = self.missing().into_iter().map(Refusal::ReportIncomplete).collect();
        refusals.extend(self.length_refusals(engagement.days));
        refusals.extend(self.country_refusal(engagement.country));
        let last_day = self.delivered_to.map_or(engagement.end_date, |day| day.max(engagement.end_date));
        if today < last_day {
            refusals.push(Refusal::EngagementNotFinished(last_day));
        }
        if self.no_extra_fee == Some(false) {
            refusals.push(Refusal::ExtraFeeCharged);
        }
        if self.handed_over_on.is_none_or(|day| day > today) {
            refusals.push(Refusal::HandoverMissing);
        }
        refusals
    }

    fn length_refusals(&self, days: u8) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if let (Some(onsite), Some(offsite)) = (self.onsite_days, self.offsite_days) {
            let reported = onsite.saturating_add(offsite);
            if reported != i64::from(days) {
                refusals.push(Refusal::DaysMismatch { reported, days });
            }
        }
        refusals.extend(self.offsite_days.filter(|d| *d > OFFSITE_DAYS_MAX).map(Refusal::OffsiteTooLong));
        refusals.extend(self.walk_on_hours.filter(|h| *h > WALK_ON_HOURS_MAX).map(Refusal::WalkOnTooLong));
        refusals
    }

    fn country_refusal(&self, reserved: &Country) -> Option<Refusal> {
        let delivery = self.delivery_country.clone().filter(|country| country != reserved)?;
        Some(Refusal::CountryMismatch { location: reserved.clone(), delivery })
    }

    /// The questions that must be answered and are not; the hand-over has a refusal of its own.
    fn missing(&self) -> Vec<&'static str> {
        let answered = [
            ("onsite_days", self.onsite_days.is_some()),
            ("offsite_days", self.offsite_days.is_some()),
            ("walk_on_hours", self.walk_on_hours.is_some()),
            ("delivered_from", self.delivered_from.is_some()),
            ("delivered_to", self.delivered_to.is_some()),
            ("delivery_country", self.delivery_country.is_some()),
            ("lead_consultant", self.lead_consultant.is_some()),
            ("outcome", self.outcome.is_some()),
            ("current_versions", self.current_versions.is_some()),
            ("target_versions", self.target_versions.is_some()),
            ("seats", self.seats.is_some()),
            ("no_extra_fee", self.no_extra_fee.is_some()),
        ];
        answered.into_iter().filter_map(|(field, given)| (!given).then_some(field)).collect()
    }
}

/// Proof that a report was submitted (api.md 8, domain.md 6.7).
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
    pub(crate) fn issue(voucher: &VoucherNumber, reservation: u32, answers: &Answers, now: Timestamp) -> Self {
        let sha256 = digest::hex_of_parts(&[
            voucher.as_str().as_bytes(),
            &reservation.to_be_bytes(),
            &answers.canonical(),
            now.to_string().as_bytes(),
        ]);
        let id = sha256.chars().take(16).collect::<String>().to_ascii_uppercase();
        Self { id: format!("R-{id}"), submitted_at: now, sha256 }
    }
}

/// What a voucher keeps of a receipt; the receipt itself stands with the report. A voucher fits into one write unit
/// only without its digest.
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
