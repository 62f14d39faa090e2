//! Redemption.

use jiff::civil::{Date, date};

use super::world::*;
use crate::refusal::{Refusal, Refusals};
use crate::voucher::{Event, Outcome, Redeem, Status, Voucher};

fn redeemed_on(day: Date, voucher: Voucher, command: &Redeem) -> Result<Outcome, Refusals> {
    voucher.redeem(command, at(day))
}

#[test]
fn a_voucher_delivered_and_reported_is_redeemed() {
    let outcome = redeemed_on(ENDS_ON, ready(), &redeem(HOLDER)).unwrap();
    let Outcome::Applied(voucher, event) = outcome else { panic!("nothing changed") };
    assert_eq!(event, Event::Redeemed { redemption: "RD-1".to_owned() });
    assert_eq!(voucher.redeemed_at(), Some(at(ENDS_ON)));
    assert_eq!(voucher.claim_due_on(), Some(date(2027, 1, 30)), "60 days later");
    assert_eq!((voucher.report(), voucher.deliverables()), (ready().report(), ready().deliverables()));
    assert_eq!(voucher.reservation(), ready().reservation());
}

#[test]
fn only_a_redeemed_voucher_has_a_message_for_the_claims_queue() {
    let message = redeemed(ready()).redeemed().unwrap();
    assert_eq!((message.voucher_number, message.company_id), (assign().voucher_number, company(HOLDER)));
    assert_eq!((message.location_id, message.country), (location("L-1"), country("TW")));
    assert_eq!((message.program, message.days, message.redeemed_at), (assign().program, 5, at(ENDS_ON)));
    for not_yet in [assigned(), ready(), expired(reserved()), cancelled(assigned())] {
        assert_eq!(not_yet.redeemed(), None);
    }
}

#[test]
fn redemption_requires_a_submitted_report() {
    for voucher in [with_clean_file(reserved()), with_draft(with_clean_file(reserved()))] {
        assert_eq!(codes(redeemed_on(ENDS_ON, voucher, &redeem(HOLDER))), ["report_missing"]);
    }
}

#[test]
fn redemption_requires_a_clean_deliverable() {
    let (worked_on, file) = with_file(reserved(), "plan.pdf");
    let judged = worked_on.judge(&file, &as_announced(&file), at(TODAY)).unwrap();
    let reportable = with_draft(changed(Ok(judged.voucher)));
    let done = submitted(reportable, HOLDER, Some(&report(answers())), ENDS_ON);
    let voucher = changed(done.map(|(outcome, _)| outcome));
    let emptied = without(voucher, &judged.deliverable);
    assert_eq!(codes(redeemed_on(ENDS_ON, emptied, &redeem(HOLDER))), ["deliverable_missing"]);
}

#[test]
fn redemption_is_possible_from_the_last_day_of_the_engagement() {
    let refused = redeemed_on(ENDS_ON.yesterday().unwrap(), ready(), &redeem(HOLDER)).unwrap_err();
    assert_eq!(refused, Refusals::from(Refusal::EngagementNotFinished { ends_on: ENDS_ON }));
    assert!(redeemed_on(ENDS_ON, ready(), &redeem(HOLDER)).is_ok());
}

#[test]
fn redemption_requires_the_location_in_its_reserved_country() {
    let moved = Redeem { location_country: Some(country("US")), ..redeem(HOLDER) };
    let refused = redeemed_on(ENDS_ON, ready(), &moved).unwrap_err();
    let expected = Refusal::CountryMismatch { location_country: country("US"), delivery_country: country("TW") };
    assert_eq!(refused, Refusals::from(expected));
    let gone = Redeem { location_country: None, ..redeem(HOLDER) };
    let refused = redeemed_on(ENDS_ON, ready(), &gone).unwrap_err();
    assert_eq!(refused, Refusals::from(Refusal::LocationNotApproved { location_id: location("L-1") }));
}

#[test]
fn every_broken_rule_is_refused_at_once() {
    let gone = Redeem { location_country: None, ..redeem(HOLDER) };
    assert_eq!(
        codes(redeemed_on(TODAY, reserved(), &gone)),
        ["report_missing", "deliverable_missing", "engagement_not_finished", "location_not_approved"]
    );
}

#[test]
fn a_voucher_is_redeemed_until_its_last_valid_day() {
    assert!(redeemed_on(EXPIRES_ON, ready(), &redeem(HOLDER)).is_ok());
    let refused = redeemed_on(LAPSED_ON, ready(), &redeem(HOLDER)).unwrap_err();
    assert_eq!(refused, Refusals::from(Refusal::Expired { valid_until: EXPIRES_ON }));
}

#[test]
fn a_second_redemption_is_refused_and_another_company_gets_not_found() {
    assert_eq!(codes(redeemed_on(ENDS_ON, redeemed(ready()), &redeem(HOLDER))), ["already_redeemed"]);
    for voucher in [ready(), redeemed(ready())] {
        assert_eq!(codes(redeemed_on(ENDS_ON, voucher, &redeem(OTHER))), ["voucher_not_found"]);
    }
}

#[test]
fn a_redeemed_voucher_does_not_expire() {
    let voucher = redeemed(ready());
    assert_eq!(voucher.status(LAPSED_ON), Status::Redeemed);
    assert_eq!(voucher.due_on(), None);
    assert_eq!(voucher.advance(LAPSED_ON), Outcome::Unchanged);
}
