//! The faults that are played, with how often, and the dice that decide on each call.

use crate::dice::Dice;
use crate::names::names;

names! {
    /// A fault.
    pub enum Fault {
        /// A call to the table is refused; nothing is done.
        Refused = "table: refused",
        /// A call to the table is throttled; nothing is done.
        Throttled = "table: throttled",
        /// A write meets a transaction, or a transaction meets a write; nothing is done.
        Conflict = "table: conflict",
        /// A part of a batch is not read.
        Unprocessed = "table: part of a batch left out",
        /// A call to the table is lost; its sender times out.
        TimedOut = "table: timed out",
        /// A call to the table arrives after its sender timed out.
        Late = "table: arrived after time-out",
        /// A call to the table is done; its answer is lost.
        AnswerLost = "table: answer lost",
        /// A call to the table is slow.
        Slow = "table: slow",
        /// An item cannot be read for a while.
        Unreadable = "table: unreadable item",
        /// A read of an index does not see the latest writes.
        Lag = "index: behind the table",
        /// A process dies between two awaits.
        Crash = "process: died",
        /// An invocation exceeds its time.
        Overtime = "process: out of time",
        /// The clock of a process is minutes off.
        Skew = "process: clock off by minutes",
        /// A call to a queue is refused.
        QueueRefused = "queue: refused",
        /// A message is queued, and the answer is lost.
        QueueAnswerLost = "queue: answer lost",
        /// A call to a queue is slow.
        QueueSlow = "queue: slow",
        /// A message is delivered again after it was processed.
        Doubled = "queue: delivered twice",
        /// A message waits for hours.
        Delayed = "queue: delivered late",
        /// A message is delivered before an older one.
        Reordered = "queue: out of order",
        /// A batch of the stream is delivered again.
        StreamAgain = "stream: batch again",
        /// The stream is delivered again from its beginning.
        StreamRestarted = "stream: from the beginning",
        /// A batch of the stream waits for hours.
        StreamLate = "stream: late",
        /// A mail is not sent for the sending rate.
        MailThrottled = "mail: throttled",
        /// A mail is not sent.
        MailNotSent = "mail: not sent",
        /// A mail is sent, and the answer is lost.
        MailAnswerLost = "mail: answer lost",
        /// The service refuses mails to the recipient for good.
        MailRefused = "mail: recipient refused",
        /// A call to the sender of mails is slow.
        MailSlow = "mail: slow",
        /// A call to the bucket is refused.
        BucketRefused = "bucket: refused",
        /// A call to the bucket is slow.
        BucketSlow = "bucket: slow",
        /// A caller sends a request again after it was answered.
        SentAgain = "caller: sent again",
        /// A caller names a revision that is no longer current.
        Stale = "caller: stale If-Match",
        /// An event of another system arrives late or out of order.
        EventLate = "webhook: late",
        /// An event of another system arrives twice.
        EventAgain = "webhook: twice",
        /// A sweep is late.
        SweepLate = "sweep: late",
        /// A sweep runs twice at once.
        SweepDoubled = "sweep: twice at once",
        /// A sweep runs for another day.
        SweepOtherDay = "sweep: for another day",
    }
}

impl Fault {
    /// The position in [`Fault::ALL`].
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|known| *known == self).unwrap_or_default()
    }
}

/// How often each fault is played, per thousand occasions.
#[derive(Clone, Debug)]
pub struct FaultRates(Vec<u64>);

impl FaultRates {
    /// The rates of a seed. One seed in six has no faults; in the others about a quarter of the faults is left out.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::of(seed, "fault rates");
        let is_quiet = dice.chance(160);
        let strength = *dice.pick(&[1_u64, 2, 4, 8]);
        let rate = |fault: &Fault| {
            let plays = dice.chance(750);
            let factor = 1 + dice.below(3);
            if is_quiet || !plays { 0 } else { base(*fault).saturating_mul(strength).saturating_mul(factor).min(600) }
        };
        Self(Fault::ALL.iter().map(rate).collect())
    }

    /// The same without one fault.
    pub fn without(mut self, fault: Fault) -> Self {
        if let Some(rate) = self.0.get_mut(fault.index()) {
            *rate = 0;
        }
        self
    }

    /// The rate of a fault.
    pub fn rate(&self, fault: Fault) -> u64 {
        self.0.get(fault.index()).copied().unwrap_or_default()
    }

    /// The first of these faults that the dice choose, each with its own rate.
    pub fn choose(&self, faults: &[Fault], dice: &mut Dice) -> Option<Fault> {
        let mut left = dice.below(1_000);
        for fault in faults {
            let rate = self.rate(*fault);
            if left < rate {
                return Some(*fault);
            }
            left -= rate;
        }
        None
    }
}

/// The lowest rate of a fault, per thousand occasions.
fn base(fault: Fault) -> u64 {
    match fault {
        Fault::Refused | Fault::Throttled | Fault::AnswerLost | Fault::Slow | Fault::Late | Fault::Unprocessed => 2,
        Fault::TimedOut | Fault::StreamRestarted | Fault::Overtime => 1,
        Fault::Conflict | Fault::Unreadable => 3,
        Fault::Crash
        | Fault::QueueRefused
        | Fault::QueueAnswerLost
        | Fault::QueueSlow
        | Fault::BucketRefused
        | Fault::BucketSlow
        | Fault::Doubled
        | Fault::Delayed
        | Fault::MailThrottled
        | Fault::MailNotSent
        | Fault::MailAnswerLost
        | Fault::MailRefused
        | Fault::MailSlow
        | Fault::StreamAgain
        | Fault::StreamLate => 5,
        Fault::SentAgain | Fault::Stale | Fault::EventLate | Fault::EventAgain => 15,
        Fault::SweepLate | Fault::SweepDoubled | Fault::SweepOtherDay | Fault::Reordered => 20,
        Fault::Lag => 40,
        Fault::Skew => 100,
    }
}
