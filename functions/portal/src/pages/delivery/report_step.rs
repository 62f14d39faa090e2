//! A step of the completion report: one form.

use askama::Template;
use domain::Country;
use domain::report::{EngagementOutcome, OFFSITE_DAYS_MAX, WALK_ON_HOURS_MAX};

use super::questions::{Kind, Question, Step};
use super::report::{Drafted, OPTIONAL, step_address};
use crate::consultant::Consultant;
use crate::failure::PageError;
use crate::format;
use crate::html::{self, Choice, Errors, Field, Layout, Section, StepMark, dashed};
use crate::pages::vouchers::consultants;
use crate::pages::vouchers::forms::{address, choice, field};
use crate::visit::Visit;
use crate::words::Words;

/// The steps and the check after them, with the current one marked; `None` for the check.
pub fn marks(w: Words, current: Option<Step>) -> Vec<StepMark> {
    let names = Step::ALL.map(Step::name).into_iter().chain(["check"]);
    let at = current.map_or(Step::ALL.len(), Step::index);
    html::steps(names.map(|name| w.get(&format!("report-step-{name}"))), at)
}

/// A question with its field.
struct Asked {
    question: Question,
    field: Field,
    /// What can be chosen.
    choices: Vec<Choice>,
}

/// The page.
#[derive(Template)]
#[template(path = "pages/delivery/report-step.html")]
pub struct StepPage {
    layout: Layout,
    marks: Vec<StepMark>,
    errors: Errors,
    voucher: String,
    number: String,
    customer: String,
    lead: String,
    action: String,
    back: Option<String>,
    key: String,
    etag: String,
    asked: Vec<Asked>,
    /// The days of the voucher, against which the script adds up what is typed.
    days: Option<u32>,
}

impl StepPage {
    /// The page of a step: with what was typed, or the draft.
    ///
    /// # Errors
    /// `PageError` when the consultants cannot be read.
    pub async fn read(visit: &Visit<'_>, drafted: &Drafted, step: Step, mut errors: Errors) -> Result<Self, PageError> {
        let (w, voucher) = (visit.words, &drafted.voucher);
        let people = match step {
            Step::Delivery => consultants::qualified(visit, &voucher.program, None).await?,
            Step::Days | Step::Outcome | Step::Declarations => Vec::new(),
        };
        let mut asked: Vec<Asked> =
            step.questions().map(|question| Asked::new(visit, drafted, question, &people)).collect();
        for one in &asked {
            let stored = one.question.typed(&drafted.answers);
            let shown = one.question.shown(&drafted.answers, w);
            errors.compare(w, one.field.name, one.field.value.trim() == stored.trim(), &shown);
        }
        errors.place(&mut asked.iter_mut().map(|one| &mut one.field).collect::<Vec<_>>());
        let variables = [
            ("days", voucher.days.to_string()),
            ("offsite", OFFSITE_DAYS_MAX.to_string()),
            ("hours", WALK_ON_HOURS_MAX.to_string()),
            ("period", period(visit, drafted)),
        ];
        let title = w.get(&format!("report-title-{}", step.name()));
        Ok(Self {
            layout: Layout::new(visit, Section::Vouchers, title).with_errors(!errors.is_empty()),
            marks: marks(w, Some(step)),
            voucher: address(&voucher.number, ""),
            number: voucher.number.to_string(),
            customer: voucher.customer.name.clone(),
            lead: w.with(&format!("report-lead-{}", step.name()), &variables),
            action: step_address(&voucher.number, step.name()),
            back: step.before().map(|before| step_address(&voucher.number, before.name())),
            key: visit.new_key(),
            etag: errors.etag(&visit.form, Some(&drafted.etag)),
            asked,
            days: (step == Step::Days).then_some(voucher.days),
            errors,
        })
    }
}

fn period(visit: &Visit<'_>, drafted: &Drafted) -> String {
    let reserved = drafted.voucher.reservation.as_ref();
    reserved.map(|own| format::period(own.start_date, own.end_date, visit.language())).unwrap_or_default()
}

impl Asked {
    fn new(visit: &Visit<'_>, drafted: &Drafted, question: Question, people: &[Consultant]) -> Self {
        let w = visit.words;
        let is_sent = visit.form.filled("key").is_some();
        let value = if is_sent { visit.form.raw(question.name).to_owned() } else { question.typed(&drafted.answers) };
        let mut field = field(w, "report", question.name, value);
        if OPTIONAL.contains(&question.name) {
            field.label = w.one("report-optional", "label", &field.label);
        }
        let choices = match question.kind {
            Kind::Country => countries(visit, drafted, &field.value),
            Kind::Person => {
                with_typed(people.iter().map(|one| choice(one.person.as_str(), one.line(w), &field.value)), &field)
            }
            Kind::Outcome => outcomes(w, &field.value),
            Kind::Day | Kind::Number | Kind::Line | Kind::Text | Kind::Declaration => Vec::new(),
        };
        Self { question, field, choices }
    }
}

/// The country of the reservation, and a typed one: another country would be refused.
fn countries(visit: &Visit<'_>, drafted: &Drafted, typed: &str) -> Vec<Choice> {
    let reserved = drafted.voucher.reservation.as_ref().map(|own| own.country.clone());
    let known = reserved.into_iter().chain(Country::parse(typed).ok());
    let mut choices: Vec<Choice> =
        known.map(|country| choice(country.as_str(), country.name(visit.language()), typed)).collect();
    choices.dedup_by(|one, other| one.value == other.value);
    choices
}

/// The choices, with an empty one and with the value of the field, if it is not among them.
fn with_typed(choices: impl Iterator<Item = Choice>, field: &Field) -> Vec<Choice> {
    let mut all: Vec<Choice> = std::iter::once(choice("", "", &field.value)).chain(choices).collect();
    if !all.iter().any(|one| one.value == field.value) {
        all.push(choice(field.value.as_str(), field.value.as_str(), &field.value));
    }
    all
}

fn outcomes(w: Words, chosen: &str) -> Vec<Choice> {
    let outcome = |outcome: EngagementOutcome| {
        choice(outcome.as_str(), w.get(&format!("outcome-{}", dashed(outcome.as_str()))), chosen)
    };
    EngagementOutcome::ALL.map(outcome).into()
}
