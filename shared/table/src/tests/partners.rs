//! Tests of the records of a company: stored shape, round trip, effects on the stream.

use domain::accepted_text::Acceptance;
use domain::directory::{Description, Language, Listing, Place, Profile, ProfileEvent, Website};
use domain::enrollment::{Enrollment, Event, State};
use domain::partner::{
    Company, CompanyDetails, CompanyEvent, EvidenceEntry, EvidenceEvent, Location, LocationEvent, Signature,
};
use domain::{Email, EvidenceId, MpnId};
use jiff::civil::date;

use super::golden::{assert_written, golden, record_change};
use super::world::*;
use crate::history::RecordChange;
use crate::item;
use crate::listing::ListingRecord;
use crate::record::{Aggregate, Record, Stored};

fn written<A: Aggregate>(value: A, event: A::Event) -> Record<A> {
    Record::after(None, value, event, &intent(0)).unwrap()
}

/// Asserts that the value is written as its golden file and reads back from it.
fn assert_stored<A: Aggregate + PartialEq>(name: &str, value: A, event: A::Event) {
    let record = written(value, event);
    assert_written(name, &record.item().unwrap());
    let read = Record::<A>::read(golden(name)).unwrap();
    assert_eq!((read.value, read.last_event, read.rev), (record.value, record.last_event, 1), "{name}");
    assert_eq!((read.head, read.index_entries), (record.head, record.index_entries), "{name}");
}

fn registered() -> Company {
    Company {
        company_id: company(),
        details: CompanyDetails {
            name: name("Contoso Partners"),
            mpn_id: MpnId::parse("4711002").unwrap(),
            country: "US".parse().unwrap(),
            membership_ends_on: date(2028, 12, 31),
            membership_anniversary: Some(date(2020, 2, 29)),
            primary_contact_email: None,
        },
        agreement: Some(Signature {
            accepted: accepted(),
            signed_by: actor(),
            signed_by_name: Some(name("Wang")),
            signed_at: instant("2026-06-01T08:00:00Z"),
        }),
    }
}

/// The record of the agreement, signed in English.
fn accepted() -> Acceptance {
    let agreement = &catalog().agreement;
    agreement.accept(&agreement.shown(domain::Language::English)).unwrap()
}

fn entry(id: &str, evidence: domain::partner::Evidence) -> EvidenceEntry {
    let evidence_id = EvidenceId::parse(id).unwrap();
    EvidenceEntry { company_id: company(), evidence_id, evidence, withdrawn: false }
}

fn profile() -> Profile {
    Profile {
        company_id: company(),
        display_name: name("Contoso Partners"),
        description: Description::parse("Plans deployments.\n部署規劃").unwrap(),
        website: Website::parse("https://www.contoso.example/planning").unwrap(),
        contact_email: Email::parse("hello@contoso.example").unwrap(),
        programs: vec!["DDPS".parse().unwrap()],
        languages: vec![Language::parse("zh-TW").unwrap()],
        locations: vec![location().id],
        published: true,
    }
}

fn listing() -> Listing {
    Listing::of(&profile(), &[enrollment()], &[location()]).unwrap()
}

#[test]
fn the_stored_shapes_of_a_companys_records_are_unchanged() {
    let [competency, exam] = evidence();
    assert_stored("company", registered(), CompanyEvent::AgreementSigned(accepted()));
    assert_stored("location", location(), LocationEvent::Added);
    assert_stored("evidence-competency", entry("Q-1", competency.clone()), EvidenceEvent::Recorded);
    assert_stored("evidence-exam", entry("Q-2", exam), EvidenceEvent::Recorded);
    let withdrawn = EvidenceEntry { withdrawn: true, ..entry("Q-1", competency) };
    assert_stored("evidence-withdrawn", withdrawn, EvidenceEvent::Withdrawn);
    assert_stored("enrollment", enrollment(), Event::Enrolled);
    let reminded = enrollment().reminded.after(&[-60]);
    let state = State::Suspended { reason: note("Compliance audit.") };
    let suspended = Enrollment { reminded, state, renewed_from: Some(date(2026, 6, 1)), ..enrollment() };
    assert_stored("enrollment-suspended", suspended, Event::Suspended { reason: note("Compliance audit.") });
    let given_up = Enrollment { suspension: Some(note("Compliance audit.")), state: State::Withdrawn, ..enrollment() };
    assert_stored("enrollment-withdrawn", given_up, Event::Withdrawn);
    assert_stored("profile", profile(), ProfileEvent::Published);
}

#[test]
fn the_stored_shape_of_a_listing_is_unchanged() {
    let record = ListingRecord::new(7, "DDPS", Some(&listing()));
    let key = crate::Key::listing(&company(), "DDPS");
    assert_written("listing", &item::write(&key, &record).unwrap());
    let read: ListingRecord = item::read(golden("listing")).unwrap();
    assert_eq!(read.listing(), Some(&listing()));
    let gone = item::write(&key, &ListingRecord::new(8, "DDPS", None)).unwrap();
    assert!(!gone.contains_key("listing_pk") && !gone.contains_key("listing_sk"), "in no index: {gone:?}");
    assert_eq!(item::read::<ListingRecord>(gone).unwrap().listing(), None);
    let other = ListingRecord::new(7, "SSDPS", Some(&listing()));
    assert_eq!(other.listing(), None, "not under a program it is not enrolled in");
}

#[test]
fn each_record_has_its_history_under_its_own_key() {
    for (name, line, affects_listings) in [
        ("company", "P#P-1/H#P#0000000001", false),
        ("location", "P#P-1/H#L#L-1#0000000001", false),
        ("evidence-withdrawn", "P#P-1/H#Q#Q-1#0000000001", false),
        ("enrollment", "P#P-1/H#E#DDPS#0000000001", true),
        ("profile", "P#P-1/H#G#0000000001", true),
    ] {
        let change = record_change(name).unwrap();
        assert_eq!((item::key_of(&change.line).as_str(), change.rev), (line, 1));
        assert_eq!(change.refresh_listings, affects_listings.then(company), "{name}");
        assert!(change.redeemed.is_none());
    }
}

#[test]
fn only_a_change_that_the_directory_shows_refreshes_the_listings() {
    let reminded =
        Enrollment { reminded: enrollment().reminded.after(&[-60]), state: State::RenewalDue, ..enrollment() };
    let renewed = Enrollment { term_end: date(2028, 6, 1), ..enrollment() };
    let lapsed = Enrollment { state: State::Lapsed, ..enrollment() };
    for (changed, event, affects_listings) in [
        (reminded, Event::RenewalDue { reminders: vec![-60] }, false),
        (renewed, Event::Renewed { from: date(2027, 6, 1), to: date(2028, 6, 1) }, true),
        (lapsed, Event::Lapsed, true),
    ] {
        assert_eq!(refreshes_listings(enrollment(), Event::Enrolled, changed, event), affects_listings);
    }
    let moved = Location { country: "JP".parse().unwrap(), ..location() };
    let written_to = Location { contact_email: None, ..location() };
    assert!(refreshes_listings(location(), LocationEvent::Added, moved, LocationEvent::Changed));
    assert!(!refreshes_listings(location(), LocationEvent::Added, written_to, LocationEvent::Changed));
    let draft = Profile { published: false, ..profile() };
    assert!(refreshes_listings(profile(), ProfileEvent::Published, draft, ProfileEvent::Unpublished));
}

fn refreshes_listings<A: Aggregate>(value: A, event: A::Event, changed: A, changed_event: A::Event) -> bool {
    let before = written(value, event);
    let stored = Stored::from(before.clone());
    let after = Record::after(Some(&stored), changed, changed_event, &intent(1)).unwrap();
    let change = RecordChange::of(after.item().unwrap().into(), before.item().unwrap().into()).unwrap();
    change.unwrap().refresh_listings.is_some()
}

#[test]
fn a_write_without_a_new_revision_has_no_effect() {
    for name in ["voucher-redeemed", "enrollment"] {
        let mut moved = golden(name);
        moved.remove("due_pk");
        moved.remove("due_sk");
        assert!(RecordChange::of(moved.into(), golden(name).into()).unwrap().is_none(), "{name}");
    }
}

#[test]
fn a_listed_location_has_its_name_and_country() {
    let Listing { locations, .. } = listing();
    let Location { id, name, country, .. } = location();
    assert_eq!(locations, [Place { location_id: id, name, country }]);
}
