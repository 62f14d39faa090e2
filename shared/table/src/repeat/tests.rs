use domain::voucher::Event;

use super::*;
use crate::tests::golden::{assert_written, golden};
use crate::tests::world::{applied, assigned, company, expired, given_back, life, number, reserved, reserved_from};

fn engagement() -> EngagementCode {
    EngagementCode::parse("DDPS-WINOFFICE").unwrap()
}

fn reserved_for_15_days() -> Voucher {
    reserved_from(assigned(15)).0
}

fn holder(number: &str, is_live: bool) -> Holder {
    Holder { number: VoucherNumber::parse(number).unwrap(), rev: Some(3), is_live }
}

#[test]
fn a_pointer_is_stored_as_ever() {
    let (item, condition) = item(&reserved_for_15_days(), None).unwrap().unwrap();
    assert_written("repeat", &item);
    assert_eq!(item::read::<RepeatRecord>(golden("repeat")).unwrap().voucher_number, number());
    assert_eq!(condition.expression, "attribute_not_exists(pk) OR voucher_number = :holder");
    assert_eq!(condition.values.unwrap()[":holder"], text(number().as_str()));
}

#[test]
fn a_pointer_is_taken_over_only_from_whom_it_was_seen_with() {
    let former = holder("SA-OTHER-0001", false);
    let (_, condition) = item(&reserved_for_15_days(), Some(&former)).unwrap().unwrap();
    assert_eq!(condition.values.unwrap()[":holder"], text("SA-OTHER-0001"));
    assert!(
        Holder::other_than(&number())(&former)
            .is_some_and(|(of, rev)| of.as_str() == "SA-OTHER-0001" && rev == Some(3))
    );
    assert!(Holder::other_than(&former.number)(&former).is_none(), "the voucher itself needs no second look");
}

#[test]
fn a_voucher_the_rule_does_not_concern_points_to_nothing() {
    for voucher in [reserved(), assigned(15), reserved_from(assigned(10)).0] {
        assert!(item(&voucher, None).unwrap().is_none());
    }
}

#[test]
fn a_pointer_counts_while_its_voucher_is_live_under_the_type() {
    let redeemed = life().pop().unwrap().value;
    for (voucher, live) in [
        (reserved(), true),
        (redeemed, true),
        (assigned(15), false),
        (given_back().value, false),
        (expired().value, false),
    ] {
        assert_eq!(holds(&voucher, &engagement()), live, "{}", voucher.stored_status().as_str());
    }
    assert!(!holds(&reserved(), &EngagementCode::parse("DDPS-MOBILE").unwrap()));
}

#[test]
fn the_rules_hear_of_a_live_holder_only() {
    assert_eq!(Holder::fact(None), Repeat::None);
    assert_eq!(Holder::fact(Some(&holder("SA-OTHER-0001", false))), Repeat::None);
    let live = holder("SA-OTHER-0001", true);
    assert_eq!(Holder::fact(Some(&live)), Repeat::Of(live.number.clone()));
}

#[test]
fn a_notice_to_the_customer_does_not_let_go() {
    let now = "2026-11-23T09:00:00Z".parse().unwrap();
    let (told, event) = applied(reserved_for_15_days().notify(&company(), false, now).unwrap());
    assert_eq!(event, Event::Notified);
    assert!(holds(&told, &engagement()));
}
