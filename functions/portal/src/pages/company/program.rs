//! `/company/requirements/{program}`: requirements, engagement types, enrollment, next step (PROGRAM.md 2.3 and 4).

use askama::Template;
use domain::ProgramCode;
use domain::calendar;
use domain::enrollment::{Action, Status};

use super::ADMINS;
use super::answers::{Agreement, Eligibility, Enrollment, Evidence, Program};
use super::engagements::{EngagementLine, RequirementLine};
use super::next_step::{Facts, NextStep};
use super::parts::{self, Tab, TabLink, Tag};
use crate::failure::PageError;
use crate::format;
use crate::functions::segment;
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::model::Listed;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "pages/company/program.html")]
struct ProgramPage {
    layout: Layout,
    tabs: Vec<TabLink>,
    /// The title and text of the confirmation.
    panel: Option<(String, String)>,
    code: String,
    name: String,
    eligibility: Tag,
    requirements: Vec<RequirementLine>,
    engagements: Vec<EngagementLine>,
    /// False when the evidence could not be read.
    has_evidence: bool,
    step: NextStep,
    /// The status of the enrollment, where it could be read.
    enrollment: Option<Tag>,
    /// What the enrollment says, by label.
    facts: Vec<(String, String)>,
    /// The address of withdrawing, for those who may.
    withdraw: Option<String>,
}

/// `GET /company/requirements/{program}`.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let Some(company) = parts::company(visit)? else {
            return parts::no_company(visit);
        };
        let code: ProgramCode = visit.capture("program")?;
        let evidence = format!("/companies/{}/evidence", segment(company.as_str()));
        let (programs, eligibility, enrollments, agreement, evidence) = futures::join!(
            visit.get::<Listed<Program>>("enrollment", "/programs", &[]),
            visit.get::<Listed<Eligibility>>("enrollment", "/eligibility", &[]),
            parts::all::<Enrollment>(visit, "/enrollments"),
            visit.get::<Agreement>("enrollment", "/agreements/current", &[]),
            parts::all::<Evidence>(visit, &evidence),
        );
        let (programs, eligibility) = (programs?.value.items, eligibility?.value.items);
        let program = programs.iter().find(|program| program.code == code).ok_or(PageError::NotFound)?;
        let eligibility = eligibility.iter().find(|found| found.program == code).ok_or(PageError::NotFound)?;
        let (enrollments, agreement) = (parts::beside(enrollments)?, parts::beside(agreement)?);
        let enrollments = enrollments.as_deref();
        let facts = Facts { program, eligibility, enrollments, agreement: agreement.as_ref() };
        let evidence = parts::beside(evidence)?;
        Reply::page(&ProgramPage::new(visit, &facts, evidence.as_deref())?)
    })
}

impl ProgramPage {
    fn new(visit: &Visit<'_>, facts: &Facts<'_>, evidence: Option<&[Evidence]>) -> Result<Self, PageError> {
        let (program, own) = (facts.program, facts.enrollment());
        let step = NextStep::of(visit, facts)?;
        let may_withdraw = parts::may(visit.person()?, ADMINS) && own.is_some_and(|own| own.allows(Action::Withdraw));
        let requirements = facts.eligibility.requirements.iter();
        let engagements = program.engagement_types.iter();
        let found = |code: &str| facts.eligibility.engagement_types.iter().find(|found| found.code == code);
        Ok(Self {
            layout: Layout::new(visit, Section::Company, step.title.as_str()),
            tabs: parts::tabs(visit, Tab::Requirements),
            panel: own.and_then(|own| panel(visit, own)),
            code: program.code.to_string(),
            name: parts::named(visit, &program.name),
            eligibility: parts::eligibility_tag(visit, facts.eligibility.status),
            requirements: requirements.map(|found| RequirementLine::new(visit, found, program, evidence)).collect(),
            engagements: engagements
                .map(|engagement| EngagementLine::new(visit, engagement, found(&engagement.code)))
                .collect(),
            has_evidence: evidence.is_some(),
            step,
            enrollment: facts.enrollments.map(|_| parts::enrollment_tag(visit, own)),
            facts: own.map(|own| lines(visit, own)).unwrap_or_default(),
            withdraw: may_withdraw.then(|| format!("/company/enrollments/{}/withdraw", segment(program.code.as_str()))),
        })
    }
}

/// The confirmation of what was just done. It is shown as long as it is true.
fn panel(visit: &Visit<'_>, own: &Enrollment) -> Option<(String, String)> {
    let (is_true, term) = match parts::done(visit) {
        "enrolled" => (own.status.is_in_force(), own.current_term),
        "renewed" => (own.status.is_in_force(), own.next_term.or(own.current_term)),
        "withdrawn" => (own.status == Status::Withdrawn, None),
        _ => return None,
    };
    let name = format!("company-done-{}", parts::done(visit));
    let period = term.map(|term| format::period(term.term_start, term.term_end, visit.language())).unwrap_or_default();
    let code = own.program.to_string();
    let text = |part: &str| visit.words.two(&format!("{name}-{part}"), ("program", &code), ("term", &period));
    is_true.then(|| (text("title"), text("text")))
}

/// What an enrollment says: term, days left, next term, renewal (PROGRAM.md 4.2 to 4.5).
fn lines(visit: &Visit<'_>, own: &Enrollment) -> Vec<(String, String)> {
    let (w, language) = (visit.words, visit.language());
    let day = |day| format::day(day, language);
    let mut lines = Vec::new();
    let mut add = |id: &str, value: String| lines.push((w.get(id), value));
    if let Some(term) = own.current_term {
        add("company-fact-term", format::period(term.term_start, term.term_end, language));
        let left = usize::try_from(calendar::days_left(visit.today(), term.term_end));
        match left {
            Ok(left) => add("company-fact-left", w.count("company-days-left", left)),
            Err(_) => add("company-fact-grace", day(own.grace_ends_on)),
        }
    }
    if let Some(term) = own.next_term {
        add("company-fact-next", format::period(term.term_start, term.term_end, language));
    }
    if own.status == Status::Lapsed {
        add("company-fact-ended", day(own.term_end));
    }
    if own.status.is_in_force() {
        add("company-fact-renewable", day(own.renewable_from));
    }
    if let Some(reason) = &own.reason {
        add("company-fact-reason", reason.clone());
    }
    add("company-fact-agreement", own.agreement_version.to_string());
    lines
}
