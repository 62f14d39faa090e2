//! The last days of vouchers, claims and enrollments.

use std::collections::BTreeMap;

use domain::voucher::Status;
use domain::{LocationId, Money, Name, VoucherNumber, calendar, progress};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use table::{ClaimSummary, VoucherSummary};

use super::Facts;

/// The largest number of deadlines shown.
const DEADLINES_MAX: usize = 10;
const VOUCHER: &str = "voucher";
const CLAIM: &str = "claim";
const ENROLLMENT: &str = "enrollment";

/// The last day of a voucher or a claim.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Deadline {
    due_on: Date,
    voucher_number: VoucherNumber,
    /// `voucher` when the voucher expires then, `claim` when its claim does.
    kind: &'static str,
    status: &'static str,
    /// The customer's name, where it is known.
    customer: Option<Name>,
    location_id: LocationId,
    days_left: i32,
    /// The amount of the claim; for a voucher that of today's rate.
    amount: Option<Money>,
}

/// The number of deadlines of one kind on one day.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CalendarEntry {
    date: Date,
    /// `voucher` for vouchers that expire, `claim` for claims that must be submitted, `enrollment` for enrollments that
    /// must be renewed.
    kind: &'static str,
    count: usize,
}

/// The next deadlines of vouchers and claims.
pub(super) fn deadlines(facts: &Facts) -> Vec<Deadline> {
    let mut all = of_vouchers_and_claims(facts);
    all.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    all.truncate(DEADLINES_MAX);
    all
}

/// The deadlines of the next days, counted by day and kind.
pub(super) fn calendar_of(facts: &Facts) -> Vec<CalendarEntry> {
    let enrollments = facts.enrollments.iter().filter_map(|stored| stored.value.need(facts.today));
    let enrollments = enrollments.map(|need| (need.due_on, ENROLLMENT));
    let others = of_vouchers_and_claims(facts).into_iter().map(|deadline| (deadline.due_on, deadline.kind));
    let mut counts: BTreeMap<(Date, &'static str), usize> = BTreeMap::new();
    for day in others.chain(enrollments).filter(|(day, _)| progress::is_soon(*day, facts.today)) {
        let count = counts.entry(day).or_default();
        *count = count.saturating_add(1);
    }
    counts.into_iter().map(|((date, kind), count)| CalendarEntry { date, kind, count }).collect()
}

fn of_vouchers_and_claims(facts: &Facts) -> Vec<Deadline> {
    let vouchers = facts.summary.vouchers.iter().filter_map(|voucher| Deadline::of_voucher(voucher, facts));
    let claims = facts.summary.claims.iter().filter_map(|claim| Deadline::of_claim(claim, facts.today));
    vouchers.chain(claims).collect()
}

impl Deadline {
    fn of_voucher(voucher: &VoucherSummary, facts: &Facts) -> Option<Self> {
        let is_open = voucher.status(facts.today) == Status::Reserved;
        is_open.then(|| Self {
            due_on: voucher.deadline,
            voucher_number: voucher.number.clone(),
            kind: VOUCHER,
            status: voucher.status_facts.stored.as_str(),
            customer: Some(voucher.customer.clone()),
            location_id: voucher.location.clone(),
            days_left: calendar::days_left(facts.today, voucher.deadline),
            amount: facts.expected(voucher),
        })
    }

    fn of_claim(claim: &ClaimSummary, today: Date) -> Option<Self> {
        let due_on = claim.status_facts.last_day().filter(|last| *last >= today)?;
        Some(Self {
            due_on,
            voucher_number: claim.number.clone(),
            kind: CLAIM,
            status: claim.status_facts.stored.as_str(),
            customer: claim.customer.clone(),
            location_id: claim.location.clone(),
            days_left: calendar::days_left(today, due_on),
            amount: claim.amount.clone(),
        })
    }

    fn sort_key(&self) -> (Date, &VoucherNumber, &str) {
        (self.due_on, &self.voucher_number, self.kind)
    }
}
