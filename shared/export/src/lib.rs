//! Rows into a file, as CSV or as a workbook, and the file to whoever asked for it.
//!
//! Rows are written as they come: memory does not grow with their number. What Lambda can answer goes into the answer
//! itself; what is larger is kept in the bucket for a day, and the answer is JSON that names where to download it
//! (`download.url`, as that of a deliverable). Not a redirect: a browser that follows one from page to page and on to
//! storage loses its origin on the way, and is refused there.

mod answer;
mod csv;
mod xlsx;

use domain::{Invalid, Money};
use jiff::civil::Date;
use tempfile::NamedTempFile;
use web::{Failure, query};

pub use answer::Name;

/// What rows are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, RFC 4180.
    Csv,
    /// A workbook, Office Open XML.
    Xlsx,
}

/// A column's title and its width in characters.
pub type Column = (&'static str, u8);

/// What stands in one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Words that came from outside, or codes of ours.
    Text(&'a str),
    /// A whole number.
    Count(u8),
    /// A day.
    Day(Date),
    /// An amount; its currency stands in a column of its own.
    Amount(&'a Money),
}

/// A file in the making.
pub struct Writer {
    rows: usize,
    kind: Kind,
}

enum Kind {
    Csv(Box<csv::Writer>),
    Xlsx(Box<xlsx::Writer>),
}

/// A finished file.
#[derive(Debug)]
pub struct File {
    format: Format,
    written: NamedTempFile,
    rows: usize,
}

impl Format {
    /// What the query string's `format` asks for.
    ///
    /// # Errors
    /// 422 when it is missing or none of ours.
    pub fn asked(request: &lambda_http::Request) -> Result<Self, Failure> {
        let format = query::parsed(request, "format", Self::parse)?;
        format.ok_or_else(|| Failure::invalid("format", "is required: xlsx or csv"))
    }

    fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(Invalid::new("must be xlsx or csv")),
        }
    }
}

impl<'a> Cell<'a> {
    /// A text, or nothing.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }

    /// A day, or nothing.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// An amount, or nothing, and its currency.
    pub fn amount(amount: Option<&'a Money>) -> [Self; 2] {
        let currency = amount.map(|amount| amount.currency.as_str());
        [amount.map_or(Self::Empty, Self::Amount), Self::text(currency)]
    }
}

impl Writer {
    /// Begins with the titles. `name` is what the sheet of a workbook is called.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the file cannot be written.
    pub fn begin(format: Format, name: &str, columns: &[Column]) -> Result<Self, Failure> {
        let kind = match format {
            Format::Csv => Kind::Csv(Box::new(csv::Writer::new(columns)?)),
            Format::Xlsx => Kind::Xlsx(Box::new(xlsx::Writer::new(name, columns)?)),
        };
        Ok(Self { rows: 0, kind })
    }

    /// One row more, in the order of the columns.
    ///
    /// # Errors
    /// [`Failure::Internal`] when it cannot be written; 422 when a workbook holds no more.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Failure> {
        self.rows = self.rows.saturating_add(1);
        match &mut self.kind {
            Kind::Csv(writer) => writer.row(cells),
            Kind::Xlsx(writer) => writer.row(cells),
        }
    }

    /// The finished file.
    ///
    /// # Errors
    /// As [`Writer::row`].
    pub fn finish(self) -> Result<File, Failure> {
        let (format, written) = match self.kind {
            Kind::Csv(writer) => (Format::Csv, writer.finish()?),
            Kind::Xlsx(writer) => (Format::Xlsx, writer.finish()?),
        };
        Ok(File { format, written, rows: self.rows })
    }
}

/// A file on this machine that cannot be written or read.
fn broken(error: impl std::error::Error) -> Failure {
    Failure::Internal(web::reason::Cause::of(&error))
}
