//! Tests of the index entries: an item is due while it changes by the clock; a voucher is listed under the company that
//! holds or held it.

use domain::enrollment::{Enrollment, State};

use super::world::*;
use crate::record::{Aggregate, IndexEntries};
use crate::voucher::VoucherRecord;

/// The sort keys of the due index and the index by company.
fn index_entries(record: &VoucherRecord) -> (Option<&str>, Option<&str>) {
    let index_entries = &record.index_entries;
    assert_eq!(index_entries.due_pk.is_some(), index_entries.due_sk.is_some());
    assert_eq!(index_entries.company_pk.is_some(), index_entries.company_sk.is_some());
    assert!(index_entries.company_pk.as_deref().is_none_or(|pk| pk == "P#P-1"));
    let kind = index_entries.due_pk.as_deref().and_then(|pk| pk.split('#').next()).unwrap_or("-");
    let expected = record.value.due_on().map_or("-", |_| "V");
    assert_eq!(kind, if record.value.redeemed_at().is_some() { "U" } else { expected });
    (index_entries.due_sk.as_deref(), index_entries.company_sk.as_deref())
}

#[test]
fn an_assigned_voucher_is_due_with_its_first_reminder_and_listed_under_no_company() {
    let assigned = lifecycle().remove(0);
    let (due, company) = index_entries(&assigned);
    assert_eq!((due, company), (Some("2027-03-01"), None), "60 days before its last day");
    assert_eq!(index_entries(&given_back()), (due, None), "the same after a cancellation");
}

#[test]
fn a_reserved_voucher_is_due_with_its_first_reminder_and_listed_by_its_last_day() {
    for record in &lifecycle()[1..6] {
        let (due, company) = index_entries(record);
        assert_eq!((due, company), (Some("2027-03-01"), Some("V#reserved#2027-04-30#SA-7KQ2-M9XD-3FHT")));
    }
}

#[test]
fn a_redeemed_voucher_is_due_15_minutes_later_and_listed_by_its_last_day_to_claim() {
    let missed_at = "2026-12-01T17:15:00Z";
    assert_eq!(index_entries(&lifecycle()[6]), (Some(missed_at), Some("V#redeemed#2027-01-30#SA-7KQ2-M9XD-3FHT")));
}

#[test]
fn an_ended_voucher_is_not_due_and_listed_under_the_company_that_held_it() {
    assert_eq!(index_entries(&expired()), (None, Some("V#expired#2027-04-30#SA-7KQ2-M9XD-3FHT")));
    assert_eq!(index_entries(&cancelled()), (None, None));
}

#[test]
fn no_attribute_is_stored_for_an_index_without_an_entry() {
    let names = ["due_pk", "due_sk", "company_pk", "company_sk"];
    let present = |record: &VoucherRecord| {
        let item = record.item().unwrap();
        names.map(|name| item.contains_key(name))
    };
    assert_eq!(present(&lifecycle()[0]), [true, true, false, false]);
    assert_eq!(present(&lifecycle()[1]), [true; 4]);
    assert_eq!(present(&lifecycle()[6]), [true; 4]);
    assert_eq!(present(&cancelled()), [false; 4]);
}

#[test]
fn an_enrollment_is_due_by_day_company_and_program_while_it_changes_by_the_clock() {
    let index_entries = enrollment().index_entries();
    assert_eq!(index_entries.due_sk.as_deref(), Some("2027-04-02#P-1#DDPS"));
    assert!(index_entries.due_pk.unwrap().starts_with("E#"));
    assert_eq!((index_entries.company_pk, index_entries.company_sk), (None, None));
    for state in [State::Lapsed, State::Withdrawn, State::Suspended { reason: note("audit") }] {
        assert_eq!(Enrollment { state, ..enrollment() }.index_entries(), IndexEntries::default());
    }
}
