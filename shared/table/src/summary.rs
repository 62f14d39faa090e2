//! A company summed up: little of each of its vouchers and claims, and of no more than so many. A dashboard counts it; a
//! list that the index does not sort, or does not filter, is sorted and filtered by it.
//!
//! Summing up costs what is summed up: a read unit for every 8 KB of items, about ten vouchers. What piles up over the
//! years is therefore read only so far: [`SUMMARY_MAX`] items of one range of the index, and [`CompanySummary::is_cut`]
//! says where there are more.

use std::collections::BTreeMap;

use domain::{CompanyId, Fault, VoucherNumber};

use crate::client::{Table, unavailable};
use crate::company_list::{CompanyList, Range};
use crate::item::{self, Item, text};
use crate::keys;

mod claim;
mod sorted;
mod voucher;

pub use claim::ClaimSummary;
pub use sorted::{Sorted, SortedCursor, sortable_amount, sortable_instant};
pub use voucher::VoucherSummary;

/// Most items that are summed up of one range: of the vouchers in one status, of the claims that a list is about.
pub const SUMMARY_MAX: usize = 5_000;
/// What is read of an item, its key for the log.
const PROJECTED: &str = "pk, sk, company_sk, program, customer.#name, expires_on, reservation.location_id, \
    reservation.country, reservation.end_date, reservation.reserved_at, deliverables, report, receipt, location_id, \
    country, due_on, correct_by, dispute, invoice_number, saved, submitted_at, amount";

/// What is to be summed up of a company.
#[derive(Clone, Debug)]
pub struct SummaryQuery {
    company: CompanyId,
    /// What is read at once, and what is read behind it.
    ranges: [Vec<Range>; 2],
}

/// Of a company what was asked for, or as much of it as is summed up at once. Each voucher and claim is there once.
#[derive(Debug, Default)]
pub struct CompanySummary {
    /// Its vouchers, by number.
    pub vouchers: Vec<VoucherSummary>,
    /// Its claims, by the number of their voucher.
    pub claims: Vec<ClaimSummary>,
    /// Those that could not be read: left out, so that one bad item does not hide all others.
    pub unreadable: Vec<Fault>,
    /// Whether there is more than was read.
    pub is_cut: bool,
}

/// The ranges of sort keys that hold everything: the open vouchers, the redeemed, the expired, and the claims before, in
/// and behind the status `paid`, in which most of them end.
const PARTS: [(&str, &str); 6] = [
    ("V#reserved#", "V#reserved#~"),
    ("V#redeemed#", "V#redeemed#~"),
    ("V#expired#", "V#expired#~"),
    ("C#", "C#paid#"),
    ("C#paid#", "C#paid#~"),
    ("C#paid#~", "C#~"),
];

impl SummaryQuery {
    /// Everything, read at once. What changes its status at that very moment may be left out of it.
    pub fn everything(company: CompanyId) -> Self {
        let part = |(from, to): (&str, &str)| Range { from: from.to_owned(), to: to.to_owned() };
        Self { company, ranges: [PARTS.map(part).into(), Vec::new()] }
    }

    /// What a list is about. What is open is read before what it becomes: something that moves on meanwhile is found in
    /// one of the two.
    pub fn of<L: CompanyList>(list: &L) -> Self {
        Self { company: list.company().clone(), ranges: [Vec::new(), Vec::new()] }.with(list)
    }

    /// The same and what another list of the company is about.
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
    /// What is asked for of a company.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn summary(&self, wanted: &SummaryQuery) -> Result<CompanySummary, Fault> {
        let mut seen = Seen::default();
        for ranges in &wanted.ranges {
            let reads = ranges.iter().map(|range| self.summary_part(&wanted.company, range));
            for (items, is_cut) in futures::future::try_join_all(reads).await? {
                for item in items {
                    seen.add(item);
                }
                seen.is_cut |= is_cut;
            }
        }
        Ok(seen.summary())
    }

    /// The items of one range, and whether there are more.
    async fn summary_part(&self, company: &CompanyId, range: &Range) -> Result<(Vec<Item>, bool), Fault> {
        let (mut seen, mut start) = (Vec::new(), None);
        loop {
            let request = self.client.query().table_name(&self.name).index_name(keys::BY_COMPANY);
            let request =
                request.key_condition_expression("company_pk = :company AND company_sk BETWEEN :from AND :to");
            let request = request.expression_attribute_values(":company", text(keys::company_pk(company)));
            let request = request.expression_attribute_values(":from", text(&range.from));
            let request = request.expression_attribute_values(":to", text(&range.to));
            let request = request.projection_expression(PROJECTED).expression_attribute_names("#name", "name");
            // One more than is summed up tells that there is more.
            let missing = SUMMARY_MAX.saturating_add(1).saturating_sub(seen.len());
            let request = request.limit(i32::try_from(missing).unwrap_or(i32::MAX)).set_exclusive_start_key(start);
            let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
            seen.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() || seen.len() > SUMMARY_MAX {
                break;
            }
        }
        let is_cut = seen.len() > SUMMARY_MAX;
        seen.truncate(SUMMARY_MAX);
        Ok((seen, is_cut))
    }
}

/// A summary in the making. What moved on while it was read is there as it was read last.
#[derive(Default)]
struct Seen {
    vouchers: BTreeMap<VoucherNumber, VoucherSummary>,
    claims: BTreeMap<VoucherNumber, ClaimSummary>,
    unreadable: Vec<Fault>,
    is_cut: bool,
}

impl Seen {
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

/// Where an item stands in the index: its status, its day and its number; an error where that is no place of its kind.
fn placed<T>(item: &Item, read: impl FnOnce(&str, &str, VoucherNumber) -> Option<T>) -> Result<T, Fault> {
    let place = item.get("company_sk").and_then(|place| place.as_s().ok()).map(String::as_str).unwrap_or_default();
    let parts: Option<[&str; 4]> = place.split('#').collect::<Vec<_>>().try_into().ok();
    let placed = parts.and_then(|[_, status, day, number]| read(status, day, VoucherNumber::parse(number).ok()?));
    let misplaced = || Fault::corrupt(item::key_of(item), &"its place in the index by company is none of ours");
    placed.ok_or_else(misplaced)
}

#[cfg(test)]
mod tests;
