//! Renewing: in time, in the grace, anew, never too early, and once.

use jiff::civil::{Date, date};

use super::world::*;
use crate::calendar::days_after;
use crate::enrollment::{Enrollment, Event, Outcome, State, Status, Term};
use crate::refusal::Refusal;

const NEXT_ENDS: Date = date(2028, 6, 1);

fn term(enrollment: &Enrollment) -> (Date, Date, Option<Date>) {
    (enrollment.term_start, enrollment.term_end, enrollment.renewed_from)
}

#[test]
fn a_term_that_is_renewed_in_time_or_in_its_grace_goes_on_from_its_end() {
    for today in [OPENS, DUE, ENDS, GRACE, GRACE_ENDS] {
        for enrollment in [enrolled(), swept(enrolled(), today)] {
            let (next, event) = made(enrollment.renew(&facts().terms(), today));
            assert_eq!(term(&next), (ENDS, NEXT_ENDS, Some(ENDS)), "{today}");
            assert_eq!(event, Event::Renewed { from: ENDS, to: NEXT_ENDS });
            assert_eq!((&next.state, next.reminded.is_none()), (&State::Active, true), "its reminders begin anew");
        }
    }
}

#[test]
fn a_term_that_has_lapsed_or_was_withdrawn_begins_anew_today() {
    let lapsed = [(enrolled(), LAPSED), (swept(enrolled(), LAPSED), LAPSED), (withdrawn(enrolled()), WITHIN)];
    for (enrollment, today) in lapsed {
        let (next, event) = made(enrollment.renew(&facts().terms(), today));
        let ends = Date::new(today.year() + 1, today.month(), today.day()).unwrap();
        assert_eq!(term(&next), (today, ends, Some(ENDS)));
        assert_eq!(event, Event::Renewed { from: ENDS, to: ends });
        assert_eq!(next.status(today), Status::Active);
    }
}

#[test]
fn an_enrollment_after_lapse_or_withdrawal_is_a_first_term() {
    for (seen, today) in [(swept(enrolled(), LAPSED), LAPSED), (withdrawn(enrolled()), WITHIN)] {
        let (next, event) = made(Enrollment::enroll(Some(&seen), &facts().terms(), today));
        assert_eq!((next.term_start, next.renewed_from, event), (today, None, Event::Enrolled));
        assert!(next.reminded.is_none());
    }
}

#[test]
fn a_term_renewed_ahead_is_in_force_between_today_and_its_beginning() {
    let next = renewed(enrolled(), DUE);
    assert!(next.term_start > DUE);
    for day in [DUE, ENDS, GRACE, LAPSED] {
        assert_eq!(next.status(day), Status::Active, "{day}");
    }
}

#[test]
fn renewing_twice_is_one_renewal_as_long_as_the_term_before_could_be_renewed() {
    let next = renewed(enrolled(), DUE);
    for today in [DUE, ENDS, GRACE, GRACE_ENDS] {
        assert_eq!(next.clone().renew(&facts().terms(), today), Ok(Outcome::Unchanged), "{today}");
        assert_eq!(next.clone().renew(&broken_facts().terms(), today), Ok(Outcome::Unchanged), "nothing is asked");
    }
    let due_again = days_after(NEXT_ENDS, -60);
    assert_eq!(term(&renewed(next, due_again)), (NEXT_ENDS, date(2029, 6, 1), Some(NEXT_ENDS)));
}

#[test]
fn a_term_is_not_renewed_before_the_90_days_in_which_it_can_be() {
    let too_early = |from| Refusal::RenewalTooEarly { renewable_from: from }.into();
    for today in [BEGINS, WITHIN, OPENS.yesterday().unwrap()] {
        assert_eq!(enrolled().renew(&facts().terms(), today), Err(too_early(OPENS)), "{today}");
    }
    let refused = enrolled().renew(&broken_facts().terms(), WITHIN).unwrap_err();
    assert_eq!(refused.codes(), [&ALL_BROKEN[..], &["renewal_too_early"]].concat(), "with all that is in the way");
    let next = renewed(enrolled(), DUE);
    let opens_again = days_after(NEXT_ENDS, -90);
    for today in [LAPSED, opens_again.yesterday().unwrap()] {
        assert_eq!(next.clone().renew(&facts().terms(), today), Err(too_early(opens_again)), "{today}");
    }
    assert_eq!(renewed(next, opens_again).term_start, NEXT_ENDS);
}

#[test]
fn what_a_sweep_for_a_later_day_wrote_down_can_be_renewed_before_the_calendar_says_so() {
    for ahead in [DUE, GRACE] {
        assert_eq!(term(&renewed(swept(enrolled(), ahead), WITHIN)), (ENDS, NEXT_ENDS, Some(ENDS)));
    }
}

#[test]
fn a_term_that_began_anew_is_not_renewed_at_once() {
    let again = renewed(withdrawn(enrolled()), WITHIN);
    for today in [WITHIN, days_after(WITHIN, 30)] {
        assert_eq!(again.clone().renew(&facts().terms(), today), Ok(Outcome::Unchanged), "the same command");
    }
    let refused = again.clone().renew(&facts().terms(), days_after(WITHIN, 31)).unwrap_err();
    assert_eq!(refused, Refusal::RenewalTooEarly { renewable_from: days_after(again.term_end, -90) }.into());
}

#[test]
fn the_running_term_and_the_next_one_are_shown_until_the_next_one_begins() {
    let of = |term_start, term_end| Term { term_start, term_end };
    let (first, second) = (of(BEGINS, ENDS), of(ENDS, NEXT_ENDS));
    for today in [BEGINS, WITHIN, ENDS, GRACE_ENDS] {
        assert_eq!((enrolled().current_term(today), enrolled().next_term(today)), (Some(first), None), "{today}");
    }
    let next = renewed(enrolled(), DUE);
    for today in [DUE, ENDS.yesterday().unwrap()] {
        assert_eq!((next.current_term(today), next.next_term(today)), (Some(first), Some(second)), "{today}");
    }
    for today in [ENDS, GRACE] {
        assert_eq!((next.current_term(today), next.next_term(today)), (Some(second), None), "{today}");
    }
    let stopped = suspended(next.clone(), DUE);
    assert_eq!((stopped.current_term(DUE), stopped.next_term(DUE)), (Some(first), Some(second)));
    for ended in [withdrawn(next), withdrawn(enrolled())] {
        assert_eq!((ended.current_term(DUE), ended.next_term(DUE)), (None, None));
    }
    assert_eq!(enrolled().current_term(LAPSED), None);
    let anew = renewed(withdrawn(enrolled()), WITHIN);
    assert_eq!((anew.current_term(WITHIN), anew.next_term(WITHIN)), (Some(of(WITHIN, date(2027, 11, 22))), None));
}

#[test]
fn a_renewed_term_that_begins_on_a_leap_day_falls_back_to_the_28th() {
    let first = facts().enrolled(date(2028, 2, 29));
    let next = renewed(first, date(2029, 1, 15));
    assert_eq!(term(&next), (date(2029, 2, 28), date(2030, 2, 28), Some(date(2029, 2, 28))));
}

#[test]
fn a_renewal_asks_all_that_an_enrollment_asks() {
    for enrollment in [enrolled(), swept(enrolled(), DUE), swept(enrolled(), GRACE)] {
        let refused = enrollment.renew(&broken_facts().terms(), GRACE).unwrap_err();
        assert_eq!(refused.codes(), ALL_BROKEN);
    }
}

#[test]
fn a_program_that_was_retired_in_between_is_not_renewed() {
    let mut retired = facts();
    retired.program.retired_on = Some(DUE);
    let refused = enrolled().renew(&retired.terms(), DUE).unwrap_err();
    assert_eq!(refused, Refusal::ProgramRetired { program: retired.program.code.clone() }.into());
    assert!(enrolled().renew(&retired.terms(), DUE.yesterday().unwrap()).is_ok());
    assert_eq!(enrolled().status(DUE), Status::RenewalDue, "what is enrolled goes on to its end");
}

#[test]
fn a_newer_agreement_must_be_signed_before_the_next_term_and_not_before() {
    let mut newer = facts();
    newer.agreement = version("2027-01");
    assert!(enrolled().is_in_force(DUE));
    let refused = enrolled().renew(&newer.terms(), DUE).unwrap_err();
    assert_eq!(refused, Refusal::AgreementNotSigned { version: version("2027-01") }.into());
    newer.company.agreement.as_mut().unwrap().version = version("2027-01");
    let (next, _) = made(enrolled().renew(&newer.terms(), DUE));
    assert_eq!((enrolled().agreement_version, next.agreement_version), (version("2019-01"), version("2027-01")));
}

#[test]
fn a_membership_that_ends_soon_keeps_a_term_from_being_renewed_but_not_from_running() {
    for (left, is_renewed) in [(91, true), (90, false), (-1, false)] {
        let mut facts = facts();
        facts.company.details.membership_ends_on = days_after(DUE, left);
        let outcome = enrolled().renew(&facts.terms(), DUE);
        assert_eq!(outcome.is_ok(), is_renewed, "{left}");
        assert!(is_renewed || outcome.unwrap_err().codes() == ["membership_expiring"]);
    }
}

#[test]
fn what_is_suspended_is_not_renewed_whatever_else_is_in_the_way() {
    let refused = |facts: &Facts| suspended(enrolled(), WITHIN).renew(&facts.terms(), DUE).unwrap_err().codes();
    assert_eq!(refused(&facts()), ["enrollment_suspended"]);
    assert_eq!(refused(&broken_facts()), [&ALL_BROKEN[..], &["enrollment_suspended"]].concat());
}
