//! The amount of a claim: rate x days, by the rate card of the day of redemption.

use jiff::civil::date;

use super::world::*;
use crate::claim::{Claim, DraftReason, Rate, State, Status, amount};

#[test]
fn a_draft_is_priced_by_the_rate_of_the_day_of_redemption() {
    let card = [rate(90_000, date(2026, 1, 1), Some(date(2026, 11, 30))), rate(100_000, date(2026, 12, 1), None)];
    let claim = Claim::draft(voucher(), &card);
    assert_eq!(claim.amount, Some(usd(500_000)));
    assert_eq!((claim.id.as_str(), claim.stored_status()), ("CL-SA-7KQ2-M9XD-3FHT", Status::Draft));
    assert_eq!((&claim.voucher, claim.due_on), (&voucher(), DUE));
    assert_eq!(claim.state, State::Draft { reasons: vec![], withdrawn: None });
}

#[test]
fn a_draft_without_a_rate_has_a_reason_and_no_amount() {
    for card in [&[][..], &[rate(1, date(2026, 12, 2), None)], &[rate(1, date(2026, 1, 1), Some(date(2026, 11, 30)))]] {
        let claim = Claim::draft(voucher(), card);
        assert_eq!(
            (claim.amount, claim.state),
            (None, State::Draft { reasons: vec![DraftReason::NoRate], withdrawn: None })
        );
    }
}

#[test]
fn an_amount_that_overflows_is_none() {
    assert_eq!(amount(&[rate(i64::MAX, date(2026, 1, 1), None)], date(2026, 12, 1), 5), None);
}

#[test]
fn of_the_rates_in_force_the_one_that_began_last_counts() {
    let card = [
        rate(3, date(2026, 12, 1), Some(date(2026, 12, 31))),
        rate(1, date(2026, 1, 1), None),
        rate(2, date(2026, 6, 1), Some(date(2026, 12, 31))),
    ];
    let on = |day| Rate::on(&card, day).map(|rate| rate.per_day.minor);
    for (day, minor) in [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), Some(1)),
        (date(2026, 5, 31), Some(1)),
        (date(2026, 6, 1), Some(2)),
        (date(2026, 12, 1), Some(3)),
        (date(2026, 12, 31), Some(3)),
        (date(2027, 1, 1), Some(1)),
    ] {
        assert_eq!(on(day), minor, "{day}");
    }
}

#[test]
fn the_same_voucher_always_gives_the_same_claim() {
    assert_eq!(draft(), draft());
}
