//! `GET /vouchers`: a company's vouchers, page by page.
//!
//! They come by status (reserved, then redeemed, then expired) and within a status by deadline: the last valid day, and
//! for redeemed ones the last day to claim. With a status a page is one query; without one it reads on in the next status
//! only where the page is not full yet. The status is that of the clock, in the filter as in the answer: a voucher past
//! its last day that the sweep has yet to find is listed as expired, which takes one query more at the end of that list.
//!
//! `program`, `location_id`, `q` and a token for some locations only are no part of the index: what does not fit is looked
//! at too, 800 vouchers for one page at most. Such a page may hold less than asked for and still name a next one.

use api::page::{Page, Wanted};
use api::{Answer, Failure, FetchKeys, VoucherView};
use table::{CompanyList, ListPlace};

use crate::asked::Asked;
use crate::{Call, VIEWERS, tell};

/// A page of vouchers, each as its details show it.
pub(crate) async fn list<K: FetchKeys, B: Sync>(call: &Call<'_, K, B>) -> Result<Answer, Failure> {
    call.caller.needs(&VIEWERS)?;
    let (asked, page) = Asked::read(call, Wanted::<ListPlace>::read(call.request).map(Some))?;
    if page.after.as_ref().is_some_and(|place| !asked.wanted.holds(place)) {
        return Err(Failure::BadCursor);
    }
    let fits = |voucher: &_| asked.fits(voucher);
    let fits: Option<table::Fits<'_, _>> = if asked.is_narrow() { Some(&fits) } else { None };
    let found = call.deps.table.page(&asked.wanted, page.after.as_ref(), page.limit, fits).await?;
    tell(&found.unreadable);
    let items = found.items.iter().map(|stored| call.view(&stored.value, stored.rev)).collect();
    Answer::ok(&Page::new(items, found.next))
}

impl<K, B> Call<'_, K, B> {
    /// The voucher as the caller sees it: what its holder may do, operations may not.
    pub(crate) fn view<'v>(&self, voucher: &'v domain::voucher::Voucher, rev: u64) -> VoucherView<'v> {
        let view = VoucherView::new(voucher, rev, self.now);
        if self.caller.is_operations() { VoucherView { actions: Vec::new(), ..view } } else { view }
    }
}
