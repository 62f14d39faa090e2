//! The length of a term, and its conditions.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::world::*;
use crate::calendar::{days_after, utc_day, years_after};
use crate::enrollment::{Enrollment, State};
use crate::partner::Level;
use crate::refusal::Refusal;

fn refused(facts: &Facts, today: Date) -> Vec<&'static str> {
    Enrollment::enroll(None, &facts.borrowed(), today).map_or_else(|refusals| refusals.codes(), |_| Vec::new())
}

/// The last day of a first term that starts on a day, with this membership anniversary.
fn aligned(begins: Date, anniversary: Date) -> Date {
    facts_with_anniversary(anniversary).enrolled(begins).term_end
}

#[test]
fn a_first_term_begins_today_and_lasts_a_year() {
    let enrollment = enrolled();
    assert_eq!((enrollment.term_start, enrollment.term_end), (BEGINS, ENDS));
    assert_eq!((&enrollment.company_id, enrollment.program.as_str()), (&company(HOLDER), "DDPS"));
    assert_eq!((enrollment.agreement_version.as_str(), enrollment.renewed_from), ("2019-01", None));
    assert_eq!((&enrollment.state, enrollment.reminded.is_none()), (&State::Active, true));
}

#[test]
fn terms_count_days_in_utc() {
    let late_in_taipei = "2026-06-01T00:30:00+08:00".parse().unwrap();
    assert_eq!(facts().enrolled(utc_day(late_in_taipei)).term_start, date(2026, 5, 31));
    let still_in_seattle = "2026-06-01T17:30:00-07:00".parse().unwrap();
    assert_eq!(facts().enrolled(utc_day(still_in_seattle)).term_start, date(2026, 6, 2));
}

#[test]
fn a_term_from_february_29_ends_on_the_28th_and_one_from_the_28th_too() {
    assert_eq!(facts().enrolled(date(2028, 2, 29)).term_end, date(2029, 2, 28));
    assert_eq!(facts().enrolled(date(2027, 2, 28)).term_end, date(2028, 2, 28), "though that year has a 29th");
    assert_eq!(facts().enrolled(date(2027, 3, 1)).term_end, date(2028, 3, 1), "366 days");
}

#[test]
fn a_term_crosses_the_end_of_the_year() {
    assert_eq!(facts().enrolled(date(2026, 12, 31)).term_end, date(2027, 12, 31));
    assert_eq!(facts().enrolled(date(2027, 1, 1)).term_end, date(2028, 1, 1));
    assert_eq!(facts().enrolled(date(2026, 12, 31)).status(date(2027, 1, 1)).as_str(), "active");
}

#[test]
fn a_term_ends_on_the_first_membership_anniversary_more_than_90_days_away() {
    // 90 days after June 1 is August 30: a term that ends on it could be renewed at once.
    for (anniversary, ends) in [
        (date(2020, 8, 31), date(2026, 8, 31)),
        (date(2020, 8, 30), date(2027, 8, 30)),
        (date(2020, 8, 1), date(2027, 8, 1)),
        (date(2020, 6, 1), date(2027, 6, 1)),
        (date(2020, 5, 31), date(2027, 5, 31)),
        (date(2020, 12, 31), date(2026, 12, 31)),
        (date(2031, 12, 31), date(2026, 12, 31)),
    ] {
        assert_eq!(aligned(BEGINS, anniversary), ends, "{anniversary}");
    }
    assert_eq!(aligned(date(2026, 12, 15), date(2020, 1, 31)), date(2028, 1, 31), "not six weeks later");
}

#[test]
fn an_anniversary_on_february_29_is_the_28th_in_common_years_and_stays_the_29th_in_leap_years() {
    let leap_day = date(2024, 2, 29);
    assert_eq!(aligned(BEGINS, leap_day), date(2027, 2, 28));
    assert_eq!(aligned(date(2027, 6, 1), leap_day), date(2028, 2, 29));
    let facts = facts_with_anniversary(leap_day);
    let renewed = made(facts.enrolled(BEGINS).renew(&facts.borrowed(), date(2026, 12, 1))).0;
    assert_eq!((renewed.term_start, renewed.term_end), (date(2027, 2, 28), date(2028, 2, 29)));
}

#[test]
fn a_renewal_aligns_with_an_anniversary_that_became_known_after_enrollment() {
    let known = facts_with_anniversary(date(2020, 10, 1));
    let (aligned, _) = made(enrolled().renew(&known.borrowed(), DUE));
    assert_eq!((aligned.term_start, aligned.term_end), (ENDS, date(2027, 10, 1)));
}

#[test]
fn a_term_renewed_late_in_the_grace_ends_more_than_90_days_after_the_renewal() {
    // The old term ended on June 1; 90 days after the last day of its grace is September 29.
    let ends = |day| made(enrolled().renew(&facts_with_anniversary(day).borrowed(), GRACE_ENDS)).0.term_end;
    assert_eq!(ends(date(2020, 9, 30)), date(2027, 9, 30));
    assert_eq!(ends(date(2020, 9, 29)), date(2028, 9, 29));
}

#[test]
fn each_requirement_that_is_missing_is_named() {
    let mut facts = facts();
    facts.evidence = vec![competency("Windows and Devices", Level::Silver)];
    assert_eq!(refused(&facts, BEGINS), ["not_eligible"]);
    facts.evidence.clear();
    assert_eq!(refused(&facts, BEGINS), ["not_eligible", "not_eligible"]);
    facts.program.requires.clear();
    assert_eq!(refused(&facts, BEGINS), [""; 0], "the program has no requirements");
}

#[test]
fn evidence_must_be_valid_on_the_day_of_enrollment() {
    let mut facts = facts();
    facts.evidence[0].valid_until = Some(BEGINS);
    assert_eq!(refused(&facts, BEGINS), [""; 0]);
    assert_eq!(refused(&facts, BEGINS.tomorrow().unwrap()), ["not_eligible"]);
}

#[test]
fn the_agreement_in_force_must_be_signed() {
    let mut facts = facts();
    facts.agreement = version("2027-01");
    let refusals = Enrollment::enroll(None, &facts.borrowed(), BEGINS).unwrap_err();
    assert_eq!(refusals, Refusal::AgreementNotSigned { version: version("2027-01") }.into());
    facts.company.agreement = None;
    assert_eq!(refused(&facts, BEGINS), ["agreement_not_signed"]);
}

#[test]
fn enrollment_is_refused_from_the_day_of_the_programs_retirement() {
    let retired_on = facts().program.retired_on.unwrap();
    assert_eq!(refused(&facts(), retired_on.yesterday().unwrap()), [""; 0]);
    assert_eq!(refused(&facts(), retired_on), ["program_retired"]);
}

#[test]
fn a_membership_that_ends_within_90_days_or_is_over_must_be_renewed_first() {
    for (left, codes) in [(91, &[][..]), (90, &["membership_expiring"]), (0, &["membership_expiring"])] {
        let mut facts = facts();
        facts.company.details.membership_ends_on = days_after(BEGINS, left);
        assert_eq!(refused(&facts, BEGINS), codes, "{left}");
    }
    let mut over = facts();
    over.company.details.membership_ends_on = days_after(BEGINS, -1);
    let refusals = Enrollment::enroll(None, &over.borrowed(), BEGINS).unwrap_err();
    assert_eq!(
        refusals,
        Refusal::MembershipExpiring { membership_ends_on: days_after(BEGINS, -1), within_days: 90 }.into()
    );
}

proptest! {
    #[test]
    fn no_term_can_be_renewed_before_it_starts(begins in 0..3_000_i32, anniversary in 0..400_i32, late in -90..=30_i32) {
        let facts = facts_with_anniversary(days_after(date(2020, 1, 1), anniversary));
        let first = facts.enrolled(days_after(BEGINS, begins));
        prop_assert!(first.renewable_from() > first.term_start);
        let today = days_after(first.term_end, late);
        let next = made(first.renew(&facts.borrowed(), today)).0;
        prop_assert!(next.renewable_from() > next.term_start.max(today));
    }

    #[test]
    fn an_aligned_term_ends_on_an_anniversary_more_than_90_days_and_at_most_a_year_more_away(
        begins in 0..3_000_i32,
        anniversary in 0..6_000_i32,
    ) {
        let (begins, anniversary) = (days_after(BEGINS, begins), days_after(date(2020, 1, 1), anniversary));
        let ends = aligned(begins, anniversary);
        let years = i32::from(ends.year()) - i32::from(anniversary.year());
        prop_assert_eq!(ends, years_after(anniversary, years));
        prop_assert!(ends > days_after(begins, 90) && ends <= days_after(begins, 90 + 366));
    }
}
