//! What a request asks of a file: its format and the language of its reader.

use api::{Context, Decode, Fields};
use domain::Language;

domain::codes! {
    /// What rows are written as.
    pub enum Format {
        /// Comma-separated values, RFC 4180.
        Csv = "csv",
        /// A workbook, Office Open XML.
        Xlsx = "xlsx",
    }
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What its rows are written as.
    pub format: Format,
    /// The language of its titles and of the statuses in it.
    pub language: Language,
}

/// What a query string asks of a file: `format`, and `language` where it names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutRequest {
    format: Format,
    language: Option<Language>,
}

/// A column: its title in each language and its width in characters.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    english: &'static str,
    chinese: &'static str,
    pub(crate) width: u8,
}

impl<S> Decode<S> for LayoutRequest {
    fn decode(fields: &mut Fields, _: &S) -> Option<Self> {
        let format = fields.about("What the file is written as.").required("format");
        fields.about("The language of titles and statuses; that of `Accept-Language` where it is not said.");
        let language = fields.optional("language");
        Some(Self { format: format?, language })
    }
}

impl LayoutRequest {
    /// The layout, in the language of the reader.
    pub fn layout<S, B, Q>(self, context: &Context<'_, S, B, Q>) -> Layout {
        Layout { format: self.format, language: context.language(self.language) }
    }
}

impl Column {
    /// A column for people, titled in the language of the reader.
    pub const fn new(english: &'static str, chinese: &'static str, width: u8) -> Self {
        Self { english, chinese, width }
    }

    /// A column of codes for programs: the same title in every language.
    pub const fn code(title: &'static str, width: u8) -> Self {
        Self { english: title, chinese: title, width }
    }

    pub(crate) fn title(&self, language: Language) -> &'static str {
        language.choose(self.english, self.chinese)
    }
}
