//! What operations do: four eyes, the comments that a partner reads, the time to correct.

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::world::*;
use crate::claim::{Action, Approved, Claim, Event, Outcome, PaymentEvent, Payments, Reviewer, State, Status};
use crate::refusal::Refusal;

fn approves(claim: &Claim, who: &str) -> Vec<&'static str> {
    claim.clone().approve(reviewer(&by(who)), at(WITHIN)).err().map(|refusals| refusals.codes()).unwrap_or_default()
}

#[test]
fn whoever_submitted_a_claim_does_not_approve_it() {
    assert_eq!(approves(&under_review(), PARTNER), ["four_eyes"]);
    assert_eq!(approves(&under_review(), OPERATIONS), [""; 0]);
}

#[test]
fn nobody_who_ever_submitted_it_approves_it_whoever_came_after_them() {
    let back = |claim| made(reviewed(claim).request_changes(note("Again."), at(WITHIN))).0;
    let refused = |claim| made(reviewed(claim).reject(note("No."), at(WITHIN))).0;
    let first = submitted_by(draft(), "u-1", WITHIN);
    let second = submitted_by(back(first), "u-2", WITHIN);
    let third = submitted_by(refused(second), "u-3", WITHIN);
    let claim = reviewed(submitted_by(back(third), "u-1", WITHIN));
    assert_eq!(claim.submission().unwrap().submitted_by, ["u-1", "u-2", "u-3"].map(by), "each once");
    for who in ["u-1", "u-2", "u-3"] {
        assert_eq!(approves(&claim, who), ["four_eyes"], "{who}");
    }
    assert_eq!(approves(&claim, "u-4"), [""; 0]);
}

#[test]
fn a_submitter_is_told_also_that_the_claim_does_not_wait_for_an_approval() {
    assert_eq!(approves(&submitted(), PARTNER), ["four_eyes", "wrong_claim_status"]);
    assert_eq!(approves(&sent_back(), PARTNER), ["four_eyes", "wrong_claim_status"]);
    assert_eq!(approves(&draft(), PARTNER), ["wrong_claim_status"]);
    assert_eq!(approves(&approved(), PARTNER), ["four_eyes"]);
}

#[test]
fn an_approval_says_who_agreed_and_when_and_the_first_one_stands() {
    let State::UnderReview(submission) = under_review().state else { panic!() };
    let expected = Approved {
        submission,
        approved_by: by(OPERATIONS),
        approved_at: at(WITHIN),
        held: None,
        payments: Payments::default(),
    };
    assert_eq!(approved().state, State::Approved(expected));
    assert_eq!(approved().approve(reviewer(&by("op-2")), at(DUE)), Ok(Outcome::Unchanged));
}

#[test]
fn what_operations_said_stands_where_the_partner_reads_it_and_is_told() {
    let said = |claim: Claim| claim.comment().map(|comment| comment.as_str().to_owned());
    assert_eq!(said(sent_back()).as_deref(), Some("Purchase order?"));
    assert_eq!(said(rejected()).as_deref(), Some("Wrong length."));
    assert_eq!(said(held()).as_deref(), Some("Tax invoice."));
    for silent in [draft(), submitted(), under_review(), approved(), made(held().release(reviewer(&by(OPERATIONS)))).0]
    {
        assert_eq!(said(silent), None);
    }
    let (_, event) = made(under_review().reject(note("Wrong length."), at(WITHIN)));
    assert_eq!(event, Event::Rejected { comment: note("Wrong length.") });
    let (_, event) = made(under_review().request_changes(note("Purchase order?"), at(WITHIN)));
    assert_eq!(event, Event::ChangesRequested { comment: note("Purchase order?") });
    let (_, event) = made(approved().hold(note("Tax invoice.")));
    assert_eq!(event, Event::Held { comment: note("Tax invoice.") });
}

#[test]
fn the_first_reason_of_a_hold_stands() {
    assert_eq!(held().hold(note("Another.")), Ok(Outcome::Unchanged));
}

#[test]
fn once_the_payer_has_it_the_reason_of_a_hold_is_past() {
    let paid = after(held(), &reported("PAY-1", PaymentEvent::Sent, 1));
    assert_eq!((paid.stored_status(), paid.comment()), (Status::Paid, None));
}

/// The codes of every rule that an attempt to submit again at an instant breaks.
fn corrected(claim: Claim, now: &str) -> Vec<Refusal> {
    let now: Timestamp = now.parse().unwrap();
    claim.submit(&submit(), facts().of_submission(), now).err().into_iter().flatten().collect()
}

#[test]
fn what_was_sent_back_or_rejected_can_be_corrected_for_thirty_days_after_the_last_day_to_submit() {
    for claim in [sent_back(), rejected()] {
        assert_eq!(claim.correctable_until(), CORRECTABLE);
        assert_eq!(corrected(claim.clone(), "2027-01-31T00:00:00Z"), []);
        assert_eq!(corrected(claim.clone(), "2027-03-01T23:59:59Z"), []);
        assert_eq!(corrected(claim, "2027-03-02T00:00:00Z"), [Refusal::PastDue { due_on: CORRECTABLE }]);
    }
}

#[test]
fn a_correction_is_offered_to_its_last_day_and_no_longer() {
    for claim in [sent_back(), rejected()] {
        assert!(claim.actions(CORRECTABLE).contains(&Action::Submit));
        assert_eq!(claim.actions(TOO_LATE), []);
    }
}

#[test]
fn a_draft_has_no_more_than_its_own_days() {
    assert_eq!(corrected(draft(), "2027-01-31T00:00:00Z"), [Refusal::PastDue { due_on: DUE }]);
}

#[test]
fn a_review_takes_as_long_as_it_takes() {
    for claim in [submitted(), under_review(), approved(), rejected()] {
        assert_eq!(claim.next_due_on(), None);
        assert_eq!(claim.status(Date::MAX), claim.stored_status());
    }
}

/// Operations answer on a day that is no fault of the partner's.
#[test]
fn a_slow_review_leaves_thirty_days_to_correct_all_the_same() {
    let answered = date(2027, 2, 20);
    let (sent_back, _) = made(under_review().request_changes(note("Purchase order?"), at(answered)));
    let (rejected, _) = made(under_review().reject(note("Wrong length."), at(answered)));
    for claim in [sent_back, rejected] {
        assert_eq!(claim.correctable_until(), date(2027, 3, 22));
        assert_eq!(corrected(claim.clone(), "2027-03-22T23:59:59Z"), []);
        assert_eq!(corrected(claim.clone(), "2027-03-23T00:00:00Z"), [Refusal::PastDue { due_on: date(2027, 3, 22) }]);
        let again = submitted_by(claim, PARTNER, answered);
        assert_eq!(again.submission().unwrap().correct_by, None, "the next answer sets its own");
    }
}

#[test]
fn whoever_prepared_a_claim_or_belongs_to_its_company_does_not_let_it_pass() {
    assert_eq!(approves(&under_review(), REDEEMER), ["four_eyes"]);
    let operations = by(OPERATIONS);
    for (theirs, codes) in [(company(HOLDER), vec!["four_eyes"]), (company("P-2"), vec![])] {
        let colleague = Reviewer { by: &operations, company: Some(&theirs) };
        let told = |result: Result<Outcome, crate::refusal::Refusals>| {
            result.err().map(|refusals| refusals.codes()).unwrap_or_default()
        };
        assert_eq!(told(under_review().approve(colleague, at(WITHIN))), codes);
        assert_eq!(told(held().release(colleague)), codes, "undoing a hold is an approval too");
    }
    assert!(held().release(reviewer(&by(PARTNER))).is_err());
    let (kept, _) = made(draft().save(saved(), &by("u-8"), WITHIN));
    let claim = reviewed(submitted_by(kept, PARTNER, WITHIN));
    assert_eq!(approves(&claim, "u-8"), ["four_eyes"], "whoever saved it prepared it");
}

#[test]
fn a_failed_payment_does_not_lift_a_hold() {
    let failed = after(held(), &reported("PAY-1", PaymentEvent::Failed, 1));
    assert_eq!((failed.stored_status(), failed.comment()), (Status::OnHold, held().comment()));
    assert!(failed.clone().report_payment(&reported("PAY-2", PaymentEvent::Scheduled, 2)).is_err());
    let released = made(failed.release(reviewer(&by(OPERATIONS)))).0;
    assert_eq!(released.stored_status(), Status::PaymentFailed);
    let paid = after(held(), &reported("PAY-1", PaymentEvent::Sent, 1));
    let back = after(paid, &reported("PAY-1", PaymentEvent::Reversed, 2));
    assert_eq!(back.stored_status(), Status::PaymentFailed, "money that was sent has overtaken it");
}
