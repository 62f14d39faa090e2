//! `GET /vouchers`: a company's vouchers, page by page.
//!
//! The order is by status (reserved, redeemed, expired) and within a status by deadline: the last valid day, or for
//! redeemed vouchers the last day to claim. With a status a page is one query; without one the next status is read only
//! until the page is full. The status follows the calendar, in the filter as in the answer (DECISIONS.md 21): a voucher
//! past its last day that the sweep has not expired yet is listed as expired, which takes one more query. The claims of
//! redeemed vouchers are read in one batch.
//!
//! The index does not hold `program`, `location_id`, `country`, `q`, `can` and the caller's locations: these are filtered
//! after reading, at most 800 vouchers a page. Such a page may be short and still have a next cursor. Other orders, and
//! the list of vouchers that can be claimed, are sorted as a whole: see [`crate::sorted`].

use std::collections::HashMap;

use api::{Answer, Failure, Page, PageRequest, VoucherView, log_unreadable};
use domain::claim::{Claim, Status};
use domain::{ClaimId, Fault, VoucherNumber};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use table::{ListCursor, SortedCursor, Stored, StoredVoucher, VoucherQuery, VoucherSummary};

use crate::filter::{Order, VoucherFilter};
use crate::{Context, sorted, view};

/// The cursor is decoded later: its type depends on the list that the filter selects (DECISIONS.md 5).
type ListContext<'a> = Context<'a, (VoucherFilter, PageRequest<String>)>;

/// A voucher of a list, with its claim.
#[derive(Serialize, JsonSchema)]
pub(crate) struct VoucherListItem {
    #[serde(flatten)]
    voucher: VoucherView,
    /// The claim of a redeemed voucher, if there is one.
    claim: Option<VoucherListClaim>,
}

/// The claim of a voucher in a list.
#[derive(Serialize, JsonSchema)]
struct VoucherListClaim {
    /// The claim's id.
    id: ClaimId,
    /// The claim's status today.
    status: Status,
    /// The last day to submit it the first time.
    due_on: Date,
}

/// Lists one page of vouchers.
pub(crate) async fn list(context: ListContext<'_>) -> Result<Answer<Page<VoucherListItem>>, Failure> {
    let (filter, page) = &context.query;
    let company = filter.company(&context)?;
    let Some(query) = filter.index_query(&context, &company) else {
        return Answer::json(&page.cut(Vec::<VoucherListItem>::new(), None));
    };
    match filter.order(&query) {
        None => list_by_index(&context, &query).await,
        Some(order) => list_by_summary(&context, &query, order).await,
    }
}

async fn list_by_index(
    context: &ListContext<'_>,
    query: &VoucherQuery,
) -> Result<Answer<Page<VoucherListItem>>, Failure> {
    let (filter, page) = &context.query;
    let page = page.with_cursor::<ListCursor>()?;
    let matches = |voucher: &_| filter.matches_voucher(context, voucher);
    let matches: Option<table::Predicate<'_, _>> =
        if filter.needs_filtering(&context.caller) { Some(&matches) } else { None };
    let found = context.services.table.page(query, page.after.as_ref(), page.limit, matches).await?;
    log_unreadable(&found.unreadable);
    let redeemed = found.items.iter().filter(|stored| stored.value.redeemed_at().is_some());
    let numbers: Vec<VoucherNumber> = redeemed.map(|stored| stored.value.core().number.clone()).collect();
    let mut claims = context.services.table.listed_claims(&numbers).await?;
    Answer::json(&page.cut(items(context, &found.items, &mut claims), found.next))
}

async fn list_by_summary(
    context: &ListContext<'_>,
    query: &VoucherQuery,
    order: Order,
) -> Result<Answer<Page<VoucherListItem>>, Failure> {
    let (filter, page) = &context.query;
    let page = page.with_cursor::<SortedCursor>()?;
    let sorted = sorted::sort_summaries(context, filter, query, order).await?;
    let (summaries, next) = sorted.page(page.after.as_ref(), page.limit);
    let numbers: Vec<VoucherNumber> = summaries.iter().map(|summary| summary.number.clone()).collect();
    let is_redeemed = |summary: &&VoucherSummary| summary.status_facts.stored == domain::voucher::Status::Redeemed;
    let redeemed: Vec<VoucherNumber> =
        summaries.iter().filter(is_redeemed).map(|summary| summary.number.clone()).collect();
    let claims = async { Ok(context.services.table.listed_claims(&redeemed).await?) };
    let (found, mut claims) = futures::try_join!(sorted::read_vouchers(context, filter, query, &numbers), claims)?;
    Answer::json(&page.cut(items(context, &found, &mut claims), next))
}

fn items(
    context: &ListContext<'_>,
    found: &[StoredVoucher],
    claims: &mut HashMap<VoucherNumber, Result<Stored<Claim>, Fault>>,
) -> Vec<VoucherListItem> {
    let item = |stored: &StoredVoucher| {
        let claim = claims.remove(&stored.value.core().number);
        let claim = claim.and_then(|claim| claim.map_err(|fault| log_unreadable(&[fault])).ok());
        let claim = claim.map(|claim| claim.value);
        let voucher = view(context, stored, claim.as_ref());
        VoucherListItem { voucher, claim: claim.map(|claim| VoucherListClaim::new(&claim, context.today())) }
    };
    found.iter().map(item).collect()
}

impl VoucherListClaim {
    fn new(claim: &Claim, today: Date) -> Self {
        Self { id: claim.id.clone(), status: claim.status(today), due_on: claim.due_on }
    }
}
