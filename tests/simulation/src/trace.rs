//! The trace of a run: every call out with its answer, every request, every write, each with the virtual time.
//!
//! Two runs are compared by the hash of the whole text. Where no trace is kept, the bodies of calls are not spelled
//! out, and only the short values of a line are hashed.

use std::fmt::Arguments;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

/// The trace of a run.
#[derive(Debug, Default)]
pub struct Trace {
    hasher: DefaultHasher,
    lines: u64,
    text: Option<Vec<Line>>,
}

/// A line of a trace.
#[derive(Clone, Debug)]
pub struct Line {
    /// The hash of the trace up to this line.
    pub hash: u64,
    /// What is shown.
    pub text: String,
}

impl Trace {
    /// A trace that keeps its text, or only its hash.
    pub fn new(is_kept: bool) -> Self {
        Self { text: is_kept.then(Vec::new), ..Self::default() }
    }

    /// Adds a line: its time, the values that its hash is made of, and its text.
    pub fn add(&mut self, at: Duration, values: &[&str], text: Arguments<'_>) {
        self.lines += 1;
        at.hash(&mut self.hasher);
        values.hash(&mut self.hasher);
        if let Some(lines) = &mut self.text {
            let text = format!("{} {text}", shown(at));
            text.hash(&mut self.hasher);
            lines.push(Line { hash: self.hasher.finish(), text });
        }
    }

    /// True when the text is kept.
    pub fn is_kept(&self) -> bool {
        self.text.is_some()
    }

    /// The hash of all lines.
    pub fn hash(&self) -> u64 {
        self.hasher.finish()
    }

    /// The number of lines.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// The lines, if they were kept.
    pub fn take_text(&mut self) -> Vec<Line> {
        self.text.take().unwrap_or_default()
    }
}

/// A time of the run: day, hour, minute, second, millisecond.
pub fn shown(at: Duration) -> String {
    let seconds = at.as_secs();
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (hours, minutes) = (rest / 3_600, rest % 3_600 / 60);
    format!("{days:3}d {hours:02}:{minutes:02}:{:02}.{:03}", seconds % 60, at.subsec_millis())
}
