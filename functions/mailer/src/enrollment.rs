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
    // That a term ends soon is not said once it has ended: then renewing is what is still to be reminded of.
    if letter == EnrollmentLetter::Due && context.today > about.then.term_end {
        letter = EnrollmentLetter::Reminder;
    }
    let current = context.known.enrollment.as_ref().filter(|enrollment| still_matters(about, enrollment, context));
    let Some(current) = current else {
        tracing::info!(event = %about.event_id, "nothing left to say");
        return Ok(Vec::new());
    };
    let facts = facts(about, current, context);
    let written = partner::delivery(context.known, &about.event_id, |language| letter.write(language, &facts))?;
    Ok(vec![written])
}

/// Nobody is welcomed to or asked to renew what was renewed, given up or stopped meanwhile, nor told of a suspension that
/// is over or of its end when it is not; what merely tells what happened stays true.
fn still_matters(about: &EnrollmentNotice, enrollment: &Enrollment, context: LetterContext<'_>) -> bool {
    match about.event {
        Event::Enrolled | Event::RenewalDue { .. } | Event::Reminded { .. } | Event::Grace { .. } => {
            enrollment.term_end == about.then.term_end && enrollment.is_in_force(context.today)
        }
        Event::Suspended { ref reason } => enrollment.suspended_for() == Some(reason),
        Event::Reinstated { .. } => enrollment.suspended_for().is_none(),
        Event::Renewed { .. } | Event::Lapsed | Event::Withdrawn => true,
    }
}

/// Days and agreement belong to a term; only letters about the term that stands tell the latter.
fn facts(about: &EnrollmentNotice, current: &Enrollment, context: LetterContext<'_>) -> EnrollmentFacts {
    let then = &about.then;
    EnrollmentFacts {
        company: partner::name(context.known).unwrap_or_else(|| then.company_id.to_string()),
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
