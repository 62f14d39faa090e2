//! What the payer's system reports of payments.
//!
//! Reports come late, twice and in any order. Of each payment all words are kept in the order in which things happened, by
//! the payer's own clock, and the last of them counts; what a claim has come to follows from all its payments. Merging is
//! the same in whatever order it is done.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Claim, Event, Outcome, State};
use crate::Money;
use crate::calendar;
use crate::ids::{PLAIN, plain};
use crate::refusal::{Refusal, Refusals};

crate::parsed_text!(
    /// The payer's name for a payment.
    PaymentId = PLAIN.with_example("PAY-118"),
    plain
);

/// Most payments a claim keeps: more attempts than a payer makes.
const PAYMENTS_MAX: usize = 20;
/// Most words on one payment; beyond them what was only said again is forgotten, then what is oldest.
const REPORTS_MAX: usize = 20;

crate::codes! {
    /// What happened to a payment, in the order in which it can; of two words of the same moment the later in this order
    /// counts.
    pub enum PaymentEvent {
        Scheduled = "scheduled",
        Sent = "sent",
        Failed = "failed",
        Reversed = "reversed",
    }
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

/// One word of the payer's on a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PaymentReport {
    /// When, by the payer's clock.
    pub at: Timestamp,
    /// What happened.
    pub event: PaymentEvent,
}

/// A payment and what was said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The payer's name for it.
    pub id: PaymentId,
    /// In the order in which it happened, whatever order it was told in.
    words: Vec<PaymentReport>,
}

/// All payments of a claim, each with what was said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Payments(Vec<Payment>);

/// A report of the payer's system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedPayment {
    /// Of which payment.
    pub payment: PaymentId,
    /// What and when.
    pub word: PaymentReport,
    /// How much.
    pub amount: Money,
}

impl Payment {
    /// What it has come to, and when: money that was sent is not on its way, whatever is said of plans, and was sent when
    /// that was first said.
    pub fn stands(&self) -> Option<PaymentReport> {
        let done = self.words.iter().rfind(|word| word.event != PaymentEvent::Scheduled);
        if done.is_some_and(|word| word.event == PaymentEvent::Sent) {
            return self.movements().last().copied();
        }
        self.words.last().copied()
    }

    /// Where the money moved: sent, or back after that. The same said again later is not another movement.
    pub fn movements(&self) -> Vec<PaymentReport> {
        let mut is_out = false;
        let moved = |word: &PaymentReport| {
            let before = is_out;
            is_out = match word.event {
                PaymentEvent::Sent => true,
                PaymentEvent::Failed | PaymentEvent::Reversed => false,
                PaymentEvent::Scheduled => before,
            };
            is_out != before
        };
        self.words.iter().copied().filter(moved).collect()
    }

    /// With one word more. A plan is forgotten once anything followed on it.
    fn with(&self, word: PaymentReport) -> Self {
        let mut words = self.words.clone();
        words.push(word);
        words.sort_unstable();
        words.dedup();
        let last = words.last().copied();
        words.retain(|word| word.event != PaymentEvent::Scheduled || Some(*word) == last);
        if words.len() > REPORTS_MAX {
            words = without_echoes(words);
        }
        let surplus = words.len().saturating_sub(REPORTS_MAX);
        words.drain(..surplus);
        Self { id: self.id.clone(), words }
    }

    fn was_sent(&self) -> bool {
        self.words.iter().any(|word| word.event == PaymentEvent::Sent)
    }
}

/// Of the same word said several times in a row the first, since when it is so, and the last.
fn without_echoes(words: Vec<PaymentReport>) -> Vec<PaymentReport> {
    let mut kept: Vec<PaymentReport> = Vec::new();
    for word in words {
        let echoes = kept.iter().rev().take_while(|before| before.event == word.event).count() > 1;
        if echoes {
            kept.pop();
        }
        kept.push(word);
    }
    kept
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

    /// Whether money was ever sent.
    pub fn were_sent(&self) -> bool {
        self.0.iter().any(Payment::was_sent)
    }

    /// How many of them were sent and did not come back: more than one is money paid twice.
    pub fn sent(&self) -> usize {
        self.stand().filter(|word| word.event == PaymentEvent::Sent).count()
    }

    /// What they have come to: money that was sent is sent, whatever else is said; otherwise the last word counts.
    pub fn status(&self) -> Option<PaymentStatus> {
        if self.sent() > 0 {
            return Some(PaymentStatus::Sent);
        }
        Some(match self.stand().max()?.event {
            PaymentEvent::Scheduled => PaymentStatus::Scheduled,
            PaymentEvent::Sent => PaymentStatus::Sent,
            PaymentEvent::Failed | PaymentEvent::Reversed => PaymentStatus::Failed,
        })
    }

    /// The day of the payer's last word.
    pub fn last_on(&self) -> Option<Date> {
        let words = self.0.iter().flat_map(|payment| &payment.words);
        words.map(|word| calendar::utc_day(word.at)).max()
    }

    fn stand(&self) -> impl Iterator<Item = PaymentReport> {
        self.0.iter().filter_map(Payment::stands)
    }

    /// With one report more; nothing when it says nothing new.
    fn with(&self, id: &PaymentId, word: PaymentReport) -> Option<Self> {
        let mut payments = self.0.clone();
        match payments.iter_mut().find(|known| known.id == *id) {
            Some(known) => *known = known.with(word),
            None => payments.push(Payment { id: id.clone(), words: vec![word] }),
        }
        payments.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        let payments = Self(payments).within_bounds();
        (payments != *self).then_some(payments)
    }

    /// Without the oldest of those by which nothing was ever sent, when there are too many: a payer that tries again and
    /// again must still be able to say at last that it paid.
    fn within_bounds(mut self) -> Self {
        while self.0.len() > PAYMENTS_MAX {
            let idle = |payment: &&Payment| !payment.was_sent();
            let oldest =
                self.0.iter().filter(idle).min_by_key(|payment| payment.stands()).map(|oldest| oldest.id.clone());
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
    /// Takes a report of the payer's system.
    ///
    /// # Errors
    /// The amount is not the claim's; the claim was never approved, or only after the day of the payment, or is held while
    /// the payer only means to pay; money was sent far too often. Nothing changes then.
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
        if calendar::utc_day(reported.word.at) < approved_on {
            refusals.push(Refusal::PaymentBeforeApproval { approved_on });
        }
        Refusals::none_of(refusals)?;
        if approved.is_held() && reported.word.event == PaymentEvent::Scheduled {
            return Err(self.wrong_status(&["approved"]).into());
        }
        let Some(payments) = approved.payments.with(&reported.payment, reported.word) else {
            return Ok(Outcome::Unchanged);
        };
        if payments.0.len() > PAYMENTS_MAX {
            return Err(Refusal::TooManyPayments { max: PAYMENTS_MAX }.into());
        }
        let before = self.stored_status();
        let next = Self { state: State::Approved(super::Approved { payments, ..approved.clone() }), ..self };
        let event = Event::PaymentReported {
            payment_id: reported.payment.clone(),
            payment: reported.word.event,
            status: next.stored_status().as_str().to_owned(),
            before: before.as_str().to_owned(),
        };
        Ok(Outcome::applied(next, event))
    }
}
