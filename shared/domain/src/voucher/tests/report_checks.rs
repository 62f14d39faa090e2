//! The checks of a report against the reservation, the evidence and the calendar.

use jiff::civil::{Date, date};

use super::report::{accepted, delivered, refused, submitted_on};
use super::world::*;
use crate::calendar::Period;
use crate::partner::{Evidence, Level};
use crate::refusal::Refusal;
use crate::report::Answers;
use crate::voucher::{Amend, Reserve};

#[test]
fn the_deliverable_is_handed_over_between_the_first_delivered_day_and_today() {
    assert_eq!(refused(|a| a.handed_over_on = None), ["handover_missing"]);
    assert_eq!(refused(|a| a.handed_over_on = ENDS_ON.tomorrow().ok()), ["handover_outside"]);
    assert_eq!(refused(|a| a.handed_over_on = STARTS_ON.yesterday().ok()), ["handover_outside"]);
    for day in [STARTS_ON, date(2026, 11, 27), ENDS_ON] {
        accepted(|a| a.handed_over_on = Some(day));
    }
    let later = date(2026, 11, 28);
    assert_eq!(
        refused(|a| (a.delivered_from, a.handed_over_on) = (Some(later), Some(STARTS_ON))),
        ["handover_outside"]
    );
    let refusal = Refusal::HandoverOutside { handed_over_on: STARTS_ON, earliest: Some(later), latest: ENDS_ON };
    let expected = "handed over on 2026-11-25: it must be not before 2026-11-28, the first delivered day, and not \
                    after 2026-12-01, the day of the report (UTC)";
    assert_eq!(refusal.to_string(), expected);
}

#[test]
fn delivered_days_must_lie_within_the_reservation() {
    let outside = ["dates_differ_from_reservation"];
    let (before, after) = (STARTS_ON.yesterday().unwrap(), ENDS_ON.tomorrow().unwrap());
    assert_eq!(refused(|a| a.delivered_from = Some(before)), outside);
    let late = Answers { delivered_to: Some(after), ..answers() };
    assert_eq!(codes(submitted_on(after, late)), outside);
    let wholly = Answers { delivered_from: Some(after), delivered_to: Some(after), ..answers() };
    let wholly = Answers { handed_over_on: Some(after), ..wholly };
    assert_eq!(codes(submitted_on(after, wholly)), outside);
    // Fewer calendar days than reserved, and fewer than the voucher's: days are person-days.
    accepted(|a| (a.delivered_from, a.delivered_to) = (Some(STARTS_ON), Some(STARTS_ON)));
    accepted(|a| (a.delivered_from, a.delivered_to) = (Some(ENDS_ON), Some(ENDS_ON)));
}

#[test]
fn differing_dates_are_refused_with_both_periods_and_advice() {
    let refused = |change: fn(&mut Answers)| {
        let mut changed = answers();
        change(&mut changed);
        let refusals = submitted_on(ENDS_ON, changed).unwrap_err();
        let found = refusals.iter().find(|refusal| refusal.code() == "dates_differ_from_reservation").cloned();
        found.map(|refusal| (refusal.field(), refusal.to_string())).unwrap()
    };
    let (field, message) = refused(|a| a.delivered_from = Some(date(2026, 11, 24)));
    let expected = "delivered 2026-11-24 to 2026-12-01, but reserved for 2026-11-25 to 2026-12-01: amend the dates of \
                    the reservation to the days of the delivery first, then submit";
    assert_eq!((field, message.as_str()), (Some("delivered_from"), expected));
    let (field, message) = refused(|a| (a.delivered_from, a.delivered_to) = (None, Some(date(2026, 12, 2))));
    assert!(
        message.starts_with("delivered 2026-12-02, but reserved for"),
        "one end alone is checked as well: {message}"
    );
    assert_eq!(field, Some("delivered_to"));
}

#[test]
fn a_delivery_before_the_day_of_reservation_is_refused() {
    let early = Answers { delivered_from: TODAY.yesterday().ok(), ..answers() };
    let refusals = submitted_on(ENDS_ON, early).unwrap_err();
    assert_eq!(refusals.codes(), ["dates_differ_from_reservation", "delivered_before_reserved"]);
    let before = Refusal::DeliveredBeforeReserved { delivered_from: TODAY.yesterday().unwrap(), reserved_on: TODAY };
    assert!(refusals.contains(&before));
    // The day of reservation is a day in UTC.
    let late_evening = "2026-11-22T23:59:59Z".parse().unwrap();
    let from_today = Reserve { period: Period::new(TODAY, ENDS_ON).unwrap(), ..reserve() };
    let held = changed(assigned().reserve(&from_today, &partner(HOLDER), catalog(), late_evening));
    let same_day = report(Answers { delivered_from: Some(TODAY), ..answers() });
    assert!(submitted(with_draft(with_clean_file(held)), HOLDER, Some(&same_day), ENDS_ON).is_ok());
}

#[test]
fn the_consultant_of_the_report_must_qualify_on_the_first_delivered_day() {
    let with = |consultant: &str, from: Date, until: Option<Date>| {
        let of_report = Answers { lead_consultant: Some(person(consultant)), ..answers() };
        let dated = Evidence { valid_from: from, valid_until: until, ..exam("Windows and Devices", "U-8") };
        let evidence = [partner(HOLDER).evidence, vec![dated]].concat();
        submitted_with(delivered(), HOLDER, Some(&report(of_report)), &evidence, ENDS_ON)
    };
    let always = date(2026, 1, 1);
    assert!(with("U-8", always, None).is_ok(), "another consultant than the reserved one");
    assert!(with("U-8", STARTS_ON, Some(STARTS_ON)).is_ok(), "valid on the first day only");
    let expected = Refusal::ConsultantNotQualified { lead_consultant: person("U-8"), day: STARTS_ON };
    for (from, until) in [(STARTS_ON.tomorrow().unwrap(), None), (always, STARTS_ON.yesterday().ok())] {
        assert_eq!(with("U-8", from, until), Err(expected.clone().into()));
    }
    assert_eq!(codes(with("U-9", always, None)), ["consultant_not_qualified"]);
    let withdrawn = submitted_with(delivered(), HOLDER, Some(&report(answers())), &[], ENDS_ON);
    assert_eq!(codes(withdrawn), ["consultant_not_qualified"], "the exam of the reserved consultant was withdrawn");
}

#[test]
fn the_consultant_must_qualify_for_the_reserved_type() {
    let mut facts = partner(HOLDER);
    let of = "Enterprise Mobility Management";
    facts.evidence = vec![competency(of, Level::Gold), exam(of, "U-8")];
    let command = Reserve { engagement_type: engagement("DDPS-GOLD"), lead_consultant: person("U-8"), ..reserve() };
    let held = with_draft(with_clean_file(changed(assigned().reserve(&command, &facts, catalog(), at(TODAY)))));
    let evidence = [facts.evidence, vec![exam("Windows and Devices", "U-7")]].concat();
    let by = |consultant: &str| {
        let of_report = report(Answers { lead_consultant: Some(person(consultant)), ..answers() });
        submitted_with(held.clone(), HOLDER, Some(&of_report), &evidence, ENDS_ON)
    };
    assert!(by("U-8").is_ok());
    assert_eq!(codes(by("U-7")), ["consultant_not_qualified"]);
}

#[test]
fn delivery_and_reservation_must_be_finished() {
    let late = date(2026, 12, 3);
    let refused = refused(|a| a.delivered_to = Some(late));
    assert_eq!(refused, ["dates_differ_from_reservation", "engagement_not_finished"]);
    // An early delivery is finished; the end of the reservation still counts, and can be amended.
    accepted(|a| a.delivered_to = Some(STARTS_ON));
    let early = Answers { delivered_to: Some(STARTS_ON), handed_over_on: Some(STARTS_ON), ..self::answers() };
    assert_eq!(codes(submitted_on(STARTS_ON, early.clone())), ["engagement_not_finished"]);
    let shorter = Amend { end_date: Some(STARTS_ON), ..Amend::default() };
    let amended = changed(delivered().amend(&shorter, &partner(HOLDER), catalog(), at(STARTS_ON)));
    assert!(submitted(amended, HOLDER, Some(&report(early)), STARTS_ON).is_ok());
}
