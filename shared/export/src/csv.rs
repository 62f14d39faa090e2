//! CSV by RFC 4180, with a leading byte order mark: without it Excel does not detect UTF-8.

use std::io::{BufWriter, Write};

use ::csv::{Terminator, WriterBuilder};
use api::Failure;
use domain::Language;
use tempfile::NamedTempFile;

use crate::cell::printable;
use crate::formula::guarded;
use crate::{Cell, Column, file_failure};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The writer of a CSV file.
pub(crate) struct Writer(::csv::Writer<BufWriter<NamedTempFile>>);

impl Writer {
    pub(crate) fn new(language: Language, columns: &[Column]) -> Result<Self, Failure> {
        let mut file = BufWriter::new(NamedTempFile::new().map_err(file_failure)?);
        file.write_all(BYTE_ORDER_MARK.as_bytes()).map_err(file_failure)?;
        let mut writer = Self(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file));
        writer.0.write_record(columns.iter().map(|column| column.title(language))).map_err(file_failure)?;
        Ok(writer)
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Failure> {
        self.0.write_record(cells.iter().map(field)).map_err(file_failure)
    }

    pub(crate) fn finish(self) -> Result<NamedTempFile, Failure> {
        let buffered = self.0.into_inner().map_err(|error| file_failure(error.into_error()))?;
        buffered.into_inner().map_err(|error| file_failure(error.into_error()))
    }
}

fn field(cell: &Cell<'_>) -> String {
    match *cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(&printable(text)).into_owned(),
        Cell::Count(count) => count.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Amount(money) => money.decimal(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money};
    use jiff::civil::date;

    #[test]
    fn text_is_guarded_against_formulas_and_its_line_breaks_are_line_feeds() {
        assert_eq!(field(&Cell::Text("=1+1\r\nx\u{0}")), "'=1+1\nx");
        assert_eq!(field(&Cell::Text("x\r=1+1")), "x\n'=1+1");
        assert_eq!(field(&Cell::Text("Contoso Ltd")), "Contoso Ltd");
    }

    #[test]
    fn numbers_and_days_are_written_unguarded() {
        let money = Money { minor: -500_000, currency: Currency::parse("USD").unwrap() };
        assert_eq!(field(&Cell::Amount(&money)), "-5000.00");
        assert_eq!(field(&Cell::Day(date(2026, 11, 22))), "2026-11-22");
        assert_eq!(field(&Cell::Count(5)), "5");
        assert_eq!(field(&Cell::Empty), "");
    }
}
