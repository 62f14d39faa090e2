//! Letters about claims, to the partner whose they are.

use domain::claim::{Claim, Event, InvoiceCopy, Payment, Status};
use domain::notice::ClaimNotice;
use domain::{Fault, InvoiceNumber, calendar};
use mail::{ClaimFacts, PaymentFacts, WriteLetter, money, quoted};

use crate::letter::{Delivery, LetterContext};
use crate::partner;

/// The letters about a claim's event.
pub(crate) fn letters(about: &ClaimNotice, context: LetterContext<'_>) -> Result<Vec<Delivery>, Fault> {
    let Some(letter) = about.event.letter() else { return Ok(Vec::new()) };
    if !still_matters(&about.event, context) {
        tracing::info!(event = %about.event_id, "nothing left to say");
        return Ok(Vec::new());
    }
    let written =
        partner::delivery(context.known, &about.event_id, |language| letter.write(language, &facts(about, context)))?;
    Ok(vec![written])
}

/// Nobody is asked to submit what was submitted, given up or lost meanwhile, nor told of a hold that is over, of a release
/// that did not last or of a payment that failed before another was made; what else happened stays true.
fn still_matters(event: &Event, context: LetterContext<'_>) -> bool {
    let claim = context.known.claim.as_ref();
    let status = claim.map(|claim| claim.status(context.today));
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

/// The payment that was reported, and the day of what it has come to.
fn payment(event: &Event, context: LetterContext<'_>) -> Option<PaymentFacts> {
    let Event::PaymentReported { payment_id, payment: reported, .. } = event else { return None };
    let approved = context.known.claim.as_ref().and_then(Claim::approved);
    let found = approved.and_then(|approved| approved.payments.iter().find(|payment| payment.id == *payment_id));
    let word = found.and_then(Payment::stands).filter(|word| word.event == *reported);
    Some(PaymentFacts { number: payment_id.to_string(), day: word.map(|word| calendar::utc_day(word.at)) })
}

/// The invoice that was submitted. What was approved is not submitted again, so its number is still the one.
fn invoice_number<'a>(event: &'a Event, context: LetterContext<'a>) -> Option<&'a InvoiceNumber> {
    match event {
        Event::Submitted { invoice_number, .. } => Some(invoice_number),
        Event::Approved => Some(&context.known.claim.as_ref()?.submission()?.invoice_number),
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
fn invoice_copy(event: &Event, context: LetterContext<'_>) -> Option<InvoiceCopy> {
    let claim = context.known.claim.as_ref()?;
    let (told, stands) = (invoice_number(event, context)?, &claim.submission()?.invoice_number);
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
