//! The loop around every command: read, decide, write; when somebody else was first, read and decide again.

use std::future::Future;

use std::time::Duration;

use domain::attempt::{Attempt, Intent, KeyReused};
use domain::{Fault, LostRace};

use crate::client::Table;

/// How often a command is decided before the caller is asked to try again. Every race lost is one that another command
/// won, so that a command gets its answer unless more than this many others change the same voucher meanwhile: more
/// than its 20 files announced at once, and whoever else works on it.
pub const ATTEMPTS_MAX: u32 = 24;
/// Longest wait after the first lost race; it doubles with each further one, up to [`WAIT_DOUBLINGS_MAX`] times.
const FIRST_WAIT_MILLIS: u64 = 10;
const WAIT_DOUBLINGS_MAX: u32 = 4;

/// Runs one command.
///
/// `load` reads what the command needs, in one round trip; the caller's Idempotency-Key is bound in that same round
/// trip. `act` decides and writes, in one more. An `act` that lost a race is asked again with what is true now.
///
/// # Errors
/// What `load` or `act` failed with; the lost race itself when it was lost [`ATTEMPTS_MAX`] times.
pub async fn change<S, T, E, Load, Act>(
    table: &Table,
    intent: &Intent,
    load: impl Fn() -> Load,
    act: impl Fn(S) -> Act,
) -> Result<T, E>
where
    // Plain futures, not `AsyncFn`: a caller's future could not be shown to be `Send` through those.
    Load: Future<Output = Result<S, Fault>>,
    Act: Future<Output = Result<T, E>>,
    E: LostRace + From<Fault> + From<KeyReused>,
{
    let (pinned, mut seen) = futures::try_join!(table.pin(intent), load())?;
    pinned?;
    let mut round = 1;
    loop {
        match act(seen).await {
            Err(error) if error.is_lost_race() && round < ATTEMPTS_MAX => {
                tokio::time::sleep(wait(&intent.attempt, round)).await;
                round = round.saturating_add(1);
                seen = load().await?;
            }
            done => return done,
        }
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
