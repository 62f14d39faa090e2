//! The capability to send a mail, and what can come of it.

use std::future::Future;

use domain::{Email, Fault};

use crate::{Mail, Thread};

/// Sends mails.
pub trait SendMail {
    /// Hands a mail over, once: an implementation never tries again by itself.
    ///
    /// # Errors
    /// [`SendError`] says whether trying again makes sense, and whether it may have been sent after all.
    fn send(&self, to: &Email, mail: &Mail, thread: &Thread) -> impl Future<Output = Result<(), SendError>> + Send;
}

/// Why a mail was not sent, as far as that is known.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// This recipient cannot be written to; trying again changes nothing.
    #[error("refused: {code}")]
    Refused {
        /// The service's word for it; never an address.
        code: String,
    },
    /// Too many at once; it was certainly not sent.
    #[error("throttled")]
    Throttled,
    /// It was certainly not sent, for a reason that has nothing to do with the recipient.
    #[error("not sent")]
    NotSent(#[source] Fault),
    /// No answer came: it may have been sent.
    #[error("it is not known whether it was sent")]
    Unknown(#[source] Fault),
}
