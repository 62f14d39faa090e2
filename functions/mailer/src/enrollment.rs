//! Letters about enrollments, to the partner.

use domain::Fault;
use domain::enrollment::{Enrollment, Event};
use domain::letter::EnrollmentLetter;
use domain::notice::EnrollmentNotice;
use mail::{EnrollmentFacts, WriteLetter, quoted};

use crate::letter::{Delivery, LetterContext};
use crate::partner;

/// The letters about an enrollment's event.
pub(crate) fn letters(about: &EnrollmentNotice, context: LetterContext<'_>) -> Result<Vec<Delivery>, Fault> {
    let Some(mut letter) = about.event.letter() else { return Ok(Vec::new()) };
    // "The term ends soon" becomes a reminder to renew once the term has ended (PROGRAM.md 4.6).
    if letter == EnrollmentLetter::Due && context.today > about.then.term_end {
        letter = EnrollmentLetter::Reminder;
    }
    let current =
        context.contacts.enrollment.as_ref().filter(|enrollment| is_still_relevant(about, enrollment, context));
    let Some(current) = current else {
        tracing::info!(event = %about.event_id, "the letter was dropped: it is out of date");
        return Ok(Vec::new());
    };
    let facts = facts(about, current, context);
    let written = partner::delivery(context.contacts, &about.event_id, |language| {
        letter.write(language, &facts, context.portal)
    })?;
    Ok(vec![written])
}

/// True while the letter is up to date (PROGRAM.md 13.2). A welcome or a reminder is dropped when the enrollment was
/// renewed since or is not in force any more; a letter about a suspension or its end when that has changed since.
/// All other letters are always sent.
fn is_still_relevant(about: &EnrollmentNotice, enrollment: &Enrollment, context: LetterContext<'_>) -> bool {
    match about.event {
        Event::Enrolled | Event::RenewalDue { .. } | Event::Reminded { .. } | Event::Grace { .. } => {
            enrollment.term_end == about.then.term_end && enrollment.is_in_force(context.today)
        }
        Event::Suspended { ref reason } => enrollment.suspended_for() == Some(reason),
        Event::Reinstated { .. } => enrollment.suspended_for().is_none(),
        Event::Renewed { .. } | Event::Lapsed | Event::Withdrawn => true,
    }
}

/// The facts of the letter. Days are those of the notice's term; the agreement version and the renewal day are the
/// current ones.
fn facts(about: &EnrollmentNotice, current: &Enrollment, context: LetterContext<'_>) -> EnrollmentFacts {
    let then = &about.then;
    EnrollmentFacts {
        company: partner::name(context.contacts).unwrap_or_else(|| then.company_id.to_string()),
        program: context.program(&then.program),
        code: then.program.to_string(),
        term_start: then.term_start,
        term_end: then.term_end,
        grace_ends_on: then.grace_ends_on,
        renewal_due_on: current.renewal_due_on(),
        agreement_version: current.agreement_version.to_string(),
        in_force: current.is_in_force(context.today),
        ended: current.term_end == then.term_end && context.today > then.term_end,
        comment: if let Event::Suspended { reason } = &about.event { Some(quoted(reason.as_str())) } else { None },
    }
}
