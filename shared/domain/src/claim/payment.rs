//! What the payer's system reports of payments (api.md 10, domain.md 3.6 C9, C10).
//!
//! Reports come late, twice and in any order. Of each payment the word that was said last counts, by the payer's own
//! clock; what a claim has come to follows from all its payments. Merging is the same in whatever order it is done.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Claim, Event, Outcome, State};
use crate::Money;
use crate::refusal::{Refusal, Refusals};
use crate::text::{Invalid, parsed_text};

parsed_text!(
    /// The payer's name for a payment.
    PaymentId,
    |text| {
        let text = text.trim();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
        if (1..=64).contains(&text.len()) && text.chars().all(allowed) {
            return Ok(text.to_owned());
        }
        Err(Invalid::new("must be 1 to 64 characters of A-Z, a-z, 0-9 and - _ . :"))
    }
);

/// Most payments a claim keeps: far more attempts than any payer makes.
const PAYMENTS_MAX: usize = 20;

/// What happened to a payment, in the order in which it can; of two words of the same moment the later in this order
/// counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the code of the interface")]
pub enum PaymentEvent {
    Scheduled,
    Sent,
    Failed,
    Reversed,
}

/// What the payments of a claim have come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentStatus {
    /// One is on its way.
    Scheduled,
    /// The money was sent.
    Sent,
    /// The last one failed or came back; the payer tries again.
    Failed,
}

/// A payment and the last word on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The payer's name for it.
    pub id: PaymentId,
    /// What happened last.
    pub event: PaymentEvent,
    /// When, by the payer's clock.
    pub at: Timestamp,
}

/// All payments of a claim, each with the last word on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Payments(Vec<Payment>);

/// A report of the payer's system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// Of which payment, what and when.
    pub payment: Payment,
    /// How much.
    pub amount: Money,
}

impl PaymentEvent {
    /// The code of the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Reversed => "reversed",
        }
    }
}

impl Payments {
    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each payment, in the order of their names.
    pub fn iter(&self) -> std::slice::Iter<'_, Payment> {
        self.0.iter()
    }

    /// How many of them were sent and did not come back: more than one is money paid twice.
    pub fn sent(&self) -> usize {
        self.0.iter().filter(|payment| payment.event == PaymentEvent::Sent).count()
    }

    /// What they have come to: money that was sent is sent, whatever else is said; otherwise the last word counts.
    pub fn status(&self) -> Option<PaymentStatus> {
        if self.sent() > 0 {
            return Some(PaymentStatus::Sent);
        }
        let last = self.0.iter().max_by_key(|payment| (payment.at, payment.event))?;
        Some(match last.event {
            PaymentEvent::Scheduled => PaymentStatus::Scheduled,
            PaymentEvent::Sent => PaymentStatus::Sent,
            PaymentEvent::Failed | PaymentEvent::Reversed => PaymentStatus::Failed,
        })
    }

    /// With one report more; nothing when it says nothing new.
    fn with(&self, reported: &Payment) -> Option<Self> {
        let mut payments = self.0.clone();
        match payments.iter_mut().find(|known| known.id == reported.id) {
            Some(known) if (known.at, known.event) >= (reported.at, reported.event) => return None,
            Some(known) => *known = reported.clone(),
            None => payments.push(reported.clone()),
        }
        payments.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        Some(Self(payments))
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
    /// Takes a report of the payer's system.
    ///
    /// # Errors
    /// The amount is not the claim's; the claim was never approved; far too many payments. Nothing changes then.
    pub fn report_payment(self, reported: &Reported) -> Result<Outcome, Refusals> {
        let mut refusals = Vec::new();
        if self.amount.as_ref() != Some(&reported.amount) {
            refusals.push(Refusal::AmountMismatch);
        }
        let State::Approved(approved) = &self.state else {
            refusals.push(Refusal::WrongClaimStatus { status: self.stored_status().as_str(), needed: "approved" });
            return Err(Refusals::none_of(refusals).err().unwrap_or_else(|| Refusal::AmountMismatch.into()));
        };
        Refusals::none_of(refusals)?;
        let Some(payments) = approved.payments.with(&reported.payment) else { return Ok(Outcome::Unchanged) };
        if payments.0.len() > PAYMENTS_MAX {
            return Err(Refusal::TooManyPayments.into());
        }
        let next = Self { state: State::Approved(super::Approved { payments, ..approved.clone() }), ..self };
        let event = Event::PaymentReported {
            payment_id: reported.payment.id.clone(),
            payment: reported.payment.event,
            status: next.stored_status().as_str().to_owned(),
        };
        Ok(Outcome::applied(next, event))
    }
}
