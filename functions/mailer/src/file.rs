//! Letters about files, to the partner that uploaded them.

use domain::Fault;
use domain::deliverable::{Deliverable, File, Rejected};
use domain::letter::FileLetter;
use domain::notice::VoucherNotice;
use domain::voucher::Voucher;
use jiff::civil::Date;
use mail::{FileFacts, WriteLetter};

use crate::letter::{Delivery, LetterContext};
use crate::partner;

/// The letter about a rejected file (PROGRAM.md 8.2).
pub(crate) fn letter(about: &VoucherNotice, context: LetterContext<'_>) -> Result<Option<Delivery>, Fault> {
    let Some((file, rejected)) = rejected(context) else { return Ok(None) };
    let facts = FileFacts {
        number: about.then.voucher_number.to_string(),
        program: context.program(&about.then.program),
        days: about.then.days,
        last_day: about.then.expires_on,
        file_name: file.announced.file_name.to_string(),
        kind: file.announced.kind.as_str().to_owned(),
        reasons: rejected.reasons.iter().map(|reason| reason.as_str().to_owned()).collect(),
        correctable_until: context.contacts.voucher.as_ref().and_then(|voucher| correctable_until(voucher, context)),
    };
    let write = |language| FileLetter::Rejected.write(language, &facts, context.portal);
    partner::delivery(context.contacts, &about.event_id, write).map(Some)
}

/// The last day to submit again the claim that a file of a redeemed voucher corrects (PROGRAM.md 9.4), if it does.
pub(crate) fn correctable_until(voucher: &Voucher, context: LetterContext<'_>) -> Option<Date> {
    let claim = context.contacts.claim.as_ref().filter(|_| voucher.redeemed_at().is_some())?;
    claim.last_day().filter(|_| voucher.is_open_for_work(Some(claim.status(context.today))))
}

/// The rejected file of the notice; `None` when it was removed since.
pub(crate) fn rejected(context: LetterContext<'_>) -> Option<(&File, &Rejected)> {
    let file = context.contacts.file.as_ref()?;
    if let Deliverable::Rejected(rejected) = file { Some((file.file(), rejected)) } else { None }
}
