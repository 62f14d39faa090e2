//! Tests: the first registration needs a redeemed voucher, and a registration is consistent.

use super::*;
use crate::voucher::tests::world::{HOLDER, company, location, name};

fn bank(id: &str) -> BankProfile {
    let id = BankProfileId::parse(id).unwrap();
    BankProfile { id, label: name("Main account"), currency: Currency::parse("USD").unwrap() }
}

fn payee(profiles: &[&str], mapped: &[(&str, &str)]) -> Payee {
    Payee {
        company_id: company(HOLDER),
        program: ProgramCode::parse("DDPS").unwrap(),
        bank_profiles: profiles.iter().map(|id| bank(id)).collect(),
        locations: mapped.iter().map(|(at, id)| (location(at), bank(id).id)).collect(),
    }
}

#[test]
fn only_the_first_registration_needs_a_redeemed_voucher() {
    let (first, other) = (payee(&["B-1"], &[("L-1", "B-1")]), payee(&["B-2"], &[]));
    let refused = first.clone().put(None, false).unwrap_err();
    assert_eq!(refused, Refusal::NoRedeemedVoucherYet { program: first.program.clone() }.into());
    assert_eq!(
        first.clone().put(None, true),
        Ok(Outcome::applied(first.clone(), PayeeEvent::Registered(first.registration())))
    );
    assert_eq!(
        other.clone().put(Some(&first), false),
        Ok(Outcome::applied(other.clone(), PayeeEvent::Changed(other.registration())))
    );
    assert_eq!(
        other.clone().put(Some(&first), true),
        Ok(Outcome::applied(other.clone(), PayeeEvent::Changed(other.registration())))
    );
}

#[test]
fn a_repeated_registration_changes_nothing() {
    let registered = payee(&["B-1"], &[("L-1", "B-1")]);
    for has_redeemed in [true, false] {
        assert_eq!(registered.clone().put(Some(&registered), has_redeemed), Ok(Outcome::Unchanged));
    }
}

#[test]
fn a_location_is_paid_when_it_is_mapped_to_an_existing_profile() {
    let payee = payee(&["B-1", "B-2"], &[("L-1", "B-1"), ("L-2", "B-2"), ("L-3", "B-9")]);
    for (at, is_paid) in [("L-1", true), ("L-2", true), ("L-3", false), ("L-4", false)] {
        assert_eq!(payee.profile_at(&location(at)).is_some(), is_paid, "{at}");
    }
}

#[test]
fn every_mistake_is_listed_with_its_field() {
    assert_eq!(payee(&[], &[]).registration().mistakes(), []);
    assert_eq!(payee(&["B-1", "B-2"], &[("L-1", "B-1"), ("L-2", "B-1")]).registration().mistakes(), []);
    let wrong = payee(&["B-1", "B-2", "B-1", "B-1"], &[("L-1", "B-2"), ("L-2", "B-9"), ("L-3", "B-8")]);
    let expected = [
        ("bank_profiles[2].id", "is the id of another profile of the list; each id appears once"),
        ("bank_profiles[3].id", "is the id of another profile of the list; each id appears once"),
        ("locations.L-2", "is not the id of one of the bank_profiles sent with it"),
        ("locations.L-3", "is not the id of one of the bank_profiles sent with it"),
    ];
    assert_eq!(wrong.registration().mistakes(), expected.map(|(field, what)| (field.to_owned(), what)));
}

#[test]
fn a_payee_event_is_stored_under_its_name() {
    let named = |event: PayeeEvent| serde_json::to_value(event).unwrap()["type"].clone();
    assert_eq!(named(PayeeEvent::Registered(Registration::default())), "payee.registered");
    assert_eq!(named(PayeeEvent::Changed(Registration::default())), "payee.changed");
}
