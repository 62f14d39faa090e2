//! Idempotency keys: the answer that a caller's key was given, kept for a day.
//!
//! A kept answer is no lock. Two different requests under one key at the same moment may both run; the one that is kept
//! later finds the other's answer in its place, and its key answers for the other from then on. A crash between a change
//! and its kept answer leaves nothing to clean up: the same request again is recognized by the thing that it changed,
//! which remembers its last attempts.

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

/// How long an answer is kept, in seconds: a day is longer than any client retries.
const KEPT_SECONDS: i64 = 24 * 60 * 60;
/// Largest answer that is read back, in bytes: many times that of the largest one there is, and a bound on what a few
/// bytes may inflate to.
const ANSWER_BYTES_MAX: u64 = 4 * 1_024 * 1_024;
/// The attribute that holds the answer, deflated JSON.
const ANSWER: &str = "answer";

#[derive(Serialize, Deserialize)]
struct KeptRecord {
    fingerprint: String,
    /// When the answer is no longer given, in seconds since 1970.
    runs_out: i64,
    /// The same for the table, which removes the item some time after that. `ttl` is a reserved word in its expressions.
    ttl: i64,
}

impl Table {
    /// The answer that the intent's key was given, if it has a key and the key was given one within a day.
    ///
    /// # Errors
    /// [`KeyReused`] inside when that was for another request; [`Fault`] when the table cannot be read.
    pub async fn stored_answer<A: DeserializeOwned>(
        &self,
        intent: &Intent,
    ) -> Result<Result<Option<A>, KeyReused>, Fault> {
        let Some(key) = &intent.key else { return Ok(Ok(None)) };
        let Some(mut found) = self.get_item(&Key::stored_answer(&key.id)).await? else { return Ok(Ok(None)) };
        let answer = found.remove(ANSWER);
        let record: KeptRecord = item::read(found)?;
        // The clock is asked, because the table removes what has run out only when it gets to it.
        if record.runs_out < intent.at.as_second() {
            return Ok(Ok(None));
        }
        if record.fingerprint != key.fingerprint {
            return Ok(Err(KeyReused));
        }
        let Some(AttributeValue::B(bytes)) = answer else { return Ok(Ok(None)) };
        // One that cannot be read any more counts for nothing: the thing that was changed remembers the attempt.
        let answer =
            inflated(bytes.as_ref()).inspect_err(|fault| tracing::error!(%fault, "a kept answer is passed over"));
        Ok(Ok(answer.ok()))
    }

    /// Keeps the answer under the intent's key, if it has one. The first answer stays, whatever is answered later. Without
    /// an answer the key is bound to its request all the same, which is decided anew when it comes again.
    ///
    /// An answer that cannot be kept is logged, and given all the same: what was written is never reported as failed. As
    /// long as the thing remembers the attempt, the same request again changes nothing either.
    pub async fn store_answer<A: Serialize>(&self, intent: &Intent, answer: Option<&A>) {
        if let Err(fault) = self.try_keep(intent, answer).await {
            tracing::error!(%fault, "an answer could not be kept under its key");
        }
    }

    async fn try_keep<A: Serialize>(&self, intent: &Intent, answer: Option<&A>) -> Result<(), Fault> {
        let Some(CommandKey { id, fingerprint }) = &intent.key else { return Ok(()) };
        let now = intent.at.as_second();
        let ttl = now.saturating_add(KEPT_SECONDS);
        let record = KeptRecord { fingerprint: fingerprint.clone(), runs_out: ttl, ttl };
        let mut item = item::write(&Key::stored_answer(id), &record)?;
        if let Some(answer) = answer {
            item.insert(ANSWER.to_owned(), AttributeValue::B(Blob::new(deflated(answer)?)));
        }
        let values = [(":now", number(now)), (":fingerprint", text(fingerprint.as_str()))];
        let values = HashMap::from(values.map(|(name, value)| (name.to_owned(), value)));
        let own = "(attribute_not_exists(answer) AND fingerprint = :fingerprint)";
        let expression = format!("attribute_not_exists(pk) OR runs_out < :now OR {own}");
        let condition = Condition { expression, values: Some(values) };
        match self.put_if(item, condition).await {
            Ok(()) | Err(Fault::LostRace) => Ok(()),
            Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
        }
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
    Fault::corrupt("a kept answer", why)
}
