//! A line of the template.

use super::labels::Label;
use super::text::Gap;

/// A label with what is written under it.
#[derive(Clone, Debug)]
pub(super) struct Entry<'t> {
    pub(super) label: Label,
    /// The value, as the line of the label and those directly below it give it. Empty when there is none.
    pub(super) lines: Vec<String>,
    /// The next text that is set apart from the value, and may belong to it all the same.
    pub(super) apart: Vec<String>,
    /// The character set that the part declares.
    pub(super) charset: &'t str,
    pub(super) gap: Gap,
    /// Whether cells beside the label were seen.
    pub(super) row: bool,
}
