//! Payment reports of the payer's system (PROGRAM.md 12.1).
//!
//! Reports arrive late, repeated and in any order. All reports of a payment are stored in the order of the payer's
//! clock, and the latest one counts; the claim's status follows from all its payments. Merging is commutative and
//! idempotent (DECISIONS.md 27).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Claim, Event, Outcome, State};
use crate::Money;
use crate::calendar;
use crate::ids::{PLAIN, plain};
use crate::refusal::{Refusal, Refusals};

crate::parsed_text!(
    /// The payer's id of a payment.
    PaymentId = PLAIN.with_example("PAY-118"),
    plain
);

/// The maximum of payments stored with a claim; more attempts than a payer makes (PROGRAM.md 12.1).
const PAYMENTS_MAX: usize = 20;
/// The maximum of reports stored with a payment. Beyond it repeated reports are dropped first, then the oldest
/// (DECISIONS.md 27).
const REPORTS_MAX: usize = 20;

crate::codes! {
    /// An event of a payment, in the order in which events can happen. Of two reports of one instant the later in this
    /// order counts.
    pub enum PaymentEvent {
        Scheduled = "scheduled",
        Sent = "sent",
        Failed = "failed",
        Reversed = "reversed",
    }
}

/// The combined status of a claim's payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentStatus {
    /// A payment is scheduled.
    Scheduled,
    /// Money was sent.
    Sent,
    /// The latest payment failed or was reversed; the payer tries again.
    Failed,
}

/// A report of one event of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PaymentReport {
    /// The instant of the event, by the payer's clock.
    pub at: Timestamp,
    /// The event.
    pub event: PaymentEvent,
}

/// A payment with its reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The payer's id of the payment.
    pub id: PaymentId,
    /// The reports in the order of the payer's clock, whatever the order of delivery.
    reports: Vec<PaymentReport>,
}

/// The payments of a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Payments(Vec<Payment>);

/// Money of a claim that was sent, or that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The payer's id of the payment.
    pub payment: PaymentId,
    /// `Sent` for a payment, another event for its return.
    pub event: PaymentEvent,
    /// The day (UTC).
    pub on: Date,
    /// The amount; negative for a return.
    pub amount: Money,
}

/// A payment report as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedPayment {
    /// The payer's id of the payment.
    pub payment: PaymentId,
    /// The event and its instant.
    pub report: PaymentReport,
    /// The amount of the payment.
    pub amount: Money,
}

impl Payment {
    /// The report that gives the payment's current state. A schedule reported after the money was sent does not change
    /// that state; of repeated reports of the same movement the first one counts.
    pub fn current_report(&self) -> Option<PaymentReport> {
        let done = self.reports.iter().rfind(|report| report.event != PaymentEvent::Scheduled);
        if done.is_some_and(|report| report.event == PaymentEvent::Sent) {
            return self.movements().last().copied();
        }
        self.reports.last().copied()
    }

    /// The reports by which money moved: sent, or returned afterwards. A repeated report is not another movement.
    pub fn movements(&self) -> Vec<PaymentReport> {
        let mut is_sent = false;
        let is_movement = |report: &PaymentReport| {
            let before = is_sent;
            is_sent = match report.event {
                PaymentEvent::Sent => true,
                PaymentEvent::Failed | PaymentEvent::Reversed => false,
                PaymentEvent::Scheduled => before,
            };
            is_sent != before
        };
        self.reports.iter().copied().filter(is_movement).collect()
    }

    /// Returns the payment with one more report. A schedule is dropped once another report follows it.
    fn with_report(&self, report: PaymentReport) -> Self {
        let mut reports = self.reports.clone();
        reports.push(report);
        reports.sort_unstable();
        reports.dedup();
        let last = reports.last().copied();
        reports.retain(|report| report.event != PaymentEvent::Scheduled || Some(*report) == last);
        if reports.len() > REPORTS_MAX {
            reports = without_repeats(reports);
        }
        let surplus = reports.len().saturating_sub(REPORTS_MAX);
        reports.drain(..surplus);
        Self { id: self.id.clone(), reports }
    }

    fn was_sent(&self) -> bool {
        self.reports.iter().any(|report| report.event == PaymentEvent::Sent)
    }
}

/// Of consecutive reports with the same event, keeps the first and the last.
fn without_repeats(reports: Vec<PaymentReport>) -> Vec<PaymentReport> {
    let mut distinct: Vec<PaymentReport> = Vec::new();
    for report in reports {
        let is_repeat = distinct.iter().rev().take_while(|before| before.event == report.event).count() > 1;
        if is_repeat {
            distinct.pop();
        }
        distinct.push(report);
    }
    distinct
}

impl Payments {
    /// True when nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Iterates over the payments in the order of their ids.
    pub fn iter(&self) -> std::slice::Iter<'_, Payment> {
        self.0.iter()
    }

    /// True when money was ever sent.
    pub fn were_sent(&self) -> bool {
        self.0.iter().any(Payment::was_sent)
    }

    /// The number of payments that were sent and not returned; more than one is a double payment.
    pub fn sent(&self) -> usize {
        self.current_reports().filter(|report| report.event == PaymentEvent::Sent).count()
    }

    /// The combined status: `Sent` when money was sent and not returned, otherwise that of the latest report.
    pub fn status(&self) -> Option<PaymentStatus> {
        if self.sent() > 0 {
            return Some(PaymentStatus::Sent);
        }
        Some(match self.current_reports().max()?.event {
            PaymentEvent::Scheduled => PaymentStatus::Scheduled,
            PaymentEvent::Sent => PaymentStatus::Sent,
            PaymentEvent::Failed | PaymentEvent::Reversed => PaymentStatus::Failed,
        })
    }

    /// Every movement of a claim's amount. A return is a movement of its own, on its own day (DECISIONS.md 28).
    pub fn movements(&self, amount: &Money) -> Vec<Movement> {
        let reports =
            self.0.iter().flat_map(|payment| payment.movements().into_iter().map(move |report| (payment, report)));
        let movement = |(payment, report): (&Payment, PaymentReport)| Movement {
            payment: payment.id.clone(),
            event: report.event,
            on: calendar::utc_day(report.at),
            amount: if report.event == PaymentEvent::Sent { amount.clone() } else { amount.negated() },
        };
        reports.map(movement).collect()
    }

    /// The day of the payer's latest report (UTC).
    pub fn last_on(&self) -> Option<Date> {
        let reports = self.0.iter().flat_map(|payment| &payment.reports);
        reports.map(|report| calendar::utc_day(report.at)).max()
    }

    fn current_reports(&self) -> impl Iterator<Item = PaymentReport> {
        self.0.iter().filter_map(Payment::current_report)
    }

    /// Returns the payments with one more report; `None` when it changes nothing.
    fn with_report(&self, id: &PaymentId, report: PaymentReport) -> Option<Self> {
        let mut payments = self.0.clone();
        match payments.iter_mut().find(|known| known.id == *id) {
            Some(known) => *known = known.with_report(report),
            None => payments.push(Payment { id: id.clone(), reports: vec![report] }),
        }
        payments.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        let payments = Self(payments).within_bounds();
        (payments != *self).then_some(payments)
    }

    /// Drops the oldest payments by which no money was ever sent, down to [`PAYMENTS_MAX`], so that a payer's later
    /// success can still be reported.
    fn within_bounds(mut self) -> Self {
        while self.0.len() > PAYMENTS_MAX {
            let is_unsent = |payment: &&Payment| !payment.was_sent();
            let oldest = self
                .0
                .iter()
                .filter(is_unsent)
                .min_by_key(|payment| payment.current_report())
                .map(|oldest| oldest.id.clone());
            let Some(oldest) = oldest else { break };
            self.0.retain(|payment| payment.id != oldest);
        }
        self
    }
}

impl<'a> IntoIterator for &'a Payments {
    type Item = &'a Payment;
    type IntoIter = std::slice::Iter<'a, Payment>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Claim {
    /// Merges a report of the payer's system (PROGRAM.md 12.1).
    ///
    /// # Errors
    /// [`Refusal::AmountMismatch`], also together with one of the others; [`Refusal::WrongClaimStatus`] when the claim
    /// is not approved, or is held while the report only schedules a payment; [`Refusal::PaymentBeforeApproval`];
    /// [`Refusal::TooManyPayments`].
    pub fn report_payment(self, reported: &ReportedPayment) -> Result<Outcome, Refusals> {
        let mut refusals = Vec::new();
        if self.amount.as_ref() != Some(&reported.amount) {
            refusals.push(Refusal::AmountMismatch);
        }
        let State::Approved(approved) = &self.state else {
            refusals.push(self.wrong_status(&["approved"]));
            return Err(Refusals::none_of(refusals).err().unwrap_or_else(|| Refusal::AmountMismatch.into()));
        };
        let approved_on = calendar::utc_day(approved.approved_at);
        if calendar::utc_day(reported.report.at) < approved_on {
            refusals.push(Refusal::PaymentBeforeApproval { approved_on });
        }
        Refusals::none_of(refusals)?;
        if approved.is_held() && reported.report.event == PaymentEvent::Scheduled {
            return Err(self.wrong_status(&["approved"]).into());
        }
        let Some(payments) = approved.payments.with_report(&reported.payment, reported.report) else {
            return Ok(Outcome::Unchanged);
        };
        if payments.0.len() > PAYMENTS_MAX {
            return Err(Refusal::TooManyPayments { max: PAYMENTS_MAX }.into());
        }
        let before = self.stored_status();
        let after = Self { state: State::Approved(super::Approved { payments, ..approved.clone() }), ..self };
        let event = Event::PaymentReported {
            payment_id: reported.payment.clone(),
            payment: reported.report.event,
            status: after.stored_status().as_str().to_owned(),
            before: before.as_str().to_owned(),
        };
        Ok(Outcome::applied(after, event))
    }
}
