//! A text as the lines that its reader sees, whichever kind of part it comes from.

mod flowed;
mod languages;
#[cfg(test)]
pub(super) use languages::languages;
mod plain;
mod quotes;

use super::mime::Text;

/// How a line follows the one above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Directly below it.
    Next,
    /// On the same line, after a tab.
    Tab,
    /// In the next cell of the same row of a table.
    Cell,
    /// In a further paragraph of a cell that holds the value of the label beside it.
    Within,
    /// In a paragraph, row or list item of its own, without a blank line between.
    Apart,
    /// Below a blank line.
    Blank,
    /// Below the separator of a signature (`-- `).
    Signature,
}

/// Why a line is not the sender's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It begins with a mark of quotation such as `>`.
    Marked,
    /// It lies in the element with which a mail program quotes.
    Element(&'static str),
    /// It lies below the words with which a mail program begins a quoted or forwarded mail.
    Below(&'static str),
}

/// One line, or one cell of a line.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    pub(super) gap: Gap,
    pub(super) text: String,
    /// Why it is second-hand; nothing for the sender's own lines.
    pub(super) origin: Option<Origin>,
    /// The character set that its part declares.
    pub(super) charset: &'t str,
}

impl Origin {
    /// What was found, for the sender.
    pub(super) fn found(self) -> String {
        match self {
            Self::Marked => "in a quotation (lines that begin with > or |)".to_owned(),
            Self::Element(element) => format!("in a quotation ({element})"),
            Self::Below(words) => format!("below the beginning of a quoted or forwarded mail ({words})"),
        }
    }
}

/// The lines of plain texts, one after the other.
pub(super) fn plain_lines(texts: &[Text]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = texts.iter().flat_map(plain::lines).collect();
    quotes::mark(&mut lines);
    lines
}

/// The lines of pages, which know already what lies in quoting elements.
pub(super) fn page_lines(mut lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    for line in &mut lines {
        if let (true, text) = plain::unquoted(&line.text) {
            line.text = text.to_owned();
            line.origin.get_or_insert(Origin::Marked);
        }
    }
    quotes::mark(&mut lines);
    lines
}

/// The text with every kind of line break as `\n`.
pub(super) fn with_line_breaks(content: &str) -> String {
    let lines = content.split('\n').map(|line| line.trim_end_matches('\r'));
    lines.collect::<Vec<_>>().join("\n").replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
}

/// Characters that take no room: joiners of lines, marks of direction, the soft hyphen.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
