//! `GET /programs`: what there is to enroll in, for everybody.

use api::{Answer, Failure};
use domain::catalog::{Competency, EngagementType, Program};
use domain::partner::EvidenceKind;
use domain::{EngagementCode, Name, ProgramCode};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Services;

/// The programs.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Programs {
    items: Vec<ProgramView>,
    next_cursor: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct ProgramView {
    code: ProgramCode,
    name: Name,
    status: OfferStatus,
    retired_on: Option<Date>,
    days: Vec<u8>,
    engagement_types: Vec<EngagementTypeView>,
    requirements: Vec<RequirementView>,
}

#[derive(Serialize, JsonSchema)]
struct EngagementTypeView {
    code: EngagementCode,
    name: Name,
    status: OfferStatus,
    retired_on: Option<Date>,
    days: Vec<u8>,
    requirements: Vec<RequirementView>,
}

#[derive(Serialize, JsonSchema)]
struct RequirementView {
    code: &'static str,
    title: &'static str,
    /// Any one of these meets it; empty where it is not about competencies.
    any_of: Vec<String>,
}

pub(crate) fn list(call: &api::Call<'_, Services, (), (), ()>) -> Result<Answer<Programs>, Failure> {
    let programs = call.services.catalog.programs().iter();
    let items = programs.map(|program| ProgramView::new(program, call.today())).collect();
    Answer::json(&Programs { items, next_cursor: None })
}

impl ProgramView {
    fn new(program: &Program, today: Date) -> Self {
        let requirements = program.requires.iter();
        Self {
            code: program.code.clone(),
            name: program.name.clone(),
            status: status(program.is_retired(today)),
            retired_on: program.retired_on,
            days: program.days.clone(),
            requirements: requirements.map(|wanted| RequirementView::new(*wanted, &program.engagements)).collect(),
            engagement_types: program.engagements.iter().map(|found| EngagementTypeView::new(found, today)).collect(),
        }
    }
}

impl EngagementTypeView {
    fn new(engagement: &EngagementType, today: Date) -> Self {
        let own = std::slice::from_ref(engagement);
        let requirements = [EvidenceKind::Competency, EvidenceKind::ConsultantExam];
        Self {
            code: engagement.code.clone(),
            name: engagement.name.clone(),
            status: status(engagement.is_retired(today)),
            retired_on: engagement.retired_on,
            days: engagement.days.clone(),
            requirements: requirements.map(|wanted| RequirementView::new(wanted, own)).into(),
        }
    }
}

impl RequirementView {
    fn new(requirement: EvidenceKind, engagements: &[EngagementType]) -> Self {
        let mut any_of = Vec::new();
        for engagement in engagements {
            let names = engagement.competencies.iter().flat_map(|wanted| in_words(requirement, wanted));
            any_of.extend(names.filter(|name| !any_of.contains(name)).collect::<Vec<_>>());
            if requirement == EvidenceKind::ConsultantExam {
                any_of.extend(engagement.exams.iter().map(ToString::to_string));
            }
        }
        Self { code: requirement.as_str(), title: requirement.title(), any_of }
    }
}

fn in_words(requirement: EvidenceKind, wanted: &Competency) -> Vec<String> {
    match requirement {
        EvidenceKind::Competency => {
            wanted.levels.iter().map(|level| format!("{} ({})", wanted.name, level.as_str())).collect()
        }
        EvidenceKind::ConsultantExam => vec![wanted.name.to_string()],
        EvidenceKind::ComplianceTraining => Vec::new(),
    }
}

domain::codes! {
    /// Whether something is offered.
    pub enum OfferStatus {
        Active = "active",
        /// Nobody begins with it any more.
        Retired = "retired",
    }
}

fn status(is_retired: bool) -> OfferStatus {
    if is_retired { OfferStatus::Retired } else { OfferStatus::Active }
}
