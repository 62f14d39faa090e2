//! `GET /eligibility`: the requirements of each program that a company meets, and those it does not (PROGRAM.md 2.3).

use api::{Answer, CompanyFilter, Failure};
use domain::catalog::{Names, Program, RequirementNames};
use domain::eligibility::{Consultant, Eligibility, EngagementEligibility, Finding, Status};
use domain::partner::Evidence;
use domain::{CompanyId, EngagementCode, ProgramCode};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Context;

/// A company's eligibility for each program.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Eligibility")]
pub(crate) struct EligibilityView {
    company_id: CompanyId,
    items: Vec<ProgramEligibility>,
    next_cursor: Option<String>,
}

/// A company's eligibility for one program.
#[derive(Serialize, JsonSchema)]
struct ProgramEligibility {
    program: ProgramCode,
    name: Names,
    status: Status,
    requirements: Vec<RequirementFinding>,
    engagement_types: Vec<EligibleEngagement>,
}

/// A company's eligibility for an engagement type, with the requirements it does not meet.
#[derive(Serialize, JsonSchema)]
struct EligibleEngagement {
    code: EngagementCode,
    name: Names,
    eligible: bool,
    missing: Vec<RequirementFinding>,
    /// The people who qualify today as lead consultants.
    consultants: Vec<Consultant>,
}

/// A requirement, with the last day on which the evidence meets it.
#[derive(Serialize, JsonSchema)]
struct RequirementFinding {
    code: &'static str,
    title: Names,
    met: bool,
    valid_until: Option<Date>,
    detail: String,
}

pub(crate) async fn show(context: Context<'_, (), CompanyFilter>) -> Result<Answer<EligibilityView>, Failure> {
    let company = context.caller.requested_company(context.query.company_id.as_ref())?;
    let evidence = context.services.table.evidence(&company).await?;
    let catalog = &context.services.catalog;
    let eligibility = |program| ProgramEligibility::new(program, &evidence, context.today(), &catalog.requirements);
    let items = catalog.programs().iter().map(eligibility).collect();
    Answer::json(&EligibilityView { company_id: company, items, next_cursor: None })
}

impl ProgramEligibility {
    fn new(program: &Program, evidence: &[Evidence], today: Date, names: &RequirementNames) -> Self {
        let found = Eligibility::of(program, evidence, today);
        Self {
            program: program.code.clone(),
            name: program.name.clone(),
            status: found.status,
            requirements: found.requirements.into_iter().map(|found| RequirementFinding::new(found, names)).collect(),
            engagement_types: found
                .engagements
                .into_iter()
                .map(|found| EligibleEngagement::new(found, names))
                .collect(),
        }
    }
}

impl EligibleEngagement {
    fn new(found: EngagementEligibility, names: &RequirementNames) -> Self {
        let eligible = found.is_eligible();
        let retired = found.is_retired.then(|| RequirementFinding {
            code: "retired",
            title: names.in_use.clone(),
            met: false,
            valid_until: None,
            detail: "Nothing new is reserved under this engagement type.".to_owned(),
        });
        let missing = found.missing.into_iter().map(|found| RequirementFinding::new(found, names));
        Self {
            code: found.code,
            name: found.name,
            eligible,
            missing: retired.into_iter().chain(missing).collect(),
            consultants: found.consultants,
        }
    }
}

impl RequirementFinding {
    fn new(found: Finding, names: &RequirementNames) -> Self {
        Self {
            code: found.requirement.as_str(),
            title: names.of(found.requirement).clone(),
            met: found.met,
            valid_until: found.valid_until,
            detail: found.detail,
        }
    }
}
