//! The kinds of files (PROGRAM.md 8.3).

use crate::text::{Flaw, Invalid};

crate::codes! {
    /// The kind of a file. Requests may write it in any letter case and with `-` for `_`.
    pub enum Kind read by named {
        DeploymentPlan = "deployment_plan",
        UpgradePlan = "upgrade_plan",
        MigrationPlan = "migration_plan",
        VisionScope = "vision_scope",
        Findings = "findings",
        SolutionBrief = "solution_brief",
        Report = "report",
        ToolOutput = "tool_output",
        CustomPlan = "custom_plan",
        Lab = "lab",
        Slides = "slides",
        PilotResult = "pilot_result",
        Invoice = "invoice",
    }
}

impl Kind {
    /// Parses a kind as requests write it: in any letter case and with `-` for `_`.
    ///
    /// # Errors
    /// [`Invalid`] with the allowed codes.
    pub fn named(text: &str) -> Result<Self, Invalid> {
        let folded = text.trim().to_ascii_lowercase().replace('-', "_");
        Self::parse(&folded).map_err(|_| {
            let supporting = codes(|kind| !kind.is_deliverable() && kind != Self::Invoice);
            let deliverables = Self::deliverables();
            let allowed: Vec<&str> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
            let expected =
                format!("must be a deliverable ({deliverables}), a supporting file ({supporting}) or invoice");
            Invalid::new(Flaw::NotOneOf, expected).with("allowed", &allowed)
        })
    }

    /// The codes of the kinds that are deliverables, separated by commas.
    pub fn deliverables() -> String {
        codes(Self::is_deliverable)
    }

    /// The codes of the kinds that are deliverables.
    pub fn deliverable_codes() -> Vec<&'static str> {
        Self::ALL.into_iter().filter(|kind| kind.is_deliverable()).map(Self::as_str).collect()
    }

    /// True for a deliverable: a document that the customer is owed at the end of an engagement. Supporting files
    /// (optional extras) and invoices are stored, but do not count (PROGRAM.md 8.3).
    pub fn is_deliverable(self) -> bool {
        match self {
            Self::DeploymentPlan
            | Self::UpgradePlan
            | Self::MigrationPlan
            | Self::VisionScope
            | Self::Findings
            | Self::SolutionBrief
            | Self::Report
            | Self::ToolOutput
            | Self::CustomPlan => true,
            Self::Lab | Self::Slides | Self::PilotResult | Self::Invoice => false,
        }
    }
}

fn codes(of: impl Fn(Kind) -> bool) -> String {
    Kind::ALL.into_iter().filter(|kind| of(*kind)).map(Kind::as_str).collect::<Vec<_>>().join(", ")
}
