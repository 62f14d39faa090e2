//! Mail threads, in which mail programs group the mails about one voucher, claim or enrollment.

use domain::{Email, digest};

/// Hexadecimal digits of the digest in a thread's name: 128 bits.
const DIGEST_CHARS: usize = 32;

/// The thread of one recipient's mails about one item. Its name is stable, and reveals neither number nor address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    kind: &'static str,
    digest: String,
}

impl Thread {
    /// The thread of a recipient about an item. `kind` is for example `voucher`; `name` identifies the item.
    pub fn about(kind: &'static str, name: &str, to: &Email) -> Self {
        let to = to.as_str().to_ascii_lowercase();
        let digest = digest::hex_of_parts(&[kind, name, &to].map(str::as_bytes));
        Self { kind, digest: digest.chars().take(DIGEST_CHARS).collect() }
    }

    /// The message id of the thread's root (RFC 5322 3.6.4), which no mail has: `<voucher.DIGEST@DOMAIN>`.
    pub fn root(&self, domain: &str) -> String {
        format!("<{}.{}@{domain}>", self.kind, self.digest)
    }
}
