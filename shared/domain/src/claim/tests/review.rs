//! Commands of operations: four eyes, comments for the partner, and the time to correct.

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::world::*;
use crate::claim::{Action, Approved, Claim, Event, Outcome, PaymentEvent, Payments, Reviewer, State, Status};
use crate::invoice::{InvoiceCopy, InvoiceFacts};
use crate::refusal::{Refusal, Refusals};

fn codes_of(result: Result<Outcome, Refusals>) -> Vec<&'static str> {
    result.err().map(|refusals| refusals.codes()).unwrap_or_default()
}

fn approval_codes(claim: &Claim, person: &str) -> Vec<&'static str> {
    codes_of(claim.clone().approve(reviewer(&by(person)), InvoiceFacts::default(), at(WITHIN)))
}

#[test]
fn the_submitter_of_a_claim_does_not_approve_it() {
    assert_eq!(approval_codes(&under_review(), PARTNER), ["four_eyes"]);
    assert_eq!(approval_codes(&under_review(), OPERATIONS), [""; 0]);
}

#[test]
fn no_former_submitter_approves_the_claim() {
    let back = |claim| made(reviewed(claim).request_changes(note("Again."), at(WITHIN))).0;
    let rejected_again = |claim| made(reviewed(claim).reject(note("No."), at(WITHIN))).0;
    let first = submitted_by(draft(), "u-1", WITHIN);
    let second = submitted_by(back(first), "u-2", WITHIN);
    let third = submitted_by(rejected_again(second), "u-3", WITHIN);
    let claim = reviewed(submitted_by(back(third), "u-1", WITHIN));
    assert_eq!(claim.submission().unwrap().submitted_by, ["u-1", "u-2", "u-3"].map(by), "each person once");
    for person in ["u-1", "u-2", "u-3"] {
        assert_eq!(approval_codes(&claim, person), ["four_eyes"], "{person}");
    }
    assert_eq!(approval_codes(&claim, "u-4"), [""; 0]);
}

#[test]
fn a_submitter_gets_both_refusals_when_the_claim_is_not_under_review() {
    assert_eq!(approval_codes(&submitted(), PARTNER), ["four_eyes", "wrong_claim_status"]);
    assert_eq!(approval_codes(&sent_back(), PARTNER), ["four_eyes", "wrong_claim_status"]);
    assert_eq!(approval_codes(&draft(), PARTNER), ["wrong_claim_status"]);
    assert_eq!(approval_codes(&approved(), PARTNER), ["four_eyes"]);
}

#[test]
fn an_approval_records_person_and_instant_and_a_repeated_one_changes_nothing() {
    let State::UnderReview(submission) = under_review().state else { panic!() };
    let expected = Approved {
        submission,
        approved_by: by(OPERATIONS),
        approved_at: at(WITHIN),
        held: None,
        payments: Payments::default(),
    };
    assert_eq!(approved().state, State::Approved(expected));
    assert_eq!(approved().approve(reviewer(&by("op-2")), InvoiceFacts::default(), at(DUE)), Ok(Outcome::Unchanged));
}

#[test]
fn a_comment_of_operations_is_stored_and_part_of_the_event() {
    let comment_of = |claim: Claim| claim.comment().map(|comment| comment.as_str().to_owned());
    assert_eq!(comment_of(sent_back()).as_deref(), Some("Purchase order?"));
    assert_eq!(comment_of(rejected()).as_deref(), Some("Wrong length."));
    assert_eq!(comment_of(held()).as_deref(), Some("Tax invoice."));
    for without in [draft(), submitted(), under_review(), approved(), made(held().release(reviewer(&by(OPERATIONS)))).0]
    {
        assert_eq!(comment_of(without), None);
    }
    let (_, event) = made(under_review().reject(note("Wrong length."), at(WITHIN)));
    assert_eq!(event, Event::Rejected { comment: note("Wrong length.") });
    let (_, event) = made(under_review().request_changes(note("Purchase order?"), at(WITHIN)));
    assert_eq!(event, Event::ChangesRequested { comment: note("Purchase order?") });
    let (_, event) = made(approved().hold(note("Tax invoice.")));
    assert_eq!(event, Event::Held { comment: note("Tax invoice.") });
}

#[test]
fn a_repeated_hold_keeps_the_first_reason() {
    assert_eq!(held().hold(note("Another.")), Ok(Outcome::Unchanged));
}

#[test]
fn a_sent_payment_ends_the_comment_of_a_hold() {
    let paid = after(held(), &reported("PAY-1", PaymentEvent::Sent, 1));
    assert_eq!((paid.stored_status(), paid.comment()), (Status::Paid, None));
}

/// The refusals of another submission at an instant.
fn corrected(claim: Claim, now: &str) -> Vec<Refusal> {
    let now: Timestamp = now.parse().unwrap();
    claim.submit(&submit(), facts().of_submission(), now).err().into_iter().flatten().collect()
}

#[test]
fn a_claim_can_be_corrected_for_thirty_days_after_the_last_day_to_submit() {
    for claim in [sent_back(), rejected()] {
        assert_eq!(claim.correctable_until(), CORRECTABLE);
        assert_eq!(corrected(claim.clone(), "2027-01-31T00:00:00Z"), []);
        assert_eq!(corrected(claim.clone(), "2027-03-01T23:59:59Z"), []);
        assert_eq!(corrected(claim, "2027-03-02T00:00:00Z"), [Refusal::PastDue { due_on: CORRECTABLE }]);
    }
}

#[test]
fn a_correction_is_offered_until_its_last_day() {
    for claim in [sent_back(), rejected()] {
        assert!(claim.actions(CORRECTABLE).contains(&Action::Submit));
        assert_eq!(claim.actions(TOO_LATE), [Action::Comment]);
    }
}

#[test]
fn a_draft_has_no_time_to_correct() {
    assert_eq!(corrected(draft(), "2027-01-31T00:00:00Z"), [Refusal::PastDue { due_on: DUE }]);
}

#[test]
fn a_review_has_no_deadline() {
    for claim in [submitted(), under_review(), approved(), rejected()] {
        assert_eq!(claim.next_due_on(), None);
        assert_eq!(claim.status(Date::MAX), claim.stored_status());
    }
}

#[test]
fn a_late_decision_leaves_thirty_days_to_correct() {
    let answered = date(2027, 2, 20);
    let (sent_back, _) = made(under_review().request_changes(note("Purchase order?"), at(answered)));
    let (rejected, _) = made(under_review().reject(note("Wrong length."), at(answered)));
    for claim in [sent_back, rejected] {
        assert_eq!(claim.correctable_until(), date(2027, 3, 22));
        assert_eq!(corrected(claim.clone(), "2027-03-22T23:59:59Z"), []);
        assert_eq!(corrected(claim.clone(), "2027-03-23T00:00:00Z"), [Refusal::PastDue { due_on: date(2027, 3, 22) }]);
        let again = submitted_by(claim, PARTNER, answered);
        assert_eq!(again.submission().unwrap().correct_by, None, "the next decision sets its own");
    }
}

#[test]
fn a_person_who_prepared_the_claim_or_belongs_to_its_company_does_not_approve_it() {
    assert_eq!(approval_codes(&under_review(), REDEEMER), ["four_eyes"]);
    let operations = by(OPERATIONS);
    for (theirs, codes) in [(company(HOLDER), vec!["four_eyes"]), (company("P-2"), vec![])] {
        let colleague = Reviewer { by: &operations, company: Some(&theirs) };
        assert_eq!(codes_of(under_review().approve(colleague, InvoiceFacts::default(), at(WITHIN))), codes);
        assert_eq!(codes_of(held().release(colleague)), codes, "a release needs four eyes as well");
    }
    assert!(held().release(reviewer(&by(PARTNER))).is_err());
    let (saved, _) = made(draft().save(saved(), &by("u-8"), WITHIN));
    let claim = reviewed(submitted_by(saved, PARTNER, WITHIN));
    assert_eq!(approval_codes(&claim, "u-8"), ["four_eyes"], "saving prepares the claim");
}

#[test]
fn a_failed_payment_does_not_end_a_hold() {
    let failed = after(held(), &reported("PAY-1", PaymentEvent::Failed, 1));
    assert_eq!((failed.stored_status(), failed.comment()), (Status::OnHold, held().comment()));
    assert!(failed.clone().report_payment(&reported("PAY-2", PaymentEvent::Scheduled, 2)).is_err());
    let released = made(failed.release(reviewer(&by(OPERATIONS)))).0;
    assert_eq!(released.stored_status(), Status::PaymentFailed);
    let paid = after(held(), &reported("PAY-1", PaymentEvent::Sent, 1));
    let back = after(paid, &reported("PAY-1", PaymentEvent::Reversed, 2));
    assert_eq!(back.stored_status(), Status::PaymentFailed, "a sent payment ended the hold");
}

/// A claim under review whose country needs the invoice itself is approved once it arrived in that form.
#[test]
fn an_approval_needs_the_invoice_itself_where_the_country_does() {
    let codes = |claim: Claim, invoice| codes_of(claim.approve(reviewer(&by(OPERATIONS)), invoice, at(WITHIN)));
    for copy in InvoiceCopy::ALL {
        let missing = InvoiceFacts { needed: Some(copy), invoice: None };
        assert_eq!(codes(under_review(), missing), ["invoice_missing"], "{copy:?}");
        assert_eq!(codes(submitted(), missing), ["wrong_claim_status"], "{copy:?}: the status is the only obstacle");
        assert_eq!(codes(approved(), missing), [""; 0], "{copy:?}: approved already");
    }
    let own = InvoiceFacts { needed: Some(InvoiceCopy::Soft), invoice: None };
    assert_eq!(
        codes_of(under_review().approve(reviewer(&by(PARTNER)), own, at(WITHIN))),
        ["four_eyes", "invoice_missing"],
        "every obstacle is named"
    );
}
