//! Rows into a file, as CSV or as a workbook, and the file to the caller.
//!
//! Rows are written as they come: memory does not grow with their number. What Lambda can answer goes into the answer
//! itself; what is larger is kept in the bucket for a day, and the answer is JSON that names where to download it
//! (`download.url`, as that of a deliverable). Not a redirect: a browser that follows one from page to page and on to
//! storage loses its origin on the way, and is refused there.
//!
//! Titles and statuses are in the language of the reader ([`terms`]). Codes stay as they are, and every status that is
//! translated has a column of its code behind all others, whose title is the same in every language: programs read that.

pub mod answer;
mod cell;
mod csv;
mod formula;
mod layout;
pub mod terms;
mod xlsx;

use api::Failure;
use tempfile::NamedTempFile;

pub use answer::{CONTENT_TYPES, KeptExport};
pub use cell::Cell;
pub use layout::{Column, Format, Layout, LayoutRequest};

/// A file in the making.
pub struct Writer {
    layout: Layout,
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
    layout: Layout,
    written: NamedTempFile,
    rows: usize,
}

impl Writer {
    /// Begins with the titles. `name` is what the sheet of a workbook is called.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the file cannot be written.
    pub fn begin(layout: Layout, name: &str, columns: &[Column]) -> Result<Self, Failure> {
        let kind = match layout.format {
            Format::Csv => Kind::Csv(Box::new(csv::Writer::new(layout.language, columns)?)),
            Format::Xlsx => Kind::Xlsx(Box::new(xlsx::Writer::new(name, layout.language, columns)?)),
        };
        Ok(Self { layout, rows: 0, kind })
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
        let written = match self.kind {
            Kind::Csv(writer) => writer.finish()?,
            Kind::Xlsx(writer) => writer.finish()?,
        };
        Ok(File { layout: self.layout, written, rows: self.rows })
    }
}

/// A file on this machine that cannot be written or read.
fn broken(error: impl std::error::Error) -> Failure {
    Failure::Internal(api::body::reason::Cause::of(&error))
}
