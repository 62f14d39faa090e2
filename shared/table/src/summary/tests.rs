use domain::claim::Claim;
use domain::voucher::Voucher;

use super::*;
use crate::record::{Aggregate, Record};
use crate::tests::golden::golden;

/// The item with the projected attributes only, as the index returns it.
fn projected(name: &str) -> Item {
    let whole = serde_json::to_value(serde_dynamo::Item::from(golden(name))).unwrap();
    let mut projection = serde_json::json!({});
    for path in PROJECTED.split(", ") {
        match path.split_once('.') {
            None if !whole[path].is_null() => projection[path] = whole[path].clone(),
            Some((map, part)) if whole[map]["M"].is_object() => {
                let part = part.trim_start_matches('#');
                projection[map]["M"][part] = whole[map]["M"][part].clone();
            }
            None | Some(_) => {}
        }
    }
    serde_json::from_value::<serde_dynamo::Item>(projection).unwrap().into()
}

fn whole<A: Aggregate>(name: &str) -> A {
    Record::<A>::read(golden(name)).unwrap().value
}

#[test]
fn the_summary_of_a_projected_voucher_equals_that_of_the_whole() {
    for name in ["voucher-reserved", "voucher-redeemed"] {
        let expected = VoucherSummary::of(&whole::<Voucher>(name)).unwrap();
        assert_eq!(VoucherSummary::read(projected(name)).unwrap(), expected, "{name}");
    }
}

#[test]
fn the_summary_of_a_projected_claim_equals_that_of_the_whole() {
    for name in
        ["claim", "claim-action-required", "claim-approved", "claim-rejected", "claim-submitted", "claim-without-rate"]
    {
        assert_eq!(ClaimSummary::read(projected(name)).unwrap(), ClaimSummary::of(&whole::<Claim>(name)), "{name}");
    }
}

#[test]
fn an_item_with_a_malformed_index_key_is_reported_with_its_key() {
    for (name, entry) in [
        ("voucher-reserved", "V#paid#2027-04-30#SA-7KQ2-M9XD-3FHT"),
        ("voucher-reserved", "V#reserved#someday#SA-7KQ2-M9XD-3FHT"),
        ("voucher-reserved", "V#reserved#2027-04-30"),
        ("claim", "C#reserved#2027-01-21#SA-7KQ2-M9XD-3FHT"),
        ("claim", "C#draft#2027-01-21#SA"),
    ] {
        let mut collected = Collected::default();
        let mut item = projected(name);
        item.insert("company_sk".to_owned(), text(entry));
        collected.add(item);
        let fault = collected.unreadable.pop().map(|fault| fault.to_string());
        assert!(fault.is_some_and(|fault| fault.contains("V#SA-7KQ2-M9XD-3FHT/")), "{entry}");
    }
}

/// An item is read twice when its status changes during the read.
#[test]
fn an_item_that_is_read_twice_is_listed_once_as_it_was_read_last() {
    let mut collected = Collected::default();
    for name in ["voucher-reserved", "voucher-redeemed", "claim-submitted", "claim-rejected"] {
        collected.add(projected(name));
    }
    let summary = collected.summary();
    assert_eq!((summary.vouchers.len(), summary.claims.len(), summary.unreadable.len()), (1, 1, 0));
    assert_eq!(summary.vouchers[0].status_facts.stored, domain::voucher::Status::Redeemed);
    assert_eq!(summary.claims[0].status_facts.stored, domain::claim::Status::Rejected);
}
