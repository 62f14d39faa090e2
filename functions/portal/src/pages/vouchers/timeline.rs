//! The history of a voucher in words, newest first.

use domain::Actor;
use domain::voucher::{Amendment, Event};
use jiff::civil::Date;

use super::model::HistoryLine;
use super::names::Names;
use crate::format;
use crate::html::dashed;
use crate::words::Words;

/// A line of the timeline.
pub struct TimelineLine {
    /// The time, as a machine reads it.
    pub at: String,
    /// The time in words.
    pub when: String,
    /// The person or system.
    pub by: String,
    /// What happened.
    pub title: String,
    /// More about it.
    pub details: Vec<String>,
}

/// The lines of a history.
pub fn timeline(w: Words, history: &[HistoryLine], names: &Names) -> Vec<TimelineLine> {
    let line = |line: &HistoryLine| TimelineLine {
        at: line.at.to_string(),
        when: format::instant(line.at, w.language()),
        by: by(w, &line.by, line.by_name.as_deref()),
        title: w.get(&format!("event-{}", dashed(&line.event.name().replace('.', "-")))),
        details: details(w, &line.event, names),
    };
    history.iter().rev().map(line).collect()
}

/// The person by the name of that time, or by id; the licensing side and the system as such.
pub fn by(w: Words, actor: &Actor, name: Option<&str>) -> String {
    match actor.as_str() {
        "system:licensing" => w.get("timeline-by-licensing"),
        "payer" | "system:payer" => w.get("timeline-by-payer"),
        _ if actor.is_system() => w.get("timeline-by-system"),
        id => w.one("timeline-by", "person", name.unwrap_or(id)),
    }
}

fn details(w: Words, event: &Event, names: &Names) -> Vec<String> {
    match event {
        Event::Withdrawn { reason } => vec![reason.to_string()],
        Event::Extended { from, to, reason } => {
            let days = |day: &Date| format::day(*day, w.language());
            vec![change(w, "fact-expires", Some(days(from)), Some(days(to))), reason.to_string()]
        }
        Event::ReservationCancelled { reason, note } => {
            let note = note.as_ref().map(ToString::to_string);
            std::iter::once(w.get(&format!("cancel-reason-{}", dashed(reason.as_str())))).chain(note).collect()
        }
        Event::Amended(amendment) => changes(w, amendment, names),
        Event::DeliverableRejected { reasons, .. } => {
            reasons.iter().map(|defect| w.get(&format!("reason-{}", dashed(defect.as_str())))).collect()
        }
        Event::ReportSubmitted { receipt } | Event::ReportReopened { receipt } => vec![receipt.clone()],
        Event::Redeemed { redemption } => vec![redemption.clone()],
        Event::Reserved { terms: Some(terms) } => {
            let language = w.get(terms.language.choose("accepted-text-english", "accepted-text-chinese"));
            vec![w.two("timeline-terms", ("version", terms.version.as_str()), ("language", &language))]
        }
        Event::Assigned
        | Event::Reassigned
        | Event::Reserved { terms: None }
        | Event::Notified
        | Event::DeliverableAnnounced { .. }
        | Event::DeliverableClean { .. }
        | Event::DeliverableRemoved { .. }
        | Event::ReportDrafted
        | Event::Reminded { .. }
        | Event::Expired => Vec::new(),
    }
}

/// The fields that an amendment changed, before and after.
fn changes(w: Words, amendment: &Amendment, names: &Names) -> Vec<String> {
    let (before, after) = (&amendment.before, &amendment.after);
    let period = |start: Option<Date>, end: Option<Date>| {
        start.zip(end).map(|(start, end)| format::period(start, end, w.language()))
    };
    let repeat = |exception: Option<domain::voucher::RepeatException>| {
        exception.map(|exception| w.get(&format!("repeat-exception-{}", exception.as_str())))
    };
    let fields = [
        ("fact-dates", period(before.start_date, before.end_date), period(after.start_date, after.end_date)),
        (
            "fact-engagement",
            before.engagement_type.as_ref().map(|code| names.engagement(code)),
            after.engagement_type.as_ref().map(|code| names.engagement(code)),
        ),
        (
            "fact-location",
            before.location_id.as_ref().map(|id| names.location(id)),
            after.location_id.as_ref().map(|id| names.location(id)),
        ),
        (
            "fact-consultant",
            before.lead_consultant.as_ref().map(|id| names.consultant(w, id)),
            after.lead_consultant.as_ref().map(|id| names.consultant(w, id)),
        ),
        (
            "fact-attendees",
            before.attendees.map(|count| count.to_string()),
            after.attendees.map(|count| count.to_string()),
        ),
        ("fact-repeat", repeat(before.repeat_exception), repeat(after.repeat_exception)),
    ];
    let changed = fields.into_iter().filter(|(_, before, after)| before != after);
    changed.map(|(id, before, after)| change(w, id, before, after)).collect()
}

fn change(w: Words, id: &str, before: Option<String>, after: Option<String>) -> String {
    let none = || w.get("timeline-nothing");
    let (before, after) = (before.unwrap_or_else(none), after.unwrap_or_else(none));
    let colon = w.language().choose(": ", "：");
    format!("{}{colon}{before} → {after}", w.get(id))
}
