use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_day_ends_at_midnight_in_utc_whatever_the_offset_it_was_written_with() {
    assert_eq!(utc_day(instant("2026-11-22T00:00:00Z")), date(2026, 11, 22));
    assert_eq!(utc_day(instant("2026-11-22T23:59:59.999999999Z")), date(2026, 11, 22));
    assert_eq!(utc_day(instant("2026-11-23T07:59:59+08:00")), date(2026, 11, 22));
    assert_eq!(utc_day(instant("2026-11-22T16:00:00-08:00")), date(2026, 11, 23));
}

#[test]
fn a_voucher_is_valid_for_180_days_across_year_ends_and_leap_days() {
    for (created, last) in [
        ("2026-11-01T08:00:00Z", date(2027, 4, 30)),
        ("2026-12-31T23:59:59Z", date(2027, 6, 29)),
        // 2028 is a leap year.
        ("2027-12-01T00:00:00Z", date(2028, 5, 29)),
        ("2026-12-01T00:00:00Z", date(2027, 5, 30)),
        ("2028-02-29T12:00:00Z", date(2028, 8, 27)),
        ("2027-09-02T00:00:00Z", date(2028, 2, 29)),
        // 2100 is not a leap year.
        ("2099-12-01T00:00:00Z", date(2100, 5, 30)),
    ] {
        assert_eq!(voucher_expires_on(instant(created)), last, "{created}");
    }
}

#[test]
fn a_claim_is_due_60_days_after_redemption() {
    assert_eq!(claim_due_on(instant("2026-12-01T23:59:59Z")), date(2027, 1, 30));
    assert_eq!(claim_due_on(instant("2028-01-01T00:00:00Z")), date(2028, 3, 1));
}

#[test]
fn the_last_day_has_no_days_left_and_the_day_after_has_minus_one() {
    let last = date(2027, 4, 30);
    assert_eq!(days_left(date(2026, 11, 22), last), 159);
    assert_eq!(days_left(last, last), 0);
    assert_eq!(days_left(date(2027, 5, 1), last), -1);
}

#[test]
fn days_beyond_the_calendar_saturate_at_its_ends() {
    for days in [1, VOUCHER_LIFE_DAYS, 7_304_485, i32::MAX] {
        assert_eq!(days_after(Date::MAX, days), Date::MAX, "{days}");
    }
    for days in [-1, -7_304_485, i32::MIN] {
        assert_eq!(days_after(Date::MIN, days), Date::MIN, "{days}");
    }
    assert_eq!(days_after(date(2026, 11, 22), i32::MAX), Date::MAX);
    assert_eq!(days_after(date(2026, 11, 22), i32::MIN), Date::MIN);
}

#[test]
fn a_period_is_a_day_or_more() {
    let (first, last) = (date(2026, 11, 25), date(2026, 12, 1));
    let period = Period::new(first, last).unwrap();
    assert_eq!((period.start(), period.end()), (first, last));
    assert!(Period::new(first, first).is_ok());
    let backwards = Period::new(last, first).unwrap_err();
    assert_eq!(backwards.to_string(), "must not lie before 2026-12-01, the first day");
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    let range = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
    prop_oneof![8 => range.clone(), 1 => Just(*range.start()), 1 => Just(*range.end())]
        .prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn any_day() -> impl Strategy<Value = Date> {
    any_instant().prop_map(utc_day)
}

proptest! {
    #[test]
    fn every_instant_has_deadlines(at in any_instant()) {
        let day = utc_day(at);
        for (deadline, days) in [(voucher_expires_on(at), 180), (claim_due_on(at), 60)] {
            prop_assert!(deadline >= day);
            prop_assert_eq!(deadline, day.checked_add(days.days()).unwrap_or(Date::MAX));
        }
    }

    #[test]
    fn the_last_day_is_the_180th_after_the_first_counted_one_by_one(at in -50_000_000_000_i64..200_000_000_000) {
        let created = Timestamp::from_second(at).unwrap();
        let mut day = utc_day(created);
        for _ in 0..VOUCHER_LIFE_DAYS {
            day = day.tomorrow().unwrap();
        }
        prop_assert_eq!(voucher_expires_on(created), day);
    }

    #[test]
    fn days_left_is_the_inverse_of_days_after(day in any_day(), days in -4_000_000..4_000_000_i32) {
        let there = days_after(day, days);
        if there > Date::MIN && there < Date::MAX {
            prop_assert_eq!(days_left(day, there), days);
            prop_assert_eq!(days_left(there, day), -days);
        }
    }

    #[test]
    fn days_left_is_the_distance_of_any_two_days(from in any_day(), to in any_day(), days in any::<i32>()) {
        prop_assert_eq!(days_after(from, days_left(from, to)), to);
        let _anywhere = days_after(from, days);
    }

    #[test]
    fn every_instant_of_a_day_is_on_that_day(day in any_day(), second in 0..86_400_i64) {
        let midnight = day.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
        if let Some(at) = midnight.ok().and_then(|midnight| midnight.checked_add(second.seconds()).ok()) {
            prop_assert_eq!(utc_day(at), day);
        }
    }
}
