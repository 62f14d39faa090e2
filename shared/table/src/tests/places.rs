//! Where a voucher stands in the indexes: due while time will change it, a company's while the company has or had it.

use super::world::*;
use crate::voucher::VoucherRecord;

/// Due partition and company sort key, as far as there are any.
fn places(record: &VoucherRecord) -> (Option<&str>, Option<&str>) {
    let places = &record.places;
    assert_eq!(places.due_pk.is_some(), places.due_sk.is_some());
    assert_eq!(places.company_pk.is_some(), places.company_sk.is_some());
    assert!(places.due_sk.as_deref().is_none_or(|sk| sk == "V#SA-7KQ2-M9XD-3FHT"));
    assert!(places.company_pk.as_deref().is_none_or(|pk| pk == "P#P-1"));
    (places.due_pk.as_deref(), places.company_sk.as_deref())
}

#[test]
fn an_assigned_voucher_is_due_on_its_last_day_and_nobodys() {
    let assigned = life().remove(0);
    let (due, company) = places(&assigned);
    assert!(due.unwrap().starts_with("2027-04-30#"));
    assert_eq!(company, None);
    assert_eq!(places(&given_back()), (due, None), "the same once it was given back");
}

#[test]
fn a_reserved_voucher_is_due_and_its_companys_by_its_last_day() {
    for record in &life()[1..6] {
        let (due, company) = places(record);
        assert!(due.unwrap().starts_with("2027-04-30#"));
        assert_eq!(company, Some("V#reserved#2027-04-30#SA-7KQ2-M9XD-3FHT"));
    }
}

#[test]
fn a_redeemed_voucher_is_no_longer_due_and_its_companys_by_the_deadline_of_its_claim() {
    assert_eq!(places(&life()[6]), (None, Some("V#redeemed#2027-01-30#SA-7KQ2-M9XD-3FHT")));
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
    assert_eq!(present(&life()[6]), [false, false, true, true]);
    assert_eq!(present(&cancelled()), [false; 4]);
}
