//! The history of a payment request in words, newest first.

use super::model::HistoryLine;
use crate::format;
use crate::html::dashed;
use crate::pages::vouchers::timeline::{TimelineLine, by};
use crate::words::Words;

/// The lines of a history, each with its comment.
pub fn history(w: Words, lines: &[HistoryLine]) -> Vec<TimelineLine> {
    let line = |line: &HistoryLine| TimelineLine {
        at: line.at.to_string(),
        when: format::instant(line.at, w.language()),
        by: by(w, &line.actor, line.actor_name.as_deref()),
        title: w.get(&format!("event-{}", dashed(&line.event))),
        details: line.comment.iter().cloned().collect(),
    };
    lines.iter().rev().map(line).collect()
}
