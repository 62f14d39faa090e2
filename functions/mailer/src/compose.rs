//! Who is written what about an event.

use domain::catalog::Catalog;
use domain::{Email, Fault, Notice, ProgramCode};
use jiff::civil::Date;
use mail::Mail;
use table::Correspondents;

use crate::{claim, enrollment, voucher};

/// A mail and whom it is for.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) to: Email,
    pub(crate) mail: Mail,
}

/// What is known when a letter is written.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    /// What stands now.
    pub(crate) known: &'a Correspondents,
    pub(crate) catalog: &'a Catalog,
    pub(crate) today: Date,
}

/// The mails of an event; none where nobody can be written to, or where there is nothing left to say.
pub(crate) fn letters(
    notice: &Notice,
    known: &Correspondents,
    catalog: &Catalog,
    today: Date,
) -> Result<Vec<Outgoing>, Fault> {
    let desk = Desk { known, catalog, today };
    match notice {
        Notice::Voucher(about) => voucher::letters(about, desk),
        Notice::Claim(about) => claim::letters(about, desk),
        Notice::Enrollment(about) => enrollment::letters(about, desk),
    }
}

impl Desk<'_> {
    /// A program's name and code; its code alone when the catalog does not have it.
    pub(crate) fn program(&self, code: &ProgramCode) -> String {
        let found = self.catalog.program(code);
        found.map_or_else(|| code.to_string(), |program| format!("{} ({code})", program.name))
    }
}
