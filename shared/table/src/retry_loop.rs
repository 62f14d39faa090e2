//! The retry loop of every command: after a lost race the subject is read and decided again.

use std::future::Future;
use std::time::Duration;

use domain::attempt::Attempt;
use domain::{Fault, LostRace};

/// The number of times a command is decided before the caller gets [`Fault::LostRace`]. Each lost race is a write of
/// another command, so a command fails only when this many others change the same voucher meanwhile. The limit is above
/// the 20 files of a voucher that may be announced at once (PROGRAM.md 8.1).
pub const ATTEMPTS_MAX: u32 = 24;
/// The longest backoff after the second lost race, in milliseconds. It doubles with each further one, up to
/// [`BACKOFF_DOUBLINGS_MAX`] times.
const FIRST_BACKOFF_MILLIS: u64 = 10;
const BACKOFF_DOUBLINGS_MAX: u32 = 4;

/// Runs `load` and then `act` on its result, and repeats both when `act` lost a race.
///
/// # Errors
/// The error of either; the lost race itself after [`ATTEMPTS_MAX`] of them.
pub async fn retrying<S, T, E, Load, Act>(
    attempt: &Attempt,
    load: impl Fn() -> Load,
    act: impl Fn(S) -> Act,
) -> Result<T, E>
where
    // Plain futures, not `AsyncFn`: a caller's future could not be shown to be `Send` through those.
    Load: Future<Output = Result<S, Fault>>,
    Act: Future<Output = Result<T, E>>,
    E: LostRace + From<Fault>,
{
    let mut retries = RetryLoop::new(attempt);
    loop {
        match act(load().await?).await {
            Err(error) if retries.again(&error).await => {}
            done => return done,
        }
    }
}

/// The state of a retry loop: the races that one command has lost.
#[derive(Debug)]
pub struct RetryLoop<'a> {
    attempt: &'a Attempt,
    lost: u32,
    was_uncertain: bool,
}

impl<'a> RetryLoop<'a> {
    /// Starts a loop without a lost race.
    pub fn new(attempt: &'a Attempt) -> Self {
        Self { attempt, lost: 0, was_uncertain: false }
    }

    /// Backs off and returns true when the command is to be read and decided again. A lost race is retried until
    /// [`ATTEMPTS_MAX`] attempts have lost. A write whose responses were lost may have succeeded: it is retried once,
    /// and the stored attempt shows the result (DECISIONS.md 18).
    pub async fn again(&mut self, error: &impl LostRace) -> bool {
        if error.may_have_taken_effect() {
            return !std::mem::replace(&mut self.was_uncertain, true);
        }
        self.lost = self.lost.saturating_add(1);
        let again = error.is_lost_race() && self.lost < ATTEMPTS_MAX;
        if again {
            tokio::time::sleep(backoff(self.attempt, self.lost)).await;
        }
        again
    }
}

/// The backoff after the `lost`th lost race. The first retry is immediate, since the winning write is complete. Later
/// backoffs are a part of a growing span, different for every attempt, so that the losers of one race do not collide
/// again. The jitter is derived from the digest of the attempt and needs no random source.
fn backoff(attempt: &Attempt, lost: u32) -> Duration {
    let Some(lost_again) = lost.checked_sub(2) else { return Duration::ZERO };
    let span = FIRST_BACKOFF_MILLIS << lost_again.min(BACKOFF_DOUBLINGS_MAX);
    let digest = u64::from_str_radix(attempt.as_str(), 16).unwrap_or_default();
    Duration::from_millis(digest.rotate_left(lost.wrapping_mul(7)) % span)
}
