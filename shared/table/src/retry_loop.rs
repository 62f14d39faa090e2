//! The retry loop of every command: when somebody else changed the thing first, read and decide again.

use std::future::Future;
use std::time::Duration;

use domain::attempt::Attempt;
use domain::{Fault, LostRace};

/// How often a command is decided before the caller is asked to try again. Every race lost is one that another command
/// won, so that a command gets its answer unless more than this many others change the same voucher meanwhile: more
/// than its 20 files announced at once, and whoever else works on it.
pub const ATTEMPTS_MAX: u32 = 24;
/// Longest wait after the first lost race; it doubles with each further one, up to [`WAIT_DOUBLINGS_MAX`] times.
const FIRST_WAIT_MILLIS: u64 = 10;
const WAIT_DOUBLINGS_MAX: u32 = 4;

/// Runs `load` and then `act` on what it read, and both again when `act` lost a race.
///
/// # Errors
/// What either failed with; the lost race itself when it was lost [`ATTEMPTS_MAX`] times.
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
    let mut rounds = RetryLoop::new(attempt);
    loop {
        match act(load().await?).await {
            Err(error) if rounds.again(&error).await => {}
            done => return done,
        }
    }
}

/// Counts how often a command is decided anew.
#[derive(Debug)]
pub struct RetryLoop<'a> {
    attempt: &'a Attempt,
    lost: u32,
    was_uncertain: bool,
}

impl<'a> RetryLoop<'a> {
    /// None yet.
    pub fn new(attempt: &'a Attempt) -> Self {
        Self { attempt, lost: 0, was_uncertain: false }
    }

    /// Whether to read and decide again, after waiting as long as it takes. A lost race is run again, with an end. A
    /// write whose answers were all lost may have taken effect: what stands is looked at once, and tells.
    pub async fn again(&mut self, error: &impl LostRace) -> bool {
        if error.is_uncertain() {
            return !std::mem::replace(&mut self.was_uncertain, true);
        }
        self.lost = self.lost.saturating_add(1);
        let again = error.is_lost_race() && self.lost < ATTEMPTS_MAX;
        if again {
            tokio::time::sleep(wait(self.attempt, self.lost)).await;
        }
        again
    }
}

/// How long to wait after losing for the `round`th time. The first time there is nothing to wait for: whoever was first
/// is done. After that a part of a growing span, another one for every attempt: who lost together does not come again
/// together. The attempt's digest is as good as chance for that, and needs no source of it.
fn wait(attempt: &Attempt, round: u32) -> Duration {
    let Some(lost_again) = round.checked_sub(2) else { return Duration::ZERO };
    let span = FIRST_WAIT_MILLIS << lost_again.min(WAIT_DOUBLINGS_MAX);
    let digest = u64::from_str_radix(attempt.as_str(), 16).unwrap_or_default();
    Duration::from_millis(digest.rotate_left(round.wrapping_mul(7)) % span)
}
