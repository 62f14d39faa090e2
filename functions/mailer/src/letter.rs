//! What a letter is written with, and to whom it goes.

use domain::catalog::{Catalog, Names, Program};
use domain::{Email, ProgramCode};
use jiff::civil::Date;
use mail::Mail;
use table::{MailContacts, Recipient, Side};

/// What is known when a letter is written.
#[derive(Clone, Copy)]
pub(crate) struct LetterContext<'a> {
    /// What stands now.
    pub(crate) known: &'a MailContacts,
    pub(crate) catalog: &'a Catalog,
    pub(crate) today: Date,
}

/// Where a letter goes.
#[derive(Debug)]
pub(crate) enum Delivery {
    To(Box<Envelope>),
    /// Nobody of the partner is known.
    NoRecipient,
}

/// A mail and whom it is for.
#[derive(Debug)]
pub(crate) struct Envelope {
    pub(crate) side: Side,
    pub(crate) to: Email,
    pub(crate) mail: Mail,
}

impl Envelope {
    /// Whom it is for.
    pub(crate) fn recipient(&self) -> Recipient<'_> {
        Recipient { side: self.side, email: &self.to }
    }
}

impl LetterContext<'_> {
    /// A program's name and code; its code alone when the catalog does not have it.
    pub(crate) fn program(&self, code: &ProgramCode) -> Names {
        let Some(Program { name, .. }) = self.catalog.program(code) else {
            return Names::new(code.as_str(), code.as_str());
        };
        Names::new(format!("{} ({code})", name.en), format!("{}（{code}）", name.zh_tw))
    }
}
