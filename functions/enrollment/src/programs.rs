//! `GET /programs`: what there is to enroll in, for everybody.

use api::{Answer, Failure};
use domain::catalog::{Catalog, EngagementType, Names, Program};
use domain::partner::EvidenceKind;
use domain::text::once_each;
use domain::{EngagementCode, ProgramCode};
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
    name: &'a Names,
    status: &'static str,
    retired_on: Option<Date>,
    days: &'a [u8],
    engagement_types: Vec<EngagementView<'a>>,
    requirements: Vec<RequirementView<'a>>,
}

#[derive(Serialize)]
struct EngagementView<'a> {
    code: &'a EngagementCode,
    name: &'a Names,
    status: &'static str,
    retired_on: Option<Date>,
    days: &'a [u8],
    requirements: Vec<RequirementView<'a>>,
}

#[derive(Serialize)]
struct RequirementView<'a> {
    code: &'static str,
    title: &'a Names,
    /// Any one of these meets it; empty where it is not about competencies.
    any_of: Vec<Names>,
}

pub(crate) fn list(call: &api::Call<'_, Services, (), (), ()>) -> Result<Answer, Failure> {
    let catalog = &call.services.catalog;
    let items = catalog.programs().iter().map(|program| ProgramView::new(program, catalog, call.today())).collect();
    Answer::ok(&Programs { items, next_cursor: None })
}

impl<'a> ProgramView<'a> {
    fn new(program: &'a Program, catalog: &'a Catalog, today: Date) -> Self {
        let requirement = |wanted: &EvidenceKind| RequirementView::new(*wanted, &program.engagements, catalog);
        Self {
            code: &program.code,
            name: &program.name,
            status: status(program.is_retired(today)),
            retired_on: program.retired_on,
            days: &program.days,
            requirements: program.requires.iter().map(requirement).collect(),
            engagement_types: program
                .engagements
                .iter()
                .map(|found| EngagementView::new(found, catalog, today))
                .collect(),
        }
    }
}

impl<'a> EngagementView<'a> {
    fn new(engagement: &'a EngagementType, catalog: &'a Catalog, today: Date) -> Self {
        let own = std::slice::from_ref(engagement);
        let requirements = [EvidenceKind::Competency, EvidenceKind::ConsultantExam];
        Self {
            code: &engagement.code,
            name: &engagement.name,
            status: status(engagement.is_retired(today)),
            retired_on: engagement.retired_on,
            days: &engagement.days,
            requirements: requirements.map(|wanted| RequirementView::new(wanted, own, catalog)).into(),
        }
    }
}

impl<'a> RequirementView<'a> {
    fn new(requirement: EvidenceKind, engagements: &[EngagementType], catalog: &'a Catalog) -> Self {
        let any_of = engagements.iter().flat_map(|engagement| engagement.any_of(requirement)).collect();
        Self { code: requirement.as_str(), title: catalog.requirements.of(requirement), any_of: once_each(any_of) }
    }
}

fn status(is_retired: bool) -> &'static str {
    if is_retired { "retired" } else { "active" }
}
