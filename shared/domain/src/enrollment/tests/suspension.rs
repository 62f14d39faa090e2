//! A suspension is operations' to lift, whatever the company does meanwhile.

use super::world::*;
use crate::enrollment::{Action, Enrollment, Status};

#[test]
fn withdrawing_does_not_lift_a_suspension() {
    let gone = withdrawn(suspended(enrolled(), WITHIN));
    assert_eq!((gone.status(WITHIN), gone.actions(WITHIN)), (Status::Withdrawn, vec![Action::Reinstate]));
    let anew = Enrollment::enroll(Some(&gone), &facts().terms(), WITHIN).unwrap_err();
    assert_eq!(anew.codes(), ["enrollment_suspended"]);
    assert_eq!(gone.renew(&facts().terms(), WITHIN).unwrap_err().codes(), ["enrollment_suspended"]);
}

#[test]
fn why_stands_until_it_is_lifted() {
    let why = |enrollment: &Enrollment| enrollment.suspended_for().map(ToString::to_string);
    let stopped = suspended(enrolled(), WITHIN);
    let reason = why(&stopped);
    assert!(reason.is_some() && why(&withdrawn(stopped.clone())) == reason);
    assert_eq!((why(&enrolled()), why(&reinstated(stopped, WITHIN))), (None, None));
}

#[test]
fn once_operations_lift_it_a_company_that_gave_up_may_begin_anew() {
    let lifted = reinstated(withdrawn(suspended(enrolled(), WITHIN)), WITHIN);
    assert_eq!((lifted.status(WITHIN), lifted.actions(WITHIN)), (Status::Withdrawn, vec![Action::Renew]));
    let (anew, _) = made(Enrollment::enroll(Some(&lifted), &facts().terms(), WITHIN));
    assert_eq!((anew.status(WITHIN), anew.term_start, anew.suspension), (Status::Active, WITHIN, None));
    assert_eq!(renewed(lifted, WITHIN).term_start, WITHIN);
}
