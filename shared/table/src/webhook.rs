//! Deduplication of webhook messages by sender and message id (DECISIONS.md 31).
//!
//! The id of a message is stored after its change was written and before the 2xx response, so that a redelivery of an
//! acknowledged message changes nothing. After a crash between the two writes the sender gets no response and delivers
//! the message again. The redelivery changes nothing either: the aggregate stores its last attempts, and the events of
//! each kind lead to the same state in any order and number. The id of a refused message is not stored: a message that
//! came too early is decided again on redelivery.

use std::future::Future;

use domain::attempt::Intent;
use domain::{Fault, LostRace, VoucherNumber, digest};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::client::Table;
use crate::item;
use crate::keys::Key;
use crate::retry_loop::retrying;

/// The retention of a message id in seconds: 7 days, longer than senders retry (PROGRAM.md 15.3).
const RETENTION_SECONDS: i64 = 7 * 24 * 60 * 60;

/// One delivery of a webhook message.
#[derive(Clone, Debug)]
pub struct Delivery {
    key: Key,
    at: Timestamp,
}

impl Delivery {
    /// The delivery at `at` of the message `id` of `sender`. Each sender has its own namespace of ids.
    pub fn new(sender: &str, id: &str, at: Timestamp) -> Self {
        Self { key: Key::webhook(&digest::hex_of_parts(&[sender.as_bytes(), id.as_bytes()])), at }
    }
}

/// The result of processing a delivery.
#[derive(Debug)]
pub enum Processed<T, S> {
    /// The message was processed now, with the result of `act`.
    Now(T),
    /// The message was processed before; nothing changed.
    Before {
        /// The voucher of the message that was processed under this id. Another message with the same id is ignored.
        about: VoucherNumber,
        /// The result of `load`.
        seen: S,
    },
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct DeliveryRecord {
    about: VoucherNumber,
    /// The end of the retention, in seconds since 1970.
    runs_out: i64,
    /// The same instant for the TTL of the table. It is a second attribute because `ttl` is a reserved word in
    /// expressions.
    ttl: i64,
}

impl DeliveryRecord {
    fn new(about: VoucherNumber, at: Timestamp) -> Self {
        let ttl = at.as_second().saturating_add(RETENTION_SECONDS);
        Self { about, runs_out: ttl, ttl }
    }

    /// True within the retention. The clock decides, because the table removes expired items with a delay.
    fn is_current(&self, now: Timestamp) -> bool {
        now.as_second() <= self.runs_out
    }
}

/// Runs the command of a webhook message about a voucher, unless the message was processed before.
///
/// The arguments `load` and `act` and the errors are those of [`retrying`]. The stored id is read in the same round
/// trip as `load`. Storing it is a write of its own.
///
/// # Errors
/// As [`retrying`], and when the id cannot be stored: the sender then delivers the message again.
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
    // Boxed: it holds the futures of both reads and of the write.
    let processed = Box::pin(retrying(&intent.attempt, load, act)).await?;
    if let Processed::Now(_) = &processed {
        table.store_delivery(delivery, about.clone()).await?;
    }
    Ok(processed)
}

impl Table {
    /// The voucher of the message that was processed under the delivery's id; `None` when none was within the
    /// retention.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn processed_before(&self, delivery: &Delivery) -> Result<Option<VoucherNumber>, Fault> {
        let record: Option<DeliveryRecord> = self.get(&delivery.key).await?;
        Ok(record.filter(|record| record.is_current(delivery.at)).map(|record| record.about))
    }

    async fn store_delivery(&self, delivery: &Delivery, about: VoucherNumber) -> Result<(), Fault> {
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
    fn the_stored_shape_of_a_processed_message_is_unchanged() {
        let record = DeliveryRecord::new(number(), instant(AT));
        assert_written("delivery", &item::write(&delivery("licensing", "msg-1").key, &record).unwrap());
        assert_eq!(item::read::<DeliveryRecord>(golden("delivery")).unwrap(), record);
    }

    #[test]
    fn a_message_id_is_stored_for_7_days() {
        let record = DeliveryRecord::new(number(), instant(AT));
        for (now, expected) in [
            (AT, true),
            ("2026-11-29T09:00:00Z", true),
            ("2026-11-29T09:00:01Z", false),
            ("2027-11-22T09:00:00Z", false),
        ] {
            assert_eq!(record.is_current(instant(now)), expected, "{now}");
        }
    }

    #[test]
    fn the_same_id_of_two_senders_is_two_messages() {
        let keys = [("licensing", "a"), ("payer", "a"), ("licensing", "b"), ("licensinga", ""), ("licensing", "A")];
        let different: std::collections::HashSet<Key> = keys.map(|(sender, id)| delivery(sender, id).key).into();
        assert_eq!(different.len(), keys.len());
    }
}
