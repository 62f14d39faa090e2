//! Threads: the mails about one thing, gathered by the reader's mail program.

use domain::{Email, digest};

/// How much of the digest names a thread: 128 bits.
const DIGEST_CHARS: usize = 32;

/// The thread of one recipient's mails about one thing. Its name is stable, and neither number nor address can be read
/// from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    kind: &'static str,
    digest: String,
}

impl Thread {
    /// The thread of a recipient about a thing. `kind` is a word such as `voucher`; `name` identifies the thing.
    pub fn about(kind: &'static str, name: &str, to: &Email) -> Self {
        let to = to.as_str().to_ascii_lowercase();
        let digest = digest::hex_of_parts(&[kind, name, &to].map(str::as_bytes));
        Self { kind, digest: digest.chars().take(DIGEST_CHARS).collect() }
    }

    /// The message id (RFC 5322, 3.6.4) of the thread's root, which no message has: `<voucher.DIGEST@DOMAIN>`.
    pub fn root(&self, domain: &str) -> String {
        format!("<{}.{}@{domain}>", self.kind, self.digest)
    }
}
