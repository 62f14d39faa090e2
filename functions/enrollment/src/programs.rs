//! `GET /programs`: the public list of programs (PROGRAM.md 2.1).

use api::{Answer, Failure};
use domain::catalog::{Catalog, EngagementType, Names, Program};
use domain::partner::EvidenceKind;
use domain::text::deduplicated;
use domain::{EngagementCode, ProgramCode};
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

/// A program, with the requirements for enrolling in it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Program")]
struct ProgramView {
    code: ProgramCode,
    name: Names,
    status: OfferStatus,
    retired_on: Option<Date>,
    days: Vec<u8>,
    engagement_types: Vec<EngagementTypeView>,
    requirements: Vec<RequirementView>,
}

/// A type of engagement that a program offers.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EngagementType")]
struct EngagementTypeView {
    code: EngagementCode,
    name: Names,
    status: OfferStatus,
    retired_on: Option<Date>,
    days: Vec<u8>,
    requirements: Vec<RequirementView>,
}

/// A requirement of a program or engagement type.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Requirement")]
struct RequirementView {
    code: &'static str,
    title: Names,
    /// The alternatives, any one of which meets it; empty unless it is about competencies.
    any_of: Vec<Names>,
}

pub(crate) fn list(context: &api::Context<'_, Services, (), (), ()>) -> Result<Answer<Programs>, Failure> {
    let catalog = &context.services.catalog;
    let items = catalog.programs().iter().map(|program| ProgramView::new(program, catalog, context.today())).collect();
    Answer::json(&Programs { items, next_cursor: None })
}

impl ProgramView {
    fn new(program: &Program, catalog: &Catalog, today: Date) -> Self {
        let requirement = |kind: &EvidenceKind| RequirementView::new(*kind, &program.engagements, catalog);
        Self {
            code: program.code.clone(),
            name: program.name.clone(),
            status: offer_status(program.is_retired(today)),
            retired_on: program.retired_on,
            days: program.days.clone(),
            requirements: program.requires.iter().map(requirement).collect(),
            engagement_types: program
                .engagements
                .iter()
                .map(|found| EngagementTypeView::new(found, catalog, today))
                .collect(),
        }
    }
}

impl EngagementTypeView {
    fn new(engagement: &EngagementType, catalog: &Catalog, today: Date) -> Self {
        let own = std::slice::from_ref(engagement);
        let requirements = [EvidenceKind::Competency, EvidenceKind::ConsultantExam];
        Self {
            code: engagement.code.clone(),
            name: engagement.name.clone(),
            status: offer_status(engagement.is_retired(today)),
            retired_on: engagement.retired_on,
            days: engagement.days.clone(),
            requirements: requirements.map(|kind| RequirementView::new(kind, own, catalog)).into(),
        }
    }
}

impl RequirementView {
    fn new(requirement: EvidenceKind, engagements: &[EngagementType], catalog: &Catalog) -> Self {
        let any_of = engagements.iter().flat_map(|engagement| engagement.any_of(requirement)).collect();
        Self {
            code: requirement.as_str(),
            title: catalog.requirements.of(requirement).clone(),
            any_of: deduplicated(any_of),
        }
    }
}

domain::codes! {
    /// The status of a program or engagement type.
    pub enum OfferStatus {
        Active = "active",
        /// Nothing new begins under it.
        Retired = "retired",
    }
}

fn offer_status(is_retired: bool) -> OfferStatus {
    if is_retired { OfferStatus::Retired } else { OfferStatus::Active }
}
