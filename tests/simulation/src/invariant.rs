//! What must hold, and a violation of it.

use crate::names::names;

names! {
    /// An invariant.
    pub enum Invariant {
        /// No answer is a 500.
        NoInternalError = "no-500",
        /// A revision follows the one before it.
        Revisions = "revisions-in-order",
        /// An attempt changes an aggregate once.
        DoneOnce = "done-once",
        /// A command that was accepted is in the history of its aggregate.
        AcceptedKept = "accepted-kept",
        /// A repeated idempotency key is answered the same.
        SameAnswer = "key-same-answer",
        /// A voucher has at most one live reservation.
        OneReservation = "one-reservation",
        /// A redeemed voucher has one claim, and no other voucher has one.
        OneClaim = "one-claim",
        /// The amount of a claim is the rate times the days.
        ClaimAmount = "claim-amount",
        /// Nothing expires before its last day is over.
        NotEarly = "not-early",
        /// Nothing is used after its last day.
        NotLate = "not-late",
        /// The payments of the statements are those of the payer's book.
        PaymentSums = "payment-sums",
        /// Every letter is sent.
        LetterSent = "letter-sent",
        /// Without a crash no letter is sent twice.
        LetterOnce = "letter-once",
        /// Every history is complete, and its chain is sound.
        History = "history-sound",
        /// Everything that was sent is delivered in the end.
        Delivered = "delivered",
        /// The lists of a company show its items.
        Lists = "lists-agree",
        /// A list that is paged while others work shows what did not move exactly once.
        Paging = "paging",
        /// What time will change is due, and nothing due is left by the sweeps.
        Due = "due-agrees",
        /// The directory shows the enrolled companies with a published profile.
        Directory = "directory-agrees",
        /// From every state that is not final something leads on.
        NoDeadEnd = "no-dead-end",
        /// The counts of a voucher's files and of the dashboard are those of the items.
        Counters = "counters-agree",
        /// Nothing of another company is in an answer.
        OwnDataOnly = "own-data-only",
        /// The engine holds what was written to it.
        Engine = "engine-agrees",
    }
}

/// A violation of an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The invariant.
    pub invariant: Invariant,
    /// What was found.
    pub detail: String,
    /// The last step that had begun.
    pub step: usize,
    /// The time, as in a trace.
    pub at: String,
}
