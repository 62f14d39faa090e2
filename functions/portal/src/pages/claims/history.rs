//! The history of a payment request in words, newest first, and its comments as a conversation, oldest first.

use super::model::{HistoryLine, WrittenComment};
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

/// The comments of both sides, each under the name of its side.
pub fn conversation(w: Words, comments: &[WrittenComment]) -> Vec<TimelineLine> {
    let line = |comment: &WrittenComment| TimelineLine {
        at: comment.at.to_string(),
        when: format::instant(comment.at, w.language()),
        by: by(w, &comment.by.person, comment.by.name.as_deref()),
        title: w.get(&format!("comment-side-{}", comment.side.as_str())),
        details: vec![comment.text.clone()],
    };
    comments.iter().map(line).collect()
}
