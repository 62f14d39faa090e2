//! Joins the lines of a text with `format=flowed` (RFC 3676), which a mail program broke after a space.

use super::super::labels;

/// The separator of a signature. Its trailing space does not mean that the line continues.
const SIGNATURE: &str = "-- ";

/// The joined lines of a flowed text, each with its quotation marks.
pub(super) fn unfolded(content: &str, delete_space: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open_depth = None;
    for raw in content.split('\n') {
        let line = Flowed::of(raw);
        let text = line.content(delete_space);
        match lines.last_mut() {
            Some(last) if open_depth == Some(line.depth) && !line.begins_paragraph() => last.push_str(text),
            _ => lines.push(">".repeat(line.depth) + text),
        }
        open_depth = line.continues().then_some(line.depth);
    }
    lines
}

/// A raw line.
struct Flowed<'t> {
    /// The number of quotation marks at its beginning.
    depth: usize,
    /// The text after the marks, without the stuffed space (RFC 3676 4.4).
    text: &'t str,
}

impl<'t> Flowed<'t> {
    fn of(raw: &'t str) -> Self {
        let quoted = raw.trim_start_matches('>');
        Self { depth: raw.len() - quoted.len(), text: quoted.strip_prefix(' ').unwrap_or(quoted) }
    }

    /// True when the next line continues this one.
    fn continues(&self) -> bool {
        self.text.ends_with(' ') && self.text != SIGNATURE && !self.text.trim().is_empty()
    }

    /// True when the line never continues the one above. Lines of the template do not, because some programs leave a
    /// space at the end of every line.
    fn begins_paragraph(&self) -> bool {
        self.text == SIGNATURE || self.text.trim().is_empty() || labels::begins(self.text)
    }

    fn content(&self, delete_space: bool) -> &'t str {
        if delete_space && self.continues() { self.text.strip_suffix(' ').unwrap_or(self.text) } else { self.text }
    }
}
