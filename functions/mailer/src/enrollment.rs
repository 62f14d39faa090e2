//! Letters about enrollments, to the partner.

use domain::Fault;
use domain::enrollment::{Enrollment, Event};
use domain::notice::{About, EnrollmentThen};
use mail::{EnrollmentFacts, EnrollmentLetter, quoted};

use crate::compose::{Desk, Letter};
use crate::partner;

type EnrollmentNotice = About<Event, EnrollmentThen>;

/// The letters about an enrollment's event.
pub(crate) fn letters(about: &EnrollmentNotice, desk: Desk<'_>) -> Result<Vec<Letter>, Fault> {
    let ended = desk.today > about.then.term_end;
    let Some(letter) = letter(&about.event, ended) else { return Ok(Vec::new()) };
    let current = desk.known.enrollment.as_ref().filter(|enrollment| still_matters(about, enrollment, desk));
    let Some(current) = current else {
        tracing::info!(event = %about.key, "nothing left to say");
        return Ok(Vec::new());
    };
    let facts = facts(about, current, desk);
    let written = partner::outgoing(desk.known, &about.key, |language| letter.write(language, &facts))?;
    Ok(vec![written])
}

/// Nobody is welcomed to or asked to renew what was renewed, given up or stopped meanwhile, nor told of a suspension that
/// is over or of its end when it is not; what merely tells what happened stays true.
fn still_matters(about: &EnrollmentNotice, enrollment: &Enrollment, desk: Desk<'_>) -> bool {
    match about.event {
        Event::Enrolled | Event::RenewalDue { .. } | Event::Reminded { .. } | Event::Grace { .. } => {
            enrollment.term_end == about.then.term_end && enrollment.is_in_force(desk.today)
        }
        Event::Suspended { ref reason } => enrollment.suspended_for() == Some(reason),
        Event::Reinstated { .. } => enrollment.suspended_for().is_none(),
        Event::Renewed { .. } | Event::Lapsed | Event::Withdrawn => true,
    }
}

/// That a term ends soon is not said once it has ended: then renewing is what is still to be reminded of.
fn letter(event: &Event, ended: bool) -> Option<EnrollmentLetter> {
    match event {
        Event::Enrolled => Some(EnrollmentLetter::Enrolled),
        Event::Renewed { .. } => Some(EnrollmentLetter::Renewed),
        Event::RenewalDue { .. } if !ended => Some(EnrollmentLetter::Due),
        Event::RenewalDue { .. } | Event::Reminded { .. } => Some(EnrollmentLetter::Reminder),
        Event::Grace { .. } => Some(EnrollmentLetter::Grace),
        Event::Lapsed => Some(EnrollmentLetter::Lapsed),
        Event::Suspended { .. } => Some(EnrollmentLetter::Suspended),
        Event::Reinstated { .. } => Some(EnrollmentLetter::Reinstated),
        Event::Withdrawn => None,
    }
}

/// Days and agreement belong to a term; only letters about the term that stands tell the latter.
fn facts(about: &EnrollmentNotice, current: &Enrollment, desk: Desk<'_>) -> EnrollmentFacts {
    let then = &about.then;
    EnrollmentFacts {
        company: partner::name(desk.known).unwrap_or_else(|| then.company_id.to_string()),
        program: desk.program(&then.program),
        code: then.program.to_string(),
        term_start: then.term_start,
        term_end: then.term_end,
        grace_ends_on: then.grace_ends_on,
        renewal_due_on: current.renewal_due_on(),
        agreement_version: current.agreement_version.to_string(),
        in_force: current.is_in_force(desk.today),
        ended: current.term_end == then.term_end && desk.today > then.term_end,
        comment: if let Event::Suspended { reason } = &about.event { Some(quoted(reason.as_str())) } else { None },
    }
}
