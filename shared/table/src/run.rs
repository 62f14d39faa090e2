//! The sequence of every command, written once.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::attempt::{Answered, Attempt, Intent, KeyReused, StaleBasis};
use domain::{Fault, LostRace, Outcome};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::additional_write::AdditionalWrite;
use crate::client::Table;
use crate::record::{Aggregate, Stored};
use crate::retry_loop::RetryLoop;

/// What a command changes: a thing with a revision that remembers the last attempts at it.
pub trait Target: Sized + Send + Sync {
    /// A decided change of it.
    type Change: Send;

    /// The revision that `If-Match` is about; `None` where the thing does not exist yet.
    fn rev(&self) -> Option<u64>;

    /// Whether the attempt changed it already.
    fn has_seen(&self, attempt: &Attempt) -> bool;

    /// Writes the change of what was read, and returns what there is now.
    fn write(
        table: &Table,
        seen: Option<Self>,
        change: Self::Change,
        intent: &Intent,
    ) -> impl Future<Output = Result<Self, Fault>> + Send;
}

/// What a command may act on: a thing, or, for commands that create, the place of one.
pub trait Permitted: Send + Sync {
    /// The thing.
    type Thing: Target;

    /// The thing, if it exists.
    fn thing(&self) -> Option<&Self::Thing>;

    /// The same, owned.
    fn into_thing(self) -> Option<Self::Thing>;
}

impl<T: Target> Permitted for T {
    type Thing = Self;

    fn thing(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_thing(self) -> Option<Self> {
        Some(self)
    }
}

impl<T: Target> Permitted for Option<T> {
    type Thing = T;

    fn thing(&self) -> Option<&T> {
        self.as_ref()
    }

    fn into_thing(self) -> Self {
        self
    }
}

/// A decided change of an aggregate, and the items that change together with it or not at all.
#[derive(Debug)]
pub struct Change<A: Aggregate> {
    /// What becomes of the aggregate.
    pub outcome: Outcome<A, A::Event>,
    /// What is written with it.
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

    fn has_seen(&self, attempt: &Attempt) -> bool {
        Self::has_seen(self, attempt)
    }

    async fn write(table: &Table, seen: Option<Self>, change: Change<A>, intent: &Intent) -> Result<Self, Fault> {
        match change.outcome {
            Outcome::Applied(next, event) => table.revise_with(seen.as_ref(), *next, event, intent, change.with).await,
            Outcome::Unchanged => seen.ok_or_else(|| Fault::corrupt("-", &"nothing was there, and nothing changed")),
        }
    }
}

/// One command, step by step.
#[derive(Debug)]
pub struct Steps<'a, Load, May, Decide, Answer> {
    /// Who wants it, under which key, and based on what.
    pub intent: &'a Intent,
    /// Reads the thing and the facts that decide about it: one round trip, or as many as it needs.
    pub load: Load,
    /// What the caller may act on, of what was read. Refuses what is absent or not theirs.
    pub may: May,
    /// Asks the rules.
    pub decide: Decide,
    /// The answer, from what there is afterwards.
    pub answer: Answer,
}

impl Table {
    /// Runs a command: was its key answered before, load, may the caller, was this attempt carried out before, is it
    /// based on what there is, decide, write, answer, keep the answer under its key. A lost race begins anew.
    ///
    /// # Errors
    /// [`KeyReused`] and [`StaleBasis`] in the caller's terms; what `load`, `may`, `decide` and `answer` failed with;
    /// [`Fault`] when the table cannot be reached.
    pub async fn run<S, F, P, C, A, E, Loading>(
        &self,
        steps: Steps<
            '_,
            impl Fn() -> Loading,
            impl Fn(S) -> Result<P, E>,
            impl Fn(&P, &F) -> Result<C, E>,
            impl Fn(&P::Thing, &F) -> Result<A, E>,
        >,
    ) -> Result<Answered<A>, E>
    where
        Loading: Future<Output = Result<(S, F), Fault>>,
        P: Permitted,
        C: Into<<P::Thing as Target>::Change>,
        A: Serialize + DeserializeOwned,
        E: LostRace + From<Fault> + From<KeyReused> + From<StaleBasis>,
    {
        let Steps { intent, load, may, decide, answer } = steps;
        let mut rounds = RetryLoop::new(&intent.attempt);
        // Whether this run itself has sent a write: an attempt that is found afterwards may be its own.
        let sent = AtomicBool::new(false);
        loop {
            let round = async {
                let (stored, (read, facts)) = futures::try_join!(self.stored_answer(intent), load())?;
                if let Some(stored) = stored? {
                    return Ok::<_, E>((stored, Found::Answer));
                }
                let seen = may(read)?;
                if let Some(done) = seen.thing().filter(|thing| thing.has_seen(&intent.attempt)) {
                    return Ok((answer(done, &facts)?, Found::Attempt));
                }
                intent.basis.check(seen.thing().and_then(Target::rev))?;
                let change = decide(&seen, &facts)?;
                sent.store(true, Ordering::Relaxed);
                let now = self.write(seen.into_thing(), change, intent).await?;
                Ok((answer(&now, &facts)?, Found::Nothing))
            };
            // On the heap: it holds the futures of the reads and of the write.
            let (answer, found) = match Box::pin(round).await {
                Err(error) if rounds.again(&error).await => continue,
                outcome => outcome?,
            };
            return match found {
                Found::Answer => Ok(Answered::Again(answer)),
                Found::Attempt if !sent.load(Ordering::Relaxed) => {
                    self.store_answer(intent, Some(&answer)).await;
                    Ok(Answered::Again(answer))
                }
                Found::Attempt | Found::Nothing => {
                    self.store_answer(intent, Some(&answer)).await;
                    Ok(Answered::First(answer))
                }
            };
        }
    }

    /// Writes a decided change of what was read, and returns what there is now.
    ///
    /// # Errors
    /// [`Fault::LostRace`] when somebody else changed it first; nothing is written then.
    pub async fn write<T: Target>(
        &self,
        seen: Option<T>,
        change: impl Into<T::Change>,
        intent: &Intent,
    ) -> Result<T, Fault> {
        T::write(self, seen, change.into(), intent).await
    }
}

/// What was found of an earlier run of the same request.
enum Found {
    /// Its answer answer.
    Answer,
    /// Its change; the answer was not answer, because it is still on its way or was lost in a crash.
    Attempt,
    /// Nothing: it was carried out now.
    Nothing,
}
