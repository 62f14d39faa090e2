//! The programs in which the company is enrolled; before its first enrollment, those for which it has begun to qualify.

use domain::eligibility;

use super::model::ProgramEligibility;
use super::reads::Read;
use crate::functions::segment;
use crate::pages::company::answers::Enrollment;
use crate::pages::company::parts::{self, Tag};
use crate::visit::Visit;

/// A program.
pub struct Program {
    /// The page of its requirements.
    pub href: String,
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The status of the enrollment; of the eligibility before it.
    pub tag: Tag,
    /// Until when, or how many requirements are met.
    pub note: String,
}

/// The programs of the reader's company; `None` when they cannot be read.
pub fn of(visit: &Visit<'_>, read: &Read) -> Option<Vec<Program>> {
    let (enrollments, eligibility) = (read.enrollments.as_ref()?, read.eligibility.as_ref()?);
    let programs = eligibility.iter().filter_map(|program| {
        let own = enrollments.iter().find(|enrollment| enrollment.program == program.program);
        let has_begun = enrollments.is_empty() && program.status != eligibility::Status::NotStarted;
        (own.is_some() || has_begun).then(|| Program::new(visit, program, own))
    });
    Some(programs.collect())
}

impl Program {
    fn new(visit: &Visit<'_>, program: &ProgramEligibility, own: Option<&Enrollment>) -> Self {
        let code = program.program.to_string();
        let (tag, note) = match own {
            Some(own) => (parts::enrollment_tag(visit, Some(own)), parts::enrollment_note(visit, own)),
            None => (parts::eligibility_tag(visit, program.status), met(visit, program)),
        };
        let href = format!("/company/requirements/{}", segment(&code));
        Self { href, code, name: parts::named(visit, &program.name), tag, note }
    }
}

fn met(visit: &Visit<'_>, program: &ProgramEligibility) -> String {
    let met = program.requirements.iter().filter(|requirement| requirement.met).count().to_string();
    let all = program.requirements.len().to_string();
    visit.words.two("company-requirements-met", ("met", &met), ("all", &all))
}
