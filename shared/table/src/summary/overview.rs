//! The ranges of the index by company that an overview reads: what is in flight, and the recent end of the history.

use domain::{calendar, claim, voucher};
use jiff::civil::Date;

use crate::company_list::Range;
use crate::keys;

/// The part of a status that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Extent {
    Whole,
    /// From a day on (inclusive).
    Since(Date),
    /// The index by company does not have the status.
    Nothing,
}

/// The ranges. A status that ends a voucher or claim is read from a day on; the others are read whole. Neighbours in
/// the index that are read whole form one range, because every query costs at least half a unit.
pub fn ranges(from: Date) -> Vec<Range> {
    let mut ranges: Vec<(Range, bool)> = Vec::new();
    for (kind, status, extent) in parts(from) {
        let (since, is_whole) = match extent {
            Extent::Whole => (None, true),
            Extent::Since(day) => (Some(day), false),
            Extent::Nothing => continue,
        };
        let Some(part) = Range::of(kind, status, since, None) else { continue };
        match ranges.last_mut() {
            Some((last, true)) if is_whole && last.from.starts_with(&format!("{kind}#")) => last.to = part.to,
            _ => ranges.push((part, is_whole)),
        }
    }
    ranges.into_iter().map(|(range, _)| range).collect()
}

/// Each status in the order of the index, with its part.
fn parts(from: Date) -> Vec<(&'static str, &'static str, Extent)> {
    let vouchers = voucher::Status::ALL.map(|status| (keys::VOUCHER, status.as_str(), of_voucher(status, from)));
    let claims = claim::Status::ALL.map(|status| (keys::CLAIM, status.as_str(), of_claim(status, from)));
    let mut parts: Vec<_> = vouchers.into_iter().chain(claims).collect();
    parts.sort_unstable();
    parts
}

/// The index has a redeemed voucher under the last day to claim it, and an expired one under its last valid day.
fn of_voucher(status: voucher::Status, from: Date) -> Extent {
    match status {
        voucher::Status::Reserved => Extent::Whole,
        voucher::Status::Redeemed => Extent::Since(calendar::days_after(from, calendar::CLAIM_WINDOW_DAYS)),
        voucher::Status::Expired => Extent::Since(from),
        voucher::Status::Assigned | voucher::Status::Cancelled => Extent::Nothing,
    }
}

/// The index has a paid claim under the day of the payer's latest report, and one that ended otherwise under its last
/// day to submit.
fn of_claim(status: claim::Status, from: Date) -> Extent {
    use claim::Status as S;
    match status {
        S::Draft
        | S::ActionRequired
        | S::Submitted
        | S::UnderReview
        | S::Approved
        | S::OnHold
        | S::Scheduled
        | S::PaymentFailed => Extent::Whole,
        S::Paid | S::Rejected | S::Expired | S::Withdrawn => Extent::Since(from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_in_flight_is_read_whole_and_what_ended_from_a_day_on() {
        let read: Vec<String> =
            ranges(date(2025, 12, 1)).into_iter().map(|range| format!("{} .. {}", range.from, range.to)).collect();
        let expected = [
            "C#action_required# .. C#draft#~",
            "C#expired#2025-12-01 .. C#expired#~",
            "C#on_hold# .. C#on_hold#~",
            "C#paid#2025-12-01 .. C#paid#~",
            "C#payment_failed# .. C#payment_failed#~",
            "C#rejected#2025-12-01 .. C#rejected#~",
            "C#scheduled# .. C#under_review#~",
            "C#withdrawn#2025-12-01 .. C#withdrawn#~",
            "V#expired#2025-12-01 .. V#expired#~",
            "V#redeemed#2026-01-30 .. V#redeemed#~",
            "V#reserved# .. V#reserved#~",
        ];
        assert_eq!(read, expected);
    }
}
