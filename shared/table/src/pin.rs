//! Idempotency keys: what binds a caller's key to the request it was first used for.
//!
//! A pin holds no answer and no lock: whether the request took effect stands with the voucher itself (its attempts).
//! So a crash between pin and change leaves nothing to expire or to clean up; the same request simply decides again.

use std::collections::HashMap;

use domain::Fault;
use domain::attempt::{Intent, KeyReused, Pin};
use jiff::Timestamp;
use serde::Serialize;

use crate::client::{Condition, Table};
use crate::item::{self, number, text};
use crate::keys::Key;

/// How long a key stays bound, in seconds: a day is longer than any client retries.
const PIN_SECONDS: i64 = 24 * 60 * 60;

#[derive(Serialize)]
struct PinRecord<'a> {
    fingerprint: &'a str,
    /// When it is no longer bound, in seconds since 1970.
    runs_out: i64,
    /// The same for the table, which forgets it then. `ttl` is a reserved word in its expressions.
    ttl: i64,
}

impl Table {
    /// Binds the intent's key to its request.
    ///
    /// # Errors
    /// [`KeyReused`] inside when the key is bound to another request; [`Fault`] when the table cannot be asked.
    pub async fn pin(&self, intent: &Intent) -> Result<Result<(), KeyReused>, Fault> {
        let Some(pin) = &intent.pin else {
            return Ok(Ok(()));
        };
        match self.write_pin(pin, intent.at).await {
            Ok(()) => Ok(Ok(())),
            Err(Fault::LostRace) => Ok(Err(KeyReused)),
            Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
        }
    }

    /// Free, run out, or bound to this very request: one write tells. The clock is asked as well, because the table
    /// forgets what has run out only when it gets to it.
    async fn write_pin(&self, pin: &Pin, now: Timestamp) -> Result<(), Fault> {
        let ttl = now.as_second().saturating_add(PIN_SECONDS);
        let record = PinRecord { fingerprint: &pin.fingerprint, runs_out: ttl, ttl };
        let item = item::write(&Key::pin(&pin.id), &record)?;
        let values = HashMap::from([
            (":fingerprint".to_owned(), text(pin.fingerprint.as_str())),
            (":now".to_owned(), number(now.as_second())),
        ]);
        let expression = "attribute_not_exists(pk) OR fingerprint = :fingerprint OR runs_out < :now";
        let condition = Condition { expression: expression.to_owned(), values: Some(values) };
        self.put_if(item, condition).await
    }
}
