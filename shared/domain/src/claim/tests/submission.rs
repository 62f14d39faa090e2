//! The rules of submission: each alone, and all of them together.

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

use super::world::*;
use crate::Currency;
use crate::claim::{Claim, Correction, DraftReason, Event, Outcome, Saved, State, Submission, Submit};
use crate::refusal::{Refusal, Refusals};

/// A request that submits several claims.
const WITH_OTHERS: &str = "0f3a5b";

fn try_submit(claim: Claim, facts: &Facts) -> Result<Outcome, Refusals> {
    claim.submit(&submit(), facts.of_submission(), at(WITHIN))
}

/// Every refusal of a submission; empty when it is accepted.
fn refusals(claim: Claim, facts: &Facts) -> Vec<Refusal> {
    try_submit(claim, facts).err().into_iter().flatten().collect()
}

fn no_rate() -> Refusal {
    Refusal::NoRate { country: country("TW"), program: program(), redeemed_on: date(2026, 12, 1) }
}

fn submission(claim: &Claim) -> &Submission {
    claim.submission().expect("a submission")
}

#[test]
fn a_claim_that_breaks_no_rule_is_submitted() {
    let (claim, event) = made(try_submit(draft(), &facts()));
    let expected = Submission {
        invoice_number: invoice("INV-1"),
        purchase_order: submit().purchase_order,
        reference_number: submit().reference_number(&voucher()),
        submitted_at: at(WITHIN),
        submitted_by: vec![by(PARTNER)],
        correct_by: None,
    };
    assert_eq!(claim.state, State::Submitted(expected));
    let reference_number = submit().reference_number(&voucher());
    let comment = Some(answer());
    assert_eq!(event, Event::Submitted { reference_number, invoice_number: invoice("INV-1"), comment });
}

#[test]
fn a_single_broken_rule_is_the_only_refusal() {
    let frozen = Facts { frozen_until: Some(DUE), ..facts() };
    assert_eq!(refusals(draft(), &frozen), [Refusal::SubmissionsFrozen { country: country("TW"), frozen_until: DUE }]);
    let unregistered = Facts { payee: None, ..facts() };
    assert_eq!(refusals(draft(), &unregistered), [Refusal::PayeeNotRegistered { program: program() }]);
    let taken = Facts { invoice_holder: Some(WITH_OTHERS), ..facts() };
    assert_eq!(refusals(draft(), &taken), [Refusal::InvoiceNumberUsed { invoice_number: invoice("INV-1") }]);
    assert_eq!(refusals(draft_without_rate(), &facts()), [no_rate()]);
    assert_eq!(refusals(draft(), &facts()), []);
}

#[test]
fn only_the_answer_to_a_request_for_changes_must_have_a_comment() {
    let silent = Submit { comment: None, ..submit() };
    let codes = |claim: Claim| {
        let refused = claim.submit(&silent, facts().of_submission(), at(WITHIN)).err();
        refused.map(|refusals| refusals.codes()).unwrap_or_default()
    };
    assert_eq!(codes(sent_back()), ["comment_missing"]);
    assert_eq!([codes(draft()), codes(rejected())], [[""; 0]; 2]);
    assert_eq!(Refusal::CommentMissing.field(), Some("comment"));
}

#[test]
fn a_claim_is_not_submitted_while_its_report_is_reopened_or_a_file_is_unchecked() {
    let open = |correction| refusals(sent_back(), &Facts { correction, ..facts() });
    let reopened = Correction { is_report_open: true, pending_files: 0 };
    assert_eq!(open(reopened), [Refusal::ReportMissing]);
    let both = Correction { is_report_open: true, pending_files: 2 };
    assert_eq!(open(both), [Refusal::ReportMissing, Refusal::DeliverablePending { pending: 2 }]);
    assert_eq!(both.reasons().collect::<Vec<_>>(), [DraftReason::ReportMissing, DraftReason::DeliverablePending]);
}

#[test]
fn a_location_must_be_mapped_to_an_existing_bank_profile() {
    for unmapped in ["L-2", "L-3"] {
        let mut claim = draft();
        claim.voucher.location_id = location(unmapped);
        assert_eq!(refusals(claim, &facts()), [Refusal::LocationNotMapped { location_id: location(unmapped) }]);
    }
}

#[test]
fn a_bank_profile_must_be_for_the_currency_of_the_rate() {
    let currency = |code| Currency::parse(code).unwrap();
    let mut dollars = payee();
    dollars.bank_profiles[0].currency = currency("TWD");
    let facts = Facts { payee: Some(dollars.clone()), ..facts() };
    let mismatch = Refusal::CurrencyMismatch { profile_currency: currency("TWD"), claim_currency: currency("USD") };
    for claim in [draft(), sent_back(), rejected()] {
        assert_eq!(refusals(claim, &facts), std::slice::from_ref(&mismatch));
    }
    assert_eq!(draft().payee_obstacle(Some(&dollars)), Some(DraftReason::CurrencyMismatch));
    assert_eq!(draft().payee_obstacle(Some(&payee())), None);
    assert_eq!(refusals(draft_without_rate(), &facts), [no_rate()], "no price, no currency");
    let mut repriced = rate(110_000, REDEEMED_ON, None);
    repriced.per_day.currency = currency("TWD");
    let corrected = Facts { card: vec![repriced], ..facts };
    assert_eq!(refusals(sent_back(), &corrected), [], "a claim priced again has the currency of its new rate");
}

#[test]
fn an_invoice_number_is_compared_without_letter_case() {
    let again = Submit { invoice_number: invoice("inv-1"), ..submit() };
    let taken = Facts { invoice_holder: Some(WITH_OTHERS), ..facts() };
    let (claim, _) = made(sent_back().submit(&again, taken.of_submission(), at(WITHIN)));
    assert_eq!(submission(&claim).invoice_number.as_str(), "inv-1", "shown as written");
    assert_eq!(submission(&claim).reference_number, submission(&sent_back()).reference_number);
    assert!(invoice("inv-1").is_same_as(&invoice("INV-1")) && !invoice("inv-1").is_same_as(&invoice("inv-2")));
}

#[test]
fn every_broken_rule_is_refused_at_once() {
    let broken = Facts { payee: None, invoice_holder: Some(WITH_OTHERS), ..facts() };
    let refused = |claim: Claim, facts: &Facts| {
        claim.submit(&submit(), facts.of_submission(), at(OVERDUE)).unwrap_err().codes().join(" ")
    };
    let late = draft_without_rate();
    assert_eq!(refused(late.clone(), &broken), "past_due payee_not_registered invoice_number_used no_rate");
    let mut elsewhere = late;
    elsewhere.voucher.location_id = location("L-2");
    let registered = Facts { payee: Some(payee()), ..broken.clone() };
    assert_eq!(refused(elsewhere, &registered), "past_due location_not_mapped invoice_number_used no_rate");
    let withdrawn = made(draft_without_rate().withdraw(WITHIN)).0;
    assert_eq!(refused(withdrawn, &broken), "wrong_claim_status payee_not_registered invoice_number_used no_rate");
}

#[test]
fn a_claim_is_submitted_until_the_end_of_the_last_day_in_utc() {
    let at = |text: &str| draft().submit(&submit(), facts().of_submission(), text.parse::<Timestamp>().unwrap());
    assert!(at("2027-01-30T23:59:59.999Z").is_ok());
    let late = at("2027-01-31T00:00:00Z").unwrap_err();
    assert_eq!(late.into_iter().collect::<Vec<_>>(), [Refusal::PastDue { due_on: DUE }]);
}

#[test]
fn a_claim_is_priced_at_submission_by_the_rate_of_the_day_of_redemption() {
    let card = vec![
        rate(80_000, date(2026, 1, 1), Some(date(2026, 11, 30))),
        rate(90_000, REDEEMED_ON, Some(REDEEMED_ON)),
        rate(70_000, date(2026, 12, 2), None),
    ];
    let (claim, _) = made(try_submit(draft_without_rate(), &Facts { card, ..facts() }));
    assert_eq!(claim.amount, Some(usd(450_000)));
    let corrected = Facts { card: vec![rate(110_000, REDEEMED_ON, None)], ..facts() };
    for before in [sent_back(), rejected()] {
        let again = made(try_submit(before.clone(), &corrected)).0;
        assert_eq!(again.amount, Some(usd(550_000)), "a wrong rate is corrected");
        assert_eq!(made(try_submit(before, &facts())).0.amount, draft().amount);
    }
    assert_eq!(made(try_submit(draft(), &corrected)).0.amount, draft().amount, "a draft keeps its first price");
    let later = Facts { card: vec![rate(90_000, date(2026, 12, 2), None)], ..facts() };
    assert_eq!(refusals(draft_without_rate(), &later), [no_rate()]);
}

#[test]
fn a_rate_from_a_day_after_the_redemption_does_not_change_the_price() {
    let dearer = Facts { card: vec![rate(900_000, date(2026, 12, 2), None)], ..facts() };
    assert_eq!(made(try_submit(draft(), &dearer)).0.amount, Some(usd(500_000)));
}

#[test]
fn an_invoice_number_of_the_same_request_is_accepted() {
    let own = Facts { invoice_holder: Some("CL-SA-7KQ2-M9XD-3FHT"), ..facts() };
    assert_eq!(refusals(draft(), &own), []);
}

#[test]
fn a_correction_may_keep_its_invoice_number_even_if_it_covers_several_claims() {
    let with_others = Facts { invoice_holder: Some(WITH_OTHERS), ..facts() };
    for before in [sent_back(), rejected()] {
        let (claim, _) = made(try_submit(before.clone(), &facts()));
        let same = Submission { correct_by: None, ..submission(&before).clone() };
        assert_eq!(*submission(&claim), same, "the same person on the same day");
        assert_eq!(refusals(before, &with_others), []);
    }
}

#[test]
fn a_correction_may_take_a_new_invoice_number_unless_it_is_used() {
    let renumbered = Submit { invoice_number: invoice("INV-2"), purchase_order: None, ..submit() };
    let taken = Facts { invoice_holder: Some(WITH_OTHERS), ..facts() };
    for before in [sent_back(), rejected()] {
        let (claim, event) = made(before.clone().submit(&renumbered, facts().of_submission(), at(DUE)));
        let Submission { invoice_number, purchase_order, reference_number, submitted_at, .. } = submission(&claim);
        assert_eq!((invoice_number, purchase_order, *submitted_at), (&invoice("INV-2"), &None, at(DUE)));
        assert_eq!(*reference_number, renumbered.reference_number(&voucher()));
        assert_ne!(*reference_number, submission(&before).reference_number);
        assert_eq!((event.name(), claim.comment()), ("claim.submitted", None), "the comment is cleared");
        let refused = before.submit(&renumbered, taken.of_submission(), at(DUE)).unwrap_err();
        assert_eq!(refused.codes(), ["invoice_number_used"]);
    }
}

fn numbered(request: &str, number: &str) -> String {
    Submit { request: request.to_owned(), invoice_number: invoice(number), ..submit() }.reference_number(&voucher())
}

#[test]
fn a_reference_number_is_readable_and_stable() {
    assert_eq!(submit().reference_number(&voucher()), "PR-73D284F2E142");
}

proptest! {
    #[test]
    fn a_reference_number_depends_on_request_and_invoice_only(
        one in ("[a-c]{1,2}", "[a-c]{1,2}"),
        other in ("[a-c]{1,2}", "[a-c]{1,2}"),
        person in "[a-z]{1,8}",
    ) {
        let number = numbered(&one.0, &one.1);
        prop_assert_eq!(number == numbered(&other.0, &other.1), one == other);
        let by_another = Submit {
            request: one.0, invoice_number: invoice(&one.1), purchase_order: None, comment: None, by: by(&person),
        };
        prop_assert_eq!(by_another.reference_number(&voucher()), number);
    }
}

#[test]
fn saved_values_stay_until_submission_and_take_no_invoice_number() {
    let (claim, event) = made(draft().save(saved(), &by("u-8"), WITHIN));
    assert_eq!((&claim.saved, event), (&Some(saved()), Event::Saved));
    assert_eq!(claim.clone().save(saved(), &by("u-9"), WITHIN), Ok(Outcome::Unchanged));
    let another = Saved { purchase_order: submit().purchase_order, ..saved() };
    assert_eq!(made(claim.clone().save(another.clone(), &by(PARTNER), WITHIN)).0.saved, Some(another));
    assert_eq!(made(claim.clone().save(Saved::default(), &by(PARTNER), WITHIN)).0.saved, None);
    assert_eq!(made(try_submit(claim, &facts())).0.saved, None);
}
