//! A labeled line of the template.

use super::labels::Label;
use super::text::Gap;

/// A label with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry<'t> {
    pub(super) label: Label,
    /// The lines of the value: the rest of the label's line and the lines directly below it. Empty without a value.
    pub(super) lines: Vec<String>,
    /// The next texts, detached from the value by a paragraph or a cell, which may still belong to it.
    pub(super) detached: Vec<String>,
    /// The character set that the part declares.
    pub(super) charset: &'t str,
    pub(super) gap: Gap,
    /// True when the label has cells beside it.
    pub(super) in_row: bool,
}
