//! `GET /programs`: what there is to enroll in, for everybody.

use api::{Answer, Failure};
use domain::catalog::{Competency, EngagementType, Program};
use domain::partner::EvidenceKind;
use domain::{EngagementCode, Name, ProgramCode};
use jiff::civil::Date;
use serde::Serialize;

use crate::Services;

#[derive(Serialize)]
struct Programs<'a> {
    items: Vec<ProgramView<'a>>,
    next_cursor: Option<String>,
}

#[derive(Serialize)]
struct ProgramView<'a> {
    code: &'a ProgramCode,
    name: &'a Name,
    status: &'static str,
    retired_on: Option<Date>,
    days: &'a [u8],
    engagement_types: Vec<EngagementView<'a>>,
    requirements: Vec<RequirementView>,
}

#[derive(Serialize)]
struct EngagementView<'a> {
    code: &'a EngagementCode,
    name: &'a Name,
    status: &'static str,
    retired_on: Option<Date>,
    days: &'a [u8],
    requirements: Vec<RequirementView>,
}

#[derive(Serialize)]
struct RequirementView {
    code: &'static str,
    title: &'static str,
    /// Any one of these meets it; empty where it is not about competencies.
    any_of: Vec<String>,
}

pub(crate) fn list(call: &api::Call<'_, Services, (), (), ()>) -> Result<Answer, Failure> {
    let programs = call.services.catalog.programs().iter();
    let items = programs.map(|program| ProgramView::new(program, call.today())).collect();
    Answer::ok(&Programs { items, next_cursor: None })
}

impl<'a> ProgramView<'a> {
    fn new(program: &'a Program, today: Date) -> Self {
        let requirements = program.requires.iter();
        Self {
            code: &program.code,
            name: &program.name,
            status: status(program.is_retired(today)),
            retired_on: program.retired_on,
            days: &program.days,
            requirements: requirements.map(|wanted| RequirementView::new(*wanted, &program.engagements)).collect(),
            engagement_types: program.engagements.iter().map(|found| EngagementView::new(found, today)).collect(),
        }
    }
}

impl<'a> EngagementView<'a> {
    fn new(engagement: &'a EngagementType, today: Date) -> Self {
        let own = std::slice::from_ref(engagement);
        let requirements = [EvidenceKind::Competency, EvidenceKind::ConsultantExam];
        Self {
            code: &engagement.code,
            name: &engagement.name,
            status: status(engagement.is_retired(today)),
            retired_on: engagement.retired_on,
            days: &engagement.days,
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

fn status(is_retired: bool) -> &'static str {
    if is_retired { "retired" } else { "active" }
}
