//! Letters about files, to the partner that uploaded them.

use domain::Fault;
use domain::deliverable::{Deliverable, File, Rejected};
use domain::voucher::Event;
use mail::{FileFacts, FileLetter};

use crate::compose::{Desk, Letter};
use crate::partner;
use crate::voucher::VoucherNotice;

/// The letter about a file that does not count.
pub(crate) fn letter(about: &VoucherNotice, desk: Desk<'_>) -> Result<Option<Letter>, Fault> {
    let Event::DeliverableRejected { .. } = &about.event else { return Ok(None) };
    let Some((file, rejected)) = rejected(desk) else { return Ok(None) };
    let facts = FileFacts {
        number: about.then.voucher_number.to_string(),
        program: desk.program(&about.then.program),
        days: about.then.days,
        last_day: about.then.expires_on,
        file_name: file.announced.file_name.to_string(),
        kind: file.announced.kind.to_string(),
        reasons: rejected.reasons.iter().map(|reason| reason.code().to_owned()).collect(),
    };
    let write = |language| FileLetter::Rejected.write(language, &facts);
    partner::outgoing(desk.known, &about.key, write).map(Some)
}

/// The file of the notice, unless it was removed since.
pub(crate) fn rejected(desk: Desk<'_>) -> Option<(&File, &Rejected)> {
    let file = desk.known.file.as_ref()?;
    if let Deliverable::Rejected(rejected) = file { Some((file.file(), rejected)) } else { None }
}
