//! Lists of a company's vouchers, by status and deadline: the last valid day, and for a redeemed one the last day to
//! claim.

use domain::CompanyId;
use domain::voucher::{Status, Voucher};
use jiff::civil::Date;

use crate::company_list::{CompanyList, Range};
use crate::keys;

/// Which of a company's vouchers are wanted, and in what order.
#[derive(Clone, Debug)]
pub struct VoucherQuery {
    /// The company that holds them.
    pub company: CompanyId,
    /// In this status by the clock. Without one: reserved, then redeemed, then expired ones.
    pub status: Option<Status>,
    /// Whose last valid day lies before this one: open vouchers unless a status says otherwise. A redeemed one does not
    /// expire.
    pub expiring_before: Option<Date>,
    /// Of the redeemed ones those whose last day to claim is this one or a later one.
    pub claim_due_from: Option<Date>,
    /// Within a status the latest deadline first.
    pub descending: bool,
    /// The day by which they are reserved or expired.
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

fn range(status: Status, from: Option<Date>, before: Option<Date>) -> Option<Range> {
    Range::of(keys::VOUCHER, status.as_str(), from, before)
}

#[cfg(test)]
mod tests;
