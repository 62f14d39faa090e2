//! A repeated assignment: the same terms, or a conflict with the terms that differ.

use jiff::Timestamp;
use jiff::civil::date;

use super::world::*;
use crate::calendar::days_after;
use crate::ids::{CustomerId, LicenseId, ProgramCode};
use crate::partner::Repeat;
use crate::refusal::{Refusal, Refusals};
use crate::voucher::{Admin, Assign, Extend, Reassign, Voucher};

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn differ(terms: &[&'static str]) -> Result<(), Refusals> {
    Err(Refusal::AssignedWithOtherTerms { terms: terms.to_vec() }.into())
}

fn kai() -> Admin {
    Admin { name: name("Kai"), email: email("kai@contoso.example") }
}

/// The voucher reassigned to Kai at an instant.
fn reassigned(at: &str) -> Voucher {
    let command = Reassign { occurred_at: instant(at), message: "msg-1".to_owned(), admin: kai() };
    changed(assigned().reassign(command, TODAY))
}

/// The voucher extended by 30 days at an instant.
fn extended(at: &str) -> Voucher {
    let expires_on = days_after(EXPIRES_ON, 30);
    let command = Extend { occurred_at: instant(at), expires_on, reason: note("decree") };
    changed(assigned().extend(command, &Repeat::None, TODAY))
}

#[test]
fn every_differing_term_of_an_assignment_is_a_conflict() {
    let mut changes: Vec<(&str, Assign)> = vec![
        ("program", Assign { program: ProgramCode::parse("SDPS").unwrap(), ..assign() }),
        ("days", Assign { days: 3, ..assign() }),
        ("created_at", Assign { created_at: Some(instant("2026-10-20T08:00:00Z")), ..assign() }),
        ("expires_on", Assign { expires_on: Some(date(2027, 4, 29)), ..assign() }),
        ("intended_company_id", Assign { intended_company: Some(company(OTHER)), ..assign() }),
    ];
    let mut change = |term, edit: fn(&mut Assign)| {
        let mut other = assign();
        edit(&mut other);
        changes.push((term, other));
    };
    change("customer.id", |other| other.customer.id = CustomerId::parse("C-2002").unwrap());
    change("customer.name", |other| other.customer.name = name("Fabrikam Ltd"));
    change("customer.country", |other| other.customer.country = country("JP"));
    change("license_id", |other| other.license.id = LicenseId::parse("E-4712").unwrap());
    change("license_ends_on", |other| other.license.ends_on = date(2027, 2, 1));
    change("admin.name", |other| other.admin.name = name("Lin Wei"));
    change("admin.email", |other| other.admin.email = email("lin.wei@contoso.example"));
    for (term, other) in changes {
        for voucher in [assigned(), ready(), expired(assigned()), cancelled(assigned())] {
            assert_eq!(other.repeats(&voucher), differ(&[term]), "{}", voucher.stored_status().as_str());
        }
    }
}

#[test]
fn a_conflict_lists_all_differing_terms() {
    let other = Assign { days: 3, admin: kai(), ..assign() };
    assert_eq!(other.repeats(&assigned()), differ(&["days", "admin.name", "admin.email"]));
}

#[test]
fn a_missing_intended_partner_is_a_differing_term() {
    let named = Assign { intended_company: Some(company(HOLDER)), ..assign() };
    assert_eq!(assign().repeats(&named.clone().voucher()), differ(&["intended_company_id"]));
    assert_eq!(named.repeats(&named.clone().voucher()), Ok(()));
}

#[test]
fn the_same_terms_match_at_any_instant_and_in_any_spelling_of_names() {
    let sent_later = Assign { occurred_at: instant("2026-11-05T00:00:00Z"), ..assign() };
    let mut spelled_otherwise = assign();
    spelled_otherwise.customer.name = name("CONTOSO  Ｌｔｄ");
    spelled_otherwise.admin = Admin { name: name("lin mei"), email: email("Lin.Mei@Contoso.example") };
    for same in [sent_later, spelled_otherwise, Assign { expires_on: Some(EXPIRES_ON), ..assign() }] {
        assert_eq!(same.repeats(&reserved()), Ok(()));
    }
}

#[test]
fn an_administrator_changed_by_a_later_event_is_no_conflict() {
    let voucher = reassigned("2026-11-10T08:00:00Z");
    assert_eq!(assign().repeats(&voucher), Ok(()), "it states the first administrator");
    let with_kai = |at| Assign { occurred_at: instant(at), admin: kai(), ..assign() };
    let with_mei = |at| Assign { occurred_at: instant(at), ..assign() };
    assert_eq!(with_kai("2026-11-12T08:00:00Z").repeats(&voucher), Ok(()), "it states the current administrator");
    let contradicts = with_mei("2026-11-12T08:00:00Z").repeats(&voucher);
    assert_eq!(contradicts, differ(&["admin.name", "admin.email"]), "it occurred after the reassignment");
}

#[test]
fn a_last_day_changed_by_a_later_event_is_no_conflict() {
    let voucher = extended("2026-11-10T08:00:00Z");
    let until = |day, at| Assign { expires_on: Some(day), occurred_at: instant(at), ..assign() };
    let (before, after) = ("2026-11-01T09:00:00Z", "2026-11-12T08:00:00Z");
    for same in [assign(), until(EXPIRES_ON, before), until(days_after(EXPIRES_ON, 30), after)] {
        assert_eq!(same.repeats(&voucher), Ok(()), "{same:?}");
    }
    let counted = Assign { occurred_at: instant(after), ..assign() };
    assert_eq!(counted.repeats(&voucher), Ok(()), "the last day no longer depends on the creation");
    assert_eq!(until(EXPIRES_ON, after).repeats(&voucher), differ(&["expires_on"]));
}

/// An e-mail states the day of creation in the customer's time zone, an event the instant.
#[test]
fn a_creation_stated_by_day_matches_one_stated_by_instant() {
    let created = |at| Assign { created_at: Some(instant(at)), ..assign() };
    let (by_event, by_mail) = (created("2026-10-31T23:30:00Z"), created("2026-11-01T00:00:00Z"));
    assert_eq!(by_mail.repeats(&by_event.clone().voucher()), Ok(()), "it was 1 November in Taipei");
    assert_eq!(by_event.repeats(&by_mail.voucher()), Ok(()));
    let earlier = created("2026-10-30T23:59:59Z");
    assert_eq!(earlier.repeats(&assigned()), differ(&["created_at"]));
}

#[test]
fn a_term_that_an_assignment_does_not_state_is_not_compared() {
    let neither = Assign { created_at: None, occurred_at: instant("2026-11-20T00:00:00Z"), ..assign() };
    assert_eq!(neither.repeats(&assigned()), Ok(()));
    let of_its_own = Assign { expires_on: Some(date(2027, 1, 15)), ..assign() }.voucher();
    assert_eq!(neither.repeats(&of_its_own), Ok(()));
    assert_eq!(assign().repeats(&of_its_own), differ(&["created_at"]), "the last day counted from it differs");
}
