//! `format=flowed` (RFC 3676): lines that a mail program broke after a space, made whole again.

use super::super::labels;

/// What separates a signature from the text above it; its space is no sign of a broken line.
const SIGNATURE: &str = "-- ";

/// The lines of a flowed text, each with its marks of quotation before it.
pub(super) fn unfolded(content: &str, delete_space: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open_depth = None;
    for raw in content.split('\n') {
        let line = Flowed::of(raw);
        let kept = line.kept(delete_space);
        match lines.last_mut() {
            Some(last) if open_depth == Some(line.depth) && !line.stands_alone() => last.push_str(kept),
            _ => lines.push(">".repeat(line.depth) + kept),
        }
        open_depth = line.goes_on().then_some(line.depth);
    }
    lines
}

/// A line as it was sent.
struct Flowed<'t> {
    /// How many marks of quotation it begins with.
    depth: usize,
    /// What follows them, without the space that protects the beginning of a line.
    text: &'t str,
}

impl<'t> Flowed<'t> {
    fn of(raw: &'t str) -> Self {
        let quoted = raw.trim_start_matches('>');
        Self { depth: raw.len() - quoted.len(), text: quoted.strip_prefix(' ').unwrap_or(quoted) }
    }

    /// Whether the next line continues it.
    fn goes_on(&self) -> bool {
        self.text.ends_with(' ') && self.text != SIGNATURE && !self.text.trim().is_empty()
    }

    /// Whether it continues no line, even if the one above goes on. Lines of the template do not: some programs leave
    /// a space at the end of every line.
    fn stands_alone(&self) -> bool {
        self.text == SIGNATURE || self.text.trim().is_empty() || labels::begins(self.text)
    }

    fn kept(&self, delete_space: bool) -> &'t str {
        if delete_space && self.goes_on() { self.text.strip_suffix(' ').unwrap_or(self.text) } else { self.text }
    }
}
