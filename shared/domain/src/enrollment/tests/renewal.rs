//! Renewing in every part of the year, and once (api.md 4, domain.md 6.26).

use jiff::civil::{Date, date};

use super::world::*;
use crate::calendar::days_after;
use crate::enrollment::{Enrollment, Event, Outcome, State, Status};
use crate::refusal::Refusal;

const NEXT_ENDS: Date = date(2028, 6, 1);

fn term(enrollment: &Enrollment) -> (Date, Date, Option<Date>) {
    (enrollment.term_start, enrollment.term_end, enrollment.renewed_from)
}

#[test]
fn a_term_that_is_renewed_in_time_or_in_its_grace_goes_on_from_its_end() {
    for today in [WITHIN, DUE, ENDS, GRACE, GRACE_ENDS] {
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
fn renewing_twice_is_one_renewal_until_the_next_is_due() {
    let next = renewed(enrolled(), DUE);
    for today in [DUE, GRACE, days_after(NEXT_ENDS, -61)] {
        assert_eq!(next.clone().renew(&facts().terms(), today), Ok(Outcome::Unchanged), "{today}");
        assert_eq!(next.clone().renew(&broken_facts().terms(), today), Ok(Outcome::Unchanged), "nothing is asked");
    }
    let due_again = days_after(NEXT_ENDS, -60);
    assert_eq!(term(&renewed(next, due_again)), (NEXT_ENDS, date(2029, 6, 1), Some(NEXT_ENDS)));
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
    assert_eq!(refused, Refusal::AgreementNotSigned { current: version("2027-01") }.into());
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
