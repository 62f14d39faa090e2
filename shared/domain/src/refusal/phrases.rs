//! The parts of messages that are computed from the values.

use jiff::civil::Date;

use crate::ids::PersonId;
use crate::partner::EvidenceKind;

/// `a, b, c`.
pub(super) fn listed<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// `a, b or c`.
pub(super) fn either<T: ToString>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [only] => only.to_string(),
        [first @ .., last] => format!("{} or {}", listed(first), last.to_string()),
    }
}

/// The engagement types that a program offers instead.
pub(super) fn offers<T: ToString>(offered: &[T]) -> String {
    if offered.is_empty() { "it offers nothing".to_owned() } else { format!("it offers {}", listed(offered)) }
}

/// The days between which a hand-over must lie.
pub(super) fn handover_days(earliest: Option<Date>, latest: Date) -> String {
    let not_before = earliest.map(|first| format!("not before {first}, the first delivered day, and "));
    format!("it must be {}not after {latest}, the day of the report (UTC)", not_before.unwrap_or_default())
}

/// The question of a report as a noun clause.
pub(super) fn question_text(question: &str) -> &'static str {
    match question {
        "onsite_days" => "how many days were worked on site",
        "offsite_days" => "how many days were worked off site",
        "walk_on_hours" => "how many hours of walk-on topics there were",
        "delivered_from" => "the first day of the delivery",
        "delivered_to" => "the last day of the delivery",
        "delivery_country" => "the country of the delivery",
        "lead_consultant" => "who led the delivery",
        "outcome" => "what the engagement produced",
        "current_versions" => "which versions the customer uses",
        "target_versions" => "which versions the customer plans to use",
        "seats" => "how many seats are in scope",
        "no_extra_fee" => "whether the customer was charged no extra fee",
        _ => "this",
    }
}

/// The gap in a requirement: evidence that is not valid yet, evidence that lapsed, or no evidence.
pub(super) fn requirement_gap(
    requirement: EvidenceKind,
    any_of: &[String],
    (held, person): (Option<&str>, Option<&PersonId>),
    (valid_from, valid_until): (Option<Date>, Option<Date>),
) -> String {
    let person = person.map(|person| format!(" of {person}")).unwrap_or_default();
    let held = held.map(|held| format!("{held}{person}"));
    match (held, valid_from, valid_until) {
        (Some(held), Some(day), _) => format!("{held} counts from {day} on."),
        (Some(held), None, Some(day)) => format!("{held} counted until {day}; it must be renewed."),
        _ => missing(requirement, any_of),
    }
}

fn missing(requirement: EvidenceKind, any_of: &[String]) -> String {
    match requirement {
        EvidenceKind::ComplianceTraining => "A participant must pass the compliance training.".to_owned(),
        EvidenceKind::Competency | EvidenceKind::ConsultantExam if any_of.is_empty() => {
            "The program has no engagement type in use.".to_owned()
        }
        EvidenceKind::Competency => format!("The company needs one of: {}.", listed(any_of)),
        EvidenceKind::ConsultantExam => {
            format!("A consultant must hold an exam of one of these competencies or names: {}.", listed(any_of))
        }
    }
}
