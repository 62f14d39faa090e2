//! `/company/requirements`: how far the company has come with each program (PROGRAM.md 2.3).

use askama::Template;

use super::answers::{Eligibility, Enrollment, Program};
use super::parts::{self, Tab, TabLink, Tag};
use crate::format;
use crate::functions::segment;
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::model::Listed;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "pages/company/requirements.html")]
struct RequirementsPage {
    layout: Layout,
    tabs: Vec<TabLink>,
    rows: Vec<Row>,
    /// False when the enrollments cannot be shown.
    has_enrollments: bool,
}

/// A program.
struct Row {
    href: String,
    code: String,
    name: String,
    /// The sentence about its retirement; empty for a program that is offered.
    retired: String,
    eligibility: Tag,
    /// How many requirements are met.
    met: String,
    enrollment: Tag,
    note: String,
}

/// `GET /company/requirements`.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        if parts::company(visit)?.is_none() {
            return parts::no_company(visit);
        }
        let (eligibility, programs, enrollments) = futures::join!(
            visit.get::<Listed<Eligibility>>("enrollment", "/eligibility", &[]),
            visit.get::<Listed<Program>>("enrollment", "/programs", &[]),
            parts::all::<Enrollment>(visit, "/enrollments"),
        );
        let mut eligibility = eligibility?.value.items;
        let programs = parts::beside(programs)?.map(|list| list.items).unwrap_or_default();
        let enrollments = parts::beside(enrollments)?;
        let of = |eligibility: &Eligibility| programs.iter().find(|program| program.code == eligibility.program);
        eligibility.sort_by_key(|own| of(own).is_some_and(|program| program.is_retired(visit.today())));
        let row = |eligibility: &Eligibility| Row::new(visit, eligibility, of(eligibility), enrollments.as_deref());
        let layout = Layout::new(visit, Section::Company, visit.words.get("company-requirements-title"));
        Reply::page(&RequirementsPage {
            layout,
            tabs: parts::tabs(visit, Tab::Requirements),
            rows: eligibility.iter().map(row).collect(),
            has_enrollments: enrollments.is_some(),
        })
    })
}

impl Row {
    fn new(
        visit: &Visit<'_>,
        eligibility: &Eligibility,
        program: Option<&Program>,
        enrollments: Option<&[Enrollment]>,
    ) -> Self {
        let (w, code) = (visit.words, eligibility.program.to_string());
        let own = enrollments.map(|list| list.iter().find(|enrollment| enrollment.program == eligibility.program));
        let met = eligibility.requirements.iter().filter(|finding| finding.met).count().to_string();
        let all = eligibility.requirements.len().to_string();
        let retired =
            program.filter(|program| program.is_retired(visit.today())).and_then(|program| program.retired_on);
        let day = |day| format::day(day, visit.language());
        Self {
            href: format!("/company/requirements/{}", segment(&code)),
            name: program.map(|program| parts::named(visit, &program.name)).unwrap_or_default(),
            retired: retired.map(|on| w.one("company-program-retired", "day", day(on))).unwrap_or_default(),
            eligibility: parts::eligibility_tag(visit, eligibility.status),
            met: w.two("company-requirements-met", ("met", &met), ("all", &all)),
            enrollment: match own {
                Some(own) => parts::enrollment_tag(visit, own),
                None => Tag { text: w.get("company-enrollment-unknown"), class: "" },
            },
            note: own.flatten().map(|own| parts::enrollment_note(visit, own)).unwrap_or_default(),
            code,
        }
    }
}
