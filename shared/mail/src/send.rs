//! The trait to send a mail, and its errors.

use std::future::Future;

use domain::{Email, Fault};

use crate::{Mail, Thread};

/// Sends mails.
pub trait SendMail {
    /// Sends a mail. An implementation must not retry: the caller retries and decides about duplicates
    /// (DECISIONS.md 39).
    ///
    /// # Errors
    /// [`SendError`] distinguishes transient and permanent failures, and failures after which the mail may have been
    /// sent.
    fn send(&self, to: &Email, mail: &Mail, thread: &Thread) -> impl Future<Output = Result<(), SendError>> + Send;
}

/// The reason why a mail was not sent, or not known to be sent (DECISIONS.md 38).
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// A permanent failure: the service refuses mails to this recipient.
    #[error("refused: {code}")]
    Refused {
        /// The error code of the service; never an address.
        code: String,
    },
    /// The sending rate is too high; the mail was not sent.
    #[error("throttled")]
    Throttled,
    /// The mail was not sent, for a reason other than the recipient.
    #[error("not sent")]
    NotSent(#[source] Fault),
    /// No answer came; the mail may have been sent.
    #[error("it is not known whether it was sent")]
    Unknown(#[source] Fault),
}
