//! What the other functions answer about payment requests, payees and statements: the parts that pages show.

use std::collections::BTreeMap;

use domain::catalog::BillTo;
use domain::claim::{Action, DraftReason, PaymentEvent, Side, Status};
use domain::invoice::InvoiceCopy;
use domain::{Actor, ClaimId, Country, EngagementCode, LocationId, ProgramCode, VoucherNumber};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use crate::format::Amount;
use crate::pages::delivery::model::File;
use crate::pages::vouchers::model::Customer;
use crate::problem::Reason;

/// A payment request.
#[derive(Clone, Debug, Deserialize)]
pub struct Claim {
    /// The id.
    #[serde(rename = "claim_id")]
    pub id: ClaimId,
    /// The voucher.
    pub voucher_number: VoucherNumber,
    /// The location that delivered and is paid.
    pub location_id: LocationId,
    /// The country of delivery.
    pub country: Country,
    /// The program.
    pub program: ProgramCode,
    /// The customer.
    pub customer: Option<Customer>,
    /// What was delivered.
    pub engagement_type: Option<EngagementCode>,
    /// The planning days.
    pub days: u32,
    /// The day and time of the redemption.
    pub redeemed_at: Timestamp,
    /// The status today.
    pub status: Status,
    /// The amount, when a rate is known.
    pub amount: Option<Amount>,
    /// The last day to submit it the first time.
    pub due_on: Date,
    /// The last day to submit it again.
    pub correctable_until: Option<Date>,
    /// The last day to reinstate it, while it is withdrawn.
    pub reinstatable_until: Option<Date>,
    /// The days until the last day to act.
    pub days_left: i64,
    /// What keeps it from being submitted.
    pub reasons: Vec<DraftReason>,
    /// The saved draft.
    pub saved: Option<Invoice>,
    /// The form in which the payer needs the invoice itself.
    pub invoice_copy: Option<InvoiceCopy>,
    /// To whom the invoice itself is made out.
    pub invoice: Option<NeededInvoice>,
    /// The submitted invoice number.
    pub invoice_number: Option<String>,
    /// The submitted purchase order.
    pub purchase_order: Option<String>,
    /// The number under which it was submitted.
    pub reference_number: Option<String>,
    /// The time of the last submission.
    pub submitted_at: Option<Timestamp>,
    /// The latest comment of operations.
    pub comment: Option<String>,
    /// The time of the approval.
    pub approved_at: Option<Timestamp>,
    /// The day by which it should be paid.
    pub payment_expected_by: Option<Date>,
    /// The payments.
    pub payments: Vec<Payment>,
    /// What the partner disputes.
    pub dispute: Option<String>,
    /// What its reader can do now.
    pub actions: Vec<Action>,
}

impl Claim {
    /// True when its reader can do this now.
    pub fn can(&self, action: Action) -> bool {
        self.actions.contains(&action)
    }

    /// The party to whom the invoice itself is made out; `None` where its number is enough.
    pub fn bill_to(&self) -> Option<&BillTo> {
        self.invoice.as_ref().map(|invoice| &invoice.bill_to)
    }

    /// The submitted invoice number, or the saved one.
    pub fn last_invoice_number(&self) -> Option<&str> {
        let saved = || self.saved.as_ref().and_then(|saved| saved.invoice_number.as_deref());
        self.invoice_number.as_deref().or_else(saved)
    }

    /// True when the payer needs the invoice itself and it did not arrive, before it is decided.
    pub fn waits_for_invoice(&self) -> bool {
        let is_undecided = match self.status {
            Status::Draft | Status::Submitted | Status::UnderReview | Status::ActionRequired | Status::Rejected => true,
            Status::Approved
            | Status::OnHold
            | Status::Scheduled
            | Status::Paid
            | Status::PaymentFailed
            | Status::Expired
            | Status::Withdrawn => false,
        };
        let is_missing = self.invoice.as_ref().is_some_and(|invoice| invoice.received == Some(false));
        is_missing && is_undecided && self.last_invoice_number().is_some()
    }

    /// True when the company is not registered to be paid for it, so that submitting it is refused.
    pub fn waits_for_payee(&self) -> bool {
        self.reasons.iter().any(|reason| is_of_payee(*reason))
    }

    /// True when the completion report is reopened, so that submitting it is refused.
    pub fn waits_for_report(&self) -> bool {
        self.reasons.contains(&DraftReason::ReportMissing)
    }

    /// True when report or files are being corrected, so that submitting it is refused.
    pub fn waits_for_correction(&self) -> bool {
        self.waits_for_report() || self.reasons.contains(&DraftReason::DeliverablePending)
    }

    /// The day of the latest payment report with one of these events.
    pub fn reported_on(&self, events: &[PaymentEvent]) -> Option<Date> {
        let reports = self.payments.iter().filter(|payment| events.contains(&payment.event));
        reports.map(|payment| domain::calendar::utc_day(payment.at)).max()
    }
}

/// True for a reason that the company's payee registration removes.
pub fn is_of_payee(reason: DraftReason) -> bool {
    match reason {
        DraftReason::PayeeNotRegistered | DraftReason::LocationNotMapped | DraftReason::CurrencyMismatch => true,
        DraftReason::NoRate | DraftReason::ReportMissing | DraftReason::DeliverablePending => false,
    }
}

/// The invoice that the payer needs besides its number.
#[derive(Clone, Debug, Deserialize)]
pub struct NeededInvoice {
    /// To whom it is made out.
    pub bill_to: BillTo,
    /// True once it arrived; `None` in lists.
    #[serde(default)]
    pub received: Option<bool>,
}

/// What arrived of an invoice.
#[derive(Clone, Debug, Deserialize)]
pub struct StoredInvoice {
    /// The file that was announced last.
    pub file: Option<File>,
    /// The arrival of the original on paper.
    pub paper: Option<PaperInvoice>,
}

/// The arrival of an invoice on paper.
#[derive(Clone, Debug, Deserialize)]
pub struct PaperInvoice {
    /// The day.
    pub received_on: Date,
}

/// What a partner types for a submission.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Invoice {
    /// The invoice number.
    pub invoice_number: Option<String>,
    /// The payer's purchase order.
    pub purchase_order: Option<String>,
}

/// A payment and its latest report.
#[derive(Clone, Debug, Deserialize)]
pub struct Payment {
    /// The payer's id.
    pub id: String,
    /// What was reported.
    pub event: PaymentEvent,
    /// When it happened.
    pub at: Timestamp,
}

/// A payment request with its history.
#[derive(Clone, Debug, Deserialize)]
pub struct ClaimDetails {
    /// The payment request.
    #[serde(flatten)]
    pub claim: Claim,
    /// What both sides wrote, oldest first.
    pub comments: Vec<WrittenComment>,
    /// The events, oldest first.
    pub history: Vec<HistoryLine>,
}

/// A comment of one side.
#[derive(Clone, Debug, Deserialize)]
pub struct WrittenComment {
    /// The text.
    pub text: String,
    /// Who wrote it.
    pub by: Author,
    /// The side of the author.
    pub side: Side,
    /// The time.
    pub at: Timestamp,
}

/// The author of a comment.
#[derive(Clone, Debug, Deserialize)]
pub struct Author {
    /// The person.
    pub person: Actor,
    /// The name that the person's token had then.
    pub name: Option<String>,
}

/// An event of a payment request.
#[derive(Clone, Debug, Deserialize)]
pub struct HistoryLine {
    /// The time.
    pub at: Timestamp,
    /// The person or system.
    pub actor: Actor,
    /// The name that the person's token had then.
    #[serde(default)]
    pub actor_name: Option<String>,
    /// The type of the event.
    pub event: String,
    /// The comment.
    pub comment: Option<String>,
}

/// The answer to the submission of many payment requests.
#[derive(Clone, Debug, Deserialize)]
pub struct SubmittedClaims {
    /// The outcome of each.
    pub items: Vec<SubmissionItem>,
    /// The requests with a reference number.
    pub payment_requests: Vec<PaymentRequest>,
}

/// The outcome of one submission of many.
#[derive(Clone, Debug, Deserialize)]
pub struct SubmissionItem {
    /// The payment request.
    pub claim_id: ClaimId,
    /// The reference number; `None` when it is refused.
    pub reference_number: Option<String>,
    /// The amount; `None` when it is refused.
    pub amount: Option<Amount>,
    /// Why it is refused.
    pub reasons: Vec<Reason>,
}

/// What was submitted under one reference number.
#[derive(Clone, Debug, Deserialize)]
pub struct PaymentRequest {
    /// The reference number.
    pub reference_number: String,
    /// The number of vouchers.
    pub claims: usize,
    /// The sums, one for each currency.
    pub totals: Vec<Amount>,
}

/// Where a company is paid for a program.
#[derive(Clone, Debug, Deserialize)]
pub struct Payee {
    /// The program.
    pub program: ProgramCode,
    /// The bank profiles.
    pub bank_profiles: Vec<BankProfile>,
    /// The bank profile of each location that is paid.
    pub locations: BTreeMap<LocationId, String>,
    /// The revision.
    pub rev: u64,
}

/// A bank profile.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BankProfile {
    /// The id at the payer.
    pub id: String,
    /// The name.
    pub label: String,
    /// The currency.
    pub currency: String,
}

/// The payments of a month or year.
#[derive(Clone, Debug, Deserialize)]
pub struct Statement {
    /// The payments by program and location.
    pub groups: Vec<StatementGroup>,
    /// The sums, one for each currency.
    pub totals: Vec<Amount>,
}

/// The payments of a program at a location.
#[derive(Clone, Debug, Deserialize)]
pub struct StatementGroup {
    /// The program.
    pub program: ProgramCode,
    /// The location.
    pub location_id: LocationId,
    /// The payments and returns.
    pub lines: Vec<StatementLine>,
    /// The sums, one for each currency.
    pub totals: Vec<Amount>,
}

/// A payment, or its return.
#[derive(Clone, Debug, Deserialize)]
pub struct StatementLine {
    /// The payment request.
    pub claim_id: ClaimId,
    /// The voucher.
    pub voucher_number: VoucherNumber,
    /// The reference number.
    pub reference_number: String,
    /// The invoice number.
    pub invoice_number: String,
    /// The payer's id of the payment.
    pub payment_id: String,
    /// What happened.
    pub event: PaymentEvent,
    /// The day.
    pub paid_on: Date,
    /// The amount; negative for a return.
    pub amount: Amount,
}
