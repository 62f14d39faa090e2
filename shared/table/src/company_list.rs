//! Lists of what a company holds, by status and day.
//!
//! The index by company sorts items by their kind, the status they are stored in and a day. A list is therefore a few
//! ranges of that index, read one behind the other and none further than the page needs. What time has ended while it is
//! still stored as open is a range of its own, since the day is part of the key: lists follow the status by the clock
//! without looking at anything in vain.

use std::str::FromStr;

use domain::{CompanyId, Fault, Flaw, Invalid, VoucherNumber, claim, voucher};
use jiff::civil::Date;

use crate::client::{Table, unavailable};
use crate::item::{Item, text};
use crate::keys::{self, Key};
use crate::record::{Aggregate, Record, Stored};

/// Items looked at by one call when some may not fit.
const LOOKED_AT: usize = 200;
/// Items looked at for one page. A search that fits few ends its page early, and goes on from there.
const LOOKED_AT_MAX: usize = 800;

/// A list of what a company holds.
pub trait CompanyList: Sync {
    /// What is listed.
    type Item: Aggregate;

    /// Whose.
    fn company(&self) -> &CompanyId;

    /// The day by whose clock they are listed.
    fn today(&self) -> Date;

    /// Whether within a status the latest day comes first.
    fn is_descending(&self) -> bool {
        false
    }

    /// The list as ranges of the index, in order, by the clock of a day.
    fn ranges(&self, day: Date) -> Vec<Range>;
}

/// Where an item stands in a list. It names the day on which the list began: a list that goes on after midnight shows
/// nothing twice because of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCursor {
    descending: bool,
    day: Date,
    key: String,
}

/// A page of a list.
#[derive(Debug)]
pub struct ListPage<T> {
    /// In the order of the list.
    pub items: Vec<Stored<T>>,
    /// Those that could not be read: left out, so that one bad item does not hide all others.
    pub unreadable: Vec<Fault>,
    /// Where to go on; nothing at the end.
    pub next: Option<ListCursor>,
}

/// What an item must be besides what the index sorts by.
pub type Predicate<'a, T> = &'a (dyn Fn(&T) -> bool + Sync);

/// A range of sort keys, both ends part of it. No key ends with its status or day, so that an end that does is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub(crate) from: String,
    pub(crate) to: String,
}

impl Range {
    /// Items of a kind stored in a status whose day is not before `from`, and is before `before`.
    pub(crate) fn of(kind: &str, status: &str, from: Option<Date>, before: Option<Date>) -> Option<Self> {
        let prefix = format!("{kind}#{status}#");
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let end = before.map_or_else(|| "~".to_owned(), |before| before.to_string());
        let range = Self { from: format!("{prefix}{}", day(from)), to: format!("{prefix}{end}") };
        (range.from < range.to).then_some(range)
    }

    /// All items of a kind.
    pub(crate) fn all(kind: &str) -> Self {
        Self { from: format!("{kind}#"), to: format!("{kind}#~") }
    }

    /// Whether it holds what is stored in a status out of which time or a partner takes it.
    pub(crate) fn is_open(&self) -> bool {
        let open = [
            (keys::VOUCHER, voucher::Status::Reserved.as_str()),
            (keys::CLAIM, claim::Status::Draft.as_str()),
            (keys::CLAIM, claim::Status::ActionRequired.as_str()),
        ];
        open.into_iter().any(|(kind, status)| self.from.starts_with(&format!("{kind}#{status}#")))
    }

    pub(crate) fn holds(&self, key: &str) -> bool {
        (self.from.as_str()..=self.to.as_str()).contains(&key)
    }
}

impl FromStr for ListCursor {
    type Err = Invalid;

    fn from_str(place: &str) -> Result<Self, Self::Err> {
        parse(place).ok_or_else(|| Invalid::new(Flaw::Invalid, "is no place in a list"))
    }
}

/// Only the one spelling that a place is written in.
fn parse(place: &str) -> Option<ListCursor> {
    let (order, rest) = place.split_at_checked(1)?;
    let (day, key) = rest.split_once('#')?;
    let [kind, status, until, number] = key.split('#').collect::<Vec<_>>().try_into().ok()?;
    let is_status = match kind {
        keys::VOUCHER => voucher::Status::parse(status).is_ok(),
        keys::CLAIM => claim::Status::parse(status).is_ok(),
        _ => false,
    };
    let known = is_status && until.parse::<Date>().is_ok() && VoucherNumber::parse(number).is_ok();
    let parsed = ListCursor { descending: order == "-", day: day.parse().ok()?, key: key.to_owned() };
    (known && parsed.to_string() == place && is_upper(number) && key.len() <= KEY_MAX).then_some(parsed)
}

/// Longest sort key that is written.
const KEY_MAX: usize = 100;

/// Numbers are folded on input, and stand in keys as they are stored.
fn is_upper(number: &str) -> bool {
    !number.bytes().any(|byte| byte.is_ascii_lowercase())
}

impl std::fmt::Display for ListCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}#{}", if self.descending { '-' } else { '+' }, self.day, self.key)
    }
}

impl Table {
    /// A page of a list, behind a place. With `fits` it may hold less than asked for and still not be the last: what does
    /// not fit is looked at too, and for one page only so much is.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn page<L: CompanyList>(
        &self,
        list: &L,
        after: Option<&ListCursor>,
        limit: usize,
        fits: Option<Predicate<'_, L::Item>>,
    ) -> Result<ListPage<L::Item>, Fault> {
        let day = after.map_or_else(|| list.today(), |place| place.day);
        let mut start = after.map(|place| place.key.clone());
        let behind = |range: &Range| start.as_ref().is_none_or(|key| range.holds(key));
        let ranges: Vec<Range> = list.ranges(day).into_iter().skip_while(|range| !behind(range)).collect();
        let mut walk = Walk::new(limit, fits);
        for range in &ranges {
            loop {
                let (items, more) = self.list_call(list, range, start.take(), walk.look_at()).await?;
                walk.add(items);
                if walk.is_over() {
                    return Ok(walk.page(day, list.is_descending()));
                }
                if !more {
                    break;
                }
                start.clone_from(&walk.last);
            }
        }
        Ok(walk.end())
    }

    async fn list_call<L: CompanyList>(
        &self,
        list: &L,
        range: &Range,
        start: Option<String>,
        look_at: usize,
    ) -> Result<(Vec<Item>, bool), Fault> {
        let company = keys::company_pk(list.company());
        let start = start.map(|key| exclusive_start(&company, key));
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_COMPANY);
        let request = request.key_condition_expression("company_pk = :company AND company_sk BETWEEN :from AND :to");
        let request = request.expression_attribute_values(":company", text(company));
        let request = request.expression_attribute_values(":from", text(&range.from));
        let request = request.expression_attribute_values(":to", text(&range.to));
        let request = request.scan_index_forward(!list.is_descending()).set_exclusive_start_key(start);
        let request = request.limit(i32::try_from(look_at).unwrap_or(i32::MAX));
        let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key.is_some()))
    }
}

/// The whole key of the place, which follows from its sort key in the index: an item's own is its kind.
fn exclusive_start(company: &str, company_sk: String) -> Item {
    let (kind, rest) = company_sk.split_once('#').unwrap_or_default();
    let number = rest.rsplit('#').next().unwrap_or_default();
    let mut key = Key::new(format!("{}#{number}", keys::VOUCHER), kind).attributes();
    key.insert("company_pk".to_owned(), text(company));
    key.insert("company_sk".to_owned(), text(company_sk));
    key
}

/// A page in the making.
struct Walk<'a, T> {
    limit: usize,
    fits: Option<Predicate<'a, T>>,
    found: Vec<(String, Stored<T>)>,
    unreadable: Vec<Fault>,
    looked_at: usize,
    /// The sort key of what was looked at last.
    last: Option<String>,
}

impl<'a, T: Aggregate> Walk<'a, T> {
    fn new(limit: usize, fits: Option<Predicate<'a, T>>) -> Self {
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
            match Record::<T>::read(item).map(Stored::from) {
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
    fn page(mut self, day: Date, descending: bool) -> ListPage<T> {
        let full = self.found.len() > self.limit;
        self.found.truncate(self.limit);
        let kept = self.found.last().map(|(key, _)| key.clone());
        let key = if full { kept } else { self.last.take() };
        let next = key.map(|key| ListCursor { descending, day, key });
        ListPage { next, ..self.end() }
    }

    fn end(self) -> ListPage<T> {
        let items = self.found.into_iter().map(|(_, stored)| stored).collect();
        ListPage { items, unreadable: self.unreadable, next: None }
    }
}

#[cfg(test)]
mod tests;
