//! Lists of a company's vouchers, by status and deadline.
//!
//! The index by company sorts vouchers by the status they are stored in, then by their deadline: the last valid day, and
//! for a redeemed one the last day to claim. A list is therefore a few ranges of that index, read one behind the other
//! and none further than the page needs. What is past its last day while still stored as reserved is a range of its own,
//! since the deadline is part of the key: lists follow the status by the clock without looking at anything in vain.

use std::str::FromStr;

use domain::voucher::{Status, Voucher};
use domain::{CompanyId, Fault, Invalid, VoucherNumber};
use jiff::civil::Date;

use crate::client::{Table, unavailable};
use crate::item::{Item, text};
use crate::keys::{self, Key};
use crate::record::{Record, Stored};
use crate::voucher::StoredVoucher;

/// Vouchers looked at by one call when some may not fit.
const LOOKED_AT: usize = 200;
/// Vouchers looked at for one page. A search that fits few ends its page early, and goes on from there.
const LOOKED_AT_MAX: usize = 800;

/// Which of a company's vouchers are wanted, and in what order.
#[derive(Clone, Debug)]
pub struct VouchersWanted {
    /// The company that holds them.
    pub company: CompanyId,
    /// In this status by the clock. Without one: reserved, then redeemed, then expired ones.
    pub status: Option<Status>,
    /// Whose last valid day lies before this one: open vouchers unless a status says otherwise. A redeemed one does not
    /// expire.
    pub expiring_before: Option<Date>,
    /// Within a status the latest deadline first.
    pub descending: bool,
    /// The day by which they are reserved or expired.
    pub today: Date,
}

/// Where a voucher stands in a list. It names the day on which the list began: a list that goes on after midnight shows
/// nothing twice because of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoucherPlace {
    descending: bool,
    day: Date,
    key: String,
}

/// A page of vouchers.
#[derive(Debug)]
pub struct VouchersPage {
    /// In the order of the list.
    pub vouchers: Vec<StoredVoucher>,
    /// Those that could not be read: left out, so that one bad item does not hide all others.
    pub unreadable: Vec<Fault>,
    /// Where to go on; nothing at the end.
    pub next: Option<VoucherPlace>,
}

/// What a voucher must be besides what the index sorts by.
pub type Fits<'a> = &'a (dyn Fn(&Voucher) -> bool + Sync);

/// A range of sort keys, both ends part of it. No key ends with its status or day, so that an end that does is none.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Range {
    from: String,
    to: String,
}

impl Range {
    /// Vouchers stored in a status whose deadline is not before `from`, and is before `before`.
    fn of(status: Status, from: Option<Date>, before: Option<Date>) -> Option<Self> {
        let prefix = format!("{}#{}#", keys::VOUCHER, status.as_str());
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let end = before.map_or_else(|| "~".to_owned(), |before| before.to_string());
        let range = Self { from: format!("{prefix}{}", day(from)), to: format!("{prefix}{end}") };
        (range.from < range.to).then_some(range)
    }

    fn holds(&self, key: &str) -> bool {
        (self.from.as_str()..=self.to.as_str()).contains(&key)
    }
}

impl VouchersWanted {
    /// Whether a place is one of this list.
    pub fn holds(&self, place: &VoucherPlace) -> bool {
        place.descending == self.descending && self.ranges(place.day).iter().any(|range| range.holds(&place.key))
    }

    fn statuses(&self) -> Vec<Status> {
        match (self.status, self.expiring_before) {
            (Some(status), _) => vec![status],
            (None, Some(_)) => vec![Status::Reserved],
            (None, None) => vec![Status::Reserved, Status::Redeemed, Status::Expired],
        }
    }

    /// The list as ranges of the index, in order.
    fn ranges(&self, day: Date) -> Vec<Range> {
        self.statuses().into_iter().flat_map(|status| self.ranges_of(status, day)).collect()
    }

    fn ranges_of(&self, status: Status, day: Date) -> Vec<Range> {
        let before = self.expiring_before;
        let ranges = match status {
            Status::Reserved => vec![Range::of(Status::Reserved, Some(day), before)],
            Status::Redeemed if before.is_none() => vec![Range::of(Status::Redeemed, None, None)],
            Status::Expired => self.in_order(vec![
                Range::of(Status::Expired, None, before),
                Range::of(Status::Reserved, None, Some(before.map_or(day, |before| before.min(day)))),
            ]),
            // A redeemed voucher does not expire, and these two nobody holds: they are no company's.
            Status::Redeemed | Status::Assigned | Status::Cancelled => Vec::new(),
        };
        ranges.into_iter().flatten().collect()
    }

    /// What the sweep has yet to find expired last.
    fn in_order<T>(&self, mut ranges: Vec<T>) -> Vec<T> {
        if self.descending {
            ranges.reverse();
        }
        ranges
    }
}

impl FromStr for VoucherPlace {
    type Err = Invalid;

    fn from_str(place: &str) -> Result<Self, Self::Err> {
        parse(place).ok_or_else(|| Invalid::new("is no place in a list of vouchers"))
    }
}

/// Only the one spelling that a place is written in.
fn parse(place: &str) -> Option<VoucherPlace> {
    let (order, rest) = place.split_at_checked(1)?;
    let (day, key) = rest.split_once('#')?;
    let [kind, status, deadline, number] = key.split('#').collect::<Vec<_>>().try_into().ok()?;
    let known = kind == keys::VOUCHER && Status::parse(status).is_ok() && deadline.parse::<Date>().is_ok();
    VoucherNumber::parse(number).ok().filter(|_| known)?;
    let parsed = VoucherPlace { descending: order == "-", day: day.parse().ok()?, key: key.to_owned() };
    (parsed.to_string() == place && parsed.key.len() <= 100).then_some(parsed)
}

impl std::fmt::Display for VoucherPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}#{}", if self.descending { '-' } else { '+' }, self.day, self.key)
    }
}

impl Table {
    /// A page of a company's vouchers, behind a place. With `fits` it may hold less than asked for and still not be the
    /// last: what does not fit is looked at too, and for one page only so much is.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn vouchers_of(
        &self,
        wanted: &VouchersWanted,
        after: Option<&VoucherPlace>,
        limit: usize,
        fits: Option<Fits<'_>>,
    ) -> Result<VouchersPage, Fault> {
        let day = after.map_or(wanted.today, |place| place.day);
        let mut start = after.map(|place| place.key.clone());
        let behind = |range: &Range| start.as_ref().is_none_or(|key| range.holds(key));
        let ranges: Vec<Range> = wanted.ranges(day).into_iter().skip_while(|range| !behind(range)).collect();
        let mut walk = Walk::new(limit, fits);
        for range in &ranges {
            loop {
                let (items, more) = self.vouchers_call(wanted, range, start.take(), walk.look_at()).await?;
                walk.add(items);
                if walk.is_over() {
                    return Ok(walk.page(day, wanted.descending));
                }
                if !more {
                    break;
                }
                start.clone_from(&walk.last);
            }
        }
        Ok(walk.end())
    }

    async fn vouchers_call(
        &self,
        wanted: &VouchersWanted,
        range: &Range,
        start: Option<String>,
        look_at: usize,
    ) -> Result<(Vec<Item>, bool), Fault> {
        let company = keys::company_pk(&wanted.company);
        let start = start.map(|key| exclusive_start(&company, key));
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_COMPANY);
        let request = request.key_condition_expression("company_pk = :company AND company_sk BETWEEN :from AND :to");
        let request = request.expression_attribute_values(":company", text(company));
        let request = request.expression_attribute_values(":from", text(&range.from));
        let request = request.expression_attribute_values(":to", text(&range.to));
        let request = request.scan_index_forward(!wanted.descending).set_exclusive_start_key(start);
        let request = request.limit(i32::try_from(look_at).unwrap_or(i32::MAX));
        let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key.is_some()))
    }
}

/// The whole key of the place, which follows from its sort key in the index.
fn exclusive_start(company: &str, company_sk: String) -> Item {
    let number = company_sk.rsplit('#').next().unwrap_or_default();
    let mut key = Key::new(format!("{}#{number}", keys::VOUCHER), keys::VOUCHER).attributes();
    key.insert("company_pk".to_owned(), text(company));
    key.insert("company_sk".to_owned(), text(company_sk));
    key
}

/// A page in the making.
struct Walk<'a> {
    limit: usize,
    fits: Option<Fits<'a>>,
    found: Vec<(String, StoredVoucher)>,
    unreadable: Vec<Fault>,
    looked_at: usize,
    /// The sort key of what was looked at last.
    last: Option<String>,
}

impl<'a> Walk<'a> {
    fn new(limit: usize, fits: Option<Fits<'a>>) -> Self {
        Self { limit, fits, found: Vec::new(), unreadable: Vec::new(), looked_at: 0, last: None }
    }

    /// The rest of the page and one more, which tells whether there is another page; more where some may not fit.
    fn look_at(&self) -> usize {
        let missing = self.limit.saturating_sub(self.found.len()).saturating_add(1);
        if self.fits.is_some() { missing.max(LOOKED_AT) } else { missing }
    }

    fn add(&mut self, items: Vec<Item>) {
        for item in items {
            let key = item.get("company_sk").and_then(|key| key.as_s().ok()).cloned().unwrap_or_default();
            self.last = Some(key.clone());
            self.looked_at = self.looked_at.saturating_add(1);
            match Record::<Voucher>::read(item).map(Stored::from) {
                Ok(stored) if self.fits.is_none_or(|fits| fits(&stored.value)) => self.found.push((key, stored)),
                Ok(_) => {}
                Err(fault) => self.unreadable.push(fault),
            }
        }
    }

    fn is_over(&self) -> bool {
        let tired = self.fits.is_some() && self.looked_at >= LOOKED_AT_MAX;
        self.found.len() > self.limit || tired
    }

    /// The page, and the place behind which the next begins.
    fn page(mut self, day: Date, descending: bool) -> VouchersPage {
        let full = self.found.len() > self.limit;
        self.found.truncate(self.limit);
        let kept = self.found.last().map(|(key, _)| key.clone());
        let key = if full { kept } else { self.last.take() };
        let next = key.map(|key| VoucherPlace { descending, day, key });
        VouchersPage { next, ..self.end() }
    }

    fn end(self) -> VouchersPage {
        let vouchers = self.found.into_iter().map(|(_, stored)| stored).collect();
        VouchersPage { vouchers, unreadable: self.unreadable, next: None }
    }
}

#[cfg(test)]
mod tests;
