//! Letters about claims, to the partner.

use domain::claim::{Claim, Event, Payment, Side, Status};
use domain::invoice::InvoiceCopy;
use domain::notice::ClaimNotice;
use domain::{Fault, InvoiceNumber, calendar};
use mail::{ClaimFacts, PaymentFacts, WriteLetter, money, quoted};

use crate::letter::{Delivery, LetterContext};
use crate::partner;

/// The letters about a claim's event.
pub(crate) fn letters(about: &ClaimNotice, context: LetterContext<'_>) -> Result<Vec<Delivery>, Fault> {
    let Some(letter) = about.event.letter() else { return Ok(Vec::new()) };
    if !is_still_relevant(&about.event, context) {
        tracing::info!(event = %about.event_id, "the letter was dropped: it is out of date");
        return Ok(Vec::new());
    }
    let written = partner::delivery(context.contacts, &about.event_id, |language| {
        letter.write(language, &facts(about, context), context.portal)
    })?;
    Ok(vec![written])
}

/// True while the letter is up to date (PROGRAM.md 13.2). A reminder is dropped when the claim is no draft any more;
/// a letter about a hold, a review or a payment when the claim has another status or comment by now. All other
/// letters are always sent.
fn is_still_relevant(event: &Event, context: LetterContext<'_>) -> bool {
    let claim = context.contacts.claim.as_ref();
    let status = claim.map(|claim| claim.status(context.today));
    // Of several comments under the same status, only the letter about the latest is sent.
    let is_latest = |expected, comment| status == Some(expected) && claim.and_then(Claim::comment) == Some(comment);
    match event {
        Event::Reminded { .. } => status == Some(Status::Draft),
        Event::Held { comment } => is_latest(Status::OnHold, comment),
        Event::Released => matches!(status, Some(Status::Approved | Status::Scheduled)),
        Event::ChangesRequested { comment } => is_latest(Status::ActionRequired, comment),
        Event::Rejected { comment } => is_latest(Status::Rejected, comment),
        Event::PaymentReported { status: reported, .. } => status.is_some_and(|status| status.as_str() == reported),
        Event::Drafted
        | Event::Saved
        | Event::Submitted { .. }
        | Event::ReviewStarted
        | Event::Approved
        | Event::Withdrawn
        | Event::Reinstated
        | Event::Commented { .. }
        | Event::Disputed { .. }
        | Event::Settled { .. }
        | Event::Expired => true,
    }
}

fn facts(about: &ClaimNotice, context: LetterContext<'_>) -> ClaimFacts {
    let then = &about.then;
    ClaimFacts {
        claim_id: then.claim_id.to_string(),
        number: then.voucher_number.to_string(),
        program: context.program(&then.program),
        days: then.days,
        amount: then.amount.as_ref().map(money),
        due_on: then.due_on,
        correctable_until: then.correctable_until,
        reference: then.reference_number.clone(),
        invoice_number: invoice_number(&about.event, context).map(ToString::to_string),
        invoice_copy: invoice_copy(&about.event, context),
        payment: payment(&about.event, context),
        comment: comment(&about.event).map(quoted),
    }
}

/// The reported payment, with the day (UTC) of its latest event while that is still the reported one.
fn payment(event: &Event, context: LetterContext<'_>) -> Option<PaymentFacts> {
    let Event::PaymentReported { payment_id, payment: reported, .. } = event else { return None };
    let approved = context.contacts.claim.as_ref().and_then(Claim::approved);
    let found = approved.and_then(|approved| approved.payments.iter().find(|payment| payment.id == *payment_id));
    let latest = found.and_then(Payment::current_report).filter(|latest| latest.event == *reported);
    Some(PaymentFacts { number: payment_id.to_string(), day: latest.map(|latest| calendar::utc_day(latest.at)) })
}

/// The number of the submitted invoice. An approved claim is not submitted again, so the current number is the approved
/// one.
fn invoice_number<'a>(event: &'a Event, context: LetterContext<'a>) -> Option<&'a InvoiceNumber> {
    match event {
        Event::Submitted { invoice_number, .. } => Some(invoice_number),
        Event::Approved => Some(&context.contacts.claim.as_ref()?.submission()?.invoice_number),
        Event::Drafted
        | Event::Saved
        | Event::ReviewStarted
        | Event::ChangesRequested { .. }
        | Event::Rejected { .. }
        | Event::Held { .. }
        | Event::Released
        | Event::Withdrawn
        | Event::Reinstated
        | Event::Commented { .. }
        | Event::Disputed { .. }
        | Event::Settled { .. }
        | Event::Reminded { .. }
        | Event::Expired
        | Event::PaymentReported { .. } => None,
    }
}

/// The form in which the partner must supply the invoice itself (PROGRAM.md 11.7); `None` unless the claim still waits
/// for payment under the same invoice number.
fn invoice_copy(event: &Event, context: LetterContext<'_>) -> Option<InvoiceCopy> {
    let claim = context.contacts.claim.as_ref()?;
    let (notified, current) = (invoice_number(event, context)?, &claim.submission()?.invoice_number);
    let waits = match claim.status(context.today) {
        Status::Submitted | Status::UnderReview | Status::Approved | Status::OnHold => true,
        Status::Draft
        | Status::ActionRequired
        | Status::Scheduled
        | Status::Paid
        | Status::PaymentFailed
        | Status::Rejected
        | Status::Expired
        | Status::Withdrawn => false,
    };
    let needed = context.catalog.invoice(&claim.voucher.country).map(|invoice| invoice.copy);
    needed.filter(|_| waits && notified == current)
}

/// The comment of operations to the partner.
fn comment(event: &Event) -> Option<&str> {
    let (side, comment) = event.remark()?;
    (side == Side::Operations).then_some(comment.as_str())
}
