//! Queues, a bucket and a mailer in memory.

use std::collections::HashMap;
use std::future::ready;
use std::path::Path;
use std::sync::{Arc, Mutex};

use content::ReadRange;
use domain::deliverable::{FileType, Observation, Sha256, Verdict};
use domain::{Email, Fault, Notice};
use futures::future::BoxFuture;
use jiff::Timestamp;
use mail::{Mail, SendError, SendMail, Thread};
use objects::{Export, Inspect, ObjectKey, StoreExport};
use queue::{Changes, Enqueue, Message, RedeemedMessage};

/// A queue in memory, which can be made unreachable.
#[derive(Clone, Debug)]
pub struct Memory<T>(Arc<Mutex<Messages<T>>>);

/// The claims queue.
pub type MemoryQueue = Memory<RedeemedMessage>;
/// The mail queue.
pub type MemoryNotices = Memory<Notice>;
/// The quarantine of the outbox.
pub type MemoryQuarantine = Memory<Changes>;

#[derive(Debug)]
struct Messages<T> {
    list: Vec<T>,
    out_of_reach: bool,
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Messages { list: Vec::new(), out_of_reach: false })))
    }
}

impl<T> Memory<T> {
    /// Takes every message out.
    pub fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.0.lock().unwrap().list)
    }

    /// The number of messages.
    pub fn count(&self) -> usize {
        self.0.lock().unwrap().list.len()
    }

    /// Makes the queue unreachable or reachable.
    pub fn out_of_reach(&self, out_of_reach: bool) {
        self.0.lock().unwrap().out_of_reach = out_of_reach;
    }

    fn store(&self, message: T) -> Result<(), Fault> {
        let mut messages = self.0.lock().unwrap();
        if messages.out_of_reach {
            return Err(Fault::Unavailable { what: "memory", source: "out of reach".into() });
        }
        messages.list.push(message);
        Ok(())
    }
}

impl<M: Message + Clone + Send + Sync> Enqueue<M> for Memory<M> {
    async fn enqueue(&self, message: &M) -> Result<(), Fault> {
        message.body()?;
        self.store(message.clone())
    }
}

/// A planned fault of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailFault {
    /// The rate limit is exceeded.
    Throttled,
    /// The mail is not accepted, because of a fault of the mail service.
    NotSent,
    /// The mail is sent; the response is lost.
    AnswerLost,
}

/// A mailer in memory, which can refuse addresses and fail.
#[derive(Clone, Debug, Default)]
pub struct MemoryMailer(Arc<Mutex<Mailbox>>);

#[derive(Debug, Default)]
struct Mailbox {
    sent: Vec<(String, Mail)>,
    threads: Vec<Thread>,
    refused: Vec<String>,
    faults: Vec<MailFault>,
}

impl MemoryMailer {
    /// The sent mails, each with its recipient.
    pub fn sent(&self) -> Vec<(String, Mail)> {
        self.0.lock().unwrap().sent.clone()
    }

    /// The thread of each sent mail, in the order of [`Self::sent`].
    pub fn threads(&self) -> Vec<Thread> {
        self.0.lock().unwrap().threads.clone()
    }

    /// Takes every sent mail out.
    pub fn take(&self) -> Vec<(String, Mail)> {
        let mut mailbox = self.0.lock().unwrap();
        mailbox.threads.clear();
        std::mem::take(&mut mailbox.sent)
    }

    /// Refuses this address from now on.
    pub fn refuse(&self, address: &str) {
        self.0.lock().unwrap().refused.push(address.to_owned());
    }

    /// Plans a fault of the next mail; several calls plan faults of several mails.
    pub fn fail(&self, fault: MailFault) {
        self.0.lock().unwrap().faults.push(fault);
    }
}

impl SendMail for MemoryMailer {
    async fn send(&self, to: &Email, mail: &Mail, thread: &Thread) -> Result<(), SendError> {
        let fault = || Fault::Unavailable { what: "memory", source: "as planned".into() };
        let mut mailbox = self.0.lock().unwrap();
        if mailbox.refused.iter().any(|refused| refused == to.as_str()) {
            return Err(SendError::Refused { code: "MessageRejected".to_owned() });
        }
        let planned = if mailbox.faults.is_empty() { None } else { Some(mailbox.faults.remove(0)) };
        match planned {
            Some(MailFault::Throttled) => return Err(SendError::Throttled),
            Some(MailFault::NotSent) => return Err(SendError::NotSent(fault())),
            Some(MailFault::AnswerLost) | None => {
                mailbox.sent.push((to.to_string(), mail.clone()));
                mailbox.threads.push(thread.clone());
            }
        }
        if planned.is_some() { Err(SendError::Unknown(fault())) } else { Ok(()) }
    }
}

/// A bucket in memory, with uploads and exports.
#[derive(Clone, Debug, Default)]
pub struct MemoryBucket(Arc<Mutex<HashMap<String, Object>>>, Arc<Mutex<HashMap<String, StoredExport>>>);

/// An uploaded object, with its scanner verdict.
#[derive(Clone, Debug)]
struct Object {
    bytes: Vec<u8>,
    verdict: Verdict,
}

/// A stored export.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are self-explanatory")]
pub struct StoredExport {
    pub content_type: String,
    pub bytes: Vec<u8>,
}

impl MemoryBucket {
    /// Stores an object with this scanner verdict.
    pub fn put(&self, key: &str, bytes: &[u8], verdict: Verdict) {
        self.0.lock().unwrap().insert(key.to_owned(), Object { bytes: bytes.to_vec(), verdict });
    }
}

impl MemoryBucket {
    /// The export with this download URL.
    pub fn export(&self, url: &str) -> Option<StoredExport> {
        self.1.lock().unwrap().get(url).cloned()
    }
}

impl StoreExport for MemoryBucket {
    fn keep<'a>(
        &'a self,
        export: Export<'a>,
        file: &'a Path,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<(String, Timestamp), Fault>> {
        let url = format!("https://bucket.example/{}", export.key());
        let stored = StoredExport { content_type: export.content_type.to_owned(), bytes: std::fs::read(file).unwrap() };
        self.1.lock().unwrap().insert(url.clone(), stored);
        Box::pin(ready(Ok((url, now))))
    }
}

impl Inspect for MemoryBucket {
    async fn inspect(&self, key: &ObjectKey, announced: FileType) -> Result<Option<Observation>, Fault> {
        let Some(object) = self.0.lock().unwrap().get(&key.to_string()).cloned() else { return Ok(None) };
        let size = u64::try_from(object.bytes.len()).unwrap();
        let sha256 = Sha256::parse(&sha256_hex(&object.bytes)).ok();
        let finding = content::examine(announced, size, &object).await?;
        Ok(Some(Observation { size, sha256, finding, verdict: object.verdict }))
    }
}

impl ReadRange for Object {
    async fn read_range(&self, offset: u64, length: usize) -> Result<Vec<u8>, Fault> {
        let from = usize::try_from(offset).unwrap();
        Ok(self.bytes[from..from + length].to_vec())
    }
}

/// SHA-256 as 64 hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(ring::digest::digest(&ring::digest::SHA256, bytes))
}
