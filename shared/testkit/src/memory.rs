//! A queue and a bucket in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use domain::Fault;
use domain::deliverable::{HEAD_BYTES, Sha256, Verdict};
use objects::{Arrived, Inspect, ObjectKey};
use queue::{AnnounceRedeemed, RedeemedMessage};

/// Keeps what was announced.
#[derive(Clone, Debug, Default)]
pub struct MemoryQueue(Arc<Mutex<Vec<RedeemedMessage>>>);

impl MemoryQueue {
    /// Everything announced so far, which it forgets.
    pub fn take(&self) -> Vec<RedeemedMessage> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl AnnounceRedeemed for MemoryQueue {
    async fn announce(&self, message: &RedeemedMessage) -> Result<(), Fault> {
        self.0.lock().unwrap().push(message.clone());
        Ok(())
    }
}

/// Keeps what was uploaded.
#[derive(Clone, Debug, Default)]
pub struct MemoryBucket(Arc<Mutex<HashMap<String, Arrived>>>);

impl MemoryBucket {
    /// Stores bytes under a key, as storage would after a scan with this verdict.
    pub fn put(&self, key: &str, bytes: &[u8], verdict: Verdict) {
        let hex = sha256_hex(bytes);
        let arrived = Arrived {
            size: u64::try_from(bytes.len()).unwrap(),
            sha256: Some(Sha256::parse(&hex).unwrap()),
            head: bytes.iter().take(HEAD_BYTES).copied().collect(),
            verdict,
        };
        self.0.lock().unwrap().insert(key.to_owned(), arrived);
    }
}

impl Inspect for MemoryBucket {
    async fn inspect(&self, key: &ObjectKey) -> Result<Option<Arrived>, Fault> {
        Ok(self.0.lock().unwrap().get(&key.to_string()).cloned())
    }
}

/// SHA-256 as 64 hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(ring::digest::digest(&ring::digest::SHA256, bytes))
}
