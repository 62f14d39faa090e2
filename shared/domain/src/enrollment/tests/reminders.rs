//! Reminders of the end of a term: 60, 30 and 15 days before it and 23 days after it, each once.

use jiff::civil::Date;

use super::world::*;
use crate::calendar::days_after;
use crate::enrollment::{Enrollment, Event, Outcome, REMINDERS};

/// The enrollment and the event after a sweep, a number of days from the end of the term.
fn swept_on(enrollment: Enrollment, days: i32) -> (Enrollment, Event) {
    made(Ok(enrollment.advance(days_after(ENDS, days))))
}

fn reminded_on(enrollment: Enrollment, days: i32) -> Vec<i16> {
    reminders_of(&swept_on(enrollment, days).1)
}

fn day(days: i32) -> Date {
    days_after(ENDS, days)
}

#[test]
fn each_reminder_is_sent_on_its_day_with_the_status_change_of_that_day() {
    let (enrollment, event) = swept_on(enrolled(), -60);
    assert_eq!(event, Event::RenewalDue { reminders: vec![-60] });
    let (enrollment, event) = swept_on(enrollment, -30);
    assert_eq!(event, Event::Reminded { reminders: vec![-30] });
    let (enrollment, event) = swept_on(enrollment, -15);
    assert_eq!(event, Event::Reminded { reminders: vec![-15] });
    let (enrollment, event) = swept_on(enrollment, 1);
    assert_eq!(event, Event::Grace { reminders: vec![] });
    let (enrollment, event) = swept_on(enrollment, 23);
    assert_eq!(event, Event::Reminded { reminders: vec![23] });
    assert_eq!(swept_on(enrollment, 31).1, Event::Lapsed);
}

#[test]
fn a_sweep_on_a_day_without_a_due_reminder_changes_nothing() {
    let mut enrollment = enrolled();
    for days in [-60, -30, -15, 1, 23] {
        assert_eq!(enrollment.clone().advance(day(days - 1)), Outcome::Unchanged, "{days}");
        enrollment = swept_on(enrollment, days).0;
        assert_eq!(enrollment.clone().advance(day(days)), Outcome::Unchanged, "not twice: {days}");
    }
    assert_eq!(enrollment.advance(day(30)), Outcome::Unchanged, "the last day of the grace");
}

#[test]
fn a_late_sweep_sends_all_missed_reminders_until_the_enrollment_has_lapsed() {
    assert_eq!(reminded_on(enrolled(), -14), [-60, -30, -15]);
    assert_eq!(reminded_on(enrolled(), 1), [-60, -30, -15]);
    assert_eq!(reminded_on(enrolled(), 30), REMINDERS);
    assert_eq!(swept_on(enrolled(), 31).1, Event::Lapsed, "too late");
}

#[test]
fn no_reminder_is_repeated_after_a_suspension() {
    let (due, _) = swept_on(enrolled(), -60);
    let again = reinstated(suspended(due, day(-59)), day(-50));
    assert_eq!(again.due_on(), Some(day(-30)));
    assert_eq!(again.clone().advance(day(-50)), Outcome::Unchanged);
    assert_eq!(reminded_on(again, -30), [-30]);
}

#[test]
fn reminders_that_fell_due_during_a_suspension_are_sent_after_it() {
    let stopped = suspended(enrolled(), WITHIN);
    assert_eq!(stopped.clone().advance(day(-20)), Outcome::Unchanged, "nothing while it lasts");
    let again = reinstated(stopped, day(-20));
    assert!(again.due_on().is_some_and(|due_on| due_on <= day(-20)), "the next sweep finds it");
    let (again, event) = swept_on(again, -20);
    assert_eq!(event, Event::Reminded { reminders: vec![-60, -30] });
    assert_eq!(again.due_on(), Some(day(-15)));
}

#[test]
fn the_reminders_of_a_renewed_term_count_from_its_own_end() {
    let next = renewed(swept(enrolled(), GRACE), GRACE);
    assert_eq!(next.due_on(), Some(days_after(next.term_end, -60)));
    assert_eq!(next.clone().advance(LAPSED), Outcome::Unchanged, "the old term's end no longer matters");
    let (_, event) = made(Ok(next.clone().advance(days_after(next.term_end, -60))));
    assert_eq!(event, Event::RenewalDue { reminders: vec![-60] });
}

#[test]
fn the_last_reminder_is_stored_with_the_term_and_absent_when_none_was_sent() {
    let json = |enrollment: &Enrollment| serde_json::to_value(enrollment).unwrap();
    assert_eq!(json(&enrolled()).get("reminded"), None);
    let (due, _) = swept_on(enrolled(), -45);
    assert_eq!(json(&due)["reminded"], -60);
    let read: Enrollment = serde_json::from_value(json(&due)).unwrap();
    assert_eq!(read, due);
}
