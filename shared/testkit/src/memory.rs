//! Queues, a bucket and a sender of mails in memory.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use domain::deliverable::{HEAD_BYTES, Sha256, Verdict};
use domain::{Email, Fault, Notice};
use jiff::Timestamp;
use mail::{Mail, SendMail, Unsent};
use objects::{Arrived, Export, Inspect, KeepExport, ObjectKey};
use queue::{AnnounceRedeemed, Changes, RedeemedMessage, SendNotice, SetAside};

/// Keeps what it is told; tells of a fault instead while it is out of reach.
#[derive(Clone, Debug)]
pub struct Memory<T>(Arc<Mutex<Told<T>>>);

/// The claims queue.
pub type MemoryQueue = Memory<RedeemedMessage>;
/// The mail queue.
pub type MemoryNotices = Memory<Notice>;
/// What the outbox set aside.
pub type MemoryAside = Memory<Changes>;

#[derive(Debug)]
struct Told<T> {
    kept: Vec<T>,
    out_of_reach: bool,
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Told { kept: Vec::new(), out_of_reach: false })))
    }
}

impl<T> Memory<T> {
    /// Everything told so far, which it forgets.
    pub fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.0.lock().unwrap().kept)
    }

    /// How much it was told and has not forgotten.
    pub fn count(&self) -> usize {
        self.0.lock().unwrap().kept.len()
    }

    /// Out of reach from now on, or within it again.
    pub fn out_of_reach(&self, out_of_reach: bool) {
        self.0.lock().unwrap().out_of_reach = out_of_reach;
    }

    fn tell(&self, what: T) -> Result<(), Fault> {
        let mut told = self.0.lock().unwrap();
        if told.out_of_reach {
            return Err(Fault::Unavailable { what: "memory", source: "out of reach".into() });
        }
        told.kept.push(what);
        Ok(())
    }
}

impl AnnounceRedeemed for MemoryQueue {
    async fn announce(&self, message: &RedeemedMessage) -> Result<(), Fault> {
        self.tell(message.clone())
    }
}

impl SendNotice for MemoryNotices {
    async fn send(&self, notice: &Notice) -> Result<(), Fault> {
        self.tell(notice.clone())
    }
}

impl SetAside for MemoryAside {
    async fn set_aside(&self, changes: &Changes) -> Result<(), Fault> {
        changes.body()?;
        self.tell(changes.clone())
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
pub struct MemoryBucket(Arc<Mutex<HashMap<String, Arrived>>>, Arc<Mutex<HashMap<String, KeptExport>>>);

/// An export as it was stored.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct KeptExport {
    pub content_type: String,
    pub bytes: Vec<u8>,
}

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
    /// An export, by the URL it is downloaded from.
    pub fn export(&self, url: &str) -> Option<KeptExport> {
        self.1.lock().unwrap().get(url).cloned()
    }
}

impl KeepExport for MemoryBucket {
    async fn keep(&self, export: Export<'_>, file: &Path, now: Timestamp) -> Result<(String, Timestamp), Fault> {
        let url = format!("https://bucket.example/{}", export.key());
        let kept = KeptExport { content_type: export.content_type.to_owned(), bytes: std::fs::read(file).unwrap() };
        self.1.lock().unwrap().insert(url.clone(), kept);
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
