//! Comments of both sides, and the reinstatement of a withdrawn claim.

use super::world::*;
use crate::calendar::days_after;
use crate::claim::{Action, COMMENTS_MAX, Claim, DraftReason, Event, Outcome, Saved, Side, State, Status, Submit};
use crate::refusal::{Refusal, Refusals};

fn comment(claim: Claim, side: Side) -> Result<Outcome, Refusals> {
    claim.add_comment(note("Thank you."), side, WITHIN)
}

#[test]
fn a_comment_is_an_event_of_its_side_and_changes_nothing_else() {
    for side in Side::ALL {
        let (claim, event) = made(comment(under_review(), side));
        assert_eq!(event, Event::Commented { comment: note("Thank you."), side });
        assert_eq!(event.remark(), Some((side, &note("Thank you."))));
        assert_eq!(claim, Claim { comments: 1, ..under_review() });
        assert_eq!(event.letter().is_some(), side == Side::Operations, "the partner is told what operations write");
    }
}

#[test]
fn comments_are_bounded_and_end_with_the_payment() {
    let full = Claim { comments: COMMENTS_MAX, ..submitted() };
    let refused = |claim| comment(claim, Side::Partner).unwrap_err().into_iter().collect::<Vec<_>>();
    assert_eq!(refused(full.clone()), [Refusal::TooManyComments { max: COMMENTS_MAX }]);
    assert_eq!(refused(Claim { comments: COMMENTS_MAX, ..paid() }).len(), 2, "every reason at once");
    let person = by(OPERATIONS);
    let actions = |claim: &Claim| claim.actions_of(reviewer(&person), false, WITHIN);
    assert!(actions(&submitted()).contains(&Action::Comment));
    assert!(!actions(&full).contains(&Action::Comment) && !actions(&paid()).contains(&Action::Comment));
}

fn reinstated(claim: Claim) -> Claim {
    let (claim, event) = made(claim.reinstate(WITHIN));
    assert_eq!(event, Event::Reinstated);
    claim
}

#[test]
fn a_reinstated_claim_is_a_draft_that_is_due_and_reminded_as_before() {
    for before in [draft(), draft_without_rate()] {
        assert_eq!(reinstated(withdrawn(before.clone())), before);
    }
    let claim = reinstated(withdrawn(draft()));
    assert_eq!((claim.next_due_on(), claim.listed_on()), (draft().next_due_on(), DUE));
    let State::Draft { reasons, .. } = reinstated(withdrawn(draft_without_rate())).state else { panic!() };
    assert_eq!(reasons, [DraftReason::NoRate]);
}

#[test]
fn a_reinstated_claim_keeps_what_was_submitted_and_its_invoice_number() {
    let with_others = Facts { invoice_holder: Some("0f3a5b"), ..facts() };
    for before in [submitted(), under_review()] {
        let claim = reinstated(withdrawn(before.clone()));
        let values = Saved { invoice_number: Some(invoice("INV-1")), purchase_order: submit().purchase_order };
        assert_eq!((claim.stored_status(), claim.saved.clone()), (Status::Draft, Some(values)));
        assert_eq!(claim.submission(), None, "a draft is not submitted");
        let command = Submit { by: by("u-2"), purchase_order: None, comment: None, ..submit() };
        let again = made(claim.submit(&command, with_others.of_submission(), at(WITHIN))).0;
        let submission = again.submission().unwrap();
        assert_eq!(submission.submitted_by, [by(PARTNER), by("u-2")], "nobody is forgotten (four eyes)");
        assert_eq!(submission.purchase_order, submit().purchase_order, "the draft's");
    }
    let twice = reinstated(withdrawn(reinstated(withdrawn(submitted()))));
    assert!(twice.has_invoice(&invoice("INV-1")));
}

#[test]
fn a_claim_that_was_sent_back_is_reinstated_for_its_answer() {
    let claim = reinstated(withdrawn(sent_back()));
    assert_eq!(claim, Claim { saved: claim.saved.clone(), ..sent_back() });
    let silent = Submit { comment: None, ..submit() };
    let refused = claim.submit(&silent, facts().of_submission(), at(WITHIN)).unwrap_err();
    assert_eq!(refused.codes(), ["comment_missing"]);
}

#[test]
fn a_claim_is_reinstated_until_its_last_day() {
    for (claim, last) in [(draft(), DUE), (submitted(), DUE), (sent_back(), CORRECTABLE)] {
        let claim = withdrawn(claim);
        assert!(claim.clone().reinstate(last).is_ok());
        let late = claim.reinstate(days_after(last, 1)).unwrap_err();
        assert_eq!(late.into_iter().collect::<Vec<_>>(), [Refusal::PastDue { due_on: last }]);
    }
}

#[test]
fn a_reinstated_draft_expires_on_the_day_of_a_draft() {
    let claim = reinstated(withdrawn(submitted()));
    let expired = swept(claim.clone(), OVERDUE);
    assert_eq!(expired.stored_status(), Status::Expired);
    for claim in [claim, expired] {
        let late = claim.submit(&submit(), facts().of_submission(), at(OVERDUE)).unwrap_err();
        assert_eq!(late.into_iter().collect::<Vec<_>>(), [Refusal::PastDue { due_on: DUE }]);
    }
}
