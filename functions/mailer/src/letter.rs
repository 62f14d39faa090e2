//! The context that letters are written with, and their recipients.

use domain::catalog::{Catalog, Names, Program};
use domain::{Email, ProgramCode};
use jiff::civil::Date;
use mail::{Mail, Portal};
use table::{MailContacts, Recipient, Side};

/// The data that a letter is written with.
#[derive(Clone, Copy)]
pub(crate) struct LetterContext<'a> {
    /// The current state of the notice's subject and of its partner.
    pub(crate) contacts: &'a MailContacts,
    pub(crate) catalog: &'a Catalog,
    pub(crate) portal: &'a Portal,
    pub(crate) today: Date,
}

/// A letter with its recipient.
#[derive(Debug)]
pub(crate) enum Delivery {
    To(Box<Envelope>),
    /// No address of the partner is known.
    NoRecipient,
}

/// A mail and its recipient.
#[derive(Debug)]
pub(crate) struct Envelope {
    pub(crate) side: Side,
    pub(crate) to: Email,
    pub(crate) mail: Mail,
}

impl Envelope {
    pub(crate) fn recipient(&self) -> Recipient<'_> {
        Recipient { side: self.side, email: &self.to }
    }
}

impl LetterContext<'_> {
    /// The name and code of a program, or the code alone when the catalog does not have the program.
    pub(crate) fn program(&self, code: &ProgramCode) -> Names {
        let Some(Program { name, .. }) = self.catalog.program(code) else {
            return Names::new(code.as_str(), code.as_str());
        };
        Names::new(format!("{} ({code})", name.en), format!("{}（{code}）", name.zh_tw))
    }
}
