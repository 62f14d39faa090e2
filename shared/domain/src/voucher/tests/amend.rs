//! Amendment of a reservation: the rules of reservation apply to the changed fields only.

use jiff::civil::{Date, date};
use serde_json::json;

use super::world::*;
use crate::partner::{Level, Partner, Repeat};
use crate::refusal::Refusals;
use crate::voucher::{Amend, Assign, Outcome, RepeatException, Reservation, Voucher};

pub fn amended_on(day: Date, command: &Amend, partner: &Partner) -> Result<Outcome, Refusals> {
    reserved().amend(command, partner, catalog(), at(day))
}

fn amended(command: &Amend) -> Result<Outcome, Refusals> {
    amended_on(TODAY, command, &partner(HOLDER))
}

fn held(voucher: &Voucher) -> &Reservation {
    voucher.reservation().unwrap()
}

/// A company that no longer meets any requirement.
fn unqualified() -> Partner {
    let mut partner = partner(HOLDER);
    (partner.enrollment, partner.location) = (None, None);
    partner.evidence.clear();
    partner
}

#[test]
fn the_fields_of_the_command_change_and_others_stay() {
    let command = Amend {
        start_date: Some(date(2027, 1, 4)),
        end_date: Some(date(2027, 1, 8)),
        engagement_type: Some(engagement("DDPS-GOLD")),
        location_id: Some(location("L-4")),
        lead_consultant: Some(person("U-8")),
        attendees: Some(vec![]),
        repeat_exception: Some(RepeatException::Product),
    };
    let mut facts = partner(HOLDER);
    facts.location = Some(place("L-4", "TW"));
    let of = "Enterprise Mobility Management";
    facts.evidence = vec![competency(of, Level::Gold), exam(of, "U-8")];
    let before = reserved();
    let after = changed(amended_on(TODAY, &command, &facts));
    let expected = Reservation {
        start_date: date(2027, 1, 4),
        end_date: date(2027, 1, 8),
        engagement_type: engagement("DDPS-GOLD"),
        location_id: location("L-4"),
        lead_consultant: person("U-8"),
        attendees: vec![],
        repeat_exception: Some(RepeatException::Product),
        ..held(&before).clone()
    };
    assert_eq!(held(&after), &expected);
    let nothing_named = after.clone().amend(&Amend::default(), &facts, catalog(), at(TODAY));
    assert_eq!(nothing_named, Ok(Outcome::Unchanged));
    let one_named = Amend { end_date: Some(date(2027, 1, 9)), ..Amend::default() };
    let later = changed(after.amend(&one_named, &facts, catalog(), at(TODAY)));
    assert_eq!(held(&later), &Reservation { end_date: date(2027, 1, 9), ..expected });
}

#[test]
fn an_amendment_to_the_same_values_changes_nothing() {
    let same = Amend { start_date: Some(STARTS_ON), location_id: Some(location("L-1")), ..Amend::default() };
    assert_eq!(amended(&same), Ok(Outcome::Unchanged));
}

#[test]
fn an_amendment_leaves_files_and_draft_unchanged() {
    let before = with_draft(with_clean_file(reserved()));
    let moved = Amend { end_date: Some(date(2026, 12, 2)), ..Amend::default() };
    let after = changed(before.clone().amend(&moved, &partner(HOLDER), catalog(), at(TODAY)));
    assert_eq!((after.deliverables(), after.report()), (before.deliverables(), before.report()));
}

#[test]
fn unchanged_fields_are_not_checked_again() {
    let longer = Amend { end_date: Some(date(2027, 1, 8)), attendees: Some(vec![]), ..Amend::default() };
    let _ = changed(amended_on(TODAY, &longer, &unqualified()));
}

#[test]
fn changed_fields_are_checked() {
    let retyped = Amend { engagement_type: Some(engagement("DDPS-SHORT")), ..Amend::default() };
    assert_eq!(codes(amended(&retyped)), ["length_not_allowed"]);
    assert_eq!(
        codes(amended_on(TODAY, &retyped, &unqualified())),
        ["not_eligible_engagement", "length_not_allowed", "consultant_not_qualified"]
    );
    let of_another_program = Amend { engagement_type: Some(engagement("SDPS-PPM")), ..Amend::default() };
    assert_eq!(codes(amended(&of_another_program)), ["engagement_not_offered"]);
    let restaffed = Amend { lead_consultant: Some(person("U-9")), ..Amend::default() };
    assert_eq!(codes(amended(&restaffed)), ["consultant_not_qualified"]);
    let relocated = Amend { location_id: Some(location("L-2")), ..Amend::default() };
    assert_eq!(codes(amended_on(TODAY, &relocated, &unqualified())), ["location_not_approved"]);
    let mut abroad = partner(HOLDER);
    abroad.location = Some(place("L-2", "US"));
    assert_eq!(codes(amended_on(TODAY, &relocated, &abroad)), ["country_mismatch"]);
}

#[test]
fn a_changed_type_checks_the_consultant_again() {
    let retyped = Amend { engagement_type: Some(engagement("DDPS-GOLD")), ..Amend::default() };
    let mut facts = partner(HOLDER);
    facts.evidence.push(competency("Enterprise Mobility Management", Level::Gold));
    assert_eq!(codes(amended_on(TODAY, &retyped, &facts)), ["consultant_not_qualified"]);
}

#[test]
fn every_broken_rule_is_refused_at_once() {
    let all = Amend {
        start_date: TODAY.yesterday().ok(),
        end_date: Some(LAPSED_ON),
        engagement_type: Some(engagement("DDPS-SHORT")),
        location_id: Some(location("L-2")),
        lead_consultant: Some(person("U-9")),
        ..Amend::default()
    };
    assert_eq!(
        codes(amended_on(TODAY, &all, &unqualified())),
        [
            "not_eligible_engagement",
            "length_not_allowed",
            "consultant_not_qualified",
            "dates_outside_window",
            "location_not_approved",
            "starts_before_reserved",
        ]
    );
}

#[test]
fn an_engagement_of_15_days_moves_to_a_taken_type_only_with_an_exception() {
    let assigned = Assign { days: 15, ..assign() }.voucher();
    let voucher = changed(assigned.reserve(&reserve(), &partner(HOLDER), catalog(), at(TODAY)));
    let mut taken = partner(HOLDER);
    taken.repeat = Repeat::Of(number("SA-OTHER-0001"));
    let retyped = Amend { engagement_type: Some(engagement("DDPS-SHORT")), ..Amend::default() };
    let refused = voucher.clone().amend(&retyped, &taken, catalog(), at(TODAY));
    assert_eq!(codes(refused), ["length_not_allowed", "repeat_15_day"]);
    let excepted = Amend { repeat_exception: Some(RepeatException::Division), ..retyped };
    assert_eq!(codes(voucher.amend(&excepted, &taken, catalog(), at(TODAY))), ["length_not_allowed"]);
}

#[test]
fn a_submitted_report_locks_the_reservation() {
    let broken = Amend { end_date: Some(LAPSED_ON), ..Amend::default() };
    let refused = ready().amend(&broken, &partner(HOLDER), catalog(), at(ENDS_ON));
    assert_eq!(codes(refused), ["report_already_submitted"]);
}

#[test]
fn the_event_holds_changed_values_before_and_after_without_addresses() {
    let event_of = |command: &Amend| {
        let mut facts = partner(HOLDER);
        facts.location = Some(place("L-4", "TW"));
        facts.evidence.push(exam("Windows and Devices", "U-8"));
        let Ok(Outcome::Applied(_, event)) = amended_on(TODAY, command, &facts) else { panic!("{command:?}") };
        serde_json::to_value(event).unwrap()
    };
    let (kind, end_date) = ("reservation.amended", Some(date(2026, 12, 2)));
    assert_eq!(
        event_of(&Amend { end_date, ..Amend::default() }),
        json!({
            "type": kind,
            "before": {"start_date": "2026-11-25", "end_date": "2026-12-01"},
            "after": {"start_date": "2026-11-25", "end_date": "2026-12-02"},
        })
    );
    let others = Amend {
        location_id: Some(location("L-4")),
        lead_consultant: Some(person("U-8")),
        attendees: Some(vec![email("b@contoso.example"), email("c@contoso.example")]),
        repeat_exception: Some(RepeatException::Product),
        ..Amend::default()
    };
    assert_eq!(
        event_of(&others),
        json!({
            "type": kind,
            "before": {"location_id": "L-1", "lead_consultant": "U-7", "attendees": 1},
            "after": {"location_id": "L-4", "lead_consultant": "U-8", "attendees": 2, "repeat_exception": "product"},
        })
    );
}

#[test]
fn the_customer_is_notified_once_and_again_after_a_change() {
    let notified = changed(reserved().notify(&company(HOLDER), false, at(TODAY)));
    assert_eq!(notified.clone().notify(&company(HOLDER), false, at(TODAY)), Ok(Outcome::Unchanged));
    let command =
        Amend { attendees: Some(vec![crate::Email::parse("new@contoso.example").unwrap()]), ..Amend::default() };
    let amended = changed(notified.amend(&command, &partner(HOLDER), catalog(), at(TODAY)));
    assert!(matches!(amended.notify(&company(HOLDER), false, at(TODAY)), Ok(Outcome::Applied(..))));
}

#[test]
fn the_same_notification_is_repeated_on_request_at_most_once_a_minute() {
    let holder = company(HOLDER);
    let seconds = |seconds: i64| at(TODAY) + jiff::SignedDuration::from_secs(seconds);
    let sent = changed(reserved().notify(&holder, true, seconds(0)));
    let again_at = seconds(60);
    for soon in [0, 59] {
        let refused = sent.clone().notify(&holder, true, seconds(soon));
        assert_eq!(refused, Err(crate::Refusal::NotifiedJustNow { again_at }.into()), "{soon}");
        assert_eq!(sent.clone().notify(&holder, false, seconds(soon)), Ok(Outcome::Unchanged), "no repeat requested");
    }
    let again = changed(sent.clone().notify(&holder, true, again_at));
    assert_eq!(held(&again).notified_at, Some(again_at));
    assert_eq!(sent.clone().notify(&holder, false, seconds(600)), Ok(Outcome::Unchanged), "no repeat requested");
    let attendees = Amend { attendees: Some(vec![]), ..Amend::default() };
    let amended = changed(sent.amend(&attendees, &partner(HOLDER), catalog(), seconds(1)));
    assert!(matches!(amended.notify(&holder, false, seconds(2)), Ok(Outcome::Applied(..))), "a change is sent at once");
}
