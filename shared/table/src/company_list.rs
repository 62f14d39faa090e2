//! Pages of a company's vouchers or claims, sorted by status and day.
//!
//! The index by company sorts items by kind, stored status and day. A list is therefore a few ranges of that index,
//! read one after the other and only as far as the page needs. Items that are stored as open but have expired form a
//! range of their own, since the day is part of the key: a list shows the status by the clock without reading items in
//! vain (DECISIONS.md 29).

use std::str::FromStr;

use domain::{CompanyId, Fault, Flaw, Invalid, VoucherNumber, claim, voucher};
use jiff::civil::Date;

use crate::client::{Table, unavailable};
use crate::item::{Item, text};
use crate::keys::{self, Key};
use crate::record::{Aggregate, Record, Stored};

/// The number of items that one query reads when a predicate filters them.
const FILTERED_PAGE: usize = 200;
/// The number of items read for one page. A predicate that few items match ends the page early; the cursor continues
/// there.
const FILTERED_READ_MAX: usize = 800;

/// A list of a company's vouchers or claims.
pub trait CompanyList: Sync {
    /// The listed aggregate.
    type Item: Aggregate;

    /// The company.
    fn company(&self) -> &CompanyId;

    /// The day (UTC) that decides the status of an item.
    fn today(&self) -> Date;

    /// True when within a status the latest day comes first.
    fn is_descending(&self) -> bool {
        false
    }

    /// The ranges of the index that form the list, in order, with statuses as of a day.
    fn ranges(&self, day: Date) -> Vec<Range>;
}

/// The position of an item in a list. It stores the day of the first page, so that a list that continues after midnight
/// shows no item twice (DECISIONS.md 29).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCursor {
    descending: bool,
    day: Date,
    key: String,
}

/// A page of a list.
#[derive(Debug)]
pub struct ListPage<T> {
    /// The items, in the order of the list.
    pub items: Vec<Stored<T>>,
    /// The faults of unreadable items. They are left out of the page (DECISIONS.md 34).
    pub unreadable: Vec<Fault>,
    /// The cursor of the next page; `None` at the end.
    pub next: Option<ListCursor>,
}

/// A filter on properties that the index does not sort by.
pub type Predicate<'a, T> = &'a (dyn Fn(&T) -> bool + Sync);

/// A range of sort keys, both ends included. No key ends with a status or a day, so an end of that form excludes the
/// day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub(crate) from: String,
    pub(crate) to: String,
}

impl Range {
    /// The items of a kind and stored status with a day from `from` (inclusive) to `before` (exclusive); `None` when
    /// empty.
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

    /// True when the range holds a status that ends by the clock or by a command of the partner.
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

    fn from_str(cursor: &str) -> Result<Self, Self::Err> {
        parse(cursor).ok_or_else(|| Invalid::new(Flaw::Invalid, "is not a cursor of a list"))
    }
}

/// Parses a cursor. Only the canonical spelling is accepted.
fn parse(cursor: &str) -> Option<ListCursor> {
    let (order, rest) = cursor.split_at_checked(1)?;
    let (day, key) = rest.split_once('#')?;
    let [kind, status, until, number] = key.split('#').collect::<Vec<_>>().try_into().ok()?;
    let is_status = match kind {
        keys::VOUCHER => voucher::Status::parse(status).is_ok(),
        keys::CLAIM => claim::Status::parse(status).is_ok(),
        _ => false,
    };
    let is_day = until.parse::<Date>().is_ok_and(|day| day.to_string() == until);
    let known = is_status && is_day && VoucherNumber::parse(number).is_ok();
    let parsed = ListCursor { descending: order == "-", day: day.parse().ok()?, key: key.to_owned() };
    (known && parsed.to_string() == cursor && is_upper(number) && key.len() <= KEY_MAX).then_some(parsed)
}

/// The longest sort key of the index by company, in bytes.
const KEY_MAX: usize = 100;

/// True when the number is in its canonical case, as keys store it; parsing alone accepts lower case too.
fn is_upper(number: &str) -> bool {
    !number.bytes().any(|byte| byte.is_ascii_lowercase())
}

impl std::fmt::Display for ListCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}#{}", if self.descending { '-' } else { '+' }, self.day, self.key)
    }
}

impl Table {
    /// The page of a list after a cursor. With a predicate it may hold less than `limit` and still have a next page,
    /// since the number of items read for one page is bounded.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn page<L: CompanyList>(
        &self,
        list: &L,
        after: Option<&ListCursor>,
        limit: usize,
        predicate: Option<Predicate<'_, L::Item>>,
    ) -> Result<ListPage<L::Item>, Fault> {
        let day = after.map_or_else(|| list.today(), |cursor| cursor.day);
        let mut start = after.map(|cursor| cursor.key.clone());
        let reaches = |range: &Range| start.as_ref().is_none_or(|key| range.holds(key));
        let ranges: Vec<Range> = list.ranges(day).into_iter().skip_while(|range| !reaches(range)).collect();
        let mut builder = PageBuilder::new(limit, predicate);
        for range in &ranges {
            loop {
                let (items, more) = self.list_call(list, range, start.take(), builder.read_limit()).await?;
                builder.add(items);
                if builder.is_complete() {
                    return Ok(builder.page(day, list.is_descending()));
                }
                if !more {
                    break;
                }
                start.clone_from(&builder.last);
            }
        }
        Ok(builder.end())
    }

    async fn list_call<L: CompanyList>(
        &self,
        list: &L,
        range: &Range,
        start: Option<String>,
        read_limit: usize,
    ) -> Result<(Vec<Item>, bool), Fault> {
        let company = keys::company_pk(list.company());
        let start = start.map(|key| exclusive_start(&company, key));
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_COMPANY);
        let request = request.key_condition_expression("company_pk = :company AND company_sk BETWEEN :from AND :to");
        let request = request.expression_attribute_values(":company", text(company));
        let request = request.expression_attribute_values(":from", text(&range.from));
        let request = request.expression_attribute_values(":to", text(&range.to));
        let request = request.scan_index_forward(!list.is_descending()).set_exclusive_start_key(start);
        let request = request.limit(i32::try_from(read_limit).unwrap_or(i32::MAX));
        let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key.is_some()))
    }
}

/// The complete index key of a cursor. The primary key follows from the sort key of the index: the item's own sort key
/// is its kind.
fn exclusive_start(company: &str, company_sk: String) -> Item {
    let (kind, rest) = company_sk.split_once('#').unwrap_or_default();
    let number = rest.rsplit('#').next().unwrap_or_default();
    let mut key = Key::new(format!("{}#{number}", keys::VOUCHER), kind).attributes();
    key.insert("company_pk".to_owned(), text(company));
    key.insert("company_sk".to_owned(), text(company_sk));
    key
}

/// A page under construction.
struct PageBuilder<'a, T> {
    limit: usize,
    predicate: Option<Predicate<'a, T>>,
    found: Vec<(String, Stored<T>)>,
    unreadable: Vec<Fault>,
    read_count: usize,
    /// The sort key of the last item that was read.
    last: Option<String>,
}

impl<'a, T: Aggregate> PageBuilder<'a, T> {
    fn new(limit: usize, predicate: Option<Predicate<'a, T>>) -> Self {
        Self { limit, predicate, found: Vec::new(), unreadable: Vec::new(), read_count: 0, last: None }
    }

    /// The number of items to read next: the rest of the page and one more, which shows that there is a next page; at
    /// least [`FILTERED_PAGE`] with a predicate.
    fn read_limit(&self) -> usize {
        let missing = self.limit.saturating_sub(self.found.len()).saturating_add(1);
        if self.predicate.is_some() { missing.max(FILTERED_PAGE) } else { missing }
    }

    fn add(&mut self, items: Vec<Item>) {
        for item in items {
            let key = item.get("company_sk").and_then(|key| key.as_s().ok()).cloned().unwrap_or_default();
            self.last = Some(key.clone());
            self.read_count = self.read_count.saturating_add(1);
            match Record::<T>::read(item).map(Stored::from) {
                Ok(stored) if self.predicate.is_none_or(|holds| holds(&stored.value)) => self.found.push((key, stored)),
                Ok(_) => {}
                Err(fault) => self.unreadable.push(fault),
            }
        }
    }

    fn is_complete(&self) -> bool {
        let is_exhausted = self.predicate.is_some() && self.read_count >= FILTERED_READ_MAX;
        self.found.len() > self.limit || is_exhausted
    }

    /// The page with the cursor of the next one.
    fn page(mut self, day: Date, descending: bool) -> ListPage<T> {
        let full = self.found.len() > self.limit;
        self.found.truncate(self.limit);
        let last_found = self.found.last().map(|(key, _)| key.clone());
        let key = if full { last_found } else { self.last.take() };
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
