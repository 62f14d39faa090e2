//! The steps of reserving: location, engagement, dates, people. Each is one form.

use askama::Template;
use domain::voucher::RepeatException;
use domain::{Email, PersonId, Text};
use jiff::civil::Date;

use super::consultants;
use super::forms::{address, addresses, choice, field};
use super::model::{Eligibility, EligibleEngagement, EngagementType, Location};
use super::names::Names;
use super::reserve_state::{ReserveState, Step, suggested_end};
use crate::accepted_text::{self, AcceptedText, Block, InBoth, ShownText};
use crate::consultant::Consultant;
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{self, Choice, Errors, Field, Layout, Section, StepMark};
use crate::visit::Visit;
use crate::words::Words;

/// The most people who attend (PROGRAM.md 7.10).
pub const ATTENDEES_MAX: usize = 50;

/// Every step, with the current one marked.
pub fn marks(w: Words, current: Step) -> Vec<StepMark> {
    html::steps(Step::ALL.map(|step| w.get(&format!("reserve-step-{}", step.name()))), current.index())
}

/// The page of a step.
#[derive(Template)]
#[template(path = "pages/vouchers/reserve-step.html")]
pub struct StepPage {
    layout: Layout,
    marks: Vec<StepMark>,
    step: Step,
    lead: String,
    state: String,
    action: String,
    number: String,
    customer: String,
    before: Option<Step>,
    errors: Errors,
    content: Content,
}

/// What a step asks.
enum Content {
    Location { field: Field, choices: Vec<Choice>, others: Vec<String> },
    Engagement { field: Field, choices: Vec<Choice>, others: Vec<NotOffered>, repeat: Option<(Field, Vec<Choice>)> },
    Dates { start: Field, end: Field },
    People { field: Field, choices: Vec<Choice>, attendees: Field, texts: Box<InBoth<AcceptedText>>, terms: Field },
}

/// An engagement type that cannot be chosen, and why.
struct NotOffered {
    name: String,
    reasons: Vec<String>,
}

impl StepPage {
    /// The page of a step, with what it offers.
    ///
    /// # Errors
    /// `PageError` when what the step offers cannot be read.
    pub async fn read(
        visit: &Visit<'_>,
        state: &ReserveState,
        step: Step,
        mut errors: Errors,
    ) -> Result<Self, PageError> {
        let w = visit.words;
        let mut content = match step {
            Step::Location => location(visit, state).await?,
            Step::Engagement => engagement(visit, state).await?,
            Step::Dates => dates(visit, state),
            Step::People | Step::Check => people(visit, state).await?,
        };
        content.place(&mut errors);
        let until = format::day(state.expires_on, visit.language());
        let lead = w.with(
            &format!("reserve-{}-lead", step.name()),
            &[("days", state.days.to_string()), ("until", until), ("program", state.program.to_string())],
        );
        let title = w.get(&format!("reserve-{}-title", step.name()));
        Ok(Self {
            layout: Layout::new(visit, Section::Validate, title).with_errors(!errors.is_empty()),
            marks: marks(w, step),
            step,
            lead,
            state: visit.seal(state),
            action: address(&state.number, "reserve"),
            number: state.number.to_string(),
            customer: state.customer.name.clone(),
            before: step.before(),
            errors,
            content,
        })
    }

    /// True when there is something to choose.
    fn can_continue(&self) -> bool {
        match &self.content {
            Content::Location { choices, .. }
            | Content::Engagement { choices, .. }
            | Content::People { choices, .. } => !choices.is_empty(),
            Content::Dates { .. } => true,
        }
    }
}

impl Content {
    fn place(&mut self, errors: &mut Errors) {
        match self {
            Self::Location { field, .. } | Self::Engagement { field, .. } => errors.place(&mut [field]),
            Self::Dates { start, end } => errors.place(&mut [start, end]),
            Self::People { field, attendees, terms, .. } => errors.place(&mut [field, attendees, terms]),
        }
    }
}

async fn location(visit: &Visit<'_>, state: &ReserveState) -> Result<Content, PageError> {
    let names = Names::read(visit).await;
    if names.locations.is_empty() && names.is_partial {
        return Err(PageError::Busy("locations".to_owned()));
    }
    let (open, others): (Vec<&Location>, Vec<&Location>) =
        names.locations.iter().partition(|location| is_open(visit, state, location));
    let chosen = state.location.as_ref().map(ToString::to_string).unwrap_or_default();
    let offer = |location: &Location| Choice {
        hint: format!("{}{}{}", location.id, visit.language().choose(", ", "，"), names.country(&location.country)),
        ..choice(location.id.as_str(), location.name.as_str(), &chosen)
    };
    Ok(Content::Location {
        field: field(visit.words, "reserve", "location_id", chosen.as_str()),
        choices: open.into_iter().map(offer).collect(),
        others: others.into_iter().map(|location| location.name.clone()).collect(),
    })
}

/// True when the person may reserve there under the voucher's program.
fn is_open(visit: &Visit<'_>, state: &ReserveState, location: &Location) -> bool {
    let may_act = visit.person.as_ref().is_some_and(|person| person.caller.may_act_at(&location.id));
    may_act && location.approved_for.contains(&state.program)
}

async fn engagement(visit: &Visit<'_>, state: &ReserveState) -> Result<Content, PageError> {
    let (names, eligibility) =
        futures::join!(Names::read(visit), visit.get::<Eligibility>("enrollment", "/eligibility", &[]));
    let eligibility: Result<Got<Eligibility>, CallError> = eligibility;
    let eligibility = eligibility?.value;
    let program = names.programs.iter().find(|program| program.code == state.program);
    let program = program.ok_or_else(|| PageError::Busy("programs".to_owned()))?;
    let judged = eligibility.items.iter().find(|item| item.program == state.program);
    let judged = judged.map(|item| item.engagement_types.as_slice()).unwrap_or_default();
    let chosen = state.engagement.as_ref().map(ToString::to_string).unwrap_or_default();
    let (mut choices, mut others) = (Vec::new(), Vec::new());
    for offered in &program.engagement_types {
        let reasons = why_not(visit, state, offered, judged);
        let name = offered.name.text(visit.language());
        if reasons.is_empty() {
            choices.push(choice(offered.code.as_str(), name, &chosen));
        } else {
            others.push(NotOffered { name: name.to_owned(), reasons });
        }
    }
    let field = field(visit.words, "reserve", "engagement_type", chosen.as_str());
    let repeat = state.may_repeat().then(|| repetition(visit.words, state.repeat));
    Ok(Content::Engagement { field, choices, others, repeat })
}

/// Why an engagement type cannot be reserved (PROGRAM.md 7.2).
fn why_not(
    visit: &Visit<'_>,
    state: &ReserveState,
    offered: &EngagementType,
    judged: &[EligibleEngagement],
) -> Vec<String> {
    let w = visit.words;
    let mut reasons = Vec::new();
    if offered.status == "retired" {
        reasons.push(w.get("reserve-engagement-retired"));
    }
    if !offered.days.contains(&state.days) {
        let lengths: Vec<String> = offered.days.iter().map(u32::to_string).collect();
        let lengths = lengths.join(w.language().choose(", ", "、"));
        reasons.push(w.one("reserve-engagement-length", "days", lengths));
    }
    let own = judged.iter().find(|own| own.code == offered.code).filter(|own| !own.eligible);
    reasons.extend(
        own.into_iter()
            .flat_map(|own| &own.missing)
            .map(|missing| w.one("reserve-engagement-missing", "requirement", missing.title.text(visit.language()))),
    );
    reasons
}

/// The question whether a second 15-day engagement of the type is another one (PROGRAM.md 7.6).
pub fn repetition(w: Words, chosen: Option<RepeatException>) -> (Field, Vec<Choice>) {
    let chosen = chosen.map(RepeatException::as_str).unwrap_or_default();
    let exception = |exception: RepeatException| {
        choice(exception.as_str(), w.get(&format!("repeat-exception-{}", exception.as_str())), chosen)
    };
    let none = choice("", w.get("reserve-repeat-none"), chosen);
    let choices = std::iter::once(none).chain(RepeatException::ALL.map(exception)).collect();
    (field(w, "reserve", "repeat_15_day_exception", chosen), choices)
}

fn dates(visit: &Visit<'_>, state: &ReserveState) -> Content {
    let value = |name: &'static str, known: Option<Date>| {
        let typed = visit.form.raw(name);
        let typed =
            if typed.is_empty() { known.map(|day| day.to_string()).unwrap_or_default() } else { typed.to_owned() };
        field(visit.words, "reserve", name, typed)
    };
    Content::Dates { start: value("start_date", state.start), end: value("end_date", state.end) }
}

async fn people(visit: &Visit<'_>, state: &ReserveState) -> Result<Content, PageError> {
    let w = visit.words;
    let texts = accepted_text::in_both::<AcceptedText>(visit, "reservation", "/terms/current");
    let candidates = consultants::qualified(visit, &state.program, state.engagement.as_ref());
    let (candidates, texts) = futures::try_join!(candidates, texts)?;
    let chosen = state.consultant.as_ref().map(ToString::to_string).unwrap_or_default();
    let offer = |candidate: Consultant| Choice {
        hint: candidate.hint(w, state.start),
        ..choice(candidate.person.as_str(), candidate.label(w), &chosen)
    };
    let terms = &texts.own.value;
    // Another text than the accepted one is accepted anew.
    let accepts = if state.terms.as_ref().is_some_and(|known| is_shown(known, &texts)) { "yes" } else { "" };
    Ok(Content::People {
        choices: candidates.into_iter().map(offer).collect(),
        field: field(w, "reserve", "lead_consultant", chosen.as_str()),
        attendees: field(w, "reserve", "attendees", state.attendees.join("\n")),
        terms: Field {
            label: w.one("reserve-field-accept-terms", "version", &terms.version),
            ..field(w, "reserve", "accept_terms", accepts)
        },
        texts: Box::new(texts),
    })
}

/// True for a text that the page shows, in one language or the other.
fn is_shown(known: &ShownText, texts: &InBoth<AcceptedText>) -> bool {
    std::iter::once(&texts.own.value).chain(&texts.other).any(|text| text.shown() == *known)
}

/// Takes the fields of a step into the state; what is wrong with them. What is wrong is not taken, attendees excepted,
/// so that nothing typed is lost.
///
/// # Errors
/// `PageError` when the locations cannot be read.
pub async fn take(visit: &Visit<'_>, step: Step, state: &mut ReserveState) -> Result<Errors, PageError> {
    match step {
        Step::Location => take_location(visit, state).await,
        Step::Engagement => Ok(take_engagement(visit, state)),
        Step::Dates => Ok(take_dates(visit, state)),
        Step::People => Ok(take_people(visit, state)),
        Step::Check => Ok(Errors::default()),
    }
}

async fn take_location(visit: &Visit<'_>, state: &mut ReserveState) -> Result<Errors, PageError> {
    let mut errors = Errors::default();
    let Some(id) = visit.form.filled("location_id") else {
        errors.push("location_id", visit.words.get("reserve-location-missing"));
        return Ok(errors);
    };
    let locations = super::reads::locations(visit).await?;
    match locations.into_iter().find(|location| location.id.as_str() == id) {
        Some(location) => {
            state.country = Some(location.country);
            state.location = Some(location.id);
        }
        None => errors.push("location_id", visit.words.get("reserve-location-missing")),
    }
    Ok(errors)
}

fn take_engagement(visit: &Visit<'_>, state: &mut ReserveState) -> Errors {
    let mut errors = Errors::default();
    match visit.form.parse("engagement_type") {
        Some(code) => state.engagement = Some(code),
        None => errors.push("engagement_type", visit.words.get("reserve-engagement-choose")),
    }
    state.repeat = visit.form.parse("repeat_15_day_exception");
    errors
}

/// The dates are checked here too, so that a mistake is shown in its own step. A missing last day is suggested.
fn take_dates(visit: &Visit<'_>, state: &mut ReserveState) -> Errors {
    let (w, mut errors) = (visit.words, Errors::default());
    let day = |name: &str| visit.form.filled(name).map(|text| text.replace('/', "-").parse::<Date>());
    let until = || format::day(state.expires_on, w.language());
    let start = match day("start_date") {
        Some(Ok(start)) if start < visit.today() => {
            errors.push("start_date", w.one("reserve-start-past", "today", format::day(visit.today(), w.language())));
            None
        }
        Some(Ok(start)) => Some(start),
        Some(Err(_)) => {
            errors.push("start_date", w.get("reserve-date-wrong"));
            None
        }
        None => {
            errors.push("start_date", w.get("reserve-start-missing"));
            None
        }
    };
    let end = match (day("end_date"), start) {
        (Some(Ok(end)), Some(start)) if end < start => {
            errors.push("end_date", w.get("reserve-end-before-start"));
            None
        }
        (Some(Ok(end)), _) if end > state.expires_on => {
            errors.push("end_date", w.one("reserve-end-late", "until", until()));
            None
        }
        (Some(Ok(end)), _) => Some(end),
        (Some(Err(_)), _) => {
            errors.push("end_date", w.get("reserve-date-wrong"));
            None
        }
        (None, Some(start)) => {
            errors.push("end_date", w.one("reserve-end-suggested", "days", state.days));
            Some(suggested_end(start, state.days, state.expires_on))
        }
        (None, None) => None,
    };
    (state.start, state.end) = (start, end);
    errors
}

fn take_people(visit: &Visit<'_>, state: &mut ReserveState) -> Errors {
    let (w, mut errors) = (visit.words, Errors::default());
    state.consultant = visit.form.filled("lead_consultant").and_then(|id| PersonId::read(id).ok());
    if state.consultant.is_none() {
        errors.push("lead_consultant", w.get("reserve-consultant-missing"));
    }
    state.attendees = addresses(visit.form.raw("attendees"));
    check_attendees(w, &state.attendees, &mut errors);
    let shown = visit.form.parse("terms_version").zip(visit.form.parse("terms_sha256"));
    let shown = shown.filter(|_| visit.form.text("accept_terms") == "yes");
    state.terms = shown.map(|(version, sha256)| ShownText { version, sha256 });
    if state.terms.is_none() {
        errors.push("accept_terms", w.get("reserve-terms-missing"));
    }
    errors
}

/// Adds what is wrong with the addresses of those who attend.
pub fn check_attendees(w: Words, attendees: &[String], errors: &mut Errors) {
    let wrong: Vec<&str> = attendees.iter().filter(|text| Email::parse(text).is_err()).map(String::as_str).collect();
    if !wrong.is_empty() {
        let wrong = wrong.join(w.language().choose(", ", "、"));
        errors.push("attendees", w.one("reserve-attendees-wrong", "addresses", wrong));
    }
    if attendees.len() > ATTENDEES_MAX {
        errors.push("attendees", w.one("reserve-attendees-many", "max", ATTENDEES_MAX));
    }
}
