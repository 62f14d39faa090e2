//! Queues, a bucket and a sender of mails in memory.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use domain::deliverable::{HEAD_BYTES, Sha256, Verdict};
use domain::{Email, Fault, Notice};
use jiff::Timestamp;
use mail::{Mail, SendMail, Unsent};
use objects::{Arrived, Export, Inspect, KeepExport, ObjectKey};
use queue::{AnnounceRedeemed, RedeemedMessage, SendNotice};

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

/// Keeps the notices that were sent to the mail queue.
#[derive(Clone, Debug, Default)]
pub struct MemoryNotices(Arc<Mutex<Vec<Notice>>>);

impl MemoryNotices {
    /// Everything sent so far, which it forgets.
    pub fn take(&self) -> Vec<Notice> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl SendNotice for MemoryNotices {
    async fn send(&self, notice: &Notice) -> Result<(), Fault> {
        self.0.lock().unwrap().push(notice.clone());
        Ok(())
    }
}

/// What goes wrong with the next mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailFault {
    /// Too much at once.
    Throttled,
    /// It is not accepted, for a reason of the sender's own.
    NotSent,
    /// It is sent; the answer never arrives.
    AnswerLost,
}

/// Keeps what was sent; refuses whom it was told to.
#[derive(Clone, Debug, Default)]
pub struct MemoryMailer(Arc<Mutex<Mailbox>>);

#[derive(Debug, Default)]
struct Mailbox {
    sent: Vec<(String, Mail)>,
    refused: Vec<String>,
    faults: Vec<MailFault>,
}

impl MemoryMailer {
    /// Everything sent so far, each with its recipient.
    pub fn sent(&self) -> Vec<(String, Mail)> {
        self.0.lock().unwrap().sent.clone()
    }

    /// Forgets what was sent; returns it.
    pub fn take(&self) -> Vec<(String, Mail)> {
        std::mem::take(&mut self.0.lock().unwrap().sent)
    }

    /// Refuses this address from now on.
    pub fn refuse(&self, address: &str) {
        self.0.lock().unwrap().refused.push(address.to_owned());
    }

    /// Lets the next mail go wrong; several times for several mails.
    pub fn fail(&self, fault: MailFault) {
        self.0.lock().unwrap().faults.push(fault);
    }
}

impl SendMail for MemoryMailer {
    async fn send(&self, to: &Email, mail: &Mail) -> Result<(), Unsent> {
        let fault = || Fault::Unavailable { what: "memory", source: "as planned".into() };
        let mut mailbox = self.0.lock().unwrap();
        if mailbox.refused.iter().any(|refused| refused == to.as_str()) {
            return Err(Unsent::Refused { code: "MessageRejected".to_owned() });
        }
        let planned = if mailbox.faults.is_empty() { None } else { Some(mailbox.faults.remove(0)) };
        match planned {
            Some(MailFault::Throttled) => return Err(Unsent::Throttled),
            Some(MailFault::NotSent) => return Err(Unsent::NotSent(fault())),
            Some(MailFault::AnswerLost) | None => mailbox.sent.push((to.to_string(), mail.clone())),
        }
        if planned.is_some() { Err(Unsent::Unknown(fault())) } else { Ok(()) }
    }
}

/// Keeps what was uploaded, and exports.
#[derive(Clone, Debug, Default)]
pub struct MemoryBucket(Arc<Mutex<HashMap<String, Arrived>>>, Arc<Mutex<HashMap<String, Vec<u8>>>>);

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

impl MemoryBucket {
    /// The bytes of an export, by the URL it is downloaded from.
    pub fn export(&self, url: &str) -> Option<Vec<u8>> {
        self.1.lock().unwrap().get(url).cloned()
    }
}

impl KeepExport for MemoryBucket {
    async fn keep(&self, export: Export<'_>, file: &Path, now: Timestamp) -> Result<(String, Timestamp), Fault> {
        let url = format!("https://bucket.example/{}", export.key());
        self.1.lock().unwrap().insert(url.clone(), std::fs::read(file).unwrap());
        Ok((url, now))
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
