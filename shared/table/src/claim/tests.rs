use std::collections::BTreeMap;

use domain::claim::{
    Correction, PaymentEvent, PaymentId, PaymentReport, Rate, RedeemedVoucher, ReportedPayment, Reviewer, Side, State,
    Submission, SubmissionFacts,
};
use domain::invoice::InvoiceFacts;
use domain::payee::{BankProfile, Payee, PayeeEvent};
use domain::{
    Actor, BankProfileId, Country, Currency, LocationId, Money, Outcome, ProgramCode, PurchaseOrder, Refusals,
};
use jiff::civil::date;

use super::*;
use crate::history::{RecordChange, Recorded};
use crate::record::Record;
use crate::tests::golden::{assert_written, golden, record_change};
use crate::tests::world::{company, instant, intent, name, note, number};

/// The time of the submission, before the first reminder.
const SUBMITTED_AT: &str = "2026-12-15T09:30:00.75Z";

fn usd(minor: i64) -> Money {
    Money { minor, currency: Currency::parse("USD").unwrap() }
}

fn program() -> ProgramCode {
    ProgramCode::parse("DDPS").unwrap()
}

fn location() -> LocationId {
    LocationId::parse("L-1").unwrap()
}

fn voucher() -> RedeemedVoucher {
    RedeemedVoucher {
        voucher_number: number(),
        company_id: company(),
        location_id: location(),
        country: Country::parse("TW").unwrap(),
        program: program(),
        days: 5,
        redeemed_at: instant("2026-12-01T17:00:00.125Z"),
        redeemed_by: Actor::parse("u-7").ok(),
    }
}

fn draft() -> Claim {
    let rate = Rate { per_day: usd(100_000), valid_from: date(2026, 1, 1), valid_to: None, sample: true };
    Claim::draft(voucher(), &[rate])
}

fn payee() -> Payee {
    let id = BankProfileId::parse("B-1").unwrap();
    let profile = BankProfile { id: id.clone(), label: name("Main account"), currency: usd(0).currency };
    Payee {
        company_id: company(),
        program: program(),
        bank_profiles: vec![profile],
        locations: BTreeMap::from([(location(), id)]),
    }
}

/// A step of a claim.
type Step = fn(Claim) -> Result<Outcome<Claim, Event>, Refusals>;

const SUBMIT: Step = |claim| {
    let command = Submit {
        invoice_number: InvoiceNumber::parse("INV 2026/7").unwrap(),
        purchase_order: PurchaseOrder::parse("PO-7").ok(),
        comment: None,
        by: Actor::parse("u-1").unwrap(),
        request: claim.id.to_string(),
    };
    claim.submit(
        &command,
        SubmissionFacts {
            payee: Some(&payee()),
            card: &[],
            invoice_holder: None,
            frozen_until: None,
            correction: Correction::default(),
        },
        instant(SUBMITTED_AT),
    )
};
const REVIEW: Step = Claim::start_review;
const APPROVE: Step = |claim| {
    let reviewer = Reviewer { by: &Actor::parse("op-1").unwrap(), company: None };
    claim.approve(reviewer, InvoiceFacts::default(), instant("2026-12-17T10:00:00Z"))
};
const HOLD: Step = |claim| claim.hold(note("Tax invoice."));
const SEND_BACK: Step = |claim| claim.request_changes(note("Purchase order?\nIt is missing."), instant(SUBMITTED_AT));
const REJECT: Step = |claim| claim.reject(note("Wrong length."), instant(SUBMITTED_AT));
const WITHDRAW: Step = |claim| claim.withdraw(date(2026, 12, 15));
const COMMENT: Step = |claim| claim.add_comment(note("Please wait."), Side::Partner, date(2026, 12, 15));
const REINSTATE: Step = |claim| claim.reinstate(date(2026, 12, 15));
const REMIND: Step = |claim| Ok(claim.advance(date(2026, 12, 31)));
const REMIND_LAST: Step = |claim| Ok(claim.advance(date(2027, 1, 30)));
const EXPIRE: Step = |claim| Ok(claim.advance(date(2027, 6, 1)));
const FAIL: Step = |claim| claim.report_payment(&reported("PAY-1", PaymentEvent::Failed, "2027-01-05T00:00:00Z"));
const PAY: Step = |claim| claim.report_payment(&reported("PAY-2", PaymentEvent::Sent, "2027-01-07T08:15:00.5Z"));
const DISPUTE: Step = |claim| claim.open_dispute(note("Tax was withheld."), instant("2027-01-08T12:00:00Z"));

fn reported(id: &str, event: PaymentEvent, at: &str) -> ReportedPayment {
    let report = PaymentReport { event, at: instant(at) };
    ReportedPayment { payment: PaymentId::parse(id).unwrap(), report, amount: usd(500_000) }
}

/// The record after these steps.
fn after_steps(steps: &[Step]) -> Record<Claim> {
    let mut record = Record::after(None, draft(), Event::Drafted, &intent(0)).unwrap();
    for (n, step) in steps.iter().enumerate() {
        let before = Stored::from(record);
        let Ok(Outcome::Applied(after, event)) = step(before.value.clone()) else { panic!("step {n} changes nothing") };
        record = Record::after(Some(&before), *after, event, &intent(n + 1)).unwrap();
    }
    record
}

fn assert_stored(name: &str, record: &Record<Claim>) {
    assert_written(name, &record.item().unwrap());
    let read = Record::<Claim>::read(golden(name)).unwrap();
    assert_eq!((&read.value, &read.last_event, read.rev), (&record.value, &record.last_event, record.rev), "{name}");
    assert_eq!((&read.head, &read.index_entries), (&record.head, &record.index_entries), "{name}");
}

#[test]
fn the_stored_shape_of_claims_in_every_state_is_unchanged() {
    assert_stored("claim", &after_steps(&[]));
    let unpriced = Record::after(None, Claim::draft(voucher(), &[]), Event::Drafted, &intent(0)).unwrap();
    assert_stored("claim-without-rate", &unpriced);
    assert_stored("claim-submitted", &after_steps(&[REMIND, SUBMIT]));
    assert_stored("claim-action-required", &after_steps(&[SUBMIT, REVIEW, SEND_BACK]));
    assert_stored("claim-approved", &after_steps(&[SUBMIT, REVIEW, APPROVE, HOLD, FAIL, PAY, DISPUTE]));
    assert_stored("claim-rejected", &after_steps(&[SUBMIT, REVIEW, REJECT]));
    assert_stored("claim-reinstated", &after_steps(&[SUBMIT, WITHDRAW, REINSTATE, COMMENT]));
}

#[test]
fn the_stored_shape_of_a_payee_registration_is_unchanged() {
    let record = Record::after(None, payee(), PayeeEvent::Registered(payee().registration()), &intent(0)).unwrap();
    assert_written("payee", &record.item().unwrap());
    let read = Record::<Payee>::read(golden("payee")).unwrap();
    assert_eq!(
        (read.value, read.last_event, read.index_entries),
        (payee(), record.last_event, IndexEntries::default())
    );
}

#[test]
fn claims_and_payee_registrations_have_their_history_under_their_own_keys() {
    for (name, key, rev, status) in [
        ("claim", "V#SA-7KQ2-M9XD-3FHT/H#C#0000000001", 1, "draft"),
        ("claim-action-required", "V#SA-7KQ2-M9XD-3FHT/H#C#0000000004", 4, "action_required"),
        ("claim-approved", "V#SA-7KQ2-M9XD-3FHT/H#C#0000000008", 8, "paid"),
    ] {
        let change = record_change(name).unwrap();
        assert_eq!((item::key_of(&change.line).as_str(), change.rev), (key, rev));
        assert!(change.redeemed.is_none() && change.refresh_listings.is_none(), "{name}");
        let line: Recorded<Event> = item::read(change.line).unwrap();
        assert_eq!((line.status.as_str(), line.rev), (status, rev));
    }
    let change = record_change("payee").unwrap();
    assert_eq!((item::key_of(&change.line).as_str(), change.refresh_listings), ("P#P-1/H#Y#DDPS#0000000001", None));
    let line: Recorded<PayeeEvent> = item::read(change.line).unwrap();
    assert_eq!((line.status.as_str(), line.last.event), ("registered", PayeeEvent::Registered(payee().registration())));
}

#[test]
fn the_history_record_of_a_payment_report_holds_the_status_after_it() {
    let record = after_steps(&[SUBMIT, REVIEW, APPROVE, FAIL]);
    let change = RecordChange::of(record.item().unwrap().into(), serde_dynamo::Item::default()).unwrap().unwrap();
    let line: Recorded<Event> = item::read(change.line).unwrap();
    assert_eq!((line.status.as_str(), line.last), ("payment_failed", record.last_event));
}

#[test]
fn a_write_without_a_new_revision_has_no_effect() {
    for name in ["claim", "claim-approved", "payee"] {
        assert!(RecordChange::of(golden(name).into(), golden(name).into()).unwrap().is_none(), "{name}");
    }
}

#[test]
fn a_claim_is_listed_under_its_company_by_status_and_day() {
    for (steps, entry) in [
        (&[][..], "draft#2027-01-30"),
        (&[SUBMIT], "submitted#2027-01-30"),
        (&[SUBMIT, REVIEW], "under_review#2027-01-30"),
        (&[SUBMIT, REVIEW, SEND_BACK], "action_required#2027-03-01"),
        (&[SUBMIT, REVIEW, REJECT], "rejected#2027-01-30"),
        (&[SUBMIT, REVIEW, APPROVE], "approved#2027-01-30"),
        (&[SUBMIT, REVIEW, APPROVE, HOLD], "on_hold#2027-01-30"),
        (&[SUBMIT, REVIEW, APPROVE, FAIL], "payment_failed#2027-01-05"),
        (&[SUBMIT, REVIEW, APPROVE, PAY], "paid#2027-01-07"),
        (&[WITHDRAW], "withdrawn#2027-01-30"),
        (&[SUBMIT, WITHDRAW, REINSTATE], "draft#2027-01-30"),
        (&[EXPIRE], "expired#2027-01-30"),
    ] {
        let IndexEntries { company_pk, company_sk, .. } = after_steps(steps).index_entries;
        assert_eq!(company_pk.as_deref(), Some("P#P-1"));
        assert_eq!(company_sk, Some(format!("C#{entry}#SA-7KQ2-M9XD-3FHT")));
    }
}

/// The kind and the sort key of the due entry.
fn due(steps: &[Step]) -> Option<(String, String)> {
    let IndexEntries { due_pk, due_sk, .. } = after_steps(steps).index_entries;
    let (kind, shard) = due_pk.as_deref()?.split_once('#')?;
    assert!(shard.parse::<u8>().unwrap() < keys::INDEX_SHARDS);
    Some((kind.to_owned(), due_sk?.strip_suffix("#SA-7KQ2-M9XD-3FHT")?.to_owned()))
}

#[test]
fn a_claim_that_waits_for_the_partner_is_due_by_the_day_of_its_next_step() {
    for (steps, day) in [
        (&[][..], "2026-12-31"),
        (&[REMIND], "2027-01-16"),
        (&[REMIND_LAST], "2027-01-31"),
        (&[SUBMIT, WITHDRAW, REINSTATE], "2026-12-31"),
        (&[SUBMIT, REVIEW, SEND_BACK], "2027-03-02"),
    ] {
        assert_eq!(due(steps), Some(("C".to_owned(), day.to_owned())));
    }
}

#[test]
fn a_claim_that_waits_for_a_review_is_due_by_the_instant_of_its_submission() {
    for steps in [&[SUBMIT][..], &[SUBMIT, REVIEW], &[REMIND, SUBMIT]] {
        assert_eq!(due(steps), Some(("W".to_owned(), "2026-12-15T09:30:00Z".to_owned())));
    }
}

#[test]
fn an_unpaid_approved_claim_is_due_by_the_instant_of_its_approval() {
    for steps in [&[SUBMIT, REVIEW, APPROVE][..], &[SUBMIT, REVIEW, APPROVE, HOLD], &[SUBMIT, REVIEW, APPROVE, FAIL]] {
        assert_eq!(due(steps), Some(("A".to_owned(), "2026-12-17T10:00:00Z".to_owned())));
    }
}

#[test]
fn a_paid_claim_with_a_dispute_waits_for_operations_until_the_answer() {
    const RETURN: Step =
        |claim| claim.report_payment(&reported("PAY-2", PaymentEvent::Reversed, "2027-01-09T00:00:00Z"));
    const ANSWER: Step = |claim| claim.answer_dispute(note("It was tax."));
    let paid = [SUBMIT, REVIEW, APPROVE, PAY, DISPUTE];
    assert_eq!(due(&paid), Some(("W".to_owned(), "2027-01-08T12:00:00Z".to_owned())));
    assert_eq!(due(&[paid.as_slice(), &[ANSWER]].concat()), None);
    let back = [paid.as_slice(), &[RETURN]].concat();
    assert_eq!(
        due(&back),
        Some(("A".to_owned(), "2026-12-17T10:00:00Z".to_owned())),
        "an unpaid claim waits for the payer first"
    );
}

#[test]
fn any_other_claim_is_not_due_and_has_no_due_attributes() {
    for steps in [&[SUBMIT, REVIEW, APPROVE, PAY][..], &[SUBMIT, REVIEW, REJECT], &[WITHDRAW], &[EXPIRE]] {
        assert_eq!(due(steps), None);
        let item = after_steps(steps).item().unwrap();
        assert!(!item.contains_key("due_pk") && !item.contains_key("due_sk"));
    }
}

#[test]
fn an_invoice_number_is_stored_under_its_company_with_the_request_that_uses_it() {
    let State::Submitted(Submission { invoice_number, .. }) = after_steps(&[SUBMIT]).value.state else { panic!() };
    let command = Submit {
        invoice_number,
        purchase_order: None,
        comment: None,
        by: Actor::parse("u-1").unwrap(),
        request: "CL-SA-7KQ2-M9XD-3FHT".to_owned(),
    };
    let (item, free) = invoice(&company(), &command).unwrap();
    assert_eq!(item::key_of(&item), "P#P-1/I#INV 2026/7");
    assert_eq!(item["held_by"], text("CL-SA-7KQ2-M9XD-3FHT"));
    assert_eq!(free.values.unwrap()[":request"], item["held_by"]);
    assert!(RecordChange::of(item.into(), serde_dynamo::Item::default()).unwrap().is_none(), "it has no history");
}
