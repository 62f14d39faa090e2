//! CSV as RFC 4180 has it, led by a byte order mark: without one Excel takes UTF-8 for something else.

use std::io::{BufWriter, Write};

use ::csv::{Terminator, WriterBuilder};
use tempfile::NamedTempFile;
use web::Failure;

use crate::{Cell, Column, broken};

const BYTE_ORDER_MARK: &str = "\u{feff}";
/// What a spreadsheet takes for the beginning of a formula, in either width.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
/// What a spreadsheet may take for the end of a cell, depending on where it is used.
const SEPARATORS: [char; 5] = [';', '\t', '|', '\n', '\r'];

/// A file in the making.
pub(crate) struct Writer(::csv::Writer<BufWriter<NamedTempFile>>);

impl Writer {
    pub(crate) fn new(columns: &[Column]) -> Result<Self, Failure> {
        let mut file = BufWriter::new(NamedTempFile::new().map_err(broken)?);
        file.write_all(BYTE_ORDER_MARK.as_bytes()).map_err(broken)?;
        let mut writer = Self(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file));
        writer.0.write_record(columns.iter().map(|(title, _)| title)).map_err(broken)?;
        Ok(writer)
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Failure> {
        self.0.write_record(cells.iter().map(field)).map_err(broken)
    }

    pub(crate) fn finish(self) -> Result<NamedTempFile, Failure> {
        let buffered = self.0.into_inner().map_err(|error| broken(error.into_error()))?;
        buffered.into_inner().map_err(|error| broken(error.into_error()))
    }
}

fn field(cell: &Cell<'_>) -> String {
    match *cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Count(count) => count.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Amount(money) => money.decimal(),
    }
}

/// Text that no spreadsheet runs: a customer's name is not a formula, whatever it begins with (CWE-1236). One that takes
/// another separator for the comma begins a cell wherever that stands.
fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    let mut begins = true;
    for character in text.chars() {
        if begins && FORMULA.contains(&character) {
            harmless.push('\'');
        }
        harmless.push(character);
        begins = SEPARATORS.contains(&character);
    }
    harmless
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money};
    use jiff::civil::date;

    #[test]
    fn text_that_looks_like_a_formula_is_only_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "＝1＋1", "－1", "＋1", "＠x", "=\"a\",b"] {
            assert_eq!(field(&Cell::Text(text)), format!("'{text}"));
        }
        assert_eq!((field(&Cell::Text("\t=1")), field(&Cell::Text("\r-"))), ("'\t'=1".to_owned(), "'\r'-".to_owned()));
        assert_eq!(field(&Cell::Text("Contoso;=1+1;x\n@y")), "Contoso;'=1+1;x\n'@y");
        for text in ["", "Contoso Ltd", "a=1", "1-1", "'quoted", "台灣科技", "SA-7KQ2-M9XD-3FHT"] {
            assert_eq!(field(&Cell::Text(text)), text);
        }
    }

    #[test]
    fn numbers_and_days_stay_what_they_are() {
        let money = Money { minor: -500_000, currency: Currency::parse("USD").unwrap() };
        assert_eq!(field(&Cell::Amount(&money)), "-5000.00");
        assert_eq!(field(&Cell::Day(date(2026, 11, 22))), "2026-11-22");
        assert_eq!(field(&Cell::Count(5)), "5");
        assert_eq!(field(&Cell::Empty), "");
    }
}
