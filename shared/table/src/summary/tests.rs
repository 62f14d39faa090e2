use domain::claim::Claim;
use domain::voucher::Voucher;

use super::*;
use crate::record::{Aggregate, Record};
use crate::tests::golden::golden;

/// The item as the index gives it: its place, and what is projected.
fn projected(name: &str) -> Item {
    let whole = serde_json::to_value(serde_dynamo::Item::from(golden(name))).unwrap();
    let mut seen = serde_json::json!({});
    for path in PROJECTED.split(", ") {
        match path.split_once('.') {
            None if !whole[path].is_null() => seen[path] = whole[path].clone(),
            Some((map, part)) if whole[map]["M"].is_object() => {
                let part = part.trim_start_matches('#');
                seen[map]["M"][part] = whole[map]["M"][part].clone();
            }
            None | Some(_) => {}
        }
    }
    serde_json::from_value::<serde_dynamo::Item>(seen).unwrap().into()
}

fn whole<A: Aggregate>(name: &str) -> A {
    Record::<A>::read(golden(name)).unwrap().value
}

#[test]
fn what_is_read_of_a_voucher_says_the_same_as_the_whole() {
    for name in ["voucher-reserved", "voucher-redeemed"] {
        let expected = VoucherSummary::of(&whole::<Voucher>(name)).unwrap();
        assert_eq!(VoucherSummary::read(projected(name)).unwrap(), expected, "{name}");
    }
}

#[test]
fn what_is_read_of_a_claim_says_the_same_as_the_whole() {
    for name in
        ["claim", "claim-action-required", "claim-approved", "claim-rejected", "claim-submitted", "claim-without-rate"]
    {
        assert_eq!(ClaimSummary::read(projected(name)).unwrap(), ClaimSummary::of(&whole::<Claim>(name)), "{name}");
    }
}

#[test]
fn an_item_in_a_place_that_is_none_of_ours_is_named() {
    for (name, place) in [
        ("voucher-reserved", "V#paid#2027-04-30#SA-7KQ2-M9XD-3FHT"),
        ("voucher-reserved", "V#reserved#someday#SA-7KQ2-M9XD-3FHT"),
        ("voucher-reserved", "V#reserved#2027-04-30"),
        ("claim", "C#reserved#2027-01-21#SA-7KQ2-M9XD-3FHT"),
        ("claim", "C#draft#2027-01-21#SA"),
    ] {
        let mut seen = Seen::default();
        let mut item = projected(name);
        item.insert("company_sk".to_owned(), text(place));
        seen.add(item);
        let fault = seen.unreadable.pop().map(|fault| fault.to_string());
        assert!(fault.is_some_and(|fault| fault.contains("V#SA-7KQ2-M9XD-3FHT/")), "{place}");
    }
}

/// What moved on while it was read was read twice.
#[test]
fn what_is_read_twice_is_there_once_as_it_was_read_last() {
    let mut seen = Seen::default();
    for name in ["voucher-reserved", "voucher-redeemed", "claim-submitted", "claim-rejected"] {
        seen.add(projected(name));
    }
    let summary = seen.summary();
    assert_eq!((summary.vouchers.len(), summary.claims.len(), summary.unreadable.len()), (1, 1, 0));
    assert_eq!(summary.vouchers[0].status_facts.stored, domain::voucher::Status::Redeemed);
    assert_eq!(summary.claims[0].status_facts.stored, domain::claim::Status::Rejected);
}
