//! The first answer of each Idempotency-Key, stored for a day (DECISIONS.md 1).
//!
//! A stored answer is not a lock. Two different requests with the same key may both run when they are concurrent; the
//! answer that is stored first wins, and the key replays it from then on. A crash between a change and its stored
//! answer needs no cleanup: the changed aggregate stores its last attempts and detects the replay (DECISIONS.md 2).

use std::collections::HashMap;
use std::io::{Read, Write};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::Fault;
use domain::attempt::{CommandKey, Intent, KeyReused};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item::{self, number, text, without_values};
use crate::keys::Key;

/// The retention of an answer in seconds: 24 hours, longer than any client retries (PROGRAM.md 15.1).
const RETENTION_SECONDS: i64 = 24 * 60 * 60;
/// The largest answer that is read back, in bytes after decompression. It is many times the largest answer of the
/// program, and bounds the memory of a decompression.
const ANSWER_BYTES_MAX: u64 = 4 * 1_024 * 1_024;
/// The attribute that holds the answer, deflated JSON.
const ANSWER: &str = "answer";

#[derive(Serialize, Deserialize)]
struct AnswerRecord {
    fingerprint: String,
    /// The end of the retention, in seconds since 1970.
    runs_out: i64,
    /// The same instant for the TTL of the table. It is a second attribute because `ttl` is a reserved word in
    /// expressions.
    ttl: i64,
}

impl Table {
    /// The stored answer of the intent's key; `None` without a key, without an answer, and after the retention.
    ///
    /// # Errors
    /// [`KeyReused`] (inner) when the key was used for another request; [`Fault`] when the table cannot be read.
    pub async fn stored_answer<A: DeserializeOwned>(
        &self,
        intent: &Intent,
    ) -> Result<Result<Option<A>, KeyReused>, Fault> {
        let Some(key) = &intent.key else { return Ok(Ok(None)) };
        let Some(mut found) = self.get_item(&Key::stored_answer(&key.id)).await? else { return Ok(Ok(None)) };
        let answer = found.remove(ANSWER);
        let record: AnswerRecord = item::read(found)?;
        // Compared with the clock, because the table removes expired items with a delay.
        if record.runs_out < intent.at.as_second() {
            return Ok(Ok(None));
        }
        if record.fingerprint != key.fingerprint {
            return Ok(Err(KeyReused));
        }
        let Some(AttributeValue::B(bytes)) = answer else { return Ok(Ok(None)) };
        // An unreadable answer is ignored: the changed aggregate detects the replay by its stored attempts.
        let answer =
            inflated(bytes.as_ref()).inspect_err(|fault| tracing::error!(%fault, "a stored answer is ignored"));
        Ok(Ok(answer.ok()))
    }

    /// Stores the answer under the intent's key, if it has one. The first answer stays; later ones do not replace it.
    /// Without an answer the key is still bound to its request, which is decided again on a replay (DECISIONS.md 37).
    ///
    /// A failure is only logged, since the change itself succeeded. The stored attempts of the aggregate still detect a
    /// replay.
    pub async fn store_answer<A: Serialize>(&self, intent: &Intent, answer: Option<&A>) {
        if let Err(fault) = self.try_store_answer(intent, answer).await {
            tracing::error!(%fault, "an answer could not be stored under its key");
        }
    }

    async fn try_store_answer<A: Serialize>(&self, intent: &Intent, answer: Option<&A>) -> Result<(), Fault> {
        let Some(CommandKey { id, fingerprint }) = &intent.key else { return Ok(()) };
        let now = intent.at.as_second();
        let ttl = now.saturating_add(RETENTION_SECONDS);
        let record = AnswerRecord { fingerprint: fingerprint.clone(), runs_out: ttl, ttl };
        let mut item = item::write(&Key::stored_answer(id), &record)?;
        if let Some(answer) = answer {
            item.insert(ANSWER.to_owned(), AttributeValue::B(Blob::new(deflated(answer)?)));
        }
        let values = [(":now", number(now)), (":fingerprint", text(fingerprint.as_str()))];
        let values = HashMap::from(values.map(|(name, value)| (name.to_owned(), value)));
        let own = "(attribute_not_exists(answer) AND fingerprint = :fingerprint)";
        let expression = format!("attribute_not_exists(pk) OR runs_out < :now OR {own}");
        let condition = Condition { expression, values: Some(values) };
        self.put_when(item, condition).await.map(drop)
    }
}

fn deflated<A: Serialize>(answer: &A) -> Result<Vec<u8>, Fault> {
    let json = serde_json::to_vec(answer).map_err(|error| corrupt(&error))?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&json).and_then(|()| encoder.finish()).map_err(|error| corrupt(&error))
}

fn inflated<A: DeserializeOwned>(bytes: &[u8]) -> Result<A, Fault> {
    let mut json = Vec::new();
    DeflateDecoder::new(bytes).take(ANSWER_BYTES_MAX).read_to_end(&mut json).map_err(|error| corrupt(&error))?;
    serde_json::from_slice(&json).map_err(|error| corrupt(&without_values(&error.to_string())))
}

fn corrupt(why: &dyn std::fmt::Display) -> Fault {
    Fault::corrupt("a stored answer", why)
}
