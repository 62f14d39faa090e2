//! The representations of claims, payees and rates in answers.

use std::collections::BTreeMap;

use api::{Answer, Caller, Failure};
use domain::catalog::{BillTo, InvoiceRule};
use domain::claim::{
    Action, Claim, Correction, DraftReason, Event, Payment, PaymentEvent, PaymentId, PaymentReport, Saved, Side, State,
    Status,
};
use domain::invoice::{InvoiceCopy, InvoiceFacts};
use domain::payee::{BankProfile, Payee};
use domain::voucher::Customer;
use domain::{
    Actor, BankProfileId, ClaimId, CompanyId, Country, EngagementCode, LocationId, Money, Name, Note, ProgramCode,
    VoucherNumber, calendar,
};
use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::Serialize;
use table::{Payees, Recorded, Stored, StoredRate};

use crate::Context;
use crate::access::{is_partner, reviewer};

/// The days after its approval within which a claim should be paid (PROGRAM.md 11.5).
const PAYMENT_TARGET_DAYS: i32 = 30;

/// A claim.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Claim")]
pub(crate) struct ClaimView {
    claim_id: ClaimId,
    voucher_number: VoucherNumber,
    company_id: CompanyId,
    location_id: LocationId,
    country: Country,
    program: ProgramCode,
    /// The customer of the voucher; `null` for claims created before this field existed.
    customer: Option<Customer>,
    /// The engagement type delivered; `null` for claims created before this field existed.
    engagement_type: Option<EngagementCode>,
    days: u8,
    redeemed_at: Timestamp,
    status: Status,
    amount: Option<Money>,
    /// The last day to submit it the first time.
    due_on: Date,
    /// The last day to submit it again, after it was sent back or rejected.
    correctable_until: Option<Date>,
    /// The last day to reinstate it, while it is withdrawn.
    reinstatable_until: Option<Date>,
    /// The days until the last day for the partner to act.
    days_left: i32,
    /// The reasons for which a draft cannot be submitted.
    reasons: Vec<DraftReason>,
    /// The draft of the submission.
    saved: Option<Saved>,
    /// The form in which the payer needs the invoice itself; `null` where its number is enough.
    invoice_copy: Option<InvoiceCopy>,
    /// What the payer needs of the invoice itself; `null` where its number is enough.
    invoice: Option<NeededInvoiceView>,
    invoice_number: Option<String>,
    purchase_order: Option<String>,
    reference_number: Option<String>,
    submitted_at: Option<Timestamp>,
    /// The latest request, rejection or hold of operations, for the partner to act on.
    comment: Option<Note>,
    approved_at: Option<Timestamp>,
    /// The day by which it should be paid.
    payment_expected_by: Option<Date>,
    payments: Vec<PaymentView>,
    dispute: Option<Note>,
    rev: u64,
    actions: Vec<Action>,
}

/// The invoice that the payer needs besides its number.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "NeededInvoice")]
struct NeededInvoiceView {
    /// The form in which it is needed.
    needed: InvoiceCopy,
    /// To whom it is made out.
    bill_to: BillTo,
    /// True once it arrived; `null` where only the claim itself was read: in lists and in answers to commands.
    received: Option<bool>,
}

/// A payment and its current state.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Payment")]
struct PaymentView {
    id: PaymentId,
    event: PaymentEvent,
    at: Timestamp,
}

/// A line of a claim's history: the event, its actor, its time, and the statuses before and after it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ClaimHistoryLine {
    at: Timestamp,
    actor: Actor,
    /// The name that the actor's token had then; systems have none.
    actor_name: Option<Name>,
    event: String,
    from: Option<String>,
    to: String,
    comment: Option<Note>,
    rev: u64,
    request: String,
}

/// A payee registration.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Payee")]
pub(crate) struct PayeeView {
    company_id: CompanyId,
    program: ProgramCode,
    bank_profiles: Vec<BankProfile>,
    locations: BTreeMap<LocationId, BankProfileId>,
    rev: u64,
}

/// A line of the rate card.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Rate")]
pub(crate) struct RateView {
    country: Country,
    program: ProgramCode,
    per_day: Money,
    valid_from: Date,
    valid_to: Option<Date>,
    /// True when the rate is only an example.
    sample: bool,
    set_by: Option<Actor>,
    set_at: Option<Timestamp>,
    rev: u64,
}

impl ClaimView {
    /// Builds the view with the reasons that follow from the company's payee registrations.
    pub(crate) fn with_payees<B, Q>(context: &Context<'_, B, Q>, stored: &Stored<Claim>, payees: &Payees) -> Self {
        let mut view = Self::new(context, stored);
        let claim = &stored.value;
        let waits_for_partner = claim.last_day().is_some_and(|last_day| context.today() <= last_day);
        let payee = payees.get(&claim.voucher.program).map(|payee| payee.as_ref().map(|stored| &stored.value));
        // A registration that cannot be read adds no reason here; submitting fails for it.
        if let Some(payee) = payee.transpose().ok().filter(|_| waits_for_partner) {
            view.reasons.extend(claim.payee_obstacle(payee));
        }
        view
    }

    pub(crate) fn new<B, Q>(context: &Context<'_, B, Q>, stored: &Stored<Claim>) -> Self {
        let (claim, today) = (&stored.value, context.today());
        let submission = claim.submission();
        let approved = claim.approved();
        let approved_at = approved.map(|approved| approved.approved_at);
        let is_frozen = context.services.catalog.frozen_until(&claim.voucher.country, today).is_some();
        let actions = claim.actions_of(reviewer(&context.caller), is_frozen, today);
        let actions = actions.into_iter().filter(|action| is_permitted(&context.caller, claim, *action));
        let voucher = claim.voucher.clone();
        let invoice = context.services.catalog.invoice(&voucher.country).map(NeededInvoiceView::new);
        Self {
            claim_id: claim.id.clone(),
            voucher_number: voucher.voucher_number,
            company_id: voucher.company_id,
            location_id: voucher.location_id,
            country: voucher.country,
            program: voucher.program,
            customer: claim.customer.clone(),
            engagement_type: claim.engagement_type.clone(),
            days: voucher.days,
            redeemed_at: voucher.redeemed_at,
            status: claim.status(today),
            amount: claim.amount.clone(),
            due_on: claim.due_on,
            correctable_until: correctable_until(claim),
            reinstatable_until: (claim.stored_status() == Status::Withdrawn).then(|| claim.status_facts().closes_on()),
            days_left: calendar::days_left(today, correctable_until(claim).unwrap_or(claim.due_on)),
            reasons: draft_reasons(claim),
            saved: claim.saved.clone(),
            invoice_copy: invoice.as_ref().map(|invoice| invoice.needed),
            invoice,
            invoice_number: submission.map(|submitted| submitted.invoice_number.to_string()),
            purchase_order: submission.and_then(|submitted| submitted.purchase_order.as_ref()).map(ToString::to_string),
            reference_number: submission.map(|submitted| submitted.reference_number.clone()),
            submitted_at: submission.map(|submitted| submitted.submitted_at),
            comment: claim.comment().cloned(),
            approved_at,
            payment_expected_by: approved_at.map(|at| calendar::days_after(calendar::utc_day(at), PAYMENT_TARGET_DAYS)),
            payments: approved
                .map(|approved| approved.payments.iter().filter_map(PaymentView::new).collect())
                .unwrap_or_default(),
            dispute: claim.dispute.clone(),
            rev: stored.rev,
            actions: actions.collect(),
        }
    }

    /// Adds what is still to be done on the voucher of a claim that was sent back.
    pub(crate) fn with_correction(mut self, correction: Correction) -> Self {
        self.reasons.extend(correction.reasons());
        self
    }

    /// Adds whether the needed invoice arrived; without it the claim cannot be approved.
    pub(crate) fn with_invoice(mut self, facts: InvoiceFacts<'_>) -> Self {
        if let Some(invoice) = &mut self.invoice {
            let received = facts.missing().is_none();
            self.actions.retain(|action| received || *action != Action::Approve);
            invoice.received = Some(received);
        }
        self
    }

    /// Builds the answer to a command.
    pub(crate) fn answer(&self) -> Result<Answer<Self>, Failure> {
        Ok(Answer::json(self)?.with_rev(self.rev).at(Some(&self.location_id)))
    }
}

/// True when the caller's role, company and location permit the action (PROGRAM.md 1.2).
fn is_permitted(caller: &Caller, claim: &Claim, action: Action) -> bool {
    let as_operations = action.is_open_to(Side::Operations) && caller.is_operations();
    as_operations || (action.is_open_to(Side::Partner) && is_partner(caller, claim))
}

fn draft_reasons(claim: &Claim) -> Vec<DraftReason> {
    match &claim.state {
        State::Draft { reasons, withdrawn: _ } => reasons.clone(),
        State::Submitted(_)
        | State::UnderReview(_)
        | State::ActionRequired { .. }
        | State::Approved(_)
        | State::Rejected { .. }
        | State::Expired(_)
        | State::Withdrawn(_) => Vec::new(),
    }
}

fn correctable_until(claim: &Claim) -> Option<Date> {
    match &claim.state {
        State::ActionRequired { .. } | State::Rejected { .. } => Some(claim.correctable_until()),
        State::Draft { .. }
        | State::Submitted(_)
        | State::UnderReview(_)
        | State::Approved(_)
        | State::Expired(_)
        | State::Withdrawn(_) => None,
    }
}

impl NeededInvoiceView {
    fn new(rule: &InvoiceRule) -> Self {
        Self { needed: rule.copy, bill_to: rule.bill_to.clone(), received: None }
    }
}

impl PaymentView {
    fn new(payment: &Payment) -> Option<Self> {
        let PaymentReport { event, at } = payment.current_report()?;
        Some(Self { id: payment.id.clone(), event, at })
    }
}

impl ClaimHistoryLine {
    /// Builds the lines, each with the status before it: that of the preceding line.
    pub(crate) fn of(lines: &[Recorded<Event>]) -> Vec<Self> {
        let before = std::iter::once(None).chain(lines.iter().map(Some));
        let follows = |line: &Recorded<Event>, before: &Recorded<Event>| line.rev == before.rev.saturating_add(1);
        let from = |(line, before): (&Recorded<Event>, Option<&Recorded<Event>>)| {
            // After a line that cannot be read the status before is unknown.
            let status = before.filter(|before| follows(line, before)).map(|before| before.status.clone());
            Self::new(line, status)
        };
        lines.iter().zip(before).map(from).collect()
    }

    fn new(line: &Recorded<Event>, from: Option<String>) -> Self {
        Self {
            at: line.last.at,
            actor: line.last.by.clone(),
            actor_name: line.last.by_name.clone(),
            event: line.last.event.name().to_owned(),
            from,
            to: line.status.clone(),
            comment: line.last.event.comment().cloned(),
            rev: line.rev,
            request: line.last.attempt.as_str().to_owned(),
        }
    }
}

impl PayeeView {
    pub(crate) fn new(stored: &Stored<Payee>) -> Self {
        let payee = &stored.value;
        Self {
            company_id: payee.company_id.clone(),
            program: payee.program.clone(),
            bank_profiles: payee.bank_profiles.clone(),
            locations: payee.locations.clone(),
            rev: stored.rev,
        }
    }
}

impl RateView {
    pub(crate) fn new(stored: &StoredRate) -> Self {
        let line = &stored.line;
        Self {
            country: line.country.clone(),
            program: line.program.clone(),
            per_day: line.rate.per_day.clone(),
            valid_from: line.rate.valid_from,
            valid_to: line.rate.valid_to,
            sample: line.rate.sample,
            set_by: line.set_by.clone(),
            set_at: line.set_at,
            rev: stored.rev,
        }
    }
}
