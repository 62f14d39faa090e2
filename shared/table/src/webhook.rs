//! Webhook messages that were processed, by the ids that their senders gave them.
//!
//! A message is remembered after its change was written, and before its sender hears of success: what was answered 2xx
//! changes nothing when it is delivered again. A crash between the two writes leaves a message that is not remembered:
//! its sender heard nothing and delivers it again, and nothing changes, because the aggregate knows its last attempt, and
//! because events of each kind come to the same end in whatever order and however often they arrive. A message that was
//! refused is not remembered: one that came too early is decided anew.

use std::future::Future;

use domain::attempt::Intent;
use domain::{Fault, LostRace, VoucherNumber, digest};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::client::Table;
use crate::item;
use crate::keys::Key;
use crate::retry_loop::retrying;

/// How long a message is remembered, in seconds: 7 days, longer than senders retry.
const REMEMBERED_SECONDS: i64 = 7 * 24 * 60 * 60;

/// One delivery of a webhook message.
#[derive(Clone, Debug)]
pub struct Delivery {
    key: Key,
    at: Timestamp,
}

impl Delivery {
    /// The delivery that came in at `at` of the message that `sender` calls `id`. Ids of different senders have nothing
    /// to do with each other.
    pub fn new(sender: &str, id: &str, at: Timestamp) -> Self {
        Self { key: Key::webhook(&digest::hex_of_parts(&[sender.as_bytes(), id.as_bytes()])), at }
    }
}

/// What processing a delivery comes to.
#[derive(Debug)]
pub enum Processed<T, S> {
    /// It was processed now.
    Now(T),
    /// The message was processed before; nothing changed.
    Before {
        /// The voucher it was about then. An id names one message: another one under the same id counts for nothing.
        about: VoucherNumber,
        /// What was read.
        seen: S,
    },
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct DeliveryRecord {
    about: VoucherNumber,
    /// When it is forgotten, in seconds since 1970.
    runs_out: i64,
    /// The same for the table, which removes it some time after that. `ttl` is a reserved word in its expressions.
    ttl: i64,
}

impl DeliveryRecord {
    fn new(about: VoucherNumber, at: Timestamp) -> Self {
        let ttl = at.as_second().saturating_add(REMEMBERED_SECONDS);
        Self { about, runs_out: ttl, ttl }
    }

    /// The clock is asked, because the table removes what has run out only when it gets to it.
    fn is_remembered(&self, now: Timestamp) -> bool {
        now.as_second() <= self.runs_out
    }
}

/// Runs the command of a webhook message about a voucher, unless the message was processed before.
///
/// `load`, `act` and the errors are those of [`retrying`]. Whether the message was processed is read in the same round
/// trip as what `load` reads; remembering it is a round trip and a write of its own.
///
/// # Errors
/// As [`retrying`], and when the message cannot be remembered: its sender delivers it again then.
pub async fn process<S, T, E, Load, Act>(
    table: &Table,
    delivery: &Delivery,
    about: &VoucherNumber,
    intent: &Intent,
    load: impl Fn() -> Load,
    act: impl Fn(S) -> Act,
) -> Result<Processed<T, S>, E>
where
    Load: Future<Output = Result<S, Fault>>,
    Act: Future<Output = Result<T, E>>,
    E: LostRace + From<Fault>,
{
    let load = || {
        let loading = load();
        async move { futures::try_join!(loading, table.processed_before(delivery)) }
    };
    let act = |(seen, before): (S, Option<VoucherNumber>)| {
        let acting = match before {
            Some(about) => Err(Processed::Before { about, seen }),
            None => Ok(act(seen)),
        };
        async move {
            match acting {
                Err(before) => Ok(before),
                Ok(acting) => acting.await.map(Processed::Now),
            }
        }
    };
    // On the heap: it holds the futures of both reads and of the write.
    let processed = Box::pin(retrying(&intent.attempt, load, act)).await?;
    if let Processed::Now(_) = &processed {
        table.remember_delivery(delivery, about.clone()).await?;
    }
    Ok(processed)
}

impl Table {
    /// The voucher that the message was about when it was processed; nothing when it was not, or too long ago.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn processed_before(&self, delivery: &Delivery) -> Result<Option<VoucherNumber>, Fault> {
        let record: Option<DeliveryRecord> = self.get(&delivery.key).await?;
        Ok(record.filter(|record| record.is_remembered(delivery.at)).map(|record| record.about))
    }

    async fn remember_delivery(&self, delivery: &Delivery, about: VoucherNumber) -> Result<(), Fault> {
        self.put(item::write(&delivery.key, &DeliveryRecord::new(about, delivery.at))?).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::golden::{assert_written, golden};
    use crate::tests::world::{instant, number};

    const AT: &str = "2026-11-22T09:00:00.5Z";

    fn delivery(sender: &str, id: &str) -> Delivery {
        Delivery::new(sender, id, instant(AT))
    }

    #[test]
    fn a_processed_message_is_stored_as_ever() {
        let record = DeliveryRecord::new(number(), instant(AT));
        assert_written("delivery", &item::write(&delivery("licensing", "msg-1").key, &record).unwrap());
        assert_eq!(item::read::<DeliveryRecord>(golden("delivery")).unwrap(), record);
    }

    #[test]
    fn a_message_is_remembered_for_seven_days() {
        let record = DeliveryRecord::new(number(), instant(AT));
        for (now, is_remembered) in [
            (AT, true),
            ("2026-11-29T09:00:00Z", true),
            ("2026-11-29T09:00:01Z", false),
            ("2027-11-22T09:00:00Z", false),
        ] {
            assert_eq!(record.is_remembered(instant(now)), is_remembered, "{now}");
        }
    }

    #[test]
    fn the_same_id_of_two_senders_names_two_messages() {
        let keys = [("licensing", "a"), ("payer", "a"), ("licensing", "b"), ("licensinga", ""), ("licensing", "A")];
        let different: std::collections::HashSet<Key> = keys.map(|(sender, id)| delivery(sender, id).key).into();
        assert_eq!(different.len(), keys.len());
    }
}
