//! Any set of reports, in any order, each any number of times: always the same claim, which is that of the last word on
//! each payment.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;

use super::world::*;
use crate::claim::{Claim, Outcome, PaymentEvent, Reported, State, Status};
use PaymentEvent::{Failed, Reversed, Scheduled, Sent};

/// Reports of few payments and moments, so that they meet.
fn reports() -> impl Strategy<Value = Vec<Reported>> {
    let report = (0..4_u8, select(vec![Scheduled, Sent, Failed, Reversed]), 0..5_i64);
    prop::collection::vec(report.prop_map(|(id, event, hours)| reported(&format!("PAY-{id}"), event, hours)), 0..12)
}

/// The same reports in any order, each up to three times.
fn retold(reports: Vec<Reported>) -> impl Strategy<Value = Vec<Reported>> {
    let times = prop::collection::vec(1..4_usize, reports.len());
    times.prop_flat_map(move |times| {
        let again = |(report, times): (&Reported, usize)| vec![report.clone(); times];
        Just(reports.iter().zip(times).flat_map(again).collect::<Vec<_>>()).prop_shuffle()
    })
}

/// By the rules, said otherwise: the last word on each payment, then what they have come to.
fn status_of(reports: &[Reported]) -> Status {
    let mut words = BTreeMap::new();
    for Reported { payment, .. } in reports {
        let word = words.entry(payment.id.clone()).or_insert((payment.at, payment.event));
        *word = (*word).max((payment.at, payment.event));
    }
    if words.values().any(|(_, event)| *event == Sent) {
        return Status::Paid;
    }
    let last = words.iter().map(|(id, (at, event))| (*at, *event, id)).max();
    match last.map(|(_, event, _)| event) {
        None => Status::Approved,
        Some(Scheduled) => Status::Scheduled,
        Some(Sent | Failed | Reversed) => Status::PaymentFailed,
    }
}

fn start() -> impl Strategy<Value = Claim> {
    select(vec![approved(), held()])
}

proptest! {
    #[test]
    fn in_whatever_order_and_however_often_it_is_told_the_claim_is_the_same(
        (reports, again) in reports().prop_flat_map(|reports| (Just(reports.clone()), retold(reports))),
        start in start(),
    ) {
        prop_assert_eq!(after_all(start.clone(), &reports), after_all(start, &again));
    }

    #[test]
    fn its_status_is_that_of_the_last_word_on_each_payment(reports in reports()) {
        prop_assert_eq!(after_all(approved(), &reports).stored_status(), status_of(&reports));
    }

    #[test]
    fn what_was_told_before_changes_nothing(reports in reports(), start in start()) {
        let claim = after_all(start, &reports);
        for report in &reports {
            prop_assert_eq!(claim.clone().report_payment(report), Ok(Outcome::Unchanged));
        }
    }

    #[test]
    fn nothing_but_the_payments_changes(reports in reports(), start in start()) {
        let mut claim = after_all(start.clone(), &reports);
        if let (State::Approved(after), State::Approved(before)) = (&mut claim.state, &start.state) {
            after.payments = before.payments.clone();
        }
        prop_assert_eq!(claim, start);
    }
}
