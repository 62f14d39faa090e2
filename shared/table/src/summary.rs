//! The summary of a company: a projection of its vouchers and claims, bounded in number. A dashboard counts it. A list
//! with a sort order or filter that the index does not support sorts and filters it (DECISIONS.md 30).
//!
//! A read unit covers 8 KB of items, about ten vouchers. The read is therefore bounded: [`SUMMARY_MAX`] items of one
//! range of the index. [`CompanySummary::is_cut`] is true when there are more.

use std::collections::BTreeMap;

use domain::{CompanyId, Fault, VoucherNumber};
use jiff::civil::Date;

use crate::client::{Table, unavailable};
use crate::company_list::{CompanyList, Range};
use crate::item::{self, Item, text};
use crate::keys;

mod claim;
mod overview;
mod sorted;
mod voucher;

pub use claim::ClaimSummary;
pub use sorted::{Sorted, SortedCursor, sortable_amount, sortable_instant};
pub use voucher::VoucherSummary;

/// The largest number of items read from one range: the vouchers of one status, or the claims of a list
/// (DECISIONS.md 30).
pub const SUMMARY_MAX: usize = 5_000;
/// The projected attributes of an item; `pk` and `sk` are for the log.
const PROJECTED: &str = "pk, sk, company_sk, program, days, customer.#name, expires_on, reservation.location_id, \
    reservation.country, reservation.start_date, reservation.end_date, reservation.reserved_at, deliverables, report, \
    receipt, reopened, location_id, country, due_on, correct_by, dispute, invoice_number, saved, submitted_at, amount, payments";

/// The part of a company's vouchers and claims that a summary covers.
#[derive(Clone, Debug)]
pub struct SummaryQuery {
    company: CompanyId,
    /// The ranges that are read first, concurrently, and the ranges that are read after them.
    ranges: [Vec<Range>; 2],
}

/// The vouchers and claims of a query, each once.
#[derive(Debug, Default)]
pub struct CompanySummary {
    /// The vouchers, sorted by number.
    pub vouchers: Vec<VoucherSummary>,
    /// The claims, sorted by the number of their voucher.
    pub claims: Vec<ClaimSummary>,
    /// The faults of unreadable items. They are left out of the lists (DECISIONS.md 34).
    pub unreadable: Vec<Fault>,
    /// True when a range holds more than [`SUMMARY_MAX`] items.
    pub is_cut: bool,
}

impl SummaryQuery {
    /// What an overview counts: the vouchers and claims in flight, and those that ended on a day or later. All are read
    /// concurrently: an item whose status changes during the read may be missing (DECISIONS.md 59).
    pub fn overview(company: CompanyId, from: Date) -> Self {
        Self { company, ranges: [overview::ranges(from), Vec::new()] }
    }

    /// The items of a list. Open statuses are read before the statuses that follow them, so that an item that changes
    /// during the read is found in one of the two.
    pub fn of<L: CompanyList>(list: &L) -> Self {
        Self { company: list.company().clone(), ranges: [Vec::new(), Vec::new()] }.with(list)
    }

    /// Adds the items of another list of the same company.
    #[must_use]
    pub fn with<L: CompanyList>(mut self, list: &L) -> Self {
        let (open, done) = list.ranges(list.today()).into_iter().partition::<Vec<_>, _>(Range::is_open);
        let [first, then] = &mut self.ranges;
        first.extend(open);
        then.extend(done);
        self
    }
}

impl Table {
    /// Reads the summary of a query.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn summary(&self, query: &SummaryQuery) -> Result<CompanySummary, Fault> {
        let mut collected = Collected::default();
        for ranges in &query.ranges {
            let reads = ranges.iter().map(|range| self.summary_part(&query.company, range));
            for (items, is_cut) in futures::future::try_join_all(reads).await? {
                for item in items {
                    collected.add(item);
                }
                collected.is_cut |= is_cut;
            }
        }
        Ok(collected.summary())
    }

    /// The items of one range; the flag is true when there are more.
    async fn summary_part(&self, company: &CompanyId, range: &Range) -> Result<(Vec<Item>, bool), Fault> {
        let (mut items, mut start) = (Vec::new(), None);
        loop {
            let request = self.client.query().table_name(&self.name).index_name(keys::BY_COMPANY);
            let request =
                request.key_condition_expression("company_pk = :company AND company_sk BETWEEN :from AND :to");
            let request = request.expression_attribute_values(":company", text(keys::company_pk(company)));
            let request = request.expression_attribute_values(":from", text(&range.from));
            let request = request.expression_attribute_values(":to", text(&range.to));
            let request = request.projection_expression(PROJECTED).expression_attribute_names("#name", "name");
            // One item beyond the limit shows that there are more.
            let missing = SUMMARY_MAX.saturating_add(1).saturating_sub(items.len());
            let request = request.limit(i32::try_from(missing).unwrap_or(i32::MAX)).set_exclusive_start_key(start);
            let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() || items.len() > SUMMARY_MAX {
                break;
            }
        }
        let is_cut = items.len() > SUMMARY_MAX;
        items.truncate(SUMMARY_MAX);
        Ok((items, is_cut))
    }
}

/// A summary under construction. An item that changed during the read is present as it was read last.
#[derive(Default)]
struct Collected {
    vouchers: BTreeMap<VoucherNumber, VoucherSummary>,
    claims: BTreeMap<VoucherNumber, ClaimSummary>,
    unreadable: Vec<Fault>,
    is_cut: bool,
}

impl Collected {
    fn add(&mut self, item: Item) {
        let sk = item.get("sk").and_then(|sk| sk.as_s().ok());
        let read = if sk.is_some_and(|sk| sk == keys::VOUCHER) {
            VoucherSummary::read(item).map(|voucher| drop(self.vouchers.insert(voucher.number.clone(), voucher)))
        } else {
            ClaimSummary::read(item).map(|claim| drop(self.claims.insert(claim.number.clone(), claim)))
        };
        if let Err(fault) = read {
            self.unreadable.push(fault);
        }
    }

    fn summary(self) -> CompanySummary {
        CompanySummary {
            vouchers: self.vouchers.into_values().collect(),
            claims: self.claims.into_values().collect(),
            unreadable: self.unreadable,
            is_cut: self.is_cut,
        }
    }
}

/// Parses the index key of an item into status, day and number, and passes them to `read`.
fn parse_index_entry<T>(item: &Item, read: impl FnOnce(&str, &str, VoucherNumber) -> Option<T>) -> Result<T, Fault> {
    let entry = item.get("company_sk").and_then(|entry| entry.as_s().ok()).map(String::as_str).unwrap_or_default();
    let fields: Option<[&str; 4]> = entry.split('#').collect::<Vec<_>>().try_into().ok();
    let parsed = fields.and_then(|[_, status, day, number]| read(status, day, VoucherNumber::parse(number).ok()?));
    let malformed = || Fault::corrupt(item::key_of(item), &"its key in the index by company is malformed");
    parsed.ok_or_else(malformed)
}

#[cfg(test)]
mod tests;
