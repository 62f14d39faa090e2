//! Property tests of the records of a company and its claims: they read back unchanged, the stream records them, and
//! the listings are refreshed exactly when the directory shows the change.

use domain::attempt::Intent;
use domain::directory::{Description, Profile, ProfileEvent};
use domain::enrollment::{Enrollment, Event, State};
use domain::partner::{Location, LocationEvent};
use jiff::civil::date;
use proptest::prelude::*;

use super::any::{self, claim, invoice, partner};
use super::golden::golden;
use super::round_trip::{json, read_back};
use super::world::{company, enrollment, intent, location, name, note};
use crate::Recorded;
use crate::attempts::Attempts;
use crate::history::RecordChange;
use crate::item::{self, Item};
use crate::record::{Aggregate, Record, Stored, head_after};

/// The record that replaces one of this revision.
fn following<A: Aggregate>(before: A, rev: u64, after: A, event: A::Event, intent: &Intent) -> Record<A> {
    let stored = Stored {
        value: before,
        rev,
        last_by: domain::attempt::Actor::system("test"),
        head: "h".repeat(64),
        attempts: Attempts::default(),
        last: intent.into(),
    };
    Record::after(Some(&stored), after, event, intent).unwrap()
}

fn assert_reads_back<A: Aggregate + PartialEq>(record: &Record<A>) {
    let read: Record<A> = read_back(record.item().unwrap());
    assert_eq!(json(&read), json(record));
    assert_eq!(
        (&read.value, &read.last_event, &read.index_entries),
        (&record.value, &record.last_event, &record.index_entries)
    );
    assert_eq!(
        head_after(&"h".repeat(64), &read.last_event).unwrap(),
        record.head,
        "the chain can be verified from storage"
    );
}

fn record_change(new: Item, old: Item) -> Option<RecordChange> {
    RecordChange::of(new.into(), old.into()).unwrap()
}

fn assert_recorded<A: Aggregate>(record: &Record<A>) {
    let change = record_change(record.item().unwrap(), Item::new()).unwrap();
    let key = record.value.key();
    let line_key = format!("{}/H#{}#{:010}", key.pk, key.sk, record.rev);
    assert_eq!((item::key_of(&change.line), change.rev), (line_key, record.rev));
    let line: Recorded<A::Event> = read_back(change.line);
    assert_eq!((&line.last, line.rev, &line.head), (&record.last_event, record.rev, &record.head));
    assert_eq!(line.status, record.value.status_name());
    assert!(change.redeemed.is_none());
}

macro_rules! stored_and_recorded {
    ($name:ident, $value:expr, $event:expr) => {
        proptest! {
            #[test]
            fn $name(before in $value, after in $value, event in $event, intent in any::intent(), rev in 0..u64::MAX) {
                let record = following(before, rev, after, event, &intent);
                assert_reads_back(&record);
                assert_recorded(&record);
            }
        }
    };
}

stored_and_recorded!(any_company_reads_back_and_is_recorded, partner::company(), partner::company_event());
stored_and_recorded!(any_location_reads_back_and_is_recorded, partner::location(), partner::location_event());
stored_and_recorded!(any_evidence_reads_back_and_is_recorded, partner::evidence(), partner::evidence_event());
stored_and_recorded!(any_enrollment_reads_back_and_is_recorded, partner::enrollment(), partner::enrollment_event());
stored_and_recorded!(any_payee_reads_back_and_is_recorded, claim::payee(), claim::payee_event());
stored_and_recorded!(any_invoice_reads_back_and_is_recorded, invoice::invoice(), invoice::invoice_event());
stored_and_recorded!(any_claim_reads_back_and_is_recorded, claim::claim(), claim::claim_event());
stored_and_recorded!(any_profile_reads_back_and_is_recorded, partner::profile(), partner::profile_event());

/// True when the change from `before` to `after` refreshes the listings.
fn refreshes_listings<A: Aggregate>(before: &A, after: &A, event: A::Event) -> bool {
    let old = Record::after(None, before.clone(), event.clone(), &intent(0)).unwrap();
    let new = Record::after(Some(&Stored::from(old.clone())), after.clone(), event, &intent(1)).unwrap();
    let change = record_change(new.item().unwrap(), old.item().unwrap()).unwrap();
    assert!(change.refresh_listings.is_none() || change.refresh_listings == Some(company()));
    change.refresh_listings.is_some()
}

#[test]
fn the_head_of_the_second_history_record_follows_from_the_first() {
    let first = Record::after(None, enrollment(), Event::Enrolled, &intent(0)).unwrap();
    let due = Enrollment { state: State::RenewalDue, ..enrollment() };
    let event = Event::RenewalDue { reminders: vec![-60] };
    let second = Record::after(Some(&Stored::from(first.clone())), due, event.clone(), &intent(1)).unwrap();
    let change = record_change(second.item().unwrap(), first.item().unwrap()).unwrap();
    assert_eq!(item::key_of(&change.line), "P#P-1/H#E#DDPS#0000000002");
    let line: Recorded<Event> = item::read(change.line).unwrap();
    assert_eq!((line.status.as_str(), line.last.event), ("renewal_due", event));
    assert_eq!(line.head, head_after(&first.head, &second.last_event).unwrap());
}

#[test]
fn an_enrollment_refreshes_the_listings_when_its_last_day_in_force_changes() {
    let active = enrollment();
    let in_state = |state| Enrollment { state, ..enrollment() };
    let suspended = in_state(State::Suspended { reason: note("audit") });
    let longer = Enrollment { term_end: date(2028, 6, 1), ..enrollment() };
    let reminded = Enrollment { reminded: enrollment().reminded.after(&[-60]), ..enrollment() };
    for (before, after, affects_listings) in [
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
            refreshes_listings(before, after, Event::Lapsed),
            affects_listings,
            "{:?} after {:?}",
            after.state,
            before.state
        );
    }
}

#[test]
fn a_location_refreshes_the_listings_when_its_name_or_country_changes() {
    let renamed = Location { name: name("Taipei 101"), ..location() };
    let moved = Location { country: "JP".parse().unwrap(), ..location() };
    let readdressed = Location { address: Some(note("Elsewhere 1")), contact_email: None, ..location() };
    for (after, affects_listings) in [(renamed, true), (moved, true), (readdressed, false)] {
        assert_eq!(refreshes_listings(&location(), &after, LocationEvent::Changed), affects_listings, "{after:?}");
    }
}

#[test]
fn a_change_with_an_unreadable_old_image_refreshes_the_listings() {
    let mut odd = golden("location");
    odd.insert("country".to_owned(), item::text("nowhere"));
    odd.insert("rev".to_owned(), item::number(7));
    let change = record_change(golden("location"), odd).unwrap();
    assert_eq!(change.refresh_listings, Some(company()));
}

proptest! {
    #[test]
    fn any_change_of_a_profile_refreshes_the_listings(before in partner::profile(), after in partner::profile()) {
        let before = Profile { company_id: company(), ..before };
        let after = Profile { company_id: company(), ..after };
        prop_assert!(refreshes_listings(&before, &after, ProfileEvent::Changed) || before == after);
        let reworded = Profile { description: Description::parse("anew").unwrap(), ..before.clone() };
        prop_assert!(refreshes_listings(&before, &reworded, ProfileEvent::Changed) || before == reworded);
    }

    #[test]
    fn a_change_of_a_company_or_its_evidence_refreshes_no_listings(
        companies in [partner::company(), partner::company()],
        evidence in [partner::evidence(), partner::evidence()],
        events in (partner::company_event(), partner::evidence_event()),
    ) {
        let ([before, after], [shown, shows]) = (companies, evidence);
        prop_assert!(!refreshes_listings(&before, &after, events.0));
        prop_assert!(!refreshes_listings(&shown, &shows, events.1));
    }

    #[test]
    fn a_write_without_a_new_revision_has_no_effect(enrollment in partner::enrollment(), intent in any::intent()) {
        let record = Record::after(None, enrollment, Event::Enrolled, &intent).unwrap();
        let mut settled = record.item().unwrap();
        settled.remove("due_pk");
        settled.remove("due_sk");
        prop_assert!(record_change(settled, record.item().unwrap()).is_none());
    }

    #[test]
    fn an_enrollment_is_due_by_day_company_and_program_or_not_at_all(enrollment in partner::enrollment()) {
        let index_entries = enrollment.index_entries();
        let due = enrollment.due_on().map(|day| format!("{day}#{}#{}", enrollment.company_id, enrollment.program));
        prop_assert_eq!(&index_entries.due_sk, &due);
        prop_assert_eq!(index_entries.due_pk.is_some(), due.is_some());
        prop_assert!(index_entries.due_pk.is_none_or(|pk| pk.strip_prefix("E#").unwrap().parse::<u8>().unwrap() < 8));
    }
}
