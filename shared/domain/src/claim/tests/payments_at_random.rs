//! Any set of reports, in any order, each delivered any number of times, gives the same claim, with the status that an
//! independent rule computes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::select;

use super::world::*;
use crate::claim::{Claim, Outcome, PaymentEvent, PaymentReport, ReportedPayment, State, Status};
use PaymentEvent::{Failed, Reversed, Scheduled, Sent};

/// Reports of few payments and instants, so that they collide.
fn reports() -> impl Strategy<Value = Vec<ReportedPayment>> {
    let report = (0..4_u8, select(vec![Scheduled, Sent, Failed, Reversed]), 0..5_i64);
    prop::collection::vec(report.prop_map(|(id, event, hours)| reported(&format!("PAY-{id}"), event, hours)), 0..12)
}

/// The same reports in any order, each up to three times.
fn redelivered(reports: Vec<ReportedPayment>) -> impl Strategy<Value = Vec<ReportedPayment>> {
    let times = prop::collection::vec(1..4_usize, reports.len());
    times.prop_flat_map(move |times| {
        let again = |(report, times): (&ReportedPayment, usize)| vec![report.clone(); times];
        Just(reports.iter().zip(times).flat_map(again).collect::<Vec<_>>()).prop_shuffle()
    })
}

/// The expected status, computed independently: first the state of each payment, then their combination.
fn status_of(reports: &[ReportedPayment]) -> Status {
    let mut reports_of: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for ReportedPayment { payment, report, .. } in reports {
        reports_of.entry(payment.clone()).or_default().insert(*report);
    }
    // The last report other than a schedule, unless a schedule to send the money again follows it.
    let current = |reports: &BTreeSet<PaymentReport>| {
        let done = reports.iter().rfind(|report| report.event != Scheduled);
        done.filter(|report| report.event == Sent).or(reports.last()).map(|report| (report.at, report.event))
    };
    let states: Vec<_> = reports_of.values().filter_map(current).collect();
    if states.iter().any(|(_, event)| *event == Sent) {
        return Status::Paid;
    }
    match states.into_iter().max().map(|(_, event)| event) {
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
    fn order_and_number_of_deliveries_do_not_change_the_claim(
        (reports, again) in reports().prop_flat_map(|reports| (Just(reports.clone()), redelivered(reports))),
        start in start(),
    ) {
        prop_assert_eq!(after_all(start.clone(), &reports), after_all(start, &again));
    }

    #[test]
    fn the_status_follows_from_the_current_report_of_each_payment(reports in reports()) {
        prop_assert_eq!(after_all(approved(), &reports).stored_status(), status_of(&reports));
    }

    #[test]
    fn a_redelivered_report_changes_nothing(reports in reports(), start in start()) {
        let claim = after_all(start, &reports);
        for report in &reports {
            prop_assert_eq!(claim.clone().report_payment(report), Ok(Outcome::Unchanged));
        }
    }

    #[test]
    fn a_report_changes_only_the_payments(reports in reports(), start in start()) {
        let mut claim = after_all(start.clone(), &reports);
        if let (State::Approved(after), State::Approved(before)) = (&mut claim.state, &start.state) {
            after.payments = before.payments.clone();
        }
        prop_assert_eq!(claim, start);
    }
}
