//! Any set of reports, in any order, each any number of times: always the same claim, which is that of what
//! each payment has come to.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::select;

use super::world::*;
use crate::claim::{Claim, Outcome, PaymentEvent, PaymentReport, ReportedPayment, State, Status};
use PaymentEvent::{Failed, Reversed, Scheduled, Sent};

/// Reports of few payments and moments, so that they meet.
fn reports() -> impl Strategy<Value = Vec<ReportedPayment>> {
    let report = (0..4_u8, select(vec![Scheduled, Sent, Failed, Reversed]), 0..5_i64);
    prop::collection::vec(report.prop_map(|(id, event, hours)| reported(&format!("PAY-{id}"), event, hours)), 0..12)
}

/// The same reports in any order, each up to three times.
fn retold(reports: Vec<ReportedPayment>) -> impl Strategy<Value = Vec<ReportedPayment>> {
    let times = prop::collection::vec(1..4_usize, reports.len());
    times.prop_flat_map(move |times| {
        let again = |(report, times): (&ReportedPayment, usize)| vec![report.clone(); times];
        Just(reports.iter().zip(times).flat_map(again).collect::<Vec<_>>()).prop_shuffle()
    })
}

/// By the rules, said otherwise: what each payment has come to, then what they have come to together.
fn status_of(reports: &[ReportedPayment]) -> Status {
    let mut words: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for ReportedPayment { payment, word, .. } in reports {
        words.entry(payment.clone()).or_default().insert(*word);
    }
    // The last word that is no plan, unless that was overtaken by a plan to send it again.
    let stands = |words: &BTreeSet<PaymentReport>| {
        let done = words.iter().rfind(|word| word.event != Scheduled);
        done.filter(|word| word.event == Sent).or(words.last()).map(|word| (word.at, word.event))
    };
    let stood: Vec<_> = words.values().filter_map(stands).collect();
    if stood.iter().any(|(_, event)| *event == Sent) {
        return Status::Paid;
    }
    match stood.into_iter().max().map(|(_, event)| event) {
        None => Status::Approved,
        Some(Scheduled) => Status::Scheduled,
        Some(Sent | Failed | Reversed) => Status::PaymentFailed,
    }
}

fn start() -> impl Strategy<Value = Claim> {
    Just(approved())
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
