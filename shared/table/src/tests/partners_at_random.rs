//! Whatever is written of a company and its claims reads back as it was, and the stream retells it; the directory is
//! looked at again exactly when it would show something else.

use domain::attempt::Intent;
use domain::directory::{Description, Profile, ProfileEvent};
use domain::enrollment::{Enrollment, Event, State};
use domain::partner::{Location, LocationEvent};
use jiff::civil::date;
use proptest::prelude::*;

use super::any::{self, claim, partner};
use super::golden::golden;
use super::round_trip::{json, read_back};
use super::world::{company, enrollment, intent, location, name, note};
use crate::Recorded;
use crate::history::RecordChange;
use crate::item::{self, Item};
use crate::record::{Aggregate, Record, Stored, head_after};

/// The record that follows on one that was read at this revision.
fn following<A: Aggregate>(before: A, rev: u64, next: A, event: A::Event, intent: &Intent) -> Record<A> {
    let last_attempt = intent.attempt.clone();
    let seen = Stored {
        value: before,
        rev,
        last_by: domain::attempt::Actor::system("test"),
        head: "h".repeat(64),
        attempts: Vec::new(),
        last_attempt,
    };
    Record::after(Some(&seen), next, event, intent).unwrap()
}

fn assert_reads_back<A: Aggregate + PartialEq>(record: &Record<A>) {
    let read: Record<A> = read_back(record.item().unwrap());
    assert_eq!(json(&read), json(record));
    assert_eq!((&read.value, &read.last_event, &read.places), (&record.value, &record.last_event, &record.places));
    assert_eq!(
        head_after(&"h".repeat(64), &read.last_event).unwrap(),
        record.head,
        "the chain can be checked from storage"
    );
}

fn retold(new: Item, old: Item) -> Option<RecordChange> {
    RecordChange::of(new.into(), old.into()).unwrap()
}

fn assert_retold<A: Aggregate>(record: &Record<A>) {
    let told = retold(record.item().unwrap(), Item::new()).unwrap();
    let key = record.value.key();
    let line_key = format!("{}/H#{}#{:010}", key.pk, key.sk, record.rev);
    assert_eq!((item::key_of(&told.line), told.rev), (line_key, record.rev));
    let line: Recorded<A::Event> = read_back(told.line);
    assert_eq!((&line.last, line.rev, &line.head), (&record.last_event, record.rev, &record.head));
    assert_eq!(line.status, record.value.status_name());
    assert!(told.redeemed.is_none());
}

macro_rules! whatever {
    ($name:ident, $value:expr, $event:expr) => {
        proptest! {
            #[test]
            fn $name(before in $value, next in $value, event in $event, intent in any::intent(), rev in 0..u64::MAX) {
                let record = following(before, rev, next, event, &intent);
                assert_reads_back(&record);
                assert_retold(&record);
            }
        }
    };
}

whatever!(any_company_reads_back_and_is_retold, partner::company(), partner::company_event());
whatever!(any_location_reads_back_and_is_retold, partner::location(), partner::location_event());
whatever!(any_evidence_reads_back_and_is_retold, partner::evidence(), partner::evidence_event());
whatever!(any_enrollment_reads_back_and_is_retold, partner::enrollment(), partner::enrollment_event());
whatever!(any_payee_reads_back_and_is_retold, claim::payee(), claim::payee_event());
whatever!(any_claim_reads_back_and_is_retold, claim::claim(), claim::claim_event());
whatever!(any_profile_reads_back_and_is_retold, partner::profile(), partner::profile_event());

/// Of which company the directory is looked at again when the one follows on the other.
fn refreshes_listings<A: Aggregate>(before: &A, next: &A, event: A::Event) -> bool {
    let old = Record::after(None, before.clone(), event.clone(), &intent(0)).unwrap();
    let new = Record::after(Some(&Stored::from(old.clone())), next.clone(), event, &intent(1)).unwrap();
    let told = retold(new.item().unwrap(), old.item().unwrap()).unwrap();
    assert!(told.refresh_listings.is_none() || told.refresh_listings == Some(company()));
    told.refresh_listings.is_some()
}

#[test]
fn the_second_line_of_a_history_stands_behind_the_first() {
    let first = Record::after(None, enrollment(), Event::Enrolled, &intent(0)).unwrap();
    let due = Enrollment { state: State::RenewalDue, ..enrollment() };
    let event = Event::RenewalDue { reminders: vec![-60] };
    let second = Record::after(Some(&Stored::from(first.clone())), due, event.clone(), &intent(1)).unwrap();
    let told = retold(second.item().unwrap(), first.item().unwrap()).unwrap();
    assert_eq!(item::key_of(&told.line), "P#P-1/H#E#DDPS#0000000002");
    let line: Recorded<Event> = item::read(told.line).unwrap();
    assert_eq!((line.status.as_str(), line.last.event), ("renewal_due", event));
    assert_eq!(line.head, head_after(&first.head, &second.last_event).unwrap());
}

#[test]
fn an_enrollment_is_listed_anew_when_the_last_day_on_which_it_is_in_force_changes() {
    let active = enrollment();
    let in_state = |state| Enrollment { state, ..enrollment() };
    let suspended = in_state(State::Suspended { reason: note("audit") });
    let longer = Enrollment { term_end: date(2028, 6, 1), ..enrollment() };
    let reminded = Enrollment { reminded: enrollment().reminded.after(&[-60]), ..enrollment() };
    for (before, next, affects_listings) in [
        (&active, &suspended, true),
        (&suspended, &active, true),
        (&active, &in_state(State::Withdrawn), true),
        (&in_state(State::Grace), &in_state(State::Lapsed), true),
        (&active, &longer, true),
        (&active, &in_state(State::RenewalDue), false),
        (&in_state(State::RenewalDue), &in_state(State::Grace), false),
        (&active, &reminded, false),
        (&suspended, &in_state(State::Withdrawn), false),
        (&in_state(State::Lapsed), &in_state(State::Withdrawn), false),
    ] {
        assert_eq!(
            refreshes_listings(before, next, Event::Lapsed),
            affects_listings,
            "{:?} after {:?}",
            next.state,
            before.state
        );
    }
}

#[test]
fn a_location_is_listed_anew_when_its_name_or_country_changes() {
    let renamed = Location { name: name("Taipei 101"), ..location() };
    let moved = Location { country: "JP".parse().unwrap(), ..location() };
    let readdressed = Location { address: Some(note("Elsewhere 1")), contact_email: None, ..location() };
    for (next, affects_listings) in [(renamed, true), (moved, true), (readdressed, false)] {
        assert_eq!(refreshes_listings(&location(), &next, LocationEvent::Changed), affects_listings, "{next:?}");
    }
}

#[test]
fn a_change_whose_old_image_cannot_be_read_is_looked_at_when_in_doubt() {
    let mut odd = golden("location");
    odd.insert("country".to_owned(), item::text("nowhere"));
    odd.insert("rev".to_owned(), item::number(7));
    let told = retold(golden("location"), odd).unwrap();
    assert_eq!(told.refresh_listings, Some(company()));
}

proptest! {
    #[test]
    fn a_profile_is_listed_anew_whatever_changes(before in partner::profile(), next in partner::profile()) {
        let before = Profile { company_id: company(), ..before };
        let next = Profile { company_id: company(), ..next };
        prop_assert!(refreshes_listings(&before, &next, ProfileEvent::Changed) || before == next);
        let reworded = Profile { description: Description::parse("anew").unwrap(), ..before.clone() };
        prop_assert!(refreshes_listings(&before, &reworded, ProfileEvent::Changed) || before == reworded);
    }

    #[test]
    fn a_company_and_its_evidence_are_never_listed_anew(
        companies in [partner::company(), partner::company()],
        evidence in [partner::evidence(), partner::evidence()],
        events in (partner::company_event(), partner::evidence_event()),
    ) {
        let ([before, next], [shown, shows]) = (companies, evidence);
        prop_assert!(!refreshes_listings(&before, &next, events.0));
        prop_assert!(!refreshes_listings(&shown, &shows, events.1));
    }

    #[test]
    fn a_write_that_left_the_revision_alone_tells_nothing(enrollment in partner::enrollment(), intent in any::intent()) {
        let record = Record::after(None, enrollment, Event::Enrolled, &intent).unwrap();
        let mut settled = record.item().unwrap();
        settled.remove("due_pk");
        settled.remove("due_sk");
        prop_assert!(retold(settled, record.item().unwrap()).is_none());
    }

    #[test]
    fn an_enrollment_is_due_by_day_company_and_program_or_not_at_all(enrollment in partner::enrollment()) {
        let places = enrollment.places();
        let due = enrollment.due_on().map(|day| format!("{day}#{}#{}", enrollment.company_id, enrollment.program));
        prop_assert_eq!(&places.due_sk, &due);
        prop_assert_eq!(places.due_pk.is_some(), due.is_some());
        prop_assert!(places.due_pk.is_none_or(|pk| pk.strip_prefix("E#").unwrap().parse::<u8>().unwrap() < 8));
    }
}
