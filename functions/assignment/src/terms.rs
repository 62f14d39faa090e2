//! What an assignment must keep to, whichever way it came.

use domain::calendar;
use domain::catalog::Catalog;
use domain::{Flaw, Invalid, ProgramCode};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// How far ahead of ours the sender's clock may be: as far as a signature's.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What is known of an assignment's terms; what could not be read is left out, and complained of elsewhere.
pub(crate) struct Terms<'a> {
    pub program: Option<&'a ProgramCode>,
    pub days: Option<u8>,
    /// When the voucher was created, or else assigned.
    pub created_at: Timestamp,
    pub expires_on: Option<Date>,
}

impl Terms<'_> {
    /// Everything that is wrong, each with its field.
    pub(crate) fn problems(&self, catalog: &Catalog, now: Timestamp) -> Vec<(&'static str, Invalid)> {
        let mut problems = self.program.map(|program| self.of_program(program, catalog, now)).unwrap_or_default();
        problems.extend(occurred(self.created_at, now).map(|wrong| ("created_at", wrong)));
        let created = calendar::utc_day(self.created_at);
        if self.expires_on.is_some_and(|day| day < created) {
            let wrong = format!("must not lie before {created}, when the voucher was created");
            problems.push(("expires_on", Invalid::new(Flaw::DayOutOfRange, wrong).with("first", &created)));
        }
        problems
    }

    fn of_program(&self, program: &ProgramCode, catalog: &Catalog, now: Timestamp) -> Vec<(&'static str, Invalid)> {
        let Some(found) = catalog.program(program) else {
            let known: Vec<_> = catalog.programs().iter().map(|program| program.code.to_string()).collect();
            let wrong = format!("is not a program; there are {}", known.join(", "));
            return vec![("program", Invalid::new(Flaw::NotAProgram, wrong).with("allowed", &known))];
        };
        let mut problems = Vec::new();
        if let Some(retired_on) = found.retired_on.filter(|_| found.is_retired(calendar::utc_day(now))) {
            let wrong = format!("was retired on {retired_on}; nothing is assigned under it any more");
            problems.push(("program", Invalid::new(Flaw::ProgramRetired, wrong).with("program", program)));
        }
        if self.days.is_some_and(|days| !found.days.contains(&days)) {
            let allowed: Vec<_> = found.days.iter().map(u8::to_string).collect();
            let wrong = format!("is not a service level of {program}; there are {}", allowed.join(", "));
            problems.push(("days", Invalid::new(Flaw::NotOneOf, wrong).with("allowed", &allowed)));
        }
        problems
    }
}

/// Why an event cannot have occurred when it says: the last word must not come from a clock that runs ahead.
pub(crate) fn occurred(at: Timestamp, now: Timestamp) -> Option<Invalid> {
    let wrong = || Invalid::new(Flaw::InTheFuture, format!("must not lie after {now}, now (UTC)"));
    (at.duration_since(now) > CLOCK_SKEW).then(wrong)
}
