//! `GET /claims/export`: the same claims as a list, all of them, as a workbook or as CSV.

use domain::calendar;
use domain::claim::{Claim, Payment, PaymentEvent};
use export::{Cell, Column, File, Format, Name, Writer};
use jiff::{Timestamp, civil::Date};
use objects::KeepExport;
use table::ClaimsWanted;
use web::{Answer, Failure};

use crate::asked::Asked;
use crate::{Call, tell};

/// Claims read at once.
const PAGE: usize = 500;
/// How many columns there are.
const COLUMNS: usize = 19;

/// Each column's title and its width in characters.
const TITLES: [Column; COLUMNS] = [
    ("Claim", 26),
    ("Voucher number", 24),
    ("Program", 10),
    ("Days", 7),
    ("Location", 12),
    ("Country", 9),
    ("Status", 15),
    ("Redeemed on", 13),
    ("Submit by", 12),
    ("Invoice number", 18),
    ("Purchase order", 18),
    ("Reference", 18),
    ("Submitted on", 13),
    ("Approved on", 13),
    ("Payment", 18),
    ("Paid on", 12),
    ("Amount", 14),
    ("Currency", 10),
    ("Comment", 40),
];

/// The claims asked for, as a file.
pub(crate) async fn export<B: KeepExport>(call: &Call<'_>, exports: &B) -> Result<Answer, Failure> {
    let company = call.reader()?.company_asked(call.request)?;
    let (asked, format) = Asked::read(call, Format::asked(call.request))?;
    let wanted = ClaimsWanted { company, status: asked.status, today: call.today() };
    let file = write(call, &wanted, &asked, format).await?;
    let name = Name { of: "claims", day: call.today() };
    file.answer(exports, (call.request, call.now), &wanted.company, name).await
}

async fn write(call: &Call<'_>, wanted: &ClaimsWanted, asked: &Asked<'_>, format: Format) -> Result<File, Failure> {
    let fits = |claim: &_| asked.fits(claim);
    let fits: Option<table::Fits<'_, _>> = if asked.is_narrow() { Some(&fits) } else { None };
    let (mut writer, mut after) = (Writer::begin(format, "Claims", &TITLES)?, None);
    loop {
        let page = call.table.page(wanted, after.as_ref(), PAGE, fits).await?;
        tell(&page.unreadable);
        for stored in &page.items {
            writer.row(&cells(&stored.value, call.today()))?;
        }
        after = page.next;
        if after.is_none() {
            return writer.finish();
        }
    }
}

/// In the order of the titles.
fn cells(claim: &Claim, today: Date) -> [Cell<'_>; COLUMNS] {
    let (voucher, submission, paid) = (&claim.voucher, claim.submission(), paid(claim));
    let [amount, currency] = Cell::amount(claim.amount.as_ref());
    let on = |at: Option<Timestamp>| Cell::day(at.map(calendar::utc_day));
    [
        Cell::Text(claim.id.as_str()),
        Cell::Text(voucher.voucher_number.as_str()),
        Cell::Text(voucher.program.as_str()),
        Cell::Count(voucher.days),
        Cell::Text(voucher.location_id.as_str()),
        Cell::Text(voucher.country.as_str()),
        Cell::Text(claim.status(today).as_str()),
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
    ]
}

/// The payment that was sent, and when.
fn paid(claim: &Claim) -> Option<(&Payment, Timestamp)> {
    claim.approved()?.payments.iter().find_map(|payment| {
        let stands = payment.stands().filter(|word| word.event == PaymentEvent::Sent)?;
        Some((payment, stands.at))
    })
}
