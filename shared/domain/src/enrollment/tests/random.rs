//! Sweeps on random days: every status in its order, every reminder once, and nothing before it is due.

use jiff::civil::Date;
use proptest::prelude::*;

use super::world::*;
use crate::calendar::days_after;
use crate::enrollment::{Enrollment, Outcome, REMINDERS, Status};

/// Days from the end of a term, ascending, the last of them after its lapse.
fn sweeps() -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(-370..31_i32, 0..12).prop_map(|mut days| {
        days.push(31);
        days.sort_unstable();
        days.dedup();
        days
    })
}

/// A first term, a term renewed early, one aligned with the anniversary, or one that was suspended and reinstated.
fn enrollment() -> impl Strategy<Value = Enrollment> {
    prop_oneof![
        Just(enrolled()),
        Just(renewed(enrolled(), DUE)),
        (0..366_i32).prop_map(|days| facts_with_anniversary(days_after(BEGINS, days)).enrolled(BEGINS)),
        (0..300_i32).prop_map(|days| {
            let today = days_after(BEGINS, days);
            reinstated(suspended(enrolled(), today), today)
        }),
    ]
}

/// The first day from `from` on which a sweep changes something, found by trying each day.
fn first_change(enrollment: &Enrollment, from: Date) -> Option<Date> {
    from.series(jiff::Span::new().days(1)).take(900).find(|day| enrollment.clone().advance(*day) != Outcome::Unchanged)
}

proptest! {
    #[test]
    fn on_any_days_of_sweeps_statuses_come_in_order_and_each_reminder_once(
        enrollment in enrollment(),
        days in sweeps(),
    ) {
        let (mut enrollment, term_end) = (enrollment.clone(), enrollment.term_end);
        let mut sent: Vec<i16> = Vec::new();
        let mut last = enrollment.stored_status();
        for days in &days {
            let today = days_after(term_end, *days);
            let by_calendar = enrollment.status(today);
            if let Outcome::Applied(next, event) = enrollment.clone().advance(today) {
                sent.extend(reminders_of(&event));
                enrollment = *next;
            }
            prop_assert_eq!(enrollment.clone().advance(today), Outcome::Unchanged, "twice on {}", today);
            prop_assert_eq!(statuses(&enrollment, today), (by_calendar, by_calendar));
            prop_assert!(enrollment.stored_status() >= last, "the status never goes back");
            last = enrollment.stored_status();
        }
        prop_assert_eq!(last, Status::Lapsed);
        let last_swept = days.iter().rev().nth(1).copied().unwrap_or(i32::MIN);
        let expected: Vec<i16> = REMINDERS.iter().copied().filter(|day| i32::from(*day) <= last_swept).collect();
        prop_assert_eq!(sent, expected, "those whose day was swept before it lapsed, in order");
    }

    #[test]
    fn the_due_day_is_the_first_day_of_a_change(enrollment in enrollment(), days in sweeps()) {
        let mut enrollment = enrollment;
        let term_end = enrollment.term_end;
        for days in days {
            let today = days_after(term_end, days);
            enrollment = swept(enrollment, today);
            prop_assert_eq!(enrollment.due_on(), first_change(&enrollment, today), "after {}", today);
        }
        prop_assert_eq!(enrollment.due_on(), None);
    }

    #[test]
    fn the_next_sweep_finds_a_reinstated_enrollment_that_is_due(stopped in -300..40_i32, lasted in 0..60_i32) {
        let stopped_on = days_after(ENDS, stopped.min(30));
        let again_on = days_after(stopped_on, lasted);
        let enrollment = reinstated(suspended(swept(enrolled(), stopped_on), stopped_on), again_on);
        let due = enrollment.due_on().is_some_and(|due_on| due_on <= again_on);
        prop_assert_eq!(due, enrollment.advance(again_on) != Outcome::Unchanged);
    }
}
