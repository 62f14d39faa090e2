//! Letters about claims, to the partner whose they are.

use domain::Fault;
use domain::claim::{Claim, Event, Status};
use domain::notice::{About, ClaimThen, PaymentNews, payment_news};
use mail::{ClaimFacts, ClaimLetter, money, quoted};

use crate::compose::{Desk, Outgoing};
use crate::partner;

type ClaimNotice = About<Event, ClaimThen>;

/// The letters about a claim's event.
pub(crate) fn letters(about: &ClaimNotice, desk: Desk<'_>) -> Result<Vec<Outgoing>, Fault> {
    let Some(letter) = letter(&about.event) else { return Ok(Vec::new()) };
    let is_reminder = matches!(about.event, Event::Reminded { .. });
    let is_draft = |claim: &Claim| claim.status(desk.today) == Status::Draft;
    if is_reminder && !desk.known.claim.as_ref().is_some_and(is_draft) {
        // Nobody is asked to submit what was submitted, given up or lost meanwhile.
        tracing::info!(event = %about.key, "nothing left to say");
        return Ok(Vec::new());
    }
    let written = partner::outgoing(desk.known, &about.key, |language| letter.write(language, &facts(about, desk)))?;
    Ok(written.into_iter().collect())
}

fn letter(event: &Event) -> Option<ClaimLetter> {
    match event {
        Event::Submitted { .. } => Some(ClaimLetter::Submitted),
        Event::ChangesRequested { .. } => Some(ClaimLetter::ChangesRequested),
        Event::Approved => Some(ClaimLetter::Approved),
        Event::Rejected { .. } => Some(ClaimLetter::Rejected),
        Event::Reminded { .. } => Some(ClaimLetter::Reminder),
        Event::Expired => Some(ClaimLetter::Expired),
        Event::PaymentReported { payment, status, before, .. } => {
            match payment_news(*payment, status, before.as_deref())? {
                PaymentNews::Paid => Some(ClaimLetter::Paid),
                PaymentNews::Failed => Some(ClaimLetter::PaymentFailed),
            }
        }
        Event::Drafted
        | Event::ReviewStarted
        | Event::Held { .. }
        | Event::Released
        | Event::Withdrawn
        | Event::Disputed { .. }
        | Event::Settled { .. } => None,
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
        comment: comment(&about.event).map(quoted),
    }
}

/// What operations said to the partner.
fn comment(event: &Event) -> Option<&str> {
    match event {
        Event::ChangesRequested { comment } | Event::Rejected { comment } => Some(comment.as_str()),
        Event::Drafted
        | Event::Submitted { .. }
        | Event::ReviewStarted
        | Event::Approved
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
