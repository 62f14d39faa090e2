//! Redeeming.

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
fn the_claims_queue_is_told_what_was_redeemed_and_nothing_before() {
    let told = redeemed(ready()).redeemed().unwrap();
    assert_eq!((told.voucher_number, told.company_id), (assign().voucher_number, company(HOLDER)));
    assert_eq!((told.location_id, told.country), (location("L-1"), country("TW")));
    assert_eq!((told.program, told.days, told.redeemed_at), (assign().program, 5, at(ENDS_ON)));
    for not_yet in [assigned(), ready(), expired(reserved()), cancelled(assigned())] {
        assert_eq!(not_yet.redeemed(), None);
    }
}

#[test]
fn a_report_must_be_submitted() {
    for voucher in [with_clean_file(reserved()), with_draft(with_clean_file(reserved()))] {
        assert_eq!(codes(redeemed_on(ENDS_ON, voucher, &redeem(HOLDER))), ["report_missing"]);
    }
}

#[test]
fn a_clean_file_must_still_be_there() {
    let (worked_on, file) = with_file(reserved(), "plan.pdf");
    let judged = worked_on.judge(&file, &as_announced(&file), at(TODAY)).unwrap();
    let reportable = with_draft(changed(Ok(judged.voucher)));
    let done = submitted(reportable, HOLDER, Some(&report(answers())), ENDS_ON);
    let voucher = changed(done.map(|(outcome, _)| outcome));
    let emptied = changed(voucher.remove(&company(HOLDER), &judged.deliverable, ENDS_ON));
    assert_eq!(codes(redeemed_on(ENDS_ON, emptied, &redeem(HOLDER))), ["deliverable_missing"]);
}

#[test]
fn the_engagement_must_be_over_on_its_last_day_it_is() {
    let refused = redeemed_on(ENDS_ON.yesterday().unwrap(), ready(), &redeem(HOLDER)).unwrap_err();
    assert_eq!(refused, Refusals::from(Refusal::EngagementNotFinished { ends_on: ENDS_ON }));
    assert!(redeemed_on(ENDS_ON, ready(), &redeem(HOLDER)).is_ok());
}

#[test]
fn the_location_must_still_be_there_in_the_country_it_was_in() {
    let moved = Redeem { location_country: Some(country("US")), ..redeem(HOLDER) };
    let refused = redeemed_on(ENDS_ON, ready(), &moved).unwrap_err();
    let expected = Refusal::CountryMismatch { location_country: country("US"), delivery_country: country("TW") };
    assert_eq!(refused, Refusals::from(expected));
    let gone = Redeem { location_country: None, ..redeem(HOLDER) };
    let refused = redeemed_on(ENDS_ON, ready(), &gone).unwrap_err();
    assert_eq!(refused, Refusals::from(Refusal::LocationNotApproved { location_id: location("L-1") }));
}

#[test]
fn every_broken_rule_is_named() {
    let gone = Redeem { location_country: None, ..redeem(HOLDER) };
    assert_eq!(
        codes(redeemed_on(TODAY, reserved(), &gone)),
        ["report_missing", "deliverable_missing", "engagement_not_finished", "location_not_approved"]
    );
}

#[test]
fn the_last_valid_day_is_the_last_to_redeem_on() {
    assert!(redeemed_on(EXPIRES_ON, ready(), &redeem(HOLDER)).is_ok());
    let refused = redeemed_on(LAPSED_ON, ready(), &redeem(HOLDER)).unwrap_err();
    assert_eq!(refused, Refusals::from(Refusal::Expired { valid_until: EXPIRES_ON }));
}

#[test]
fn redeeming_twice_is_refused_and_another_company_sees_nothing() {
    assert_eq!(codes(redeemed_on(ENDS_ON, redeemed(ready()), &redeem(HOLDER))), ["already_redeemed"]);
    for voucher in [ready(), redeemed(ready())] {
        assert_eq!(codes(redeemed_on(ENDS_ON, voucher, &redeem(OTHER))), ["voucher_not_found"]);
    }
}

#[test]
fn a_redeemed_voucher_outlives_its_last_day() {
    let voucher = redeemed(ready());
    assert_eq!(voucher.status(LAPSED_ON), Status::Redeemed);
    assert_eq!(voucher.due_on(), None);
    assert_eq!(voucher.advance(LAPSED_ON), Outcome::Unchanged);
}
