//! The kinds of files, and which of them are deliverables.

use serde::{Deserialize, Serialize};

use crate::text::Invalid;

/// The kind of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[expect(missing_docs, reason = "most variants are the code of the interface")]
pub enum Kind {
    DeploymentPlan,
    UpgradePlan,
    MigrationPlan,
    VisionScope,
    Findings,
    SolutionBrief,
    Report,
    ToolOutput,
    CustomPlan,
    Lab,
    Slides,
    PilotResult,
    Invoice,
    /// A code that was accepted before the kinds were an enumeration. It is read from storage and never parsed from a
    /// request. Such a file counts as it did then: as a deliverable.
    Unlisted(String),
}

/// Every kind that a request may name, in the order of the interface.
static LISTED: [Kind; 13] = [
    Kind::DeploymentPlan,
    Kind::UpgradePlan,
    Kind::MigrationPlan,
    Kind::VisionScope,
    Kind::Findings,
    Kind::SolutionBrief,
    Kind::Report,
    Kind::ToolOutput,
    Kind::CustomPlan,
    Kind::Lab,
    Kind::Slides,
    Kind::PilotResult,
    Kind::Invoice,
];

impl Kind {
    /// Parses the code of the interface, in any case and with `-` for `_`.
    ///
    /// # Errors
    /// [`Invalid`] lists the codes there are.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let folded = text.trim().to_ascii_lowercase().replace('-', "_");
        Self::listed(&folded).ok_or_else(|| {
            let supporting = codes(|kind| !kind.is_deliverable() && *kind != Self::Invoice);
            let deliverables = Self::deliverables();
            Invalid::new(format!("must be a deliverable ({deliverables}), a supporting file ({supporting}) or invoice"))
        })
    }

    /// The codes of the kinds that are deliverables, separated by commas.
    pub fn deliverables() -> String {
        codes(Self::is_deliverable)
    }

    /// The code of the interface.
    pub fn as_str(&self) -> &str {
        match self {
            Self::DeploymentPlan => "deployment_plan",
            Self::UpgradePlan => "upgrade_plan",
            Self::MigrationPlan => "migration_plan",
            Self::VisionScope => "vision_scope",
            Self::Findings => "findings",
            Self::SolutionBrief => "solution_brief",
            Self::Report => "report",
            Self::ToolOutput => "tool_output",
            Self::CustomPlan => "custom_plan",
            Self::Lab => "lab",
            Self::Slides => "slides",
            Self::PilotResult => "pilot_result",
            Self::Invoice => "invoice",
            Self::Unlisted(code) => code,
        }
    }

    /// Whether a file of this kind is a deliverable: what the customer is owed at the end of an engagement. Supporting
    /// files (optional extras) and invoices are kept with it and count for nothing.
    pub fn is_deliverable(&self) -> bool {
        match self {
            Self::DeploymentPlan
            | Self::UpgradePlan
            | Self::MigrationPlan
            | Self::VisionScope
            | Self::Findings
            | Self::SolutionBrief
            | Self::Report
            | Self::ToolOutput
            | Self::CustomPlan
            | Self::Unlisted(_) => true,
            Self::Lab | Self::Slides | Self::PilotResult | Self::Invoice => false,
        }
    }

    fn listed(code: &str) -> Option<Self> {
        LISTED.iter().find(|kind| kind.as_str() == code).cloned()
    }
}

fn codes(of: impl Fn(&Kind) -> bool) -> String {
    LISTED.iter().filter(|kind| of(kind)).map(Kind::as_str).collect::<Vec<_>>().join(", ")
}

impl From<String> for Kind {
    fn from(code: String) -> Self {
        Self::listed(&code).unwrap_or(Self::Unlisted(code))
    }
}

impl From<Kind> for String {
    fn from(kind: Kind) -> Self {
        kind.as_str().to_owned()
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
