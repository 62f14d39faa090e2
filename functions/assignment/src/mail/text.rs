//! The lines of a text as its reader sees them, from plain text or HTML.

mod flowed;
mod languages;
#[cfg(test)]
pub(super) use languages::languages;
mod plain;
mod quote_phrases;

use super::mime::Text;

/// The gap between a line and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// The line is directly below.
    Next,
    /// The text is on the same line, after a tab.
    Tab,
    /// The text is in the next cell of the same table row.
    Cell,
    /// The text is in a further paragraph of a cell that holds the value of the label beside it.
    CellParagraph,
    /// The text has its own paragraph, row or list item, without a blank line before it.
    Paragraph,
    /// The line is below a blank line.
    Blank,
    /// The line is below the separator of a signature (`-- `).
    Signature,
}

/// The evidence that a line is quoted or forwarded text (DECISIONS.md 32).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SecondHand {
    /// A quotation mark such as `>` before the line.
    Marked,
    /// The quoting element of a mail program around the line.
    Element(&'static str),
    /// The phrase of a mail program above the line that begins a quoted or forwarded mail.
    Below(&'static str),
}

/// A line, or one cell of a line.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    pub(super) gap: Gap,
    pub(super) text: String,
    /// The evidence that the line is second-hand; `None` for the sender's own lines.
    pub(super) second_hand: Option<SecondHand>,
    /// The character set that the line's part declares.
    pub(super) charset: &'t str,
}

impl SecondHand {
    /// The evidence as a clause, for the detail of a reason.
    pub(super) fn description(self) -> String {
        match self {
            Self::Marked => "in a quotation (lines that begin with > or |)".to_owned(),
            Self::Element(element) => format!("in a quotation ({element})"),
            Self::Below(words) => format!("below the beginning of a quoted or forwarded mail ({words})"),
        }
    }
}

/// The lines of plain texts in order.
pub(super) fn plain_lines(texts: &[Text]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = texts.iter().flat_map(plain::lines).collect();
    quote_phrases::mark(&mut lines);
    lines
}

/// The lines of pages. Lines in quoting elements are marked already; quotation marks and phrases are detected here.
pub(super) fn page_lines(mut lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    for line in &mut lines {
        if let (true, text) = plain::unquoted(&line.text) {
            line.text = text.to_owned();
            line.second_hand.get_or_insert(SecondHand::Marked);
        }
    }
    quote_phrases::mark(&mut lines);
    lines
}

/// The text with all kinds of line breaks replaced by `\n`.
pub(super) fn with_line_breaks(content: &str) -> String {
    let lines = content.split('\n').map(|line| line.trim_end_matches('\r'));
    lines.collect::<Vec<_>>().join("\n").replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
}

/// True for characters without width: joiners, direction marks, the soft hyphen.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
