//! Tests of the items of people.

use super::*;
use crate::history::RecordChange;
use crate::tests::golden::{assert_written, golden};
use crate::tests::world::{SUBJECT, company, lifecycle, name};

fn seen(seen_at: &str) -> Sighting {
    let person = Actor::parse(SUBJECT).unwrap();
    let (name, roles) = (Some(name("Chen Yu-Lin")), vec![Role::MpnAdmin]);
    Sighting { company: company(), person: Person { person, name, roles, seen_at: seen_at.parse().unwrap() } }
}

const AT: &str = "2026-12-01T17:00:00.125Z";

#[test]
fn the_stored_shape_of_a_person_is_unchanged_and_reads_back() {
    let person = seen(AT).person;
    let item = write(&Key::person(&company(), &person.person), &person).unwrap();
    assert_written("person", &item);
    assert_eq!(read(golden("person")).unwrap(), person);
    let nameless = Person { name: None, ..person };
    let item = write(&Key::person(&company(), &nameless.person), &nameless).unwrap();
    assert!(!item.contains_key("name"));
    assert_eq!(read(item).unwrap(), nameless);
}

#[test]
fn an_unreadable_instant_is_an_error_with_its_key() {
    let mut item = golden("person");
    item.insert("seen_at".to_owned(), text("yesterday"));
    match read(item) {
        Err(Fault::Corrupt { key, .. }) => assert_eq!(key, format!("P#P-1/U#{SUBJECT}")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_stored_instant_has_a_fixed_width() {
    let width = |seen_at: &str| sortable_instant(seen_at.parse().unwrap()).len();
    assert_eq!(width("2026-12-01T17:00:00Z"), width("2026-12-01T17:00:00.125000001Z"));
}

#[test]
fn a_change_shows_its_actor_and_a_system_is_no_person() {
    let sighting =
        |name| RecordChange::of(golden(name).into(), serde_dynamo::Item::default()).unwrap().unwrap().sighting;
    assert_eq!(sighting("voucher-reserved"), Some(seen(AT)));
    let mut event = lifecycle().remove(0).last_event;
    event.membership = None;
    assert_eq!(Sighting::of(&event), None);
}

#[test]
fn of_several_sightings_of_a_person_the_newest_counts() {
    let older = "2026-11-30T10:00:00Z";
    for sightings in [vec![seen(older), seen(AT)], vec![seen(AT), seen(older)]] {
        let newest: Vec<Person> = Sighting::newest(sightings).into_values().collect();
        assert_eq!(newest, [seen(AT).person]);
    }
    let elsewhere = Sighting { company: CompanyId::parse("P-2").unwrap(), ..seen(older) };
    assert_eq!(Sighting::newest(vec![seen(AT), elsewhere]).len(), 2, "each company has its own");
}

#[test]
fn the_people_of_a_batch_are_in_the_order_of_their_keys() {
    let named = |person: &str| {
        let person = Person { person: Actor::parse(person).unwrap(), ..seen(AT).person };
        Sighting { person, ..seen(AT) }
    };
    let batch = ["U-3", "U-1", "U-4", "U-2"].map(named);
    let people: Vec<String> =
        Sighting::newest(batch.into()).into_values().map(|seen| seen.person.to_string()).collect();
    assert_eq!(people, ["U-1", "U-2", "U-3", "U-4"]);
}
