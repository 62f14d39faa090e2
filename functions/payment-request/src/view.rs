//! Claims, payees and rates as they are answered.

use std::collections::BTreeMap;

use api::{Answer, Caller, Failure};
use domain::claim::{
    Action, Claim, DraftReason, Event, InvoiceCopy, Payment, PaymentEvent, PaymentId, PaymentReport, Saved, State,
    Status,
};
use domain::payee::{BankProfile, Payee};
use domain::voucher::Customer;
use domain::{
    Actor, BankProfileId, ClaimId, CompanyId, Country, EngagementCode, LocationId, Money, Note, ProgramCode,
    VoucherNumber, calendar,
};
use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::Serialize;
use table::{Payees, Recorded, Stored, StoredRate};

use crate::access::reviewer;
use crate::{Context, PARTNERS};

/// Days after its approval within which a claim is meant to be paid.
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
    /// Whose voucher it is for; nothing where the claim was made before claims said it.
    customer: Option<Customer>,
    /// What was delivered; nothing where the claim was made before claims said it.
    engagement_type: Option<EngagementCode>,
    days: u8,
    redeemed_at: Timestamp,
    status: Status,
    amount: Option<Money>,
    /// Last day to submit it the first time.
    due_on: Date,
    /// Last day to submit it again, once it was sent back or rejected.
    correctable_until: Option<Date>,
    /// Days until the last day for the partner to act.
    days_left: i32,
    /// What keeps a draft from being submitted.
    reasons: Vec<DraftReason>,
    /// What the partner means to submit.
    saved: Option<Saved>,
    /// In what form the payer needs the invoice itself, where its number is not enough: shown before it is submitted.
    invoice_copy: Option<InvoiceCopy>,
    invoice_number: Option<String>,
    purchase_order: Option<String>,
    reference_number: Option<String>,
    submitted_at: Option<Timestamp>,
    /// What operations said: stands where the partner edits.
    comment: Option<Note>,
    approved_at: Option<Timestamp>,
    /// The day by which it is meant to be paid.
    payment_expected_by: Option<Date>,
    payments: Vec<PaymentView>,
    dispute: Option<Note>,
    rev: u64,
    actions: Vec<Action>,
}

/// A payment and what it has come to.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Payment")]
struct PaymentView {
    id: PaymentId,
    event: PaymentEvent,
    at: Timestamp,
}

/// A line of a claim's history: who did what, when, and where that led.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ClaimHistoryLine {
    at: Timestamp,
    actor: Actor,
    event: String,
    from: Option<String>,
    to: String,
    comment: Option<Note>,
    rev: u64,
    request: String,
}

/// A registration to be paid.
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
    /// Only an example.
    sample: bool,
    set_by: Option<Actor>,
    set_at: Option<Timestamp>,
    rev: u64,
}

impl ClaimView {
    /// The claim, and what keeps a draft from being submitted, as far as its company's registrations tell.
    pub(crate) fn with_payees<B, Q>(context: &Context<'_, B, Q>, stored: &Stored<Claim>, payees: &Payees) -> Self {
        let mut view = Self::new(context, stored);
        let claim = &stored.value;
        let waits = claim.last_day().is_some_and(|last_day| context.today() <= last_day);
        let payee = payees.get(&claim.voucher.program).map(|payee| payee.as_ref().map(|stored| &stored.value));
        // Of a registration that cannot be read nobody knows; submitting says so.
        if let Some(payee) = payee.transpose().ok().filter(|_| waits) {
            view.reasons.extend(claim.unpayable(payee));
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
        let actions = actions.into_iter().filter(|action| may(&context.caller, claim, *action));
        let voucher = claim.voucher.clone();
        let invoice_copy = InvoiceCopy::needed_in(&voucher.country);
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
            days_left: calendar::days_left(today, correctable_until(claim).unwrap_or(claim.due_on)),
            reasons: draft_reasons(claim),
            saved: claim.saved.clone(),
            invoice_copy,
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

    /// The answer to a command about it.
    pub(crate) fn answer(&self) -> Result<Answer<Self>, Failure> {
        Ok(Answer::json(self)?.with_rev(self.rev).at(Some(&self.location_id)))
    }
}

/// Whether it is the caller's to do, by role, company and location.
fn may(caller: &Caller, claim: &Claim, action: Action) -> bool {
    if action.is_of_operations() {
        return caller.is_operations();
    }
    let is_own = caller.company.as_ref() == Some(&claim.voucher.company_id);
    is_own && caller.may_act_at(&claim.voucher.location_id) && caller.needs(PARTNERS).is_ok()
}

fn draft_reasons(claim: &Claim) -> Vec<DraftReason> {
    match &claim.state {
        State::Draft { reasons } => reasons.clone(),
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

impl PaymentView {
    fn new(payment: &Payment) -> Option<Self> {
        let PaymentReport { event, at } = payment.stands()?;
        Some(Self { id: payment.id.clone(), event, at })
    }
}

impl ClaimHistoryLine {
    /// Each line with the status it came from: that of the line before it.
    pub(crate) fn of(lines: &[Recorded<Event>]) -> Vec<Self> {
        let before = std::iter::once(None).chain(lines.iter().map(Some));
        let follows = |line: &Recorded<Event>, before: &Recorded<Event>| line.rev == before.rev.saturating_add(1);
        let from = |(line, before): (&Recorded<Event>, Option<&Recorded<Event>>)| {
            // Behind a line that cannot be read nobody knows what it came from.
            let status = before.filter(|before| follows(line, before)).map(|before| before.status.clone());
            Self::new(line, status)
        };
        lines.iter().zip(before).map(from).collect()
    }

    fn new(line: &Recorded<Event>, from: Option<String>) -> Self {
        Self {
            at: line.last.at,
            actor: line.last.by.clone(),
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
