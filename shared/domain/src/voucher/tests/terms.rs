//! An assignment that is told again: the same terms, or a conflict that names those that differ.

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

/// Kai is the administrator since then.
fn reassigned(at: &str) -> Voucher {
    let command = Reassign { occurred_at: instant(at), message: "msg-1".to_owned(), admin: kai() };
    changed(assigned().reassign(command, TODAY))
}

/// Valid 30 days longer since then.
fn extended(at: &str) -> Voucher {
    let expires_on = days_after(EXPIRES_ON, 30);
    let command = Extend { occurred_at: instant(at), expires_on, reason: note("decree") };
    changed(assigned().extend(command, &Repeat::None, TODAY))
}

#[test]
fn every_term_of_an_assignment_that_differs_is_a_conflict_and_is_named() {
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
fn all_terms_that_differ_are_named_at_once() {
    let other = Assign { days: 3, admin: kai(), ..assign() };
    assert_eq!(other.repeats(&assigned()), differ(&["days", "admin.name", "admin.email"]));
}

#[test]
fn an_intended_partner_that_is_not_named_any_more_is_another_term() {
    let named = Assign { intended_company: Some(company(HOLDER)), ..assign() };
    assert_eq!(assign().repeats(&named.clone().voucher()), differ(&["intended_company_id"]));
    assert_eq!(named.repeats(&named.clone().voucher()), Ok(()));
}

#[test]
fn the_same_terms_are_the_same_whenever_they_are_told_and_however_names_are_written() {
    let told_later = Assign { occurred_at: instant("2026-11-05T00:00:00Z"), ..assign() };
    let mut written_otherwise = assign();
    written_otherwise.customer.name = name("CONTOSO  Ｌｔｄ");
    written_otherwise.admin = Admin { name: name("lin mei"), email: email("Lin.Mei@Contoso.example") };
    for same in [told_later, written_otherwise, Assign { expires_on: Some(EXPIRES_ON), ..assign() }] {
        assert_eq!(same.repeats(&reserved()), Ok(()));
    }
}

#[test]
fn an_administrator_that_a_later_event_named_is_no_conflict() {
    let voucher = reassigned("2026-11-10T08:00:00Z");
    assert_eq!(assign().repeats(&voucher), Ok(()), "it says who it was at first");
    let with_kai = |at| Assign { occurred_at: instant(at), admin: kai(), ..assign() };
    let with_mei = |at| Assign { occurred_at: instant(at), ..assign() };
    assert_eq!(with_kai("2026-11-12T08:00:00Z").repeats(&voucher), Ok(()), "it says who it is by now");
    let contradicts = with_mei("2026-11-12T08:00:00Z").repeats(&voucher);
    assert_eq!(contradicts, differ(&["admin.name", "admin.email"]), "it occurred after the reassignment");
}

#[test]
fn a_last_day_that_a_later_event_gave_is_no_conflict() {
    let voucher = extended("2026-11-10T08:00:00Z");
    let until = |day, at| Assign { expires_on: Some(day), occurred_at: instant(at), ..assign() };
    let (before, after) = ("2026-11-01T09:00:00Z", "2026-11-12T08:00:00Z");
    for same in [assign(), until(EXPIRES_ON, before), until(days_after(EXPIRES_ON, 30), after)] {
        assert_eq!(same.repeats(&voucher), Ok(()), "{same:?}");
    }
    let counted = Assign { occurred_at: instant(after), ..assign() };
    assert_eq!(counted.repeats(&voucher), Ok(()), "when it was created does not say how long it is valid now");
    assert_eq!(until(EXPIRES_ON, after).repeats(&voucher), differ(&["expires_on"]));
}

/// The mail names the day on which it was created, where the customer is; the event the instant.
#[test]
fn a_creation_told_by_day_and_by_instant_is_the_same() {
    let created = |at| Assign { created_at: Some(instant(at)), ..assign() };
    let (by_event, by_mail) = (created("2026-10-31T23:30:00Z"), created("2026-11-01T00:00:00Z"));
    assert_eq!(by_mail.repeats(&by_event.clone().voucher()), Ok(()), "it was 1 November in Taipei");
    assert_eq!(by_event.repeats(&by_mail.voucher()), Ok(()));
    let earlier = created("2026-10-30T23:59:59Z");
    assert_eq!(earlier.repeats(&assigned()), differ(&["created_at"]));
}

#[test]
fn what_an_assignment_does_not_state_is_not_compared() {
    let neither = Assign { created_at: None, occurred_at: instant("2026-11-20T00:00:00Z"), ..assign() };
    assert_eq!(neither.repeats(&assigned()), Ok(()));
    let of_its_own = Assign { expires_on: Some(date(2027, 1, 15)), ..assign() }.voucher();
    assert_eq!(neither.repeats(&of_its_own), Ok(()));
    assert_eq!(assign().repeats(&of_its_own), differ(&["created_at"]), "counted from it, the last day is another");
}
