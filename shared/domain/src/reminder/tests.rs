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
fn each_reminder_is_due_from_its_day_until_it_was_sent() {
    let none = ReminderState::default();
    assert_eq!(none.due(SERIES, deadline(), day(-61)), Vec::<i16>::new());
    assert_eq!(none.due(SERIES, deadline(), day(-60)), [-60]);
    assert_eq!(none.due(SERIES, deadline(), day(-20)), [-60, -30], "a late sweep");
    let sent = none.after(&[-60, -30]);
    assert_eq!(sent.due(SERIES, deadline(), day(-20)), Vec::<i16>::new());
    assert_eq!(sent.next_day(SERIES, deadline()), Some(day(-15)));
    assert_eq!(sent.after(&[]), sent);
    assert_eq!(sent.after(&[-15, 23]).next_day(SERIES, deadline()), None);
}

#[test]
fn a_series_that_starts_late_skips_the_reminders_of_earlier_days() {
    let short = ReminderState::starting(SERIES, deadline(), day(-20));
    assert_eq!(short.due(SERIES, deadline(), day(30)), [-15, 23]);
    assert_eq!(ReminderState::starting(SERIES, deadline(), day(-30)).due(SERIES, deadline(), day(0)), [-30, -15]);
    assert_eq!(ReminderState::starting(SERIES, deadline(), day(-300)), ReminderState::default());
}

proptest! {
    #[test]
    fn on_any_days_of_sweeps_each_reminder_is_sent_once_in_order(mut days in proptest::collection::vec(-90..60_i32, 0..20)) {
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
