//! The status of an enrollment on a day, and the day of its next change by time.

use jiff::civil::{Date, date};

use super::world::*;
use crate::calendar::days_after;
use crate::enrollment::{Event, GRACE_DAYS, Outcome, RENEWAL_LEAD_DAYS, RENEWAL_WINDOW_DAYS, State, Status};

/// The days on which the status changes, and the days before them.
const BOUNDARIES: [(i32, Status); 10] = [
    (-365, Status::Active),
    (-61, Status::Active),
    (-60, Status::RenewalDue),
    (-1, Status::RenewalDue),
    (0, Status::RenewalDue),
    (1, Status::Grace),
    (29, Status::Grace),
    (30, Status::Grace),
    (31, Status::Lapsed),
    (1_000, Status::Lapsed),
];

#[test]
fn the_constants_are_the_days_of_the_program() {
    assert_eq!((RENEWAL_WINDOW_DAYS, RENEWAL_LEAD_DAYS, GRACE_DAYS), (90, 60, 30));
    assert_eq!((enrolled().renewable_from(), enrolled().renewal_due_on()), (OPENS, DUE));
    assert_eq!([OPENS, DUE, GRACE, GRACE_ENDS, LAPSED], [-90, -60, 1, 30, 31].map(|days| days_after(ENDS, days)));
}

#[test]
fn the_status_of_every_day_follows_the_calendar() {
    for (days, status) in BOUNDARIES {
        let today = days_after(ENDS, days);
        assert_eq!(enrolled().status(today), status, "{days}");
        assert_eq!(enrolled().is_in_force(today), status != Status::Lapsed, "{days}");
    }
}

#[test]
fn a_sweep_stores_the_status_of_its_day() {
    for (days, status) in BOUNDARIES {
        let today = days_after(ENDS, days);
        assert_eq!(statuses(&swept(enrolled(), today), today), (status, status), "{days}");
    }
}

#[test]
fn the_status_stored_by_a_sweep_for_a_later_day_counts_at_once() {
    for (ahead, status) in [(DUE, Status::RenewalDue), (GRACE, Status::Grace), (LAPSED, Status::Lapsed)] {
        let enrollment = swept(enrolled(), ahead);
        assert_eq!(statuses(&enrollment, WITHIN), (status, status));
        assert_eq!(enrollment.clone().advance(WITHIN), Outcome::Unchanged, "the status never goes back");
    }
    let lapsed = swept(enrolled(), LAPSED);
    assert!(!lapsed.is_in_force(WITHIN));
    assert_eq!(renewed(lapsed, WITHIN).term_start, WITHIN, "a new term starts today");
}

#[test]
fn a_suspended_or_withdrawn_enrollment_does_not_change_with_time() {
    for enrollment in [suspended(enrolled(), WITHIN), withdrawn(enrolled())] {
        for (days, _) in BOUNDARIES {
            let today = days_after(ENDS, days);
            assert_eq!(enrollment.status(today), enrollment.stored_status(), "{days}");
            assert!(!enrollment.is_in_force(today));
            assert_eq!(enrollment.clone().advance(today), Outcome::Unchanged);
        }
        assert_eq!((enrollment.due_on(), enrollment.in_force_until()), (None, None));
    }
}

#[test]
fn a_reinstated_enrollment_has_the_status_by_the_calendar_and_its_old_term() {
    let stopped = suspended(enrolled(), WITHIN);
    assert_eq!(stopped.state, State::Suspended { reason: note("audit") });
    for (days, status) in BOUNDARIES {
        let today = days_after(ENDS, days);
        let (again, event) = made(stopped.clone().reinstate(note("resolved"), today));
        assert_eq!(event, Event::Reinstated { reason: note("resolved") });
        assert_eq!(statuses(&again, today), (status, status), "{days}");
        assert_eq!((again.term_start, again.term_end), (BEGINS, ENDS));
    }
}

#[test]
fn a_repeated_suspension_does_not_change_the_reason() {
    let stopped = suspended(enrolled(), WITHIN);
    assert_eq!(stopped.suspend(note("another"), WITHIN), Ok(Outcome::Unchanged));
    let (_, event) = made(enrolled().suspend(note("audit"), WITHIN));
    assert_eq!(event, Event::Suspended { reason: note("audit") });
}

#[test]
fn an_enrollment_is_in_force_until_the_end_of_its_grace() {
    for today in [WITHIN, DUE, GRACE] {
        assert_eq!(swept(enrolled(), today).in_force_until(), Some(GRACE_ENDS), "{today}");
    }
    assert_eq!(swept(enrolled(), LAPSED).in_force_until(), None);
}

#[test]
fn an_enrollment_is_due_on_the_day_of_its_next_reminder_or_status() {
    let after = |day: Date| swept(enrolled(), day).due_on();
    assert_eq!(enrolled().due_on(), Some(DUE));
    assert_eq!(after(DUE), Some(days_after(ENDS, -30)));
    assert_eq!(after(days_after(ENDS, -30)), Some(days_after(ENDS, -15)));
    assert_eq!(after(days_after(ENDS, -15)), Some(GRACE));
    assert_eq!(after(GRACE), Some(days_after(ENDS, 23)));
    assert_eq!(after(days_after(ENDS, 23)), Some(LAPSED));
    assert_eq!(after(LAPSED), None);
}

#[test]
fn a_leap_day_counts_as_a_day() {
    let enrollment = facts().enrolled(date(2027, 3, 30));
    assert_eq!(enrollment.term_end, date(2028, 3, 30));
    assert_eq!(enrollment.due_on(), Some(date(2028, 1, 30)), "over February 29");
    let first = facts().enrolled(date(2027, 1, 31));
    assert_eq!(first.status(date(2028, 2, 29)), Status::Grace);
    assert_eq!(first.status(date(2028, 3, 1)), Status::Grace, "the thirtieth day");
    assert_eq!(first.status(date(2028, 3, 2)), Status::Lapsed);
}

#[test]
fn a_term_saturates_at_the_end_of_the_calendar() {
    let mut facts = facts();
    (facts.program.retired_on, facts.company.details.membership_ends_on) = (None, Date::MAX);
    let before = days_after(Date::MAX, -100);
    let last = facts.enrolled(before);
    assert_eq!((last.term_end, last.grace_ends_on()), (Date::MAX, Date::MAX));
    assert_eq!(swept(last, Date::MAX).status(Date::MAX), Status::RenewalDue);
}
