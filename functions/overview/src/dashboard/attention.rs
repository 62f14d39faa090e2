//! What the caller can do next for the company.

use api::{Caller, Role};
use domain::progress::{Need, NeedKind};
use domain::{ClaimId, Money, Name, ProgramCode, VoucherNumber, calendar};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::Facts;
use crate::MANAGERS;

/// The largest number of entries.
const ATTENTION_MAX: usize = 10;
/// The roles that submit claims (PROGRAM.md 1.2).
const CLAIMING: &[Role] = &[Role::MpnAdmin, Role::Incentives];
/// The role that registers where the company is paid (PROGRAM.md 1.2).
const REGISTERING_PAYEES: &[Role] = &[Role::GlobalAdmin];
/// The roles that renew enrollments (PROGRAM.md 1.2).
const RENEWING: &[Role] = &[Role::MpnAdmin, Role::GlobalAdmin];

/// What to do next about a voucher, a claim or an enrollment.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Attention {
    kind: NeedKind,
    /// The voucher; `null` for an enrollment.
    voucher_number: Option<VoucherNumber>,
    /// The claim, where it is about one.
    claim_id: Option<ClaimId>,
    program: ProgramCode,
    /// The customer's name, where there is one.
    customer: Option<Name>,
    /// The last day to act (UTC, inclusive); today for `payment_returned` and `invoice_due`, which hold up a payment and
    /// have no last day.
    due_on: Date,
    days_left: i32,
    /// The amount of the claim; before redemption that of today's rate.
    amount: Option<Money>,
}

/// The most urgent entries, and the number of the others.
pub(super) fn attention(facts: &Facts, caller: &Caller) -> (Vec<Attention>, usize) {
    let mut all: Vec<Attention> = of_vouchers(facts).chain(of_claims(facts)).chain(of_enrollments(facts)).collect();
    all.retain(|entry| may_act(caller, entry.kind));
    all.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    let left_out = all.len().saturating_sub(ATTENTION_MAX);
    all.truncate(ATTENTION_MAX);
    (all, left_out)
}

/// True for a need that the caller may meet; operations see every one.
fn may_act(caller: &Caller, kind: NeedKind) -> bool {
    let has = |roles: &[Role]| caller.is_operations() || caller.require_role(roles).is_ok();
    match kind {
        NeedKind::ClaimSentBack | NeedKind::ClaimToSubmit => has(CLAIMING),
        NeedKind::PaymentReturned => has(CLAIMING) || has(REGISTERING_PAYEES),
        // An invoice may cover claims of every location.
        NeedKind::InvoiceDue => has(CLAIMING) && caller.locations.is_none(),
        NeedKind::FileRejected | NeedKind::FilesDue | NeedKind::ReportDue | NeedKind::ReadyToRedeem => has(MANAGERS),
        // An enrollment concerns every location of the company.
        NeedKind::Renewal => has(RENEWING) && caller.locations.is_none(),
    }
}

fn of_vouchers(facts: &Facts) -> impl Iterator<Item = Attention> {
    facts.summary.vouchers.iter().filter_map(|voucher| {
        let need = voucher.status_facts.need(facts.today)?;
        let entry = Attention::new(need, voucher.program.clone(), facts.today);
        Some(Attention {
            voucher_number: Some(voucher.number.clone()),
            customer: Some(voucher.customer.clone()),
            amount: facts.expected(voucher),
            ..entry
        })
    })
}

fn of_claims(facts: &Facts) -> impl Iterator<Item = Attention> {
    facts.summary.claims.iter().filter_map(|claim| {
        let invoice = || claim.status_facts.invoice_need(facts.today, facts.missing_invoices.of(claim));
        let need = claim.status_facts.need(facts.today).or_else(invoice)?;
        let entry = Attention::new(need, claim.program.clone(), facts.today);
        Some(Attention {
            voucher_number: Some(claim.number.clone()),
            claim_id: Some(ClaimId::of(&claim.number)),
            customer: claim.customer.clone(),
            amount: claim.amount.clone(),
            ..entry
        })
    })
}

fn of_enrollments(facts: &Facts) -> impl Iterator<Item = Attention> {
    let enrollments = facts.enrollments.iter().map(|stored| &stored.value);
    enrollments.filter_map(|enrollment| {
        Some(Attention::new(enrollment.need(facts.today)?, enrollment.program.clone(), facts.today))
    })
}

impl Attention {
    fn new(need: Need, program: ProgramCode, today: Date) -> Self {
        Self {
            kind: need.kind,
            voucher_number: None,
            claim_id: None,
            program,
            customer: None,
            due_on: need.due_on,
            days_left: calendar::days_left(today, need.due_on),
            amount: None,
        }
    }

    fn sort_key(&self) -> (Date, NeedKind, Option<&VoucherNumber>, &ProgramCode) {
        let (day, kind) = Need { due_on: self.due_on, kind: self.kind }.urgency();
        (day, kind, self.voucher_number.as_ref(), &self.program)
    }
}
