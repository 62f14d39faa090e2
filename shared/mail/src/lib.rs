//! E-mail: the letters of the program in each language (PROGRAM.md 13), and their delivery with SES. No other crate
//! uses the SES SDK.
//!
//! A letter has one template of plain text per language (`templates/<language>/<letter>.txt`). The layout makes both
//! the text and the HTML of a mail from it, so that they are the same, and HTML is escaped in one place.
//! `glossary.toml` lists the terms of both languages; a test checks every letter against it.

mod facts;
mod headers;
mod language;
mod layout;
mod letter;
mod pieces;
mod portal;
pub mod samples;
mod send;
mod ses;
mod thread;

pub use facts::{ClaimFacts, EnrollmentFacts, FileFacts, InvoiceFacts, PaymentFacts, VoucherFacts, money, quoted};
pub use layout::Mail;
pub use letter::WriteLetter;
pub use portal::{NotAnOrigin, Portal};
pub use send::{SendError, SendMail};
pub use ses::Ses;
pub use thread::Thread;

#[cfg(test)]
mod tests;
