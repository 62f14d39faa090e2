//! The loop around every command: read, decide, write; when somebody else was first, read and decide again.

use std::future::Future;

use domain::attempt::{Intent, KeyReused};
use domain::{Fault, LostRace};

use crate::client::{Table, pause};

/// How often a command is decided anew after losing a race before the caller is asked to try again.
pub const ATTEMPTS_MAX: u32 = 8;

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
                // The first time there is nothing to wait for: whoever was first is done.
                pause(round.saturating_sub(1)).await;
                round = round.saturating_add(1);
                seen = load().await?;
            }
            done => return done,
        }
    }
}
