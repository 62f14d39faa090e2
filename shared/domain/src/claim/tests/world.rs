//! Test fixtures: the claim of a voucher redeemed in the last second of a day, in each of its states.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};

use crate::attempt::Actor;
use crate::claim::{
    Claim, Correction, Event, Outcome, PaymentEvent, PaymentId, PaymentReport, Rate, RedeemedVoucher, ReportedPayment,
    Reviewer, Saved, SubmissionFacts, Submit,
};
use crate::ids::{BankProfileId, InvoiceNumber, ProgramCode, PurchaseOrder};
use crate::invoice::InvoiceFacts;
use crate::payee::{BankProfile, Payee};
use crate::refusal::Refusals;
use crate::text::Note;
pub use crate::voucher::tests::world::{HOLDER, at, company, country, location, name, note, number};
use crate::{Currency, Money};

pub const REDEEMED_ON: Date = date(2026, 12, 1);
/// A day on which nothing is due.
pub const WITHIN: Date = date(2026, 12, 15);
/// The last day to submit: 60 days after the redemption.
pub const DUE: Date = date(2027, 1, 30);
/// The day after the last day to submit.
pub const OVERDUE: Date = date(2027, 1, 31);
/// The last day to correct: 30 days after the last day to submit.
pub const CORRECTABLE: Date = date(2027, 3, 1);
/// The day after the last day to correct.
pub const TOO_LATE: Date = date(2027, 3, 2);

/// The person who submits.
pub const PARTNER: &str = "u-1";
/// The person who approves.
pub const OPERATIONS: &str = "op-1";
/// The person who redeemed the voucher.
pub const REDEEMER: &str = "u-7";

/// A person of operations who belongs to no company.
pub fn reviewer(by: &Actor) -> Reviewer<'_> {
    Reviewer { by, company: None }
}

pub fn by(person: &str) -> Actor {
    Actor::parse(person).unwrap()
}

pub fn program() -> ProgramCode {
    ProgramCode::parse("DDPS").unwrap()
}

pub fn usd(minor: i64) -> Money {
    Money { minor, currency: Currency::parse("USD").unwrap() }
}

pub fn rate(minor: i64, valid_from: Date, valid_to: Option<Date>) -> Rate {
    Rate { per_day: usd(minor), valid_from, valid_to, sample: true }
}

pub fn voucher() -> RedeemedVoucher {
    RedeemedVoucher {
        voucher_number: number("SA-7KQ2-M9XD-3FHT"),
        company_id: company(HOLDER),
        location_id: location("L-1"),
        country: country("TW"),
        program: program(),
        days: 5,
        redeemed_at: "2026-12-01T23:59:59Z".parse().unwrap(),
        redeemed_by: Some(by(REDEEMER)),
    }
}

pub fn invoice(text: &str) -> InvoiceNumber {
    InvoiceNumber::parse(text).unwrap()
}

/// Values saved before submission.
pub fn saved() -> Saved {
    Saved { invoice_number: Some(invoice("INV-1")), purchase_order: None }
}

/// The partner's comment on a submission.
pub fn answer() -> Note {
    note("The purchase order is PO 7.")
}

/// A submission of the claim alone, under the invoice `INV-1`.
pub fn submit() -> Submit {
    Submit {
        invoice_number: invoice("INV-1"),
        purchase_order: PurchaseOrder::parse("PO 7").ok(),
        comment: Some(answer()),
        by: by(PARTNER),
        request: "CL-SA-7KQ2-M9XD-3FHT".to_owned(),
    }
}

fn bank(id: &str) -> BankProfileId {
    BankProfileId::parse(id).unwrap()
}

/// A company whose location `L-1` is paid at `B-1`, and `L-3` at a profile that does not exist.
pub fn payee() -> Payee {
    let profile = BankProfile { id: bank("B-1"), label: name("Main account"), currency: usd(0).currency };
    let locations = [("L-1", "B-1"), ("L-3", "B-9")].map(|(of, at)| (location(of), bank(at)));
    Payee {
        company_id: company(HOLDER),
        program: program(),
        bank_profiles: vec![profile],
        locations: BTreeMap::from(locations),
    }
}

/// The facts of a submission; each test breaks one of them.
#[derive(Clone)]
pub struct Facts {
    pub payee: Option<Payee>,
    pub card: Vec<Rate>,
    pub invoice_holder: Option<&'static str>,
    pub frozen_until: Option<Date>,
    pub correction: Correction,
}

impl Facts {
    pub fn of_submission(&self) -> SubmissionFacts<'_> {
        SubmissionFacts {
            payee: self.payee.as_ref(),
            card: &self.card,
            invoice_holder: self.invoice_holder,
            frozen_until: self.frozen_until,
            correction: self.correction,
        }
    }
}

/// The facts of a company that may submit.
pub fn facts() -> Facts {
    Facts {
        payee: Some(payee()),
        card: Vec::new(),
        invoice_holder: None,
        frozen_until: None,
        correction: Correction::default(),
    }
}

pub fn draft() -> Claim {
    Claim::draft(voucher(), &[rate(100_000, date(2026, 1, 1), None)])
}

pub fn draft_without_rate() -> Claim {
    Claim::draft(voucher(), &[])
}

/// Submits the claim for a person on a day on which no rule prevents it.
pub fn submitted_by(claim: Claim, person: &str, today: Date) -> Claim {
    let command = Submit { by: by(person), ..submit() };
    made(claim.submit(&command, facts().of_submission(), at(today))).0
}

pub fn submitted() -> Claim {
    submitted_by(draft(), PARTNER, WITHIN)
}

pub fn reviewed(claim: Claim) -> Claim {
    made(claim.start_review()).0
}

pub fn under_review() -> Claim {
    reviewed(submitted())
}

pub fn sent_back() -> Claim {
    made(under_review().request_changes(note("Purchase order?"), at(WITHIN))).0
}

pub fn withdrawn(claim: Claim) -> Claim {
    made(claim.withdraw(WITHIN)).0
}

pub fn rejected() -> Claim {
    made(under_review().reject(note("Wrong length."), at(WITHIN))).0
}

pub fn approved() -> Claim {
    made(under_review().approve(reviewer(&by(OPERATIONS)), InvoiceFacts::default(), at(WITHIN))).0
}

pub fn held() -> Claim {
    made(approved().hold(note("Tax invoice."))).0
}

/// The instant `hours` after the approval.
pub fn hour(hours: i64) -> Timestamp {
    at(WITHIN) + SignedDuration::from_hours(hours)
}

/// A report with the claim's amount.
pub fn reported(id: &str, event: PaymentEvent, hours: i64) -> ReportedPayment {
    let report = PaymentReport { event, at: hour(hours) };
    ReportedPayment { payment: PaymentId::parse(id).unwrap(), report, amount: usd(500_000) }
}

/// The claim after a report; unchanged when the report changes nothing.
pub fn after(claim: Claim, report: &ReportedPayment) -> Claim {
    match claim.clone().report_payment(report).unwrap() {
        Outcome::Applied(next, _) => *next,
        Outcome::Unchanged => claim,
    }
}

pub fn after_all(claim: Claim, reports: &[ReportedPayment]) -> Claim {
    reports.iter().fold(claim, after)
}

pub fn paid() -> Claim {
    after(approved(), &reported("PAY-1", PaymentEvent::Sent, 4))
}

/// The claim after the sweep of a day.
pub fn swept(claim: Claim, today: Date) -> Claim {
    match claim.clone().advance(today) {
        Outcome::Applied(next, _) => *next,
        Outcome::Unchanged => claim,
    }
}

/// The claim and event of a command that must change it.
pub fn made(outcome: Result<Outcome, Refusals>) -> (Claim, Event) {
    match outcome {
        Ok(Outcome::Applied(claim, event)) => (*claim, event),
        other => panic!("expected a change: {other:?}"),
    }
}
