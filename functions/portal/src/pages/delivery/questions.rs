//! The questions of the completion report, by step (PROGRAM.md 9.1).

use domain::report::EngagementOutcome;
use domain::{Country, Language};
use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::form::Form;
use crate::format;
use crate::html::dashed;
use crate::words::Words;

/// A step of the report: questions that are answered together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// When, where and by whom it was delivered.
    Delivery,
    /// The days and hours.
    Days,
    /// What came of it.
    Outcome,
    /// What is declared.
    Declarations,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A day.
    Day,
    /// A whole number.
    Number,
    /// A country.
    Country,
    /// An account of a person.
    Person,
    /// One of the outcomes.
    Outcome,
    /// A line of text.
    Line,
    /// Text of several lines.
    Text,
    /// A declaration: ticked or not.
    Declaration,
}

/// A question: its name in the API, how it is answered, and its step.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The name.
    pub name: &'static str,
    /// How it is answered.
    pub kind: Kind,
    /// Its step.
    pub step: Step,
}

const fn question(name: &'static str, kind: Kind, step: Step) -> Question {
    Question { name, kind, step }
}

/// Every question, in the order of the pages.
pub const QUESTIONS: [Question; 15] = [
    question("delivered_from", Kind::Day, Step::Delivery),
    question("delivered_to", Kind::Day, Step::Delivery),
    question("delivery_country", Kind::Country, Step::Delivery),
    question("lead_consultant", Kind::Person, Step::Delivery),
    question("onsite_days", Kind::Number, Step::Days),
    question("offsite_days", Kind::Number, Step::Days),
    question("walk_on_hours", Kind::Number, Step::Days),
    question("outcome", Kind::Outcome, Step::Outcome),
    question("current_versions", Kind::Line, Step::Outcome),
    question("target_versions", Kind::Line, Step::Outcome),
    question("seats", Kind::Number, Step::Outcome),
    question("planned_deployment_on", Kind::Day, Step::Outcome),
    question("handed_over_on", Kind::Day, Step::Declarations),
    question("no_extra_fee", Kind::Declaration, Step::Declarations),
    question("remarks", Kind::Text, Step::Declarations),
];

impl Step {
    /// The steps in order.
    pub const ALL: [Self; 4] = [Self::Delivery, Self::Days, Self::Outcome, Self::Declarations];

    /// The name in addresses and texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Days => "days",
            Self::Outcome => "outcome",
            Self::Declarations => "declarations",
        }
    }

    /// The step with a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The place, from 0.
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|step| *step == self).unwrap_or_default()
    }

    /// The step after it; `None` after the last one.
    pub fn after(self) -> Option<Self> {
        Self::ALL.get(self.index().saturating_add(1)).copied()
    }

    /// The step before it; `None` before the first one.
    pub fn before(self) -> Option<Self> {
        Self::ALL.get(self.index().checked_sub(1)?).copied()
    }

    /// Its questions.
    pub fn questions(self) -> impl Iterator<Item = Question> {
        QUESTIONS.into_iter().filter(move |question| question.step == self)
    }

    /// The step in which a refusal of the submission is corrected (PROGRAM.md 9.2); `None` for what the report cannot
    /// correct, such as a missing file.
    pub fn of_refusal(code: &str, field: &str) -> Option<Self> {
        if let Some(question) = QUESTIONS.into_iter().find(|question| question.name == field) {
            return Some(question.step);
        }
        match code {
            "dates_differ_from_reservation"
            | "delivered_before_reserved"
            | "country_mismatch"
            | "consultant_not_qualified"
            | "engagement_not_finished" => Some(Self::Delivery),
            "days_mismatch" | "offsite_too_long" | "walk_on_too_long" => Some(Self::Days),
            "extra_fee_charged" | "handover_missing" | "handover_outside" => Some(Self::Declarations),
            _ => None,
        }
    }
}

impl Question {
    /// The label.
    pub fn label(self, w: Words) -> String {
        w.get(&format!("report-field-{}", dashed(self.name)))
    }

    /// The stored answer as the form holds it.
    pub fn typed(self, answers: &Map<String, Value>) -> String {
        match answers.get(self.name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Bool(is_declared)) => if *is_declared { "yes" } else { "" }.to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => String::new(),
        }
    }

    /// The stored answer as people read it; empty when it is not answered.
    pub fn shown(self, answers: &Map<String, Value>, w: Words) -> String {
        let typed = self.typed(answers);
        match self.kind {
            Kind::Day => typed.parse::<Date>().map_or(typed, |day| format::day(day, w.language())),
            Kind::Country => named_country(&typed, w.language()),
            Kind::Outcome => EngagementOutcome::parse(&typed)
                .map_or(typed, |outcome| w.get(&format!("outcome-{}", dashed(outcome.as_str())))),
            Kind::Declaration if typed.is_empty() => String::new(),
            Kind::Declaration => w.get("report-declared"),
            Kind::Number | Kind::Person | Kind::Line | Kind::Text => typed,
        }
    }

    /// The typed answer as the function takes it; `None` for a question without an answer. What cannot be read is sent
    /// as it was typed, so that the function says what is wrong.
    pub fn answer(self, form: &Form) -> Option<Value> {
        let typed = form.filled(self.name);
        match self.kind {
            Kind::Declaration => Some(Value::Bool(typed == Some("yes"))),
            Kind::Number => typed.map(|text| text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from)),
            Kind::Day => typed.map(|text| Value::from(text.replace('/', "-"))),
            Kind::Text => typed.map(|text| Value::from(text.replace("\r\n", "\n"))),
            Kind::Country | Kind::Person | Kind::Outcome | Kind::Line => typed.map(Value::from),
        }
    }
}

fn named_country(code: &str, language: Language) -> String {
    Country::parse(code).map_or_else(|_| code.to_owned(), |country| country.name(language).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_step_has_questions_and_a_way_on_and_back() {
        assert!(Step::ALL.iter().all(|step| step.questions().next().is_some()));
        assert_eq!((Step::Delivery.before(), Step::Delivery.after()), (None, Some(Step::Days)));
        assert_eq!((Step::Declarations.after(), Step::named("outcome")), (None, Some(Step::Outcome)));
    }

    #[test]
    fn answers_are_read_from_the_form_and_shown_in_it_again() {
        let form = Form::decode(b"onsite_days=3&offsite_days=x&delivered_from=2026/11/22&no_extra_fee=yes&seats=");
        let answer = |name| QUESTIONS.iter().find(|question| question.name == name).unwrap().answer(&form);
        assert_eq!((answer("onsite_days"), answer("offsite_days")), (Some(json!(3)), Some(json!("x"))));
        assert_eq!((answer("delivered_from"), answer("seats")), (Some(json!("2026-11-22")), None));
        assert_eq!(answer("no_extra_fee"), Some(json!(true)));
        let stored = json!({"onsite_days": 3, "no_extra_fee": true, "delivery_country": "TW"});
        let stored = stored.as_object().unwrap();
        let typed: Vec<String> =
            QUESTIONS.iter().map(|question| question.typed(stored)).filter(|t| !t.is_empty()).collect();
        assert_eq!(typed, ["TW", "3", "yes"]);
    }

    #[test]
    fn a_refusal_leads_to_the_step_of_its_question_or_rule() {
        assert_eq!(Step::of_refusal("report_incomplete", "seats"), Some(Step::Outcome));
        assert_eq!(Step::of_refusal("days_mismatch", ""), Some(Step::Days));
        assert_eq!(Step::of_refusal("deliverable_missing", ""), None);
    }
}
