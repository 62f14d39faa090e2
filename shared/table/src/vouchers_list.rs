//! Lists of a company's vouchers, sorted by status and deadline: the last valid day, or the last day to claim of a
//! redeemed voucher.

use domain::CompanyId;
use domain::voucher::{Status, Voucher};
use jiff::civil::Date;

use crate::company_list::{CompanyList, Range};
use crate::keys;

/// A query for vouchers of a company.
#[derive(Clone, Debug)]
pub struct VoucherQuery {
    /// The company that holds or held them.
    pub company: CompanyId,
    /// The status by the clock. Without one: reserved, then redeemed, then expired vouchers.
    pub status: Option<Status>,
    /// The day (exclusive) before which the last valid day lies. Without a status only reserved vouchers match; a
    /// redeemed voucher does not expire and never matches.
    pub expiring_before: Option<Date>,
    /// The earliest last day to claim (inclusive) of redeemed vouchers.
    pub claim_due_from: Option<Date>,
    /// True when within a status the latest deadline comes first.
    pub descending: bool,
    /// The day (UTC) that separates reserved vouchers from expired ones.
    pub today: Date,
}

impl CompanyList for VoucherQuery {
    type Item = Voucher;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn today(&self) -> Date {
        self.today
    }

    fn is_descending(&self) -> bool {
        self.descending
    }

    fn ranges(&self, day: Date) -> Vec<Range> {
        self.statuses().into_iter().flat_map(|status| self.ranges_of(status, day)).collect()
    }
}

impl VoucherQuery {
    fn statuses(&self) -> Vec<Status> {
        match (self.status, self.expiring_before) {
            (Some(status), _) => vec![status],
            (None, Some(_)) => vec![Status::Reserved],
            (None, None) => vec![Status::Reserved, Status::Redeemed, Status::Expired],
        }
    }

    fn ranges_of(&self, status: Status, day: Date) -> Vec<Range> {
        let before = self.expiring_before;
        let ranges = match status {
            Status::Reserved => vec![range(Status::Reserved, Some(day), before)],
            Status::Redeemed if before.is_none() => vec![range(Status::Redeemed, self.claim_due_from, None)],
            Status::Expired => self.in_order(vec![
                range(Status::Expired, None, before),
                range(Status::Reserved, None, Some(before.map_or(day, |before| before.min(day)))),
            ]),
            // A redeemed voucher does not expire; assigned and cancelled vouchers belong to no company.
            Status::Redeemed | Status::Assigned | Status::Cancelled => Vec::new(),
        };
        ranges.into_iter().flatten().collect()
    }

    /// The two ranges of expired vouchers in list order: those that no sweep has processed yet expired last.
    fn in_order<T>(&self, mut ranges: Vec<T>) -> Vec<T> {
        if self.descending {
            ranges.reverse();
        }
        ranges
    }
}

fn range(status: Status, from: Option<Date>, before: Option<Date>) -> Option<Range> {
    Range::of(keys::VOUCHER, status.as_str(), from, before)
}

#[cfg(test)]
mod tests;
