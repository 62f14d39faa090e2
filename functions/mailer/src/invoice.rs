//! Letters about the files of invoices, to the partner that uploaded them.

use domain::Fault;
use domain::deliverable::{Deliverable, File, Rejected};
use domain::notice::InvoiceNotice;
use mail::{InvoiceFacts, WriteLetter};

use crate::letter::{Delivery, LetterContext};
use crate::partner;

/// The letter about a rejected file (PROGRAM.md 11.7); none once another file was announced (PROGRAM.md 13.2).
pub(crate) fn letters(about: &InvoiceNotice, context: LetterContext<'_>) -> Result<Vec<Delivery>, Fault> {
    let Some(letter) = about.event.letter() else { return Ok(Vec::new()) };
    let Some((file, rejected)) = rejected(about, context) else {
        tracing::info!(event = %about.event_id, "the letter was dropped: it is out of date");
        return Ok(Vec::new());
    };
    let facts = InvoiceFacts {
        company: partner::name(context.contacts).unwrap_or_else(|| about.then.company_id.to_string()),
        number: about.then.invoice_number.to_string(),
        file_name: file.announced.file_name.to_string(),
        reasons: rejected.reasons.iter().map(|reason| reason.as_str().to_owned()).collect(),
    };
    let write = |language| letter.write(language, &facts, context.portal);
    Ok(vec![partner::delivery(context.contacts, &about.event_id, write)?])
}

/// The rejected file, while it is the invoice's latest one.
fn rejected<'a>(about: &InvoiceNotice, context: LetterContext<'a>) -> Option<(&'a File, &'a Rejected)> {
    let file = context.contacts.invoice.as_ref()?.file.as_ref()?;
    let Deliverable::Rejected(rejected) = file else { return None };
    (file.file().upload == about.then.upload).then_some((file.file(), rejected))
}
