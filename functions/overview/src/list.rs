//! `GET /vouchers`: a company's vouchers, page by page.
//!
//! They come by status (reserved, then redeemed, then expired) and within a status by deadline: the last valid day, and
//! for redeemed ones the last day to claim. With a status a page is one query; without one it reads on in the next status
//! only where the page is not full yet. The status is that of the clock, in the filter as in the answer: a voucher past
//! its last day that the sweep has yet to find is listed as expired, which takes one query more at the end of that list.
//! The claims of the redeemed ones are read once the page is known, all at once.
//!
//! `program`, `location_id`, `q`, `can` and a token for some locations only are no part of the index: what does not match
//! is looked at too, 800 vouchers for one page at most. Such a page may hold less than asked for and still name a next one.
//! Other orders, and what can be claimed, are sorted as a whole: see [`crate::sorted`].

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

/// The list that is meant follows from the filter, and with it what its places are.
type ListContext<'a> = Context<'a, (VoucherFilter, PageRequest<String>)>;

/// A voucher of a list: as its details show it, with what became of its claim.
#[derive(Serialize, JsonSchema)]
pub(crate) struct VoucherListItem {
    #[serde(flatten)]
    voucher: VoucherView,
    /// The claim of a redeemed voucher; nothing where there is none.
    claim: Option<VoucherListClaim>,
}

/// The claim of a voucher in a list.
#[derive(Serialize, JsonSchema)]
struct VoucherListClaim {
    /// Its id.
    id: ClaimId,
    /// Its status, by the clock.
    status: Status,
    /// Last day to submit it the first time.
    due_on: Date,
}

/// A page of vouchers, each as its details show it.
pub(crate) async fn list(context: ListContext<'_>) -> Result<Answer<Page<VoucherListItem>>, Failure> {
    let (filter, page) = &context.query;
    let company = filter.company(&context)?;
    let Some(wanted) = filter.wanted(&context, &company) else {
        return Answer::json(&page.cut(Vec::<VoucherListItem>::new(), None));
    };
    match filter.order(&wanted) {
        None => by_index(&context, &wanted).await,
        Some(order) => by_summary(&context, &wanted, order).await,
    }
}

async fn by_index(context: &ListContext<'_>, wanted: &VoucherQuery) -> Result<Answer<Page<VoucherListItem>>, Failure> {
    let (filter, page) = &context.query;
    let page = page.with_cursor::<ListCursor>()?;
    let matches = |voucher: &_| filter.is_one(context, voucher);
    let matches: Option<table::Predicate<'_, _>> =
        if filter.needs_filtering(&context.caller) { Some(&matches) } else { None };
    let found = context.services.table.page(wanted, page.after.as_ref(), page.limit, matches).await?;
    log_unreadable(&found.unreadable);
    let redeemed = found.items.iter().filter(|stored| stored.value.redeemed_at().is_some());
    let numbers: Vec<VoucherNumber> = redeemed.map(|stored| stored.value.core().number.clone()).collect();
    let mut claims = context.services.table.listed_claims(&numbers).await?;
    Answer::json(&page.cut(items(context, &found.items, &mut claims), found.next))
}

async fn by_summary(
    context: &ListContext<'_>,
    wanted: &VoucherQuery,
    order: Order,
) -> Result<Answer<Page<VoucherListItem>>, Failure> {
    let (filter, page) = &context.query;
    let page = page.with_cursor::<SortedCursor>()?;
    let sorted = sorted::sorted(context, filter, wanted, order).await?;
    let (summaries, next) = sorted.page(page.after.as_ref(), page.limit);
    let numbers: Vec<VoucherNumber> = summaries.iter().map(|summary| summary.number.clone()).collect();
    let is_redeemed = |summary: &&VoucherSummary| summary.status_facts.stored == domain::voucher::Status::Redeemed;
    let redeemed: Vec<VoucherNumber> =
        summaries.iter().filter(is_redeemed).map(|summary| summary.number.clone()).collect();
    let claims = async { Ok(context.services.table.listed_claims(&redeemed).await?) };
    let (found, mut claims) = futures::try_join!(sorted::read(context, filter, wanted, &numbers), claims)?;
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
        let claim = claim.map(|claim| VoucherListClaim::new(&claim.value, context.today()));
        VoucherListItem { voucher: view(context, &stored.value, stored.rev), claim }
    };
    found.iter().map(item).collect()
}

impl VoucherListClaim {
    fn new(claim: &Claim, today: Date) -> Self {
        Self { id: claim.id.clone(), status: claim.status(today), due_on: claim.due_on }
    }
}
