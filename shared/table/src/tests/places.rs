//! Where a voucher stands in the indexes: due while time will change it, a company's while the company has or had it.

use domain::enrollment::{Enrollment, State};

use super::world::*;
use crate::record::{Aggregate, IndexEntries};
use crate::voucher::VoucherRecord;

/// When it is due and its company sort key, as far as there are any.
fn places(record: &VoucherRecord) -> (Option<&str>, Option<&str>) {
    let places = &record.places;
    assert_eq!(places.due_pk.is_some(), places.due_sk.is_some());
    assert_eq!(places.company_pk.is_some(), places.company_sk.is_some());
    assert!(places.company_pk.as_deref().is_none_or(|pk| pk == "P#P-1"));
    let kind = places.due_pk.as_deref().and_then(|pk| pk.split('#').next()).unwrap_or("-");
    let expected = record.value.due_on().map_or("-", |_| "V");
    assert_eq!(kind, if record.value.redeemed_at().is_some() { "U" } else { expected });
    (places.due_sk.as_deref(), places.company_sk.as_deref())
}

#[test]
fn an_assigned_voucher_is_due_with_its_first_reminder_and_nobodys() {
    let assigned = life().remove(0);
    let (due, company) = places(&assigned);
    assert_eq!((due, company), (Some("2027-03-01"), None), "60 days before its last day");
    assert_eq!(places(&given_back()), (due, None), "the same once it was given back");
}

#[test]
fn a_reserved_voucher_is_due_likewise_and_its_companys_by_its_last_day() {
    for record in &life()[1..6] {
        let (due, company) = places(record);
        assert_eq!((due, company), (Some("2027-03-01"), Some("V#reserved#2027-04-30#SA-7KQ2-M9XD-3FHT")));
    }
}

#[test]
fn a_redeemed_voucher_waits_15_minutes_for_its_claim_and_is_its_companys_by_the_deadline_of_that() {
    let missed_at = "2026-12-01T17:15:00Z";
    assert_eq!(places(&life()[6]), (Some(missed_at), Some("V#redeemed#2027-01-30#SA-7KQ2-M9XD-3FHT")));
}

#[test]
fn an_ended_voucher_is_not_due_and_its_companys_if_one_held_it() {
    assert_eq!(places(&expired()), (None, Some("V#expired#2027-04-30#SA-7KQ2-M9XD-3FHT")));
    assert_eq!(places(&cancelled()), (None, None));
}

#[test]
fn no_attribute_is_stored_for_an_index_it_is_not_in() {
    let names = ["due_pk", "due_sk", "company_pk", "company_sk"];
    let present = |record: &VoucherRecord| {
        let item = record.item().unwrap();
        names.map(|name| item.contains_key(name))
    };
    assert_eq!(present(&life()[0]), [true, true, false, false]);
    assert_eq!(present(&life()[1]), [true; 4]);
    assert_eq!(present(&life()[6]), [true; 4]);
    assert_eq!(present(&cancelled()), [false; 4]);
}

#[test]
fn an_enrollment_is_due_by_day_company_and_program_while_time_changes_it() {
    let places = enrollment().places();
    assert_eq!(places.due_sk.as_deref(), Some("2027-04-02#P-1#DDPS"));
    assert!(places.due_pk.unwrap().starts_with("E#"));
    assert_eq!((places.company_pk, places.company_sk), (None, None));
    for state in [State::Lapsed, State::Withdrawn, State::Suspended { reason: note("audit") }] {
        assert_eq!(Enrollment { state, ..enrollment() }.places(), IndexEntries::default());
    }
}
