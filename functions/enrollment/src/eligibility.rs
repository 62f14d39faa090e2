//! `GET /eligibility`: how far a company has come with each program, and what is missing.

use api::{Answer, CompanyFilter, Failure};
use domain::catalog::{Names, Program, RequirementNames};
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
    requirements: Vec<FindingView<'a>>,
    engagement_types: Vec<EngagementView<'a>>,
}

#[derive(Serialize)]
struct EngagementView<'a> {
    code: EngagementCode,
    eligible: bool,
    missing: Vec<FindingView<'a>>,
}

#[derive(Serialize)]
struct FindingView<'a> {
    code: &'static str,
    title: &'a Names,
    met: bool,
    valid_until: Option<Date>,
    detail: String,
}

pub(crate) async fn show(call: Call<'_, (), CompanyFilter>) -> Result<Answer, Failure> {
    let company = call.caller.company_asked(call.query.company_id.as_ref())?;
    let evidence = call.services.table.evidence(&company).await?;
    let catalog = &call.services.catalog;
    let of = |program| ProgramEligibility::new(program, &evidence, call.today(), &catalog.requirements);
    let items = catalog.programs().iter().map(of).collect();
    Answer::ok(&Shown { company_id: &company, items, next_cursor: None })
}

impl<'a> ProgramEligibility<'a> {
    fn new(program: &'a Program, evidence: &[Evidence], today: Date, names: &'a RequirementNames) -> Self {
        let found = Eligibility::of(program, evidence, today);
        Self {
            program: &program.code,
            status: found.status.as_str(),
            requirements: found.requirements.into_iter().map(|found| FindingView::new(found, names)).collect(),
            engagement_types: found.engagements.into_iter().map(|found| EngagementView::new(found, names)).collect(),
        }
    }
}

impl<'a> EngagementView<'a> {
    fn new(found: EngagementEligibility, names: &'a RequirementNames) -> Self {
        let eligible = found.is_eligible();
        let retired = found.is_retired.then(|| FindingView {
            code: "retired",
            title: &names.in_use,
            met: false,
            valid_until: None,
            detail: "Nothing new is reserved under this engagement type.".to_owned(),
        });
        let missing = found.missing.into_iter().map(|found| FindingView::new(found, names));
        Self { eligible, missing: retired.into_iter().chain(missing).collect(), code: found.code }
    }
}

impl<'a> FindingView<'a> {
    fn new(found: Finding, names: &'a RequirementNames) -> Self {
        Self {
            code: found.requirement.as_str(),
            title: names.of(found.requirement),
            met: found.met,
            valid_until: found.valid_until,
            detail: found.detail,
        }
    }
}
