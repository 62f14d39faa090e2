//! Only operations lift a suspension; a withdrawal or a new enrollment does not.

use super::world::*;
use crate::enrollment::{Action, Enrollment, Status};

#[test]
fn a_withdrawal_does_not_lift_a_suspension() {
    let withdrawn = withdrawn(suspended(enrolled(), WITHIN));
    assert_eq!((withdrawn.status(WITHIN), withdrawn.actions(WITHIN)), (Status::Withdrawn, vec![Action::Reinstate]));
    let refused = Enrollment::enroll(Some(&withdrawn), &facts().borrowed(), WITHIN).unwrap_err();
    assert_eq!(refused.codes(), ["enrollment_suspended"]);
    assert_eq!(withdrawn.renew(&facts().borrowed(), WITHIN).unwrap_err().codes(), ["enrollment_suspended"]);
}

#[test]
fn the_reason_of_a_suspension_is_shown_until_it_is_lifted() {
    let reason_of = |enrollment: &Enrollment| enrollment.suspended_for().map(ToString::to_string);
    let stopped = suspended(enrolled(), WITHIN);
    let reason = reason_of(&stopped);
    assert!(reason.is_some() && reason_of(&withdrawn(stopped.clone())) == reason);
    assert_eq!((reason_of(&enrolled()), reason_of(&reinstated(stopped, WITHIN))), (None, None));
}

#[test]
fn a_company_that_withdrew_may_enroll_again_after_the_suspension_is_lifted() {
    let lifted = reinstated(withdrawn(suspended(enrolled(), WITHIN)), WITHIN);
    assert_eq!((lifted.status(WITHIN), lifted.actions(WITHIN)), (Status::Withdrawn, vec![Action::Renew]));
    let (anew, _) = made(Enrollment::enroll(Some(&lifted), &facts().borrowed(), WITHIN));
    assert_eq!((anew.status(WITHIN), anew.term_start, anew.suspension), (Status::Active, WITHIN, None));
    assert_eq!(renewed(lifted, WITHIN).term_start, WITHIN);
}
