//! `GET /vouchers`: a company's vouchers, page by page.
//!
//! They come by status (reserved, then redeemed, then expired) and within a status by deadline: the last valid day, and
//! for redeemed ones the last day to claim. With a status a page is one query; without one it reads on in the next status
//! only where the page is not full yet. The status is that of the clock, in the filter as in the answer: a voucher past
//! its last day that the sweep has yet to find is listed as expired, which takes one query more at the end of that list.
//!
//! `program`, `location_id`, `q` and a token for some locations only are no part of the index: what does not match is looked
//! at too, 800 vouchers for one page at most. Such a page may hold less than asked for and still name a next one.

use api::{Answer, Failure, Page, PageRequest, VoucherView, log_unreadable};
use table::ListPlace;

use crate::filter::VoucherFilter;
use crate::{Call, view};

/// A page of vouchers, each as its details show it.
pub(crate) async fn list(
    call: Call<'_, (VoucherFilter, PageRequest<ListPlace>)>,
) -> Result<Answer<Page<VoucherView>>, Failure> {
    let (filter, page) = &call.query;
    let wanted = filter.wanted(&call)?;
    let matches = |voucher: &_| filter.matches(voucher, &call.caller);
    let matches: Option<table::Fits<'_, _>> = if filter.needs_filtering(&call.caller) { Some(&matches) } else { None };
    let found = call.services.table.page(&wanted, page.after.as_ref(), page.limit, matches).await?;
    log_unreadable(&found.unreadable);
    let items = found.items.iter().map(|stored| view(&call, &stored.value, stored.rev)).collect();
    Answer::json(&page.cut(items, found.next))
}
