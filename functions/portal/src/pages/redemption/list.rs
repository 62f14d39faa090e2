//! `/redeem`: the vouchers that are ready first, then the others with what they lack and where it is mended.

use askama::Template;
use domain::VoucherNumber;
use domain::voucher::Action;

use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Errors, Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::forms::address;
use crate::pages::vouchers::model::{Listed, ListedVoucher, ReportStatus, Voucher};
use crate::pages::vouchers::names::Names;
use crate::pages::vouchers::tags;
use crate::reply::Reply;
use crate::visit::Visit;

/// The most vouchers of one redemption, which is the most of a page of the list (PROGRAM.md 10.2).
const VOUCHERS_MAX: usize = 100;
/// The same, as the list takes it.
const LIMIT: &str = "100";
/// The most calls for the vouchers that are ready: a page of a filtered list may be short while more follow.
const CALLS_MAX: usize = 5;

/// The page.
#[derive(Template)]
#[template(path = "pages/redemption/list.html")]
struct ListPage {
    layout: Layout,
    errors: Errors,
    ready: Vec<Row>,
    /// True when not every voucher was looked through: more may be ready.
    has_more: bool,
    waiting: Vec<WaitingRow>,
    /// True when more wait than are shown.
    has_more_waiting: bool,
    /// True when the others could not be read.
    is_partial: bool,
}

/// A voucher that can be redeemed.
struct Row {
    number: VoucherNumber,
    href: String,
    customer: String,
    service: String,
    program: String,
    dates: String,
    until: String,
    left: String,
    is_soon: bool,
}

/// A voucher that lacks something.
struct WaitingRow {
    href: String,
    number: String,
    customer: String,
    lacks: Vec<Lack>,
}

/// What a voucher lacks, and the page where it is mended.
struct Lack {
    text: String,
    href: Option<String>,
}

/// Shows the vouchers.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(page(visit, Errors::default()))
}

/// The page, with what is wrong with a selection.
///
/// # Errors
/// `PageError` when the vouchers that are ready cannot be read.
pub async fn page(visit: &Visit<'_>, errors: Errors) -> Result<Reply, PageError> {
    let (ready, reserved, names) =
        futures::join!(ready(visit), list(visit, ("status", "reserved"), ""), Names::read(visit));
    let (ready, has_more) = ready?;
    let is_partial = reserved.is_err();
    let has_more_waiting = reserved.as_ref().is_ok_and(|list| list.next_cursor.is_some());
    let reserved = reserved.map(|list| list.items).unwrap_or_default();
    let waiting = reserved.iter().map(|listed| &listed.voucher).filter(|voucher| !voucher.can(Action::Redeem));
    let status = errors.status();
    let page = ListPage {
        layout: Layout::new(visit, Section::Redeem, visit.words.get("redeem-title")).with_errors(!errors.is_empty()),
        errors,
        ready: ready.iter().map(|listed| Row::new(visit, &listed.voucher, &names)).collect(),
        has_more,
        waiting: waiting.map(|voucher| WaitingRow::new(visit, voucher)).collect(),
        has_more_waiting,
        is_partial,
    };
    Ok(Reply::page(&page)?.with_status(status))
}

impl ListPage {
    /// The id of the text where none is ready.
    fn nothing_ready(&self) -> &'static str {
        match (self.has_more, self.waiting.is_empty()) {
            (true, _) => "redeem-none-found",
            (false, false) => "redeem-nothing-ready",
            (false, true) => "redeem-none-reserved",
        }
    }
}

/// A page of the company's vouchers with a filter.
async fn list(visit: &Visit<'_>, filter: (&str, &str), cursor: &str) -> Result<Listed<ListedVoucher>, CallError> {
    let fields = [filter, ("sort", "expires_on"), ("limit", LIMIT), ("cursor", cursor)];
    let got: Got<Listed<ListedVoucher>> = visit.get("overview", "/vouchers", &fields).await?;
    Ok(got.value)
}

/// The vouchers that are ready, as many as one redemption takes; true when more may be.
async fn ready(visit: &Visit<'_>) -> Result<(Vec<ListedVoucher>, bool), CallError> {
    let (mut found, mut cursor) = (Vec::new(), Some(String::new()));
    for _ in 0..CALLS_MAX {
        let Some(from) = cursor.take().filter(|_| found.len() < VOUCHERS_MAX) else { break };
        let page = list(visit, ("can", "redeem"), &from).await?;
        found.extend(page.items);
        cursor = page.next_cursor;
    }
    let has_more = cursor.is_some() || found.len() > VOUCHERS_MAX;
    found.truncate(VOUCHERS_MAX);
    Ok((found, has_more))
}

impl Row {
    fn new(visit: &Visit<'_>, voucher: &Voucher, names: &Names) -> Self {
        let (w, language) = (visit.words, visit.language());
        let reserved = voucher.reservation.as_ref();
        let dates = reserved.map(|own| format::period(own.start_date, own.end_date, language));
        let days = w.one("days-count", "n", voucher.days);
        Self {
            href: address(&voucher.number, ""),
            customer: voucher.customer.name.clone(),
            service: reserved.map(|own| names.engagement(&own.engagement_type)).unwrap_or_default(),
            program: w.two("redeem-program", ("program", voucher.program.as_str()), ("days", &days)),
            dates: dates.unwrap_or_default(),
            until: format::day(voucher.expires_on, language),
            left: tags::days_left(w, voucher.days_left),
            is_soon: tags::is_soon(voucher.days_left),
            number: voucher.number.clone(),
        }
    }
}

impl WaitingRow {
    fn new(visit: &Visit<'_>, voucher: &Voucher) -> Self {
        Self {
            href: address(&voucher.number, ""),
            number: voucher.number.to_string(),
            customer: voucher.customer.name.clone(),
            lacks: lacks(visit, voucher),
        }
    }
}

/// What keeps a reserved voucher from being redeemed (PROGRAM.md 10.1).
fn lacks(visit: &Visit<'_>, voucher: &Voucher) -> Vec<Lack> {
    let w = visit.words;
    let to = |page: &str| Some(address(&voucher.number, page));
    let mut lacks = Vec::new();
    let ends = voucher.reservation.as_ref().map(|own| own.end_date).filter(|end| *end > visit.today());
    if let Some(end) = ends {
        let day = format::day(end, w.language());
        lacks.push(Lack { text: w.one("redeem-lacks-end", "day", day), href: to("change") });
    }
    let files = voucher.deliverables;
    if files.clean == 0 && files.pending == 0 {
        let id = if files.rejected > 0 { "redeem-lacks-files-again" } else { "redeem-lacks-files" };
        lacks.push(Lack { text: w.get(id), href: to("files") });
    } else if files.pending > 0 {
        lacks.push(Lack { text: w.get("redeem-lacks-check"), href: to("files") });
    }
    if voucher.report.status != ReportStatus::Submitted {
        lacks.push(Lack { text: w.get("redeem-lacks-report"), href: to("report") });
    }
    if lacks.is_empty() {
        lacks.push(Lack { text: w.get("redeem-lacks-other"), href: to("") });
    }
    lacks
}
