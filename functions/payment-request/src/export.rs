//! `GET /claims/export`: the same claims as a list, all of them, as a workbook or as CSV.

use api::{Answer, Failure, log_unreadable};
use domain::claim::{Claim, Payment, PaymentEvent};
use domain::{Language, VoucherNumber, calendar};
use export::{Cell, Column, File, KeptExport, LayoutRequest, Writer, terms};
use jiff::{Timestamp, civil::Date};
use table::{ClaimQuery, Stored};

use crate::filter::{ClaimFilter, ClaimSort};
use crate::{Context, sorted};

/// Claims read at once.
const PAGE: usize = 500;
/// Claims read at once by their numbers: as many as one batch holds.
const BATCH: usize = 100;
/// How many columns there are.
const COLUMNS: usize = 20;

/// The columns: for people first, then the code of what is translated.
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

/// The claims asked for, as a file.
pub(crate) async fn export(context: ExportContext<'_>) -> Result<Answer<KeptExport>, Failure> {
    let wanted = context.query.0.wanted(&context)?;
    let file = write(&context, &wanted).await?;
    file.answer(&context, &*context.services.exports, &wanted.company, "claims").await
}

async fn write(context: &ExportContext<'_>, wanted: &ClaimQuery) -> Result<File, Failure> {
    let (filter, layout) = &context.query;
    let mut writer = Writer::begin(layout.layout(context), "Claims", &TITLES)?;
    match filter.order() {
        None => by_index(context, wanted, &mut writer).await?,
        Some(order) => by_summary(context, wanted, order, &mut writer).await?,
    }
    writer.finish()
}

async fn by_index(context: &ExportContext<'_>, wanted: &ClaimQuery, writer: &mut Writer) -> Result<(), Failure> {
    let filter = &context.query.0;
    let matches = |claim: &_| filter.is_one(claim, &context.caller);
    let matches: Option<table::Predicate<'_, _>> =
        if filter.needs_filtering(&context.caller) { Some(&matches) } else { None };
    let mut after = None;
    loop {
        let page = context.services.table.page(wanted, after.as_ref(), PAGE, matches).await?;
        log_unreadable(&page.unreadable);
        rows(context, &page.items, writer)?;
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn by_summary(
    context: &ExportContext<'_>,
    wanted: &ClaimQuery,
    order: ClaimSort,
    writer: &mut Writer,
) -> Result<(), Failure> {
    let filter = &context.query.0;
    let sorted = sorted::sorted(context, filter, wanted, order).await?.into_items();
    let numbers: Vec<VoucherNumber> = sorted.into_iter().map(|summary| summary.number).collect();
    for page in numbers.chunks(PAGE) {
        let batches = page.chunks(BATCH).map(|batch| sorted::read(context, filter, wanted, batch));
        for found in futures::future::try_join_all(batches).await? {
            rows(context, &found, writer)?;
        }
    }
    Ok(())
}

fn rows(context: &ExportContext<'_>, claims: &[Stored<Claim>], writer: &mut Writer) -> Result<(), Failure> {
    let language = context.query.1.layout(context).language;
    claims.iter().try_for_each(|stored| writer.row(&cells(&stored.value, context.today(), language)))
}

/// In the order of the titles.
fn cells(claim: &Claim, today: Date, language: Language) -> [Cell<'_>; COLUMNS] {
    let (voucher, status, submission, paid) = (&claim.voucher, claim.status(today), claim.submission(), paid(claim));
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

/// The payment that was sent, and when.
fn paid(claim: &Claim) -> Option<(&Payment, Timestamp)> {
    claim.approved()?.payments.iter().find_map(|payment| {
        let stands = payment.stands().filter(|word| word.event == PaymentEvent::Sent)?;
        Some((payment, stands.at))
    })
}
