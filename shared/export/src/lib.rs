//! Exports: rows are written to a CSV file or a workbook, and the file is answered.
//!
//! Rows are written to disk one by one, so that memory does not grow with their number. A file that fits into Lambda's
//! response is the answer itself. A larger one is stored in the bucket for a day, and the answer is JSON with a
//! download URL (`download.url`, as for a deliverable). A redirect would not work: a browser that follows one to
//! another origin sends `Origin: null`, which the bucket rejects.
//!
//! Titles and statuses are in the requested language ([`terms`]). Codes are not translated. Each translated status also
//! has a column with its code, after all others and with the same title in every language, for programs.
//!
//! | module | content |
//! |---|---|
//! | [`answer`] | the answer: the file, or a download URL |
//! | `layout`, `cell` | format, language, columns; the values of a row |
//! | `csv`, `formula` | CSV, with protection against formula injection |
//! | `xlsx` | workbooks |
//! | [`terms`] | translated statuses |

pub mod answer;
mod cell;
mod csv;
mod formula;
mod layout;
pub mod terms;
mod xlsx;

use api::Failure;
use tempfile::NamedTempFile;

pub use answer::{CONTENT_TYPES, StoredExport};
pub use cell::Cell;
pub use layout::{Column, FileRequest, Format, Layout, LayoutRequest};

/// Writes the rows of a file.
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
    /// Begins a file and writes the titles. `name` is the name of a workbook's sheet.
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

    /// Writes a row, with its cells in the order of the columns.
    ///
    /// # Errors
    /// [`Failure::Internal`] when it cannot be written; 422 when a workbook is full.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Failure> {
        self.rows = self.rows.saturating_add(1);
        match &mut self.kind {
            Kind::Csv(writer) => writer.row(cells),
            Kind::Xlsx(writer) => writer.row(cells),
        }
    }

    /// Finishes the file.
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

/// The failure of a local file that cannot be written or read.
fn file_failure(error: impl std::error::Error) -> Failure {
    Failure::Internal(api::body::reason::Cause::of(&error))
}
