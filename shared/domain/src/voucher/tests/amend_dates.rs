//! Amendment of dates: past days are allowed, from the day of reservation to the voucher's last valid day.

use jiff::civil::{Date, date};

use super::amend::amended_on;
use super::world::*;
use crate::partner::{Evidence, Partner};
use crate::refusal::{Refusal, Refusals};
use crate::voucher::{Amend, DateChange, Outcome};

/// A day after the planned end.
const AFTERWARDS: Date = date(2026, 12, 8);

fn to(start_date: Option<Date>, end_date: Option<Date>) -> Amend {
    Amend { start_date, end_date, ..Amend::default() }
}

/// The codes of an amendment's refusals on a day; empty when it is accepted.
fn refusals(day: Date, command: &Amend) -> Vec<&'static str> {
    amended_on(day, command, &partner(HOLDER)).err().map(|refusals| refusals.codes()).unwrap_or_default()
}

#[test]
fn dates_may_be_amended_to_past_days() {
    let (moved_start, moved_end) = (date(2026, 11, 26), date(2026, 12, 2));
    for (start, end) in [
        (Some(moved_start), Some(moved_end)),
        (Some(moved_start), None),
        (None, Some(date(2026, 11, 26))),
        (Some(TODAY), Some(TODAY)),
    ] {
        assert_eq!(refusals(AFTERWARDS, &to(start, end)), [""; 0], "{start:?} to {end:?}");
    }
    let amended = changed(amended_on(AFTERWARDS, &to(Some(moved_start), Some(moved_end)), &partner(HOLDER)));
    let held = amended.reservation().unwrap();
    assert_eq!((held.start_date, held.end_date), (moved_start, moved_end));
}

#[test]
fn a_start_is_not_amended_to_a_day_before_the_reservation() {
    let early = TODAY.yesterday().ok();
    for day in [TODAY, AFTERWARDS, EXPIRES_ON] {
        let refused = amended_on(day, &to(early, None), &partner(HOLDER)).unwrap_err();
        assert_eq!(refused, Refusals::from(Refusal::StartsBeforeReserved { reserved_on: TODAY }), "{day}");
        assert_eq!(refused.codes(), ["starts_before_reserved"]);
    }
}

#[test]
fn amended_dates_stay_in_order_and_within_the_voucher() {
    let too_late = Refusal::DatesOutsideWindow { valid_until: EXPIRES_ON };
    let backwards = |start_date| Refusal::EndsBeforeStart { start_date };
    for (start_date, end_date, refused) in [
        (None, Some(EXPIRES_ON), vec![]),
        (None, Some(LAPSED_ON), vec![too_late.clone()]),
        (None, Some(STARTS_ON), vec![]),
        (None, STARTS_ON.yesterday().ok(), vec![backwards(STARTS_ON)]),
        (Some(ENDS_ON), None, vec![]),
        (ENDS_ON.tomorrow().ok(), None, vec![backwards(ENDS_ON.tomorrow().unwrap())]),
        (Some(LAPSED_ON), None, vec![backwards(LAPSED_ON), too_late]),
    ] {
        let command = to(start_date, end_date);
        let outcome = amended_on(AFTERWARDS, &command, &partner(HOLDER));
        assert_eq!(outcome.err().into_iter().flatten().collect::<Vec<_>>(), refused, "{command:?}");
    }
}

#[test]
fn a_reservation_is_not_amended_after_the_last_valid_day() {
    assert_eq!(refusals(EXPIRES_ON, &to(None, date(2026, 12, 2).into())), [""; 0]);
    assert_eq!(refusals(LAPSED_ON, &to(None, date(2026, 12, 2).into())), ["expired"]);
}

/// A partner whose consultants' exams count in these days.
fn dated(exams: &[(&str, Date, Date)]) -> Partner {
    let exam = |(by, from, until): &(&str, Date, Date)| Evidence {
        valid_from: *from,
        valid_until: Some(*until),
        ..exam("Windows and Devices", by)
    };
    Partner { evidence: exams.iter().map(exam).collect(), ..partner(HOLDER) }
}

#[test]
fn a_changed_consultant_must_qualify_on_the_first_day_of_the_engagement() {
    let day = date(2026, 11, 26);
    let by_another = Amend { lead_consultant: Some(person("U-8")), ..to(Some(day), None) };
    assert!(amended_on(AFTERWARDS, &by_another, &dated(&[("U-8", day, day)])).is_ok());
    let expected = Refusal::ConsultantNotQualified { lead_consultant: person("U-8"), day };
    for (from, until) in [(STARTS_ON, STARTS_ON), (AFTERWARDS, EXPIRES_ON)] {
        let refused = amended_on(AFTERWARDS, &by_another, &dated(&[("U-8", from, until)]));
        assert_eq!(refused, Err(expected.clone().into()));
    }
    let same_days = Amend { lead_consultant: Some(person("U-8")), ..Amend::default() };
    assert!(amended_on(AFTERWARDS, &same_days, &dated(&[("U-8", STARTS_ON, STARTS_ON)])).is_ok());
}

#[test]
fn an_unchanged_consultant_must_qualify_on_a_moved_first_day() {
    let facts = dated(&[("U-7", STARTS_ON, STARTS_ON)]);
    let day = date(2026, 11, 26);
    let refused = amended_on(AFTERWARDS, &to(Some(day), None), &facts);
    let expected = Refusal::ConsultantNotQualified { lead_consultant: person("U-7"), day };
    assert_eq!(refused, Err(expected.into()));
    assert!(amended_on(AFTERWARDS, &to(None, Some(date(2026, 12, 2))), &facts).is_ok(), "only the end moves");
}

#[test]
fn a_company_is_warned_of_a_consultant_who_will_not_qualify_on_the_first_planned_day() {
    let facts = dated(&[("U-7", TODAY, TODAY)]);
    let expected = Refusal::ConsultantNotQualified { lead_consultant: person("U-7"), day: STARTS_ON };
    assert_eq!(reserved().warnings(&facts, catalog()), [expected]);
    assert_eq!(reserved().warnings(&dated(&[("U-7", STARTS_ON, STARTS_ON)]), catalog()), []);
}

/// The change of dates that an amendment on a day records.
fn recorded(day: Date, command: &Amend) -> Option<DateChange> {
    let Ok(Outcome::Applied(_, event)) = amended_on(day, command, &partner(HOLDER)) else { panic!("{command:?}") };
    DateChange::of(&event, at(day), &actor())
}

#[test]
fn an_amendment_is_late_when_a_changed_day_is_past() {
    let is_late = |day, start, end| recorded(day, &to(start, end)).unwrap().is_after_the_fact();
    let during = date(2026, 11, 28);
    // To future days, before or during the engagement.
    assert!(!is_late(TODAY, Some(date(2026, 11, 24)), None));
    assert!(!is_late(during, None, Some(during)));
    assert!(!is_late(ENDS_ON, None, Some(date(2026, 12, 4))), "the last day is today");
    // The new end, the new start or the old end is past.
    assert!(is_late(during, None, during.yesterday().ok()));
    assert!(is_late(during, during.yesterday().ok(), None));
    assert!(is_late(AFTERWARDS, None, Some(date(2026, 12, 20))));
    assert!(is_late(AFTERWARDS, Some(date(2026, 11, 26)), Some(date(2026, 12, 2))));
    let attendees = Amend { attendees: Some(vec![]), ..Amend::default() };
    assert_eq!(recorded(AFTERWARDS, &attendees), None, "the dates did not change");
}
