//! A workbook: typed days and numbers, the titles frozen, a filter over all of it. Rows go to disk as they are written.

use domain::Money;
use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use tempfile::NamedTempFile;
use web::Failure;

use crate::{Cell, Column, broken};

/// A workbook in the making.
pub(crate) struct Writer {
    book: Workbook,
    formats: Formats,
    /// The rows written, the titles among them.
    rows: u32,
    last_column: u16,
}

struct Formats {
    day: Format,
    /// By the digits of the currency's minor unit: none, two, three.
    whole: Format,
    cents: Format,
    mills: Format,
}

impl Writer {
    pub(crate) fn new(name: &str, columns: &[Column]) -> Result<Self, Failure> {
        let mut book = Workbook::new();
        titles(book.add_worksheet_with_constant_memory().map_err(unwritten)?, name, columns).map_err(unwritten)?;
        let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        Ok(Self { book, formats: Formats::new(), rows: 1, last_column })
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Failure> {
        let sheet = self.book.worksheet_from_index(0).map_err(unwritten)?;
        for (column, cell) in (0_u16..).zip(cells) {
            write(sheet, &self.formats, (self.rows, column), *cell).map_err(unwritten)?;
        }
        self.rows = self.rows.saturating_add(1);
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<NamedTempFile, Failure> {
        let sheet = self.book.worksheet_from_index(0).map_err(unwritten)?;
        sheet.autofilter(0, 0, self.rows.saturating_sub(1), self.last_column).map_err(unwritten)?;
        let file = NamedTempFile::new().map_err(broken)?;
        self.book.save_to_writer(file.reopen().map_err(broken)?).map_err(unwritten)?;
        Ok(file)
    }
}

fn titles(sheet: &mut Worksheet, name: &str, columns: &[Column]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Left);
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (column, (title, width)) in (0_u16..).zip(columns) {
        sheet.set_column_width(column, *width)?.write_string_with_format(0, column, *title, &bold)?;
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, formats: &Formats, at: (u32, u16), cell: Cell<'_>) -> Result<(), XlsxError> {
    let (row, column) = at;
    match cell {
        Cell::Empty => return Ok(()),
        // Written as text, whatever it begins with: a workbook keeps formulas apart from it.
        Cell::Text(text) => sheet.write_string(row, column, text)?,
        Cell::Count(count) => sheet.write_number(row, column, count)?,
        Cell::Amount(money) => sheet.write_number_with_format(row, column, number(money), formats.of(money))?,
        Cell::Day(day) => match excel_day(day) {
            Some(serial) => sheet.write_datetime_with_format(row, column, serial, &formats.day)?,
            None => sheet.write_string(row, column, day.to_string())?,
        },
    };
    Ok(())
}

/// The one place where money is a float, since a cell of a workbook cannot be anything else. The exact decimal text is
/// read as the nearest float; nothing is ever computed with it.
fn number(money: &Money) -> f64 {
    money.decimal().parse().unwrap_or(f64::NAN)
}

/// Nothing for days that Excel's calendar does not have: it begins with 1900.
fn excel_day(day: Date) -> Option<ExcelDateTime> {
    let (year, month) = (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?);
    ExcelDateTime::from_ymd(year, month, u8::try_from(day.day()).ok()?).ok()
}

fn unwritten(error: XlsxError) -> Failure {
    if matches!(error, XlsxError::RowColumnLimitError) {
        return Failure::invalid("format", "xlsx holds a million rows at most: ask for csv, or for one status");
    }
    broken(error)
}

impl Formats {
    fn new() -> Self {
        let format = |code: &str| Format::new().set_num_format(code);
        Self {
            day: format("yyyy-mm-dd"),
            whole: format("#,##0"),
            cents: format("#,##0.00"),
            mills: format("#,##0.000"),
        }
    }

    fn of(&self, money: &Money) -> &Format {
        match money.currency.minor_digits() {
            0 => &self.whole,
            3 => &self.mills,
            _ => &self.cents,
        }
    }
}
