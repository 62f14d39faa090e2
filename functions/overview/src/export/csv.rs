//! CSV as RFC 4180 has it, led by a byte order mark: without one Excel takes UTF-8 for something else.

use std::io::{BufWriter, Write};

use ::csv::{Terminator, WriterBuilder};
use tempfile::NamedTempFile;
use web::Failure;

use super::row::{Cell, Row, TITLES};
use super::{Rows, broken};

const BYTE_ORDER_MARK: &str = "\u{feff}";
/// What a spreadsheet takes for the beginning of a formula, in either width.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A file in the making.
pub(super) struct Writer(::csv::Writer<BufWriter<NamedTempFile>>);

impl Writer {
    pub(super) fn new() -> Result<Self, Failure> {
        let mut file = BufWriter::new(NamedTempFile::new().map_err(broken)?);
        file.write_all(BYTE_ORDER_MARK.as_bytes()).map_err(broken)?;
        let mut writer = Self(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file));
        writer.0.write_record(TITLES.map(|(title, _)| title)).map_err(broken)?;
        Ok(writer)
    }
}

impl Rows for Writer {
    fn row(&mut self, row: &Row<'_>) -> Result<(), Failure> {
        self.0.write_record(row.cells().map(field)).map_err(broken)
    }

    fn finish(self: Box<Self>) -> Result<NamedTempFile, Failure> {
        let buffered = self.0.into_inner().map_err(|error| broken(error.into_error()))?;
        buffered.into_inner().map_err(|error| broken(error.into_error()))
    }
}

fn field(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Count(count) => count.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Amount(money) => money.decimal(),
    }
}

/// Text that no spreadsheet runs: a customer's name is not a formula, whatever it begins with (CWE-1236).
fn harmless(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money};
    use jiff::civil::date;

    #[test]
    fn text_that_looks_like_a_formula_is_only_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1＋1", "－1", "＋1", "＠x", "=\"a\",b"] {
            assert_eq!(field(Cell::Text(text)), format!("'{text}"));
        }
        for text in ["", "Contoso Ltd", "a=1", "1-1", "'quoted", "台灣科技", "SA-7KQ2-M9XD-3FHT"] {
            assert_eq!(field(Cell::Text(text)), text);
        }
    }

    #[test]
    fn numbers_and_days_stay_what_they_are() {
        let money = Money { minor: -500_000, currency: Currency::parse("USD").unwrap() };
        assert_eq!(field(Cell::Amount(&money)), "-5000.00");
        assert_eq!(field(Cell::Day(date(2026, 11, 22))), "2026-11-22");
        assert_eq!(field(Cell::Count(5)), "5");
        assert_eq!(field(Cell::Empty), "");
    }
}
