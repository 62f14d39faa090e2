//! The last step of reserving: everything at once, with what refuses it, each reason linked to its step.

use askama::Template;

use super::consultants;
use super::forms::address;
use super::names::Names;
use super::reserve_state::{ReserveState, Step};
use super::reserve_steps::marks;
use crate::consultant::Consultant;
use crate::format;
use crate::html::{Layout, Message, Section, StepMark};
use crate::problem::Reason;
use crate::reasons;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/vouchers/reserve-check.html")]
pub struct CheckPage {
    layout: Layout,
    marks: Vec<StepMark>,
    state: String,
    key: String,
    action: String,
    number: String,
    customer: String,
    refusals: Vec<Refusal>,
    warnings: Vec<Message>,
    answers: Vec<Answer>,
}

/// A reason and the step in which it is corrected.
struct Refusal {
    message: Message,
    step: Option<Step>,
}

/// A line of the page.
struct Answer {
    label: String,
    lines: Vec<String>,
    step: Option<Step>,
}

impl CheckPage {
    /// The page of a complete state.
    pub async fn read(visit: &Visit<'_>, state: &ReserveState, reasons: &[Reason], warnings: &[Reason]) -> Self {
        let w = visit.words;
        let qualified = consultants::qualified(visit, &state.program, state.engagement.as_ref());
        let (names, people) = futures::join!(Names::read(visit), qualified);
        let known = people.unwrap_or_default().into_iter().find(|one| Some(&one.person) == state.consultant.as_ref());
        let refusal = |reason: &Reason| Refusal {
            message: reasons::message(w, reason),
            step: Step::of_reason(&reason.code, reason.field.as_deref().unwrap_or_default()),
        };
        let layout = Layout::new(visit, Section::Validate, w.get("reserve-check-title"));
        Self {
            layout: layout.with_errors(!reasons.is_empty()),
            marks: marks(w, Step::Check),
            state: visit.seal(state),
            key: visit.new_key(),
            action: address(&state.number, "reserve"),
            number: state.number.to_string(),
            customer: state.customer.name.clone(),
            refusals: reasons.iter().map(refusal).collect(),
            warnings: warnings.iter().map(|reason| reasons::message(w, reason)).collect(),
            answers: answers(visit, state, &names, known.as_ref()),
        }
    }

    /// The first step that must be corrected, and its name.
    fn correction(&self) -> Option<(Step, String)> {
        let steps = self.refusals.iter().filter_map(|refusal| refusal.step);
        let first = steps.min_by_key(|step| step.index())?;
        Some((first, self.layout.w.get(&format!("reserve-step-{}", first.name()))))
    }
}

fn answers(visit: &Visit<'_>, state: &ReserveState, names: &Names, known: Option<&Consultant>) -> Vec<Answer> {
    let (w, language) = (visit.words, visit.language());
    let answer = |id: &str, lines: Vec<String>, step| Answer { label: w.get(id), lines, step };
    let location = state.location.as_ref().map(|id| names.location(id));
    let country = state.country.as_ref().map(|country| names.country(country).to_owned());
    let engagement = state.engagement.as_ref().map(|code| names.engagement(code));
    let repeat = state.repeat.filter(|_| state.may_repeat());
    let repeat = repeat.map(|repeat| w.get(&format!("repeat-exception-{}", repeat.as_str())));
    let period = state.start.zip(state.end).map(|(start, end)| format::period(start, end, language));
    let attendees =
        if state.attendees.is_empty() { vec![w.get("fact-attendees-none")] } else { state.attendees.clone() };
    let consultant = known.map(|known| known.line(w)).or_else(|| state.consultant.as_ref().map(ToString::to_string));
    let terms = state.terms.as_ref().map(|terms| w.one("fact-terms-accepted", "version", &terms.version));
    vec![
        answer("fact-program", vec![names.program(&state.program), w.one("days-count", "n", state.days)], None),
        answer("fact-location", location.into_iter().chain(country).collect(), Some(Step::Location)),
        answer("fact-engagement", engagement.into_iter().chain(repeat).collect(), Some(Step::Engagement)),
        answer("fact-dates", period.into_iter().collect(), Some(Step::Dates)),
        answer("fact-consultant", consultant.into_iter().collect(), Some(Step::People)),
        answer("fact-attendees", attendees, Some(Step::People)),
        answer("fact-terms", terms.into_iter().collect(), Some(Step::People)),
    ]
}
