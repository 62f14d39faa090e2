//! Workbooks: typed days and numbers, frozen titles and a filter over all columns. Rows are written to disk one by one.

use api::Failure;
use domain::{Language, Money};
use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use tempfile::NamedTempFile;

use crate::cell::printable;
use crate::{Cell, Column, file_failure};

/// The writer of a workbook.
pub(crate) struct Writer {
    book: Workbook,
    formats: Formats,
    /// The number of written rows, including the titles.
    rows: u32,
    last_column: u16,
}

struct Formats {
    day: Format,
    /// Amounts, by the digits of the currency's minor unit.
    no_decimals: Format,
    two_decimals: Format,
    three_decimals: Format,
}

impl Writer {
    pub(crate) fn new(name: &str, language: Language, columns: &[Column]) -> Result<Self, Failure> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory().map_err(workbook_failure)?;
        titles(sheet, name, language, columns).map_err(workbook_failure)?;
        let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        Ok(Self { book, formats: Formats::new(), rows: 1, last_column })
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Failure> {
        let sheet = self.book.worksheet_from_index(0).map_err(workbook_failure)?;
        for (column, cell) in (0_u16..).zip(cells) {
            write(sheet, &self.formats, (self.rows, column), *cell).map_err(workbook_failure)?;
        }
        self.rows = self.rows.saturating_add(1);
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<NamedTempFile, Failure> {
        let sheet = self.book.worksheet_from_index(0).map_err(workbook_failure)?;
        sheet.autofilter(0, 0, self.rows.saturating_sub(1), self.last_column).map_err(workbook_failure)?;
        let file = NamedTempFile::new().map_err(file_failure)?;
        self.book.save_to_writer(file.reopen().map_err(file_failure)?).map_err(workbook_failure)?;
        Ok(file)
    }
}

fn titles(sheet: &mut Worksheet, name: &str, language: Language, columns: &[Column]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Left);
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (index, column) in (0_u16..).zip(columns) {
        let title = column.title(language);
        sheet.set_column_width(index, column.width)?.write_string_with_format(0, index, title, &bold)?;
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, formats: &Formats, at: (u32, u16), cell: Cell<'_>) -> Result<(), XlsxError> {
    let (row, column) = at;
    match cell {
        Cell::Empty => return Ok(()),
        // A string cell is never evaluated as a formula, whatever it begins with.
        Cell::Text(text) => sheet.write_string(row, column, printable(text))?,
        Cell::Count(count) => sheet.write_number(row, column, count)?,
        Cell::Amount(money) => sheet.write_number_with_format(row, column, number(money), formats.of(money))?,
        Cell::Day(day) => match excel_day(day) {
            Some(serial) => sheet.write_datetime_with_format(row, column, serial, &formats.day)?,
            None => sheet.write_string(row, column, day.to_string())?,
        },
    };
    Ok(())
}

/// Converts an amount to a float, the only number type of a workbook. The exact decimal text is parsed to the nearest
/// float; nothing is computed with it (PROGRAM.md 14.4).
fn number(money: &Money) -> f64 {
    money.decimal().parse().unwrap_or(f64::NAN)
}

/// Converts a day; `None` before 1900, where Excel's calendar begins.
fn excel_day(day: Date) -> Option<ExcelDateTime> {
    let (year, month) = (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?);
    ExcelDateTime::from_ymd(year, month, u8::try_from(day.day()).ok()?).ok()
}

fn workbook_failure(error: XlsxError) -> Failure {
    if matches!(error, XlsxError::RowColumnLimitError) {
        return Failure::invalid("format", "xlsx holds a million rows at most: ask for csv, or for one status");
    }
    file_failure(error)
}

impl Formats {
    fn new() -> Self {
        let format = |code: &str| Format::new().set_num_format(code);
        Self {
            day: format("yyyy-mm-dd"),
            no_decimals: format("#,##0"),
            two_decimals: format("#,##0.00"),
            three_decimals: format("#,##0.000"),
        }
    }

    fn of(&self, money: &Money) -> &Format {
        match money.currency.minor_digits() {
            0 => &self.no_decimals,
            3 => &self.three_decimals,
            _ => &self.two_decimals,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    /// The cell of a workbook with one row, as a spreadsheet reads it, and the XML of its sheet.
    fn written(text: &str) -> (Data, String) {
        let mut writer = Writer::new("Sheet", Language::English, &[Column::new("Title", "標題", 10)]).unwrap();
        writer.row(&[Cell::Text(text)]).unwrap();
        let bytes = std::fs::read(writer.finish().unwrap().path()).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes.clone())).unwrap();
        let xml = std::io::read_to_string(archive.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert!(book.worksheet_formula("Sheet").unwrap().is_empty(), "{text}");
        (book.worksheet_range("Sheet").unwrap().get((1, 0)).unwrap().clone(), xml)
    }

    #[test]
    fn text_with_line_breaks_and_control_characters_is_read_back_without_escapes() {
        let (cell, xml) = written("one\r\ntwo\rthree\u{0}\u{1}\u{b}\u{1f}\u{fffe}\tend");
        assert_eq!(cell, Data::String("one\ntwo\nthree\tend".to_owned()));
        assert!(!xml.contains("_x0") && !xml.contains("_xF"), "{xml}");
    }

    #[test]
    fn text_that_looks_like_a_formula_is_read_back_unchanged() {
        for text in
            ["=1+1", "+886-2-2345", "-5", "@SUM(A1)", "'quoted", "a <b> & \"c\"", " padded ", "台灣科技", "_x000D_"]
        {
            assert_eq!(written(text).0, Data::String(text.to_owned()));
        }
    }
}
