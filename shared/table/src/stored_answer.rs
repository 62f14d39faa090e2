//! The first answer of each Idempotency-Key, stored for a day (DECISIONS.md 1).
//!
//! A stored answer is not a lock. Two different requests with the same key may both run when they are concurrent; the
//! answer that is stored first wins, and the key replays it from then on. A final answer is given only once it is stored,
//! so that a caller does not get two different ones. Of two runs of a request for many items, the answer with more items
//! done wins: an item that is done is not reported as refused. A crash between a change and its stored answer needs no cleanup: the
//! changed aggregate stores its last attempts and detects the replay (DECISIONS.md 2).

use std::collections::HashMap;
use std::io::{Read, Write};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::Fault;
use domain::attempt::{Answered, CommandKey, Intent, KeyReused};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use jiff::Timestamp;
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
    /// The number of items that were done, of a request for many; otherwise 0.
    #[serde(default)]
    done: usize,
    /// The end of the retention, in seconds since 1970.
    runs_out: i64,
    /// The same instant for the TTL of the table. It is a second attribute because `ttl` is a reserved word in
    /// expressions.
    ttl: i64,
}

/// The progress of a run with the items of its request.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// The number of items that are done.
    pub done: usize,
    /// False when an item failed for a passing reason, or may be done by another run of the request.
    pub is_final: bool,
}

/// An answer that is stored under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept<A> {
    /// The answer.
    pub answer: A,
    /// The number of items that were done, of a request for many; otherwise 0.
    pub done: usize,
}

/// What is stored under a key.
struct StoredAnswer {
    fingerprint: String,
    done: usize,
    /// The deflated answer; `None` when the key is only bound to its request.
    answer: Option<Vec<u8>>,
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
        let kept = self.kept_answer(intent).await?;
        Ok(kept.map(|kept| kept.map(|kept| kept.answer)))
    }

    /// As [`Table::stored_answer`], with the progress of the run that stored it. Another run that has done more items may
    /// have ended before its answer was stored: the request is decided again then.
    ///
    /// # Errors
    /// As [`Table::stored_answer`].
    pub async fn kept_answer<A: DeserializeOwned>(
        &self,
        intent: &Intent,
    ) -> Result<Result<Option<Kept<A>>, KeyReused>, Fault> {
        let Some(key) = &intent.key else { return Ok(Ok(None)) };
        let Some(stored) = self.answer_record(key, intent.at).await? else { return Ok(Ok(None)) };
        if stored.fingerprint != key.fingerprint {
            return Ok(Err(KeyReused));
        }
        let answer = stored.answer.and_then(|answer| readable(&answer));
        Ok(Ok(answer.map(|answer| Kept { answer, done: stored.done })))
    }

    /// Stores the answer under the intent's key, if it has one, and returns the answer that the key has from now on. The
    /// first answer stays: when another run of the request stored one before, that one is returned, as a replay.
    ///
    /// # Errors
    /// [`Fault`] when the answer may not have been stored. It must not be given then: the request sent again would get
    /// another one. The change itself is done, and the stored attempts of the aggregate detect the repetition.
    pub async fn keep_answer<A>(&self, intent: &Intent, answer: A) -> Result<Answered<A>, Fault>
    where
        A: Serialize + DeserializeOwned,
    {
        self.keep_answer_of(Progress { done: 0, is_final: true }, intent, answer).await
    }

    /// As [`Table::keep_answer`], for a request of many items. Of two runs, the answer of the one that has more items done
    /// stays: the other one may have decided about an item before it could be done.
    ///
    /// An answer that is not final is given without being stored, because a repetition may get a better one; but the key
    /// is bound to its request, which is decided again (DECISIONS.md 37).
    ///
    /// # Errors
    /// As [`Table::keep_answer`].
    pub async fn keep_answer_of<A>(&self, progress: Progress, intent: &Intent, answer: A) -> Result<Answered<A>, Fault>
    where
        A: Serialize + DeserializeOwned,
    {
        let Some(key) = &intent.key else { return Ok(Answered::First(answer)) };
        let bytes = if progress.is_final { Some(deflated(&answer)?) } else { None };
        let failed = match self.put_answer(key, intent.at, progress.done, bytes.clone()).await {
            Ok(true) => return Ok(Answered::First(answer)),
            Ok(false) => None,
            Err(fault) if progress.is_final => Some(fault),
            Err(fault) => {
                tracing::warn!(%fault, "a key could not be bound to its request");
                return Ok(Answered::First(answer));
            }
        };
        match (self.answer_record(key, intent.at).await?, failed) {
            // The key belongs to another request, which ran at the same time.
            (Some(stored), _) if stored.fingerprint != key.fingerprint => Ok(Answered::First(answer)),
            // The write was done, and its answer was lost.
            (Some(stored), _) if stored.answer.is_some() && stored.answer == bytes => Ok(Answered::First(answer)),
            (Some(StoredAnswer { answer: Some(stored), done, .. }), _) if done >= progress.done => {
                Ok(readable(&stored).map_or(Answered::First(answer), Answered::Replayed))
            }
            (_, Some(fault)) => Err(fault),
            // A run that has more items done waits for its repetition, which will find the items of this one done.
            (_, None) => Ok(Answered::First(answer)),
        }
    }

    /// The record of a key; `None` after its retention.
    async fn answer_record(&self, key: &CommandKey, now: Timestamp) -> Result<Option<StoredAnswer>, Fault> {
        let Some(mut found) = self.get_item(&Key::stored_answer(&key.id)).await? else { return Ok(None) };
        let answer = found.remove(ANSWER);
        let record: AnswerRecord = item::read(found)?;
        // Compared with the clock, because the table removes expired items with a delay.
        if record.runs_out < now.as_second() {
            return Ok(None);
        }
        let answer = if let Some(AttributeValue::B(bytes)) = answer { Some(bytes.into_inner()) } else { None };
        Ok(Some(StoredAnswer { fingerprint: record.fingerprint, done: record.done, answer }))
    }

    /// Writes the record of a key; `false`, and nothing is written, when it belongs to another request, has an answer with
    /// at least as many items done, or is bound by a run with more of them done.
    async fn put_answer(
        &self,
        key: &CommandKey,
        now: Timestamp,
        done: usize,
        answer: Option<Vec<u8>>,
    ) -> Result<bool, Fault> {
        let CommandKey { id, fingerprint } = key;
        let now = now.as_second();
        let ttl = now.saturating_add(RETENTION_SECONDS);
        let record = AnswerRecord { fingerprint: fingerprint.clone(), done, runs_out: ttl, ttl };
        let mut item = item::write(&Key::stored_answer(id), &record)?;
        if let Some(answer) = answer {
            item.insert(ANSWER.to_owned(), AttributeValue::B(Blob::new(answer)));
        }
        let values = [(":now", number(now)), (":done", number(done)), (":fingerprint", text(fingerprint.as_str()))];
        let values = HashMap::from(values.map(|(name, value)| (name.to_owned(), value)));
        let further = "(done < :done OR (attribute_not_exists(answer) AND done <= :done))";
        let own = format!("(fingerprint = :fingerprint AND {further})");
        let expression = format!("attribute_not_exists(pk) OR runs_out < :now OR {own}");
        self.put_when(item, Condition { expression, values: Some(values) }).await
    }
}

/// The answer, if it can be read. An unreadable one is ignored: the changed aggregate detects the replay by its stored
/// attempts.
fn readable<A: DeserializeOwned>(bytes: &[u8]) -> Option<A> {
    inflated(bytes).inspect_err(|fault| tracing::error!(%fault, "a stored answer is ignored")).ok()
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
