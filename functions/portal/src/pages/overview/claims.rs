//! The open claims by status.

use domain::claim::Status;

use super::model::{ClaimsInStatus, Dashboard};
use super::scale::{Percent, share};
use crate::html::dashed;
use crate::pages::claims::sums;
use crate::words::Words;

/// The open claims in one status.
pub struct Share {
    /// The list.
    pub href: &'static str,
    /// The status.
    pub name: String,
    /// Their number.
    pub count: usize,
    /// The sums.
    pub totals: Vec<String>,
    /// The length of the bar: the number, in relation to the largest one.
    pub width: Percent,
    /// True when the partner acts on them.
    pub is_own: bool,
}

/// Every status in which a claim is open, in the order of a claim's life.
pub fn shares(w: Words, dashboard: &Dashboard) -> Vec<Share> {
    let open: Vec<(&ClaimsInStatus, bool)> =
        dashboard.claims.iter().filter_map(|claims| Some((claims, is_own(claims.status)?))).collect();
    let largest = open.iter().map(|(claims, _)| claims.count).max().unwrap_or_default();
    open.into_iter().map(|(claims, is_own)| Share::new(w, claims, largest, is_own)).collect()
}

/// True when the partner acts on claims in this status, false when others do; `None` for closed ones.
fn is_own(status: Status) -> Option<bool> {
    match status {
        Status::Draft | Status::ActionRequired => Some(true),
        Status::Submitted
        | Status::UnderReview
        | Status::Approved
        | Status::OnHold
        | Status::Scheduled
        | Status::PaymentFailed => Some(false),
        Status::Paid | Status::Rejected | Status::Expired | Status::Withdrawn => None,
    }
}

impl Share {
    fn new(w: Words, claims: &ClaimsInStatus, largest: usize, is_own: bool) -> Self {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        // A returned payment is listed with what needs the partner, who checks the bank profile.
        let needs_partner = is_own || claims.status == Status::PaymentFailed;
        Self {
            href: if needs_partner { "/claims?tab=needs-you" } else { "/claims?tab=with-program" },
            name: w.get(&format!("claim-status-{}", dashed(claims.status.as_str()))),
            count: claims.count,
            totals: sums::shown(&claims.totals),
            width: Percent(share(number(claims.count), number(largest), 10_000)),
            is_own,
        }
    }
}
