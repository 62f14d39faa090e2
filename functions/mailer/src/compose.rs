//! Who is written what about an event.

use domain::catalog::Catalog;
use domain::{Email, Fault, Notice, ProgramCode};
use jiff::civil::Date;
use mail::{Mail, Thread};
use table::{Correspondents, Recipient, Side};

use crate::{claim, enrollment, voucher};

/// A mail and whom it is for.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) side: Side,
    pub(crate) to: Email,
    pub(crate) mail: Mail,
}

/// A letter that there is to write.
#[derive(Debug)]
pub(crate) enum Letter {
    /// To somebody.
    To(Box<Outgoing>),
    /// To a partner of which nobody is known.
    ToNobody,
}

/// What is known when a letter is written.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    /// What stands now.
    pub(crate) known: &'a Correspondents,
    pub(crate) catalog: &'a Catalog,
    pub(crate) today: Date,
}

/// The letters about an event; none where there is nothing left to say.
pub(crate) fn letters(
    notice: &Notice,
    known: &Correspondents,
    catalog: &Catalog,
    today: Date,
) -> Result<Vec<Letter>, Fault> {
    let desk = Desk { known, catalog, today };
    match notice {
        Notice::Voucher(about) => voucher::letters(about, desk),
        Notice::Claim(about) => claim::letters(about, desk),
        Notice::Enrollment(about) => enrollment::letters(about, desk),
    }
}

/// The thread of a recipient's mails about the notice's subject: all letters about one voucher, one claim, one enrollment.
pub(crate) fn thread(notice: &Notice, to: &Email) -> Thread {
    let kind = match notice {
        Notice::Voucher(_) => "voucher",
        Notice::Claim(_) => "claim",
        Notice::Enrollment(_) => "enrollment",
    };
    let key = notice.key();
    Thread::about(kind, [&key.pk, &key.sk], to)
}

impl Outgoing {
    /// Whom it is for.
    pub(crate) fn recipient(&self) -> Recipient<'_> {
        Recipient { side: self.side, email: &self.to }
    }
}

impl Desk<'_> {
    /// A program's name and code; its code alone when the catalog does not have it.
    pub(crate) fn program(&self, code: &ProgramCode) -> String {
        let found = self.catalog.program(code);
        found.map_or_else(|| code.to_string(), |program| format!("{} ({code})", program.name))
    }
}
