//! Letters about enrollments, to the partner.

use domain::Fault;
use domain::enrollment::{Enrollment, Event};
use domain::notice::{About, EnrollmentThen};
use mail::{EnrollmentFacts, EnrollmentLetter, quoted};

use crate::compose::{Desk, Outgoing};
use crate::partner;

type EnrollmentNotice = About<Event, EnrollmentThen>;

/// The letters about an enrollment's event.
pub(crate) fn letters(about: &EnrollmentNotice, desk: Desk<'_>) -> Result<Vec<Outgoing>, Fault> {
    let Some(letter) = letter(&about.event) else { return Ok(Vec::new()) };
    let current = desk.known.enrollment.as_ref();
    if current.is_none_or(|enrollment| !still_matters(about, enrollment, desk)) {
        tracing::info!(event = %about.key, "nothing left to say");
        return Ok(Vec::new());
    }
    let written = partner::outgoing(desk.known, &about.key, |language| letter.write(language, &facts(about, desk)))?;
    Ok(written.into_iter().collect())
}

/// Nobody is asked to renew what was renewed, given up or stopped meanwhile; what merely tells what happened stays true.
fn still_matters(about: &EnrollmentNotice, enrollment: &Enrollment, desk: Desk<'_>) -> bool {
    match about.event {
        Event::RenewalDue { .. } | Event::Reminded { .. } | Event::Grace { .. } => {
            enrollment.term_end == about.then.term_end && enrollment.is_in_force(desk.today)
        }
        Event::Enrolled
        | Event::Renewed { .. }
        | Event::Lapsed
        | Event::Suspended { .. }
        | Event::Reinstated { .. }
        | Event::Withdrawn => true,
    }
}

fn letter(event: &Event) -> Option<EnrollmentLetter> {
    match event {
        Event::Renewed { .. } => Some(EnrollmentLetter::Renewed),
        Event::RenewalDue { .. } => Some(EnrollmentLetter::Due),
        Event::Reminded { .. } => Some(EnrollmentLetter::Reminder),
        Event::Grace { .. } => Some(EnrollmentLetter::Grace),
        Event::Lapsed => Some(EnrollmentLetter::Lapsed),
        Event::Suspended { .. } => Some(EnrollmentLetter::Suspended),
        Event::Enrolled | Event::Reinstated { .. } | Event::Withdrawn => None,
    }
}

fn facts(about: &EnrollmentNotice, desk: Desk<'_>) -> EnrollmentFacts {
    let then = &about.then;
    EnrollmentFacts {
        company: partner::name(desk.known).unwrap_or_else(|| then.company_id.to_string()),
        program: desk.program(&then.program),
        code: then.program.to_string(),
        term_start: then.term_start,
        term_end: then.term_end,
        grace_ends_on: then.grace_ends_on,
        ended: is_after_the_end(&about.event),
        comment: if let Event::Suspended { reason } = &about.event { Some(quoted(reason.as_str())) } else { None },
    }
}

/// Reminders are counted from the end of the term.
fn is_after_the_end(event: &Event) -> bool {
    if let Event::Reminded { reminders } = event { reminders.last().is_some_and(|last| *last > 0) } else { false }
}
