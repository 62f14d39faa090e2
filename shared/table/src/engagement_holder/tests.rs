use domain::voucher::Event;

use super::*;
use crate::tests::golden::{assert_written, golden};
use crate::tests::world::{
    applied, assigned, company, expired, given_back, lifecycle, number, reserved, reserved_from,
};

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
fn the_stored_shape_of_a_pointer_is_unchanged() {
    let (item, condition) = item(&reserved_for_15_days(), None).unwrap().unwrap();
    assert_written("repeat", &item);
    assert_eq!(item::read::<RepeatRecord>(golden("repeat")).unwrap().voucher_number, number());
    assert_eq!(condition.expression, "attribute_not_exists(pk) OR voucher_number = :holder");
    assert_eq!(condition.values.unwrap()[":holder"], text(number().as_str()));
}

#[test]
fn a_pointer_is_replaced_only_if_it_still_names_the_holder_that_was_read() {
    let former = holder("SA-OTHER-0001", false);
    let (_, condition) = item(&reserved_for_15_days(), Some(&former)).unwrap().unwrap();
    assert_eq!(condition.values.unwrap()[":holder"], text("SA-OTHER-0001"));
    assert!(
        Holder::other_than(&number())(&former)
            .is_some_and(|(of, rev)| of.as_str() == "SA-OTHER-0001" && rev == Some(3))
    );
    assert!(Holder::other_than(&former.number)(&former).is_none(), "the voucher itself needs no further condition");
}

#[test]
fn a_voucher_that_the_rule_does_not_cover_gets_no_pointer() {
    for voucher in [reserved(), assigned(15), reserved_from(assigned(10)).0] {
        assert!(item(&voucher, None).unwrap().is_none());
    }
}

#[test]
fn a_pointer_counts_while_its_voucher_is_reserved_or_redeemed_under_the_type() {
    let redeemed = lifecycle().pop().unwrap().value;
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
fn only_a_live_holder_is_a_fact_for_the_rules() {
    assert_eq!(Holder::fact(None), Repeat::None);
    assert_eq!(Holder::fact(Some(&holder("SA-OTHER-0001", false))), Repeat::None);
    let live = holder("SA-OTHER-0001", true);
    assert_eq!(Holder::fact(Some(&live)), Repeat::Of(live.number.clone()));
}

#[test]
fn a_voucher_still_holds_the_engagement_after_the_customer_is_notified() {
    let now = "2026-11-23T09:00:00Z".parse().unwrap();
    let (notified, event) = applied(reserved_for_15_days().notify(&company(), false, now).unwrap());
    assert_eq!(event, Event::Notified);
    assert!(holds(&notified, &engagement()));
}
