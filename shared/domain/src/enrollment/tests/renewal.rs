//! Renewal in time, in the grace and after lapse or withdrawal; too early, and repeated.

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
fn a_renewal_in_time_or_in_the_grace_starts_on_the_last_day_of_the_term() {
    for today in [OPENS, DUE, ENDS, GRACE, GRACE_ENDS] {
        for enrollment in [enrolled(), swept(enrolled(), today)] {
            let (next, event) = made(enrollment.renew(&facts().borrowed(), today));
            assert_eq!(term(&next), (ENDS, NEXT_ENDS, Some(ENDS)), "{today}");
            assert_eq!(event, Event::Renewed { from: ENDS, to: NEXT_ENDS });
            assert_eq!((&next.state, next.reminded.is_none()), (&State::Active, true), "no reminder was sent for it");
        }
    }
}

#[test]
fn a_renewal_after_lapse_or_withdrawal_starts_today() {
    let lapsed = [(enrolled(), LAPSED), (swept(enrolled(), LAPSED), LAPSED), (withdrawn(enrolled()), WITHIN)];
    for (enrollment, today) in lapsed {
        let (next, event) = made(enrollment.renew(&facts().borrowed(), today));
        let ends = Date::new(today.year() + 1, today.month(), today.day()).unwrap();
        assert_eq!(term(&next), (today, ends, Some(ENDS)));
        assert_eq!(event, Event::Renewed { from: ENDS, to: ends });
        assert_eq!(next.status(today), Status::Active);
    }
}

#[test]
fn an_enrollment_after_lapse_or_withdrawal_is_a_first_term() {
    for (before, today) in [(swept(enrolled(), LAPSED), LAPSED), (withdrawn(enrolled()), WITHIN)] {
        let (next, event) = made(Enrollment::enroll(Some(&before), &facts().borrowed(), today));
        assert_eq!((next.term_start, next.renewed_from, event), (today, None, Event::Enrolled));
        assert!(next.reminded.is_none());
    }
}

#[test]
fn an_enrollment_renewed_early_is_in_force_before_its_next_term_starts() {
    let next = renewed(enrolled(), DUE);
    assert!(next.term_start > DUE);
    for day in [DUE, ENDS, GRACE, LAPSED] {
        assert_eq!(next.status(day), Status::Active, "{day}");
    }
}

#[test]
fn a_repeated_renewal_changes_nothing_while_the_term_before_could_still_be_renewed() {
    let next = renewed(enrolled(), DUE);
    for today in [DUE, ENDS, GRACE, GRACE_ENDS] {
        assert_eq!(next.clone().renew(&facts().borrowed(), today), Ok(Outcome::Unchanged), "{today}");
        assert_eq!(next.clone().renew(&broken_facts().borrowed(), today), Ok(Outcome::Unchanged), "without checks");
    }
    let due_again = days_after(NEXT_ENDS, -60);
    assert_eq!(term(&renewed(next, due_again)), (NEXT_ENDS, date(2029, 6, 1), Some(NEXT_ENDS)));
}

#[test]
fn a_renewal_is_refused_more_than_90_days_before_the_end_of_the_term() {
    let too_early = |from| Refusal::RenewalTooEarly { renewable_from: from }.into();
    for today in [BEGINS, WITHIN, OPENS.yesterday().unwrap()] {
        assert_eq!(enrolled().renew(&facts().borrowed(), today), Err(too_early(OPENS)), "{today}");
    }
    let refused = enrolled().renew(&broken_facts().borrowed(), WITHIN).unwrap_err();
    assert_eq!(refused.codes(), [&ALL_BROKEN[..], &["renewal_too_early"]].concat(), "with every broken condition");
    let next = renewed(enrolled(), DUE);
    let opens_again = days_after(NEXT_ENDS, -90);
    for today in [LAPSED, opens_again.yesterday().unwrap()] {
        assert_eq!(next.clone().renew(&facts().borrowed(), today), Err(too_early(opens_again)), "{today}");
    }
    assert_eq!(renewed(next, opens_again).term_start, NEXT_ENDS);
}

#[test]
fn the_stored_status_of_a_sweep_for_a_later_day_allows_a_renewal() {
    for ahead in [DUE, GRACE] {
        assert_eq!(term(&renewed(swept(enrolled(), ahead), WITHIN)), (ENDS, NEXT_ENDS, Some(ENDS)));
    }
}

#[test]
fn a_term_after_a_withdrawal_is_not_renewed_at_once() {
    let again = renewed(withdrawn(enrolled()), WITHIN);
    for today in [WITHIN, days_after(WITHIN, 30)] {
        assert_eq!(again.clone().renew(&facts().borrowed(), today), Ok(Outcome::Unchanged), "the same command");
    }
    let refused = again.clone().renew(&facts().borrowed(), days_after(WITHIN, 31)).unwrap_err();
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
fn a_term_from_a_leap_day_is_renewed_from_february_28() {
    let first = facts().enrolled(date(2028, 2, 29));
    let next = renewed(first, date(2029, 1, 15));
    assert_eq!(term(&next), (date(2029, 2, 28), date(2030, 2, 28), Some(date(2029, 2, 28))));
}

#[test]
fn a_renewal_has_the_conditions_of_an_enrollment() {
    for enrollment in [enrolled(), swept(enrolled(), DUE), swept(enrolled(), GRACE)] {
        let refused = enrollment.renew(&broken_facts().borrowed(), GRACE).unwrap_err();
        assert_eq!(refused.codes(), ALL_BROKEN);
    }
}

#[test]
fn an_enrollment_in_a_retired_program_is_not_renewed() {
    let mut retired = facts();
    retired.program.retired_on = Some(DUE);
    let refused = enrolled().renew(&retired.borrowed(), DUE).unwrap_err();
    assert_eq!(refused, Refusal::ProgramRetired { program: retired.program.code.clone() }.into());
    assert!(enrolled().renew(&retired.borrowed(), DUE.yesterday().unwrap()).is_ok());
    assert_eq!(enrolled().status(DUE), Status::RenewalDue, "the present term continues");
}

#[test]
fn a_newer_agreement_must_be_signed_for_the_next_term_only() {
    let mut newer = facts();
    newer.agreement = version("2027-01");
    assert!(enrolled().is_in_force(DUE));
    let refused = enrolled().renew(&newer.borrowed(), DUE).unwrap_err();
    assert_eq!(refused, Refusal::AgreementNotSigned { version: version("2027-01") }.into());
    newer.company.agreement.as_mut().unwrap().accepted.version = version("2027-01");
    let (next, _) = made(enrolled().renew(&newer.borrowed(), DUE));
    assert_eq!((enrolled().agreement_version, next.agreement_version), (version("2019-01"), version("2027-01")));
}

#[test]
fn a_membership_that_ends_within_90_days_prevents_a_renewal() {
    for (left, is_renewed) in [(91, true), (90, false), (-1, false)] {
        let mut facts = facts();
        facts.company.details.membership_ends_on = days_after(DUE, left);
        let outcome = enrolled().renew(&facts.borrowed(), DUE);
        assert_eq!(outcome.is_ok(), is_renewed, "{left}");
        assert!(is_renewed || outcome.unwrap_err().codes() == ["membership_expiring"]);
    }
}

#[test]
fn a_suspended_enrollment_is_not_renewed() {
    let refused = |facts: &Facts| suspended(enrolled(), WITHIN).renew(&facts.borrowed(), DUE).unwrap_err().codes();
    assert_eq!(refused(&facts()), ["enrollment_suspended"]);
    assert_eq!(refused(&broken_facts()), [&ALL_BROKEN[..], &["enrollment_suspended"]].concat());
}
