//! `GET /eligibility`: how far a company has come with each program, and what is missing.

use api::{Answer, CompanyFilter, Failure};
use domain::catalog::Program;
use domain::eligibility::{Eligibility, EngagementEligibility, Finding};
use domain::partner::Evidence;
use domain::{CompanyId, EngagementCode, ProgramCode};
use jiff::civil::Date;
use serde::Serialize;

use crate::Call;

#[derive(Serialize)]
struct Shown<'a> {
    company_id: &'a CompanyId,
    items: Vec<ProgramEligibility<'a>>,
    next_cursor: Option<String>,
}

#[derive(Serialize)]
struct ProgramEligibility<'a> {
    program: &'a ProgramCode,
    status: &'static str,
    requirements: Vec<FindingView>,
    engagement_types: Vec<EngagementView>,
}

#[derive(Serialize)]
struct EngagementView {
    code: EngagementCode,
    eligible: bool,
    missing: Vec<FindingView>,
}

#[derive(Serialize)]
struct FindingView {
    code: &'static str,
    title: &'static str,
    met: bool,
    valid_until: Option<Date>,
    detail: String,
}

pub(crate) async fn show(call: Call<'_, (), CompanyFilter>) -> Result<Answer, Failure> {
    let company = call.caller.company_asked(call.query.company_id.as_ref())?;
    let evidence = call.services.table.evidence(&company).await?;
    let programs = call.services.catalog.programs().iter();
    let items = programs.map(|program| ProgramEligibility::new(program, &evidence, call.today())).collect();
    Answer::ok(&Shown { company_id: &company, items, next_cursor: None })
}

impl<'a> ProgramEligibility<'a> {
    fn new(program: &'a Program, evidence: &[Evidence], today: Date) -> Self {
        let found = Eligibility::of(program, evidence, today);
        Self {
            program: &program.code,
            status: found.status.as_str(),
            requirements: found.requirements.into_iter().map(FindingView::from).collect(),
            engagement_types: found.engagements.into_iter().map(EngagementView::from).collect(),
        }
    }
}

impl From<EngagementEligibility> for EngagementView {
    fn from(found: EngagementEligibility) -> Self {
        let eligible = found.is_eligible();
        let retired = found.is_retired.then(|| FindingView {
            code: "retired",
            title: "Engagement type in use",
            met: false,
            valid_until: None,
            detail: "Nothing new is reserved under this engagement type.".to_owned(),
        });
        let missing = found.missing.into_iter().map(FindingView::from);
        Self { eligible, missing: retired.into_iter().chain(missing).collect(), code: found.code }
    }
}

impl From<Finding> for FindingView {
    fn from(found: Finding) -> Self {
        Self {
            code: found.requirement.as_str(),
            title: found.requirement.title(),
            met: found.met,
            valid_until: found.valid_until,
            detail: found.detail,
        }
    }
}
