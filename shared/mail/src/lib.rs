//! E-mail: what the program writes, in which language, and handing it to SES. Nothing else names the SES SDK.
//!
//! A letter is written once in each language, as a template of plain text (`templates/<language>/<letter>.txt`). Text and
//! HTML are both set from it, so that they never differ, and HTML is escaped in one place. The terms of both languages are
//! listed in `glossary.toml`; a test holds every letter to them.

mod facts;
mod headers;
mod language;
mod layout;
mod letter;
mod pieces;
pub mod samples;
mod send;
mod ses;
mod thread;

pub use facts::{ClaimFacts, EnrollmentFacts, FileFacts, PaymentFacts, VoucherFacts, money, quoted};
pub use layout::Mail;
pub use letter::WriteLetter;
pub use send::{SendError, SendMail};
pub use ses::Ses;
pub use thread::Thread;

#[cfg(test)]
mod tests;
