use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const SERIES: Series = &[-60, -30, -15, 23];

fn deadline() -> Date {
    date(2027, 5, 31)
}

fn day(offset: i32) -> Date {
    calendar::days_after(deadline(), offset)
}

#[test]
fn each_is_due_from_its_day_on_until_it_was_sent() {
    let none = ReminderState::default();
    assert_eq!(none.due(SERIES, deadline(), day(-61)), Vec::<i16>::new());
    assert_eq!(none.due(SERIES, deadline(), day(-60)), [-60]);
    assert_eq!(none.due(SERIES, deadline(), day(-20)), [-60, -30], "late, but not lost");
    let sent = none.after(&[-60, -30]);
    assert_eq!(sent.due(SERIES, deadline(), day(-20)), Vec::<i16>::new());
    assert_eq!(sent.next_day(SERIES, deadline()), Some(day(-15)));
    assert_eq!(sent.after(&[]), sent);
    assert_eq!(sent.after(&[-15, 23]).next_day(SERIES, deadline()), None);
}

#[test]
fn what_began_late_is_not_reminded_of_days_before_its_beginning() {
    let short = ReminderState::starting(SERIES, deadline(), day(-20));
    assert_eq!(short.due(SERIES, deadline(), day(30)), [-15, 23]);
    assert_eq!(ReminderState::starting(SERIES, deadline(), day(-30)).due(SERIES, deadline(), day(0)), [-30, -15]);
    assert_eq!(ReminderState::starting(SERIES, deadline(), day(-300)), ReminderState::default());
}

proptest! {
    #[test]
    fn whatever_days_somebody_looks_each_is_sent_once_and_in_order(mut days in proptest::collection::vec(-90..60_i32, 0..20)) {
        days.sort_unstable();
        days.push(23);
        days.sort_unstable();
        let (mut reminded, mut all) = (ReminderState::default(), Vec::new());
        for offset in days {
            let sent = reminded.due(SERIES, deadline(), day(offset));
            reminded = reminded.after(&sent);
            all.extend(sent);
        }
        prop_assert_eq!(all, SERIES);
    }
}
