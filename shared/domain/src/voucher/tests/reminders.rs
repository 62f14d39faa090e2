//! Reminders of a voucher's last valid day: 60, 30 and 7 days before it, each once.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::states::State;
use super::world::*;
use crate::calendar::days_after;
use crate::partner::Repeat;
use crate::voucher::{Amend, Assign, CancelReason, Event, Extend, Outcome, Voucher};

/// The day that is `days` before the last valid day.
fn before_last_day(days: i32) -> Date {
    days_after(EXPIRES_ON, -days)
}

/// Runs the sweep of a day; returns the voucher and the reminders sent.
fn swept(voucher: Voucher, day: Date) -> (Voucher, Vec<i16>) {
    match voucher.clone().advance(day) {
        Outcome::Applied(next, Event::Reminded { reminders }) => (*next, reminders),
        Outcome::Applied(_, other) => panic!("{other:?}"),
        Outcome::Unchanged => (voucher, Vec::new()),
    }
}

fn extended(voucher: Voucher, expires_on: Date, today: Date) -> Voucher {
    let command = Extend { occurred_at: at(today), expires_on, reason: note("decree") };
    changed(voucher.extend(command, &Repeat::None, today))
}

/// A voucher that is valid for `days` after the day of its assignment.
fn valid_for(days: i32) -> Voucher {
    let assigned_on = date(2026, 11, 1);
    Assign { expires_on: Some(days_after(assigned_on, days)), ..assign() }.voucher()
}

#[test]
fn customer_and_partner_are_reminded_60_30_and_7_days_before_the_last_day() {
    for mut voucher in [assigned(), reserved(), ready()] {
        for days in [60, 30, 7] {
            let day = before_last_day(days);
            assert_eq!(voucher.due_on(), Some(day));
            assert_eq!(voucher.clone().advance(day.yesterday().unwrap()), Outcome::Unchanged, "a day too early");
            let (next, sent) = swept(voucher, day);
            assert_eq!(sent, [-i16::try_from(days).unwrap()]);
            assert_eq!(next.clone().advance(day), Outcome::Unchanged, "not twice");
            voucher = next;
        }
        assert_eq!(voucher.due_on(), Some(LAPSED_ON));
        assert_eq!(voucher.advance(EXPIRES_ON), Outcome::Unchanged);
    }
}

#[test]
fn a_reminder_changes_nothing_else() {
    for voucher in [assigned(), reserved(), ready()] {
        let (after, _) = swept(voucher.clone(), before_last_day(60));
        let json = |voucher: &Voucher| serde_json::to_value(voucher).unwrap();
        let mut expected = json(&voucher);
        expected["reminded"] = (-60).into();
        assert_eq!(json(&after), expected);
    }
}

#[test]
fn a_late_sweep_sends_every_missed_reminder_until_the_last_day() {
    assert_eq!(swept(reserved(), before_last_day(8)).1, [-60, -30]);
    assert_eq!(swept(reserved(), EXPIRES_ON).1, [-60, -30, -7]);
}

#[test]
fn an_ended_voucher_is_not_reminded() {
    let (_, event) = change(Ok(reserved().advance(LAPSED_ON)));
    assert_eq!(event, "voucher.expired");
    for state in [State::Redeemed, State::Expired, State::ExpiredHeld, State::Cancelled] {
        assert_eq!(state.voucher().advance(before_last_day(7)), Outcome::Unchanged, "{state:?}");
        assert_eq!(state.voucher().due_on(), None, "{state:?}");
    }
}

#[test]
fn a_voucher_is_not_reminded_of_days_before_its_assignment() {
    for (days, reminders) in [
        (61, vec![-60, -30, -7]),
        (60, vec![-60, -30, -7]),
        (59, vec![-30, -7]),
        (29, vec![-7]),
        (7, vec![-7]),
        (6, vec![]),
        (0, vec![]),
    ] {
        let voucher = valid_for(days);
        let last_day = voucher.core().expires_on;
        assert_eq!(swept(voucher, last_day).1, reminders, "{days}");
    }
    assert_eq!(valid_for(6).due_on(), Some(date(2026, 11, 8)), "the day after the last one");
}

#[test]
fn an_extended_voucher_is_reminded_of_its_new_last_day() {
    let (sent, _) = swept(reserved(), before_last_day(30));
    let today = before_last_day(29);
    let extended_to = date(2027, 8, 31);
    let mut voucher = extended(sent, extended_to, today);
    assert_eq!(voucher.due_on(), Some(days_after(extended_to, -60)));
    assert_eq!(voucher.clone().advance(today), Outcome::Unchanged);
    for days in [60, 30, 7] {
        let (next, reminders) = swept(voucher, days_after(extended_to, -days));
        assert_eq!(reminders, [-i16::try_from(days).unwrap()]);
        voucher = next;
    }
}

#[test]
fn a_short_extension_does_not_send_reminders_of_past_days() {
    let today = before_last_day(5);
    let voucher = extended(reserved(), days_after(today, 40), today);
    assert_eq!(voucher.due_on(), Some(days_after(today, 10)), "30 days before");
    assert_eq!(swept(voucher.clone(), days_after(today, 40)).1, [-30, -7]);
    let to_the_day = extended(reserved(), days_after(today, 60), today);
    assert_eq!(swept(to_the_day, today).1, [-60], "a reminder due on the day itself is sent");
}

#[test]
fn a_late_extension_sends_only_the_reminders_that_remain() {
    let (lapsed, new_last_day) = (expired(reserved()), days_after(LAPSED_ON, 20));
    let command = Extend { occurred_at: at(EXPIRES_ON), expires_on: new_last_day, reason: note("decree") };
    let voucher = changed(lapsed.extend(command, &Repeat::None, LAPSED_ON));
    assert_eq!(voucher.due_on(), Some(days_after(new_last_day, -7)), "it is in the due index again");
    assert_eq!(swept(voucher, new_last_day).1, [-7], "60 and 30 days before it were past");
}

#[test]
fn partner_commands_do_not_repeat_a_reminder() {
    let (voucher, _) = swept(reserved(), before_last_day(60));
    let due_on = voucher.due_on();
    assert_eq!(due_on, Some(before_last_day(30)));
    let today = before_last_day(59);
    let command = Amend { attendees: Some(vec![]), ..Amend::default() };
    let amended = changed(voucher.clone().amend(&command, &partner(HOLDER), catalog(), at(today)));
    let free = changed(voucher.cancel(&company(HOLDER), CancelReason::OtherPartner, None, today));
    assert_eq!((amended.due_on(), free.due_on()), (due_on, due_on));
}

#[test]
fn a_voucher_stored_without_reminders_gets_the_due_ones() {
    let mut stored = serde_json::to_value(assigned()).unwrap();
    assert!(stored.as_object_mut().unwrap().remove("reminded").is_none(), "no reminder is stored before one is sent");
    let voucher: Voucher = serde_json::from_value(stored).unwrap();
    assert_eq!(swept(voucher, before_last_day(20)).1, [-60, -30]);
}

proptest! {
    #[test]
    fn a_sweep_changes_a_voucher_exactly_when_the_due_index_lists_it(
        valid_days in 0..200_i32,
        days in prop::collection::vec(0..210_i32, 1..9),
    ) {
        let mut voucher = valid_for(valid_days);
        let mut days = days;
        days.sort_unstable();
        for day in days.into_iter().map(|day| days_after(date(2026, 11, 1), day)) {
            let due = voucher.due_on().is_some_and(|due_on| due_on <= day);
            match voucher.clone().advance(day) {
                Outcome::Applied(next, _) => {
                    prop_assert!(due, "{day}");
                    prop_assert_eq!(next.clone().advance(day), Outcome::Unchanged);
                    voucher = *next;
                }
                Outcome::Unchanged => prop_assert!(!due, "{day}"),
            }
            prop_assert!(voucher.due_on().is_none_or(|due_on| due_on > day));
        }
    }
}
