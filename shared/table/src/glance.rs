//! A company's vouchers and claims at a glance: what a dashboard counts, without reading more of an item than that.
//!
//! Counting costs what is counted: a read unit for every 8 KB of items, about ten vouchers. What piles up over the years
//! is therefore counted only so far.

use domain::claim;
use domain::voucher;
use domain::{CompanyId, Fault, LocationId, Money, VoucherNumber};
use jiff::civil::Date;
use serde::Deserialize;

use crate::client::{Table, unavailable};
use crate::item::{self, Item, text};
use crate::keys;

/// Calls for one part of a glance: each reads a megabyte, which is more than a thousand vouchers.
const CALLS_MAX: usize = 5;
/// What is read of an item, its key for the log.
const PROJECTED: &str = "pk, sk, company_sk, reservation.location_id, location_id, amount";

/// What the index tells of a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoucherGlance {
    /// Its number.
    pub number: VoucherNumber,
    /// The status it is stored in.
    pub status: voucher::Status,
    /// Its last valid day; once redeemed, the last day to claim.
    pub deadline: Date,
    /// Where it is delivered.
    pub location: LocationId,
}

/// What the index tells of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimGlance {
    /// The voucher it is for.
    pub number: VoucherNumber,
    /// The status it is stored in.
    pub status: claim::Status,
    /// The day it is listed by: of what waits for the partner the last day to act.
    pub day: Date,
    /// Where the voucher was delivered.
    pub location: LocationId,
    /// What it is worth.
    pub amount: Option<Money>,
}

/// Everything of a company, or as much of it as may be counted at once.
#[derive(Debug, Default)]
pub struct Glance {
    /// Its vouchers.
    pub vouchers: Vec<VoucherGlance>,
    /// Its claims.
    pub claims: Vec<ClaimGlance>,
    /// Those that could not be read: left out, so that one bad item does not hide all others.
    pub unreadable: Vec<Fault>,
    /// Whether there is more than was read.
    pub is_cut: bool,
}

/// What is read of an item: a voucher names its location in its reservation, a claim by itself.
#[derive(Deserialize)]
struct Seen {
    company_sk: String,
    #[serde(default)]
    reservation: Option<Place>,
    #[serde(default)]
    location_id: Option<LocationId>,
    #[serde(default)]
    amount: Option<Money>,
}

#[derive(Deserialize)]
struct Place {
    location_id: LocationId,
}

/// The ranges of sort keys that are read at once: the open vouchers, the redeemed, the expired, and the claims before, in
/// and behind the status `paid`, in which most of them end.
const PARTS: [(&str, &str); 6] = [
    ("V#reserved#", "V#reserved#~"),
    ("V#redeemed#", "V#redeemed#~"),
    ("V#expired#", "V#expired#~"),
    ("C#", "C#paid#"),
    ("C#paid#", "C#paid#~"),
    ("C#paid#~", "C#~"),
];

impl Table {
    /// A company at a glance.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn glance(&self, company: &CompanyId) -> Result<Glance, Fault> {
        let parts = PARTS.map(|(from, to)| self.glance_part(company, from, to));
        let mut glance = Glance::default();
        for (items, is_cut) in futures::future::try_join_all(parts).await? {
            for item in items {
                glance.add(item);
            }
            glance.is_cut |= is_cut;
        }
        Ok(glance)
    }

    /// The items of one part, and whether there are more.
    async fn glance_part(&self, company: &CompanyId, from: &str, to: &str) -> Result<(Vec<Item>, bool), Fault> {
        let (mut seen, mut start) = (Vec::new(), None);
        for _ in 0..CALLS_MAX {
            let request = self.client.query().table_name(&self.name).index_name(keys::BY_COMPANY);
            let request =
                request.key_condition_expression("company_pk = :company AND company_sk BETWEEN :from AND :to");
            let request = request.expression_attribute_values(":company", text(keys::company_pk(company)));
            let request = request.expression_attribute_values(":from", text(from));
            let request = request.expression_attribute_values(":to", text(to));
            let request = request.projection_expression(PROJECTED).set_exclusive_start_key(start);
            let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
            seen.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        Ok((seen, start.is_some()))
    }
}

impl Glance {
    fn add(&mut self, item: Item) {
        let key = item::key_of(&item);
        let read = item::read::<Seen>(item).and_then(|seen| self.sort(seen).ok_or_else(|| misplaced(key)));
        if let Err(fault) = read {
            self.unreadable.push(fault);
        }
    }

    /// Nothing for an item whose place in the index is none that we write.
    fn sort(&mut self, seen: Seen) -> Option<()> {
        let [kind, status, day, number] = seen.company_sk.split('#').collect::<Vec<_>>().try_into().ok()?;
        let (day, number) = (day.parse().ok()?, VoucherNumber::parse(number).ok()?);
        if kind == keys::VOUCHER {
            let (status, location) = (voucher::Status::parse(status).ok()?, seen.reservation?.location_id);
            self.vouchers.push(VoucherGlance { number, status, deadline: day, location });
        } else {
            let (status, location, amount) = (claim::Status::parse(status).ok()?, seen.location_id?, seen.amount);
            self.claims.push(ClaimGlance { number, status, day, location, amount });
        }
        Some(())
    }
}

fn misplaced(key: String) -> Fault {
    Fault::corrupt(key, &"its place in the index by company is none of ours")
}

impl VoucherGlance {
    /// The status on a day (see [`domain::voucher::Voucher::status`]).
    pub fn status(&self, today: Date) -> voucher::Status {
        let is_lapsed = self.status == voucher::Status::Reserved && today > self.deadline;
        if is_lapsed { voucher::Status::Expired } else { self.status }
    }
}

impl ClaimGlance {
    /// The last day for the partner to act, while it must.
    pub fn last_day(&self) -> Option<Date> {
        match self.status {
            claim::Status::Draft | claim::Status::ActionRequired => Some(self.day),
            claim::Status::Submitted
            | claim::Status::UnderReview
            | claim::Status::Approved
            | claim::Status::OnHold
            | claim::Status::Scheduled
            | claim::Status::Paid
            | claim::Status::PaymentFailed
            | claim::Status::Rejected
            | claim::Status::Expired
            | claim::Status::Withdrawn => None,
        }
    }

    /// The status on a day (see [`domain::claim::Claim::status`]).
    pub fn status(&self, today: Date) -> claim::Status {
        if self.last_day().is_some_and(|last| today > last) { claim::Status::Expired } else { self.status }
    }
}
