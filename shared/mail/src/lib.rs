//! E-mail: what the program writes, in which language, and handing it to SES. Nothing else names the SES SDK.
//!
//! A letter is written once in each language, as a template of plain text (`templates/<language>/<letter>.txt`). Text and
//! HTML are both set from what it says, so that they never say different things, and HTML is escaped in one place.

mod facts;
mod language;
mod layout;
mod letter;
mod send;
mod ses;

pub use facts::{ClaimFacts, EnrollmentFacts, VoucherFacts, money, quoted};
pub use language::Language;
pub use layout::Mail;
pub use letter::{ClaimLetter, EnrollmentLetter, VoucherLetter};
pub use send::{SendMail, Unsent};
pub use ses::Ses;

#[cfg(test)]
mod tests;
