//! What a request asks of a file: its format and the language of its reader.

use api::query::{self, noted};
use api::{Failure, language};
use domain::{Invalid, Language};
use lambda_http::Request;

/// What rows are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, RFC 4180.
    Csv,
    /// A workbook, Office Open XML.
    Xlsx,
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What its rows are written as.
    pub format: Format,
    /// The language of its titles and of the statuses in it.
    pub language: Language,
}

/// A column: its title in each language and its width in characters.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    english: &'static str,
    chinese: &'static str,
    pub(crate) width: u8,
}

impl Layout {
    /// Reads `format` and the language of the reader; everything wrong with them is named at once.
    ///
    /// # Errors
    /// 422 for a format that is missing or unknown, and for a `language` that the program does not speak.
    pub fn read(request: &Request) -> Result<Self, Failure> {
        let mut reasons = Vec::new();
        let format = query::parsed(request, "format", Format::parse);
        let format = format.and_then(|format| format.ok_or_else(missing)).map(Some);
        let format = noted(format, &mut reasons)?;
        let language = noted(language(request).map(Some), &mut reasons)?;
        let layout = format.zip(language).map(|(format, language)| Self { format, language });
        layout.ok_or(Failure::Invalid(reasons))
    }
}

fn missing() -> Failure {
    Failure::invalid("format", "is required: xlsx or csv")
}

impl Format {
    fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(Invalid::new("must be xlsx or csv")),
        }
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
        match language {
            Language::English => self.english,
            Language::TraditionalChinese => self.chinese,
        }
    }
}
