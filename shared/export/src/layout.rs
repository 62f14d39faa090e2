//! The layout of a file: format, language and columns.

use api::{Context, Decode, Fields};
use domain::Language;

domain::codes! {
    /// The format of a file.
    pub enum Format {
        /// Comma-separated values, RFC 4180.
        Csv = "csv",
        /// A workbook, Office Open XML.
        Xlsx = "xlsx",
    }
}

/// The format and language of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The format of the file.
    pub format: Format,
    /// The language of its titles and statuses.
    pub language: Language,
}

/// The layout in a query string: `format`, and optionally `language`.
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
        let format = fields.about("The format of the file.").required("format");
        fields.about("The language of titles and statuses; default: that of `Accept-Language`.");
        let language = fields.optional("language");
        Some(Self { format: format?, language })
    }
}

/// The layout in a query string that may ask for JSON instead: a file only where it names a `format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileRequest(Option<LayoutRequest>);

impl<S> Decode<S> for FileRequest {
    fn decode(fields: &mut Fields, _: &S) -> Option<Self> {
        let format = fields.about("The format of a file; JSON without it.").optional("format");
        fields.about("The language of a file's titles and statuses; default: that of `Accept-Language`.");
        let language = fields.optional("language");
        Some(Self(format.map(|format| LayoutRequest { format, language })))
    }
}

impl FileRequest {
    /// The layout of the file; `None` where JSON is asked for.
    pub fn layout<S, B, Q>(self, context: &Context<'_, S, B, Q>) -> Option<Layout> {
        self.0.map(|request| request.layout(context))
    }
}

impl LayoutRequest {
    /// The layout; the language is the requested one, else that of `Accept-Language`.
    pub fn layout<S, B, Q>(self, context: &Context<'_, S, B, Q>) -> Layout {
        Layout { format: self.format, language: context.language(self.language) }
    }
}

impl Column {
    /// A column whose title is translated.
    pub const fn new(english: &'static str, chinese: &'static str, width: u8) -> Self {
        Self { english, chinese, width }
    }

    /// A column of codes, with the same title in every language.
    pub const fn code(title: &'static str, width: u8) -> Self {
        Self { english: title, chinese: title, width }
    }

    pub(crate) fn title(&self, language: Language) -> &'static str {
        language.choose(self.english, self.chinese)
    }
}
