//! `GET /statement?format=`: the lines of a statement as a workbook or as CSV, one row for each.

use api::{Answer, Failure};
use domain::Language;
use export::{Cell, Column, Layout, StoredExport, Writer, terms};

use crate::statement::{Statement, StatementContext, StatementLine};

/// The number of columns.
const COLUMNS: usize = 12;

/// The columns: first the translated ones, then the code of the translated value.
const TITLES: [Column; COLUMNS] = [
    Column::new("Day", "日期", 12),
    Column::new("Program", "方案", 10),
    Column::new("Location", "據點", 12),
    Column::new("Claim", "請款申請", 26),
    Column::new("Voucher number", "憑證號碼", 24),
    Column::new("Reference", "參考編號", 18),
    Column::new("Invoice number", "發票號碼", 18),
    Column::new("Payment", "付款編號", 18),
    Column::new("Event", "事件", 12),
    Column::new("Amount", "金額", 14),
    Column::new("Currency", "幣別", 10),
    Column::code("event_code", 15),
];

/// Returns the file, or its download address when it is too large for an answer.
pub(crate) async fn answer(
    context: &StatementContext<'_>,
    layout: Layout,
    statement: &Statement,
) -> Result<Answer<StoredExport>, Failure> {
    let mut writer = Writer::begin(layout, "Statement", &TITLES)?;
    statement.lines().try_for_each(|line| writer.row(&cells(line, layout.language)))?;
    let file = writer.finish()?;
    file.answer(context, &*context.services.exports, statement.company(), &statement.file_name()).await
}

/// Returns the cells of a line, in the order of [`TITLES`].
fn cells(line: &StatementLine, language: Language) -> [Cell<'_>; COLUMNS] {
    let [amount, currency] = Cell::amount(Some(&line.amount));
    [
        Cell::Day(line.paid_on),
        Cell::Text(line.program.as_str()),
        Cell::Text(line.location_id.as_str()),
        Cell::Text(line.claim_id.as_str()),
        Cell::Text(line.voucher_number.as_str()),
        Cell::Text(&line.reference_number),
        Cell::Text(&line.invoice_number),
        Cell::Text(&line.payment_id),
        Cell::Text(terms::payment_event(line.event, language)),
        amount,
        currency,
        Cell::Text(line.event.as_str()),
    ]
}
