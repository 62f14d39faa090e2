//! Letters about claims, to the partner whose they are.

use domain::claim::{Claim, Event, InvoiceCopy, Payment, Status};
use domain::notice::{About, ClaimThen, PaymentNews, payment_news};
use domain::{Fault, InvoiceNumber, calendar};
use mail::{ClaimFacts, ClaimLetter, PaymentFacts, money, quoted};

use crate::compose::{Desk, Letter};
use crate::partner;

type ClaimNotice = About<Event, ClaimThen>;

/// The letters about a claim's event.
pub(crate) fn letters(about: &ClaimNotice, desk: Desk<'_>) -> Result<Vec<Letter>, Fault> {
    let Some(letter) = letter(&about.event) else { return Ok(Vec::new()) };
    if !still_matters(&about.event, desk) {
        tracing::info!(event = %about.key, "nothing left to say");
        return Ok(Vec::new());
    }
    let written = partner::outgoing(desk.known, &about.key, |language| letter.write(language, &facts(about, desk)))?;
    Ok(vec![written])
}

/// Nobody is asked to submit what was submitted, given up or lost meanwhile, nor told of a hold that is over, of a release
/// that did not last or of a payment that failed before another was made; what else happened stays true.
fn still_matters(event: &Event, desk: Desk<'_>) -> bool {
    let claim = desk.known.claim.as_ref();
    let status = claim.map(|claim| claim.status(desk.today));
    // Of several words that were said, only the last one stands.
    let stands = |told, comment| status == Some(told) && claim.and_then(Claim::comment) == Some(comment);
    match event {
        Event::Reminded { .. } => status == Some(Status::Draft),
        Event::Held { comment } => stands(Status::OnHold, comment),
        Event::Released => matches!(status, Some(Status::Approved | Status::Scheduled)),
        Event::ChangesRequested { comment } => stands(Status::ActionRequired, comment),
        Event::Rejected { comment } => stands(Status::Rejected, comment),
        Event::PaymentReported { status: told, .. } => status.is_some_and(|status| status.as_str() == told),
        Event::Drafted
        | Event::Saved
        | Event::Submitted { .. }
        | Event::ReviewStarted
        | Event::Approved
        | Event::Withdrawn
        | Event::Disputed { .. }
        | Event::Settled { .. }
        | Event::Expired => true,
    }
}

fn letter(event: &Event) -> Option<ClaimLetter> {
    match event {
        Event::Submitted { .. } => Some(ClaimLetter::Submitted),
        Event::ChangesRequested { .. } => Some(ClaimLetter::ChangesRequested),
        Event::Approved => Some(ClaimLetter::Approved),
        Event::Rejected { .. } => Some(ClaimLetter::Rejected),
        Event::Held { .. } => Some(ClaimLetter::Held),
        Event::Released => Some(ClaimLetter::Released),
        Event::Reminded { .. } => Some(ClaimLetter::Reminder),
        Event::Settled { .. } => Some(ClaimLetter::DisputeSettled),
        Event::Expired => Some(ClaimLetter::Expired),
        Event::PaymentReported { payment, status, before, .. } => match payment_news(*payment, status, before)? {
            PaymentNews::Paid => Some(ClaimLetter::Paid),
            PaymentNews::Failed => Some(ClaimLetter::PaymentFailed),
        },
        Event::Drafted | Event::Saved | Event::ReviewStarted | Event::Withdrawn | Event::Disputed { .. } => None,
    }
}

fn facts(about: &ClaimNotice, desk: Desk<'_>) -> ClaimFacts {
    let then = &about.then;
    ClaimFacts {
        claim_id: then.claim_id.to_string(),
        number: then.voucher_number.to_string(),
        program: desk.program(&then.program),
        days: then.days,
        amount: then.amount.as_ref().map(money),
        due_on: then.due_on,
        correctable_until: then.correctable_until,
        reference: then.reference_number.clone(),
        invoice_number: invoice_number(&about.event, desk).map(ToString::to_string),
        invoice_copy: invoice_copy(&about.event, desk),
        payment: payment(&about.event, desk),
        comment: comment(&about.event).map(quoted),
    }
}

/// The payment that was reported, and the day of what it has come to.
fn payment(event: &Event, desk: Desk<'_>) -> Option<PaymentFacts> {
    let Event::PaymentReported { payment_id, payment: reported, .. } = event else { return None };
    let approved = desk.known.claim.as_ref().and_then(Claim::approved);
    let found = approved.and_then(|approved| approved.payments.iter().find(|payment| payment.id == *payment_id));
    let word = found.and_then(Payment::stands).filter(|word| word.event == *reported);
    Some(PaymentFacts { number: payment_id.to_string(), day: word.map(|word| calendar::utc_day(word.at)) })
}

/// The invoice that was submitted. What was approved is not submitted again, so its number is still the one.
fn invoice_number<'a>(event: &'a Event, desk: Desk<'a>) -> Option<&'a InvoiceNumber> {
    match event {
        Event::Submitted { invoice_number, .. } => Some(invoice_number),
        Event::Approved => Some(&desk.known.claim.as_ref()?.submission()?.invoice_number),
        Event::Drafted
        | Event::Saved
        | Event::ReviewStarted
        | Event::ChangesRequested { .. }
        | Event::Rejected { .. }
        | Event::Held { .. }
        | Event::Released
        | Event::Withdrawn
        | Event::Disputed { .. }
        | Event::Settled { .. }
        | Event::Reminded { .. }
        | Event::Expired
        | Event::PaymentReported { .. } => None,
    }
}

/// In what form the invoice itself is asked for: while the claim waits for its money under that very number.
fn invoice_copy(event: &Event, desk: Desk<'_>) -> Option<InvoiceCopy> {
    let claim = desk.known.claim.as_ref()?;
    let (told, stands) = (invoice_number(event, desk)?, &claim.submission()?.invoice_number);
    let waits = match claim.status(desk.today) {
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
    InvoiceCopy::needed_in(&claim.voucher.country).filter(|_| waits && told == stands)
}

/// What operations said to the partner.
fn comment(event: &Event) -> Option<&str> {
    match event {
        Event::ChangesRequested { comment }
        | Event::Rejected { comment }
        | Event::Held { comment }
        | Event::Settled { comment } => Some(comment.as_str()),
        Event::Drafted
        | Event::Saved
        | Event::Submitted { .. }
        | Event::ReviewStarted
        | Event::Approved
        | Event::Released
        | Event::Withdrawn
        | Event::Disputed { .. }
        | Event::Reminded { .. }
        | Event::Expired
        | Event::PaymentReported { .. } => None,
    }
}
