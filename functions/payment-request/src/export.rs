//! `GET /claims/export`: all claims of a list, as a workbook or as CSV.

use api::{Answer, Failure, log_unreadable};
use domain::claim::{Claim, Payment, PaymentEvent};
use domain::{Language, VoucherNumber, calendar};
use export::{Cell, Column, File, LayoutRequest, StoredExport, Writer, terms};
use jiff::{Timestamp, civil::Date};
use table::{ClaimQuery, Stored};

use crate::filter::{ClaimFilter, ClaimSort};
use crate::{Context, sorted};

/// The claims of one page of the index.
const PAGE_SIZE: usize = 500;
/// The claims read by number in one batch; DynamoDB reads at most 100 items in one.
const BATCH_SIZE: usize = 100;
/// The number of columns.
const COLUMNS: usize = 20;

/// The columns: first the translated ones, then the code of the translated value.
const TITLES: [Column; COLUMNS] = [
    Column::new("Claim", "請款申請", 26),
    Column::new("Voucher number", "憑證號碼", 24),
    Column::new("Program", "方案", 10),
    Column::new("Days", "天數", 7),
    Column::new("Location", "據點", 12),
    Column::new("Country", "國家／地區", 11),
    Column::new("Status", "狀態", 15),
    Column::new("Redeemed on", "兌換日", 13),
    Column::new("Submit by", "請款期限", 12),
    Column::new("Invoice number", "發票號碼", 18),
    Column::new("Purchase order", "採購單號", 18),
    Column::new("Reference", "參考編號", 18),
    Column::new("Submitted on", "提交日", 13),
    Column::new("Approved on", "核准日", 13),
    Column::new("Payment", "付款編號", 18),
    Column::new("Paid on", "撥款日", 12),
    Column::new("Amount", "金額", 14),
    Column::new("Currency", "幣別", 10),
    Column::new("Comment", "意見", 40),
    Column::code("status_code", 15),
];

type ExportContext<'a> = Context<'a, (), (ClaimFilter, LayoutRequest)>;

/// Returns the file, or its download address when it is too large for an answer.
pub(crate) async fn export(context: ExportContext<'_>) -> Result<Answer<StoredExport>, Failure> {
    let query = context.query.0.index_query(&context)?;
    let file = write(&context, &query).await?;
    file.answer(&context, &*context.services.exports, &query.company, "claims").await
}

async fn write(context: &ExportContext<'_>, query: &ClaimQuery) -> Result<File, Failure> {
    let (filter, layout) = &context.query;
    let mut writer = Writer::begin(layout.layout(context), "Claims", &TITLES)?;
    match filter.order() {
        None => export_by_index(context, query, &mut writer).await?,
        Some(order) => export_by_summary(context, query, order, &mut writer).await?,
    }
    writer.finish()
}

async fn export_by_index(context: &ExportContext<'_>, query: &ClaimQuery, writer: &mut Writer) -> Result<(), Failure> {
    let filter = &context.query.0;
    let matches = |claim: &_| filter.matches_claim(claim, &context.caller);
    let matches: Option<table::Predicate<'_, _>> =
        if filter.needs_filtering(&context.caller) { Some(&matches) } else { None };
    let mut after = None;
    loop {
        let page = context.services.table.page(query, after.as_ref(), PAGE_SIZE, matches).await?;
        log_unreadable(&page.unreadable);
        write_rows(context, &page.items, writer)?;
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn export_by_summary(
    context: &ExportContext<'_>,
    query: &ClaimQuery,
    order: ClaimSort,
    writer: &mut Writer,
) -> Result<(), Failure> {
    let filter = &context.query.0;
    let sorted = sorted::sort_summaries(context, filter, query, order).await?.into_items();
    let numbers: Vec<VoucherNumber> = sorted.into_iter().map(|summary| summary.number).collect();
    for page in numbers.chunks(PAGE_SIZE) {
        let batches = page.chunks(BATCH_SIZE).map(|batch| sorted::read_claims(context, filter, query, batch));
        for found in futures::future::try_join_all(batches).await? {
            write_rows(context, &found, writer)?;
        }
    }
    Ok(())
}

fn write_rows(context: &ExportContext<'_>, claims: &[Stored<Claim>], writer: &mut Writer) -> Result<(), Failure> {
    let language = context.query.1.layout(context).language;
    claims.iter().try_for_each(|stored| writer.row(&cells(&stored.value, context.today(), language)))
}

/// Returns the cells of a claim, in the order of [`TITLES`].
fn cells(claim: &Claim, today: Date, language: Language) -> [Cell<'_>; COLUMNS] {
    let (voucher, status, submission, paid) =
        (&claim.voucher, claim.status(today), claim.submission(), sent_payment(claim));
    let [amount, currency] = Cell::amount(claim.amount.as_ref());
    let on = |at: Option<Timestamp>| Cell::day(at.map(calendar::utc_day));
    [
        Cell::Text(claim.id.as_str()),
        Cell::Text(voucher.voucher_number.as_str()),
        Cell::Text(voucher.program.as_str()),
        Cell::Count(voucher.days),
        Cell::Text(voucher.location_id.as_str()),
        Cell::Text(voucher.country.as_str()),
        Cell::Text(terms::claim_status(status, language)),
        on(Some(voucher.redeemed_at)),
        Cell::Day(claim.last_day().unwrap_or(claim.due_on)),
        Cell::text(submission.map(|submitted| submitted.invoice_number.as_str())),
        Cell::text(
            submission.and_then(|submitted| submitted.purchase_order.as_ref()).map(domain::PurchaseOrder::as_str),
        ),
        Cell::text(submission.map(|submitted| submitted.reference_number.as_str())),
        on(submission.map(|submitted| submitted.submitted_at)),
        on(claim.approved().map(|approved| approved.approved_at)),
        Cell::text(paid.map(|(payment, _)| payment.id.as_str())),
        on(paid.map(|(_, at)| at)),
        amount,
        currency,
        Cell::text(claim.comment().map(domain::Note::as_str)),
        Cell::Text(status.as_str()),
    ]
}

/// Returns the payment that was sent, and the time it was sent at.
fn sent_payment(claim: &Claim) -> Option<(&Payment, Timestamp)> {
    claim.approved()?.payments.iter().find_map(|payment| {
        let report = payment.current_report().filter(|report| report.event == PaymentEvent::Sent)?;
        Some((payment, report.at))
    })
}
