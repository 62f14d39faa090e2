//! The sequence of every command (DECISIONS.md 3).

use std::future::Future;

use domain::attempt::{Answered, Attempt, Intent, KeyReused, StalePrecondition};
use domain::{Fault, LostRace, Outcome};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::additional_write::AdditionalWrite;
use crate::client::Table;
use crate::record::{Aggregate, Stored};
use crate::retry_loop::RetryLoop;

/// The subject of a command: a stored value with a revision and its last attempts.
pub trait Target: Sized + Send + Sync {
    /// A decided change of the subject.
    type Change: Send;

    /// The revision that `If-Match` is compared with; `None` before creation.
    fn rev(&self) -> Option<u64>;

    /// True when the attempt already changed the subject.
    fn has_attempt(&self, attempt: &Attempt) -> bool;

    /// Writes the change of `before`, and returns the value that is stored afterwards.
    fn write(
        table: &Table,
        before: Option<Self>,
        change: Self::Change,
        intent: &Intent,
    ) -> impl Future<Output = Result<Self, Fault>> + Send;
}

/// The subject that the caller may act on; for commands that create, an optional one.
pub trait Permitted: Send + Sync {
    /// The type of the subject.
    type Subject: Target;

    /// The subject; `None` before creation.
    fn subject(&self) -> Option<&Self::Subject>;

    /// The subject, owned.
    fn into_subject(self) -> Option<Self::Subject>;
}

impl<T: Target> Permitted for T {
    type Subject = Self;

    fn subject(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_subject(self) -> Option<Self> {
        Some(self)
    }
}

impl<T: Target> Permitted for Option<T> {
    type Subject = T;

    fn subject(&self) -> Option<&T> {
        self.as_ref()
    }

    fn into_subject(self) -> Self {
        self
    }
}

/// A decided change of an aggregate, and the items that change in the same transaction.
#[derive(Debug)]
pub struct Change<A: Aggregate> {
    /// The change of the aggregate.
    pub outcome: Outcome<A, A::Event>,
    /// The additional writes of the transaction.
    pub with: Vec<AdditionalWrite>,
}

impl<A: Aggregate> From<Outcome<A, A::Event>> for Change<A> {
    fn from(outcome: Outcome<A, A::Event>) -> Self {
        Self { outcome, with: Vec::new() }
    }
}

impl<A: Aggregate> Target for Stored<A> {
    type Change = Change<A>;

    fn rev(&self) -> Option<u64> {
        Some(self.rev)
    }

    fn has_attempt(&self, attempt: &Attempt) -> bool {
        Self::has_attempt(self, attempt)
    }

    async fn write(table: &Table, before: Option<Self>, change: Change<A>, intent: &Intent) -> Result<Self, Fault> {
        match change.outcome {
            Outcome::Applied(after, event) => {
                table.revise_with(before.as_ref(), *after, event, intent, change.with).await
            }
            Outcome::Unchanged => before.ok_or_else(|| Fault::corrupt("-", &"no value was read and none was written")),
        }
    }
}

/// The steps of one command.
#[derive(Debug)]
pub struct Steps<'a, Load, May, Decide, Answer> {
    /// The actor, the Idempotency-Key and the `If-Match` basis of the request.
    pub intent: &'a Intent,
    /// Reads the subject and the facts that the rules need.
    pub load: Load,
    /// Returns the subject that the caller may act on. Refuses one that is absent or not the caller's.
    pub authorize: May,
    /// Applies the rules and returns the change.
    pub decide: Decide,
    /// Creates the answer from the value that is stored afterwards.
    pub answer: Answer,
}

impl Table {
    /// Runs a command: reads the stored answer of its key, loads, authorizes, detects a replayed attempt, checks the
    /// basis, decides, writes, answers, and stores the answer under its key. A lost race restarts the sequence.
    ///
    /// The reads are no snapshot: another run of the same request may write between them. So a found attempt is answered,
    /// and a request with a key is refused, only after a second look.
    ///
    /// # Errors
    /// [`KeyReused`] and [`StalePrecondition`], converted to the caller's error; the errors of `load`, `authorize`, `decide` and
    /// `answer`; [`Fault`] when the table cannot be reached, also after the change, when its answer cannot be stored.
    pub async fn run<S, F, P, C, A, E, Loading>(
        &self,
        steps: Steps<
            '_,
            impl Fn() -> Loading,
            impl Fn(S) -> Result<P, E>,
            impl Fn(&P, &F) -> Result<C, E>,
            impl Fn(&P::Subject, &F) -> Result<A, E>,
        >,
    ) -> Result<Answered<A>, E>
    where
        Loading: Future<Output = Result<(S, F), Fault>>,
        P: Permitted,
        C: Into<<P::Subject as Target>::Change>,
        A: Serialize + DeserializeOwned,
        E: LostRace + From<Fault> + From<KeyReused> + From<StalePrecondition>,
    {
        let Steps { intent, load, authorize, decide, answer } = steps;
        let judge = |read: S, facts: F, was_found: bool| {
            let permitted = authorize(read)?;
            if was_found || permitted.subject().is_some_and(|subject| subject.has_attempt(&intent.attempt)) {
                // It is done, even if later commands have pushed it out of the stored attempts meanwhile.
                let done = permitted.into_subject().ok_or(Fault::LostRace)?;
                return Ok::<_, E>(Look::Done(done, facts));
            }
            intent.basis.check(permitted.subject().and_then(Target::rev))?;
            let change = decide(&permitted, &facts)?;
            Ok(Look::Decided(permitted.into_subject(), facts, change))
        };
        let mut retries = RetryLoop::new(&intent.attempt);
        let (mut was_found, mut was_refused) = (false, false);
        // True once this run has sent a write: an attempt that is found afterwards may be its own.
        let mut has_sent = false;
        loop {
            let look_once = async {
                let (stored, (read, facts)) = futures::try_join!(self.stored_answer(intent), load())?;
                let judged = stored?.map_or_else(|| judge(read, facts, was_found), |found| Ok(Look::Answered(found)));
                match judged {
                    Err(refusal) if !refusal.is_lost_race() && !refusal.may_have_taken_effect() => {
                        Ok(Look::Refused(refusal))
                    }
                    judged => judged,
                }
            };
            // Boxed, as the write is: both futures are large.
            let answered = match Box::pin(look_once).await {
                Ok(Look::Answered(answer)) => return Ok(Answered::Replayed(answer)),
                Ok(Look::Done(..)) if !std::mem::replace(&mut was_found, true) => continue,
                Ok(Look::Done(done, facts)) => answer(&done, &facts),
                Ok(Look::Refused(_)) if intent.key.is_some() && !std::mem::replace(&mut was_refused, true) => continue,
                Ok(Look::Refused(refusal)) => Err(refusal),
                Ok(Look::Decided(before, facts, change)) => {
                    (has_sent, was_refused) = (true, false);
                    let written = Box::pin(self.write(before, change, intent)).await;
                    written.map_err(E::from).and_then(|after| answer(&after, &facts))
                }
                Err(error) => Err(error),
            };
            match answered {
                Err(error) if retries.again(&error).await => {}
                Err(error) => return Err(error),
                Ok(answer) => {
                    let kept = self.keep_answer(intent, answer).await?;
                    return Ok(if was_found && !has_sent { Answered::Replayed(kept.parts().0) } else { kept });
                }
            }
        }
    }

    /// Writes a decided change of `before`, and returns the value that is stored afterwards.
    ///
    /// # Errors
    /// [`Fault::LostRace`] when another write changed it first; nothing is written then.
    pub async fn write<T: Target>(
        &self,
        before: Option<T>,
        change: impl Into<T::Change>,
        intent: &Intent,
    ) -> Result<T, Fault> {
        T::write(self, before, change.into(), intent).await
    }
}

/// What one look at the subject and the stored answer shows.
enum Look<A, T, F, C, E> {
    /// Another run of the request has stored its answer.
    Answered(A),
    /// The attempt is on the subject, without a stored answer: that write is still pending or was lost in a crash.
    Done(T, F),
    /// A rule refuses the command.
    Refused(E),
    /// The command did not run yet: the subject before the change, the facts and the change.
    Decided(Option<T>, F, C),
}
