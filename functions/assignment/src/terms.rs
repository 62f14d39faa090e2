//! The rules for the terms of an assignment, by event or by mail (PROGRAM.md 6.2).

use domain::calendar;
use domain::catalog::Catalog;
use domain::{Flaw, Invalid, ProgramCode};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// The longest time by which an event may lie in the future, because the sender's clock is ahead: the tolerance of
/// webhook signatures (PROGRAM.md 15.3).
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// The terms of an assignment. Values that could not be read are `None`; their problems are reported by the reader.
pub(crate) struct Terms<'a> {
    pub program: Option<&'a ProgramCode>,
    pub days: Option<u8>,
    /// The time of the voucher's creation, or else of its assignment.
    pub created_at: Timestamp,
    pub expires_on: Option<Date>,
}

impl Terms<'_> {
    /// All problems of the terms, each with its field. A program must exist and not be retired, the days must be one of
    /// its service levels, and the voucher must not expire before it was created (PROGRAM.md 2.1, 2.4, 6.3).
    pub(crate) fn problems(&self, catalog: &Catalog, now: Timestamp) -> Vec<(&'static str, Invalid)> {
        let mut problems = self.program.map(|program| self.program_problems(program, catalog, now)).unwrap_or_default();
        problems.extend(future_problem(self.created_at, now).map(|wrong| ("created_at", wrong)));
        let created = calendar::utc_day(self.created_at);
        if self.expires_on.is_some_and(|day| day < created) {
            let wrong = format!("must not lie before {created}, when the voucher was created");
            problems.push(("expires_on", Invalid::new(Flaw::DayOutOfRange, wrong).with("first", &created)));
        }
        problems
    }

    fn program_problems(
        &self,
        program: &ProgramCode,
        catalog: &Catalog,
        now: Timestamp,
    ) -> Vec<(&'static str, Invalid)> {
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

/// The problem of an event that lies in the future. The latest event decides, so a clock that is ahead must not win
/// (PROGRAM.md 15.3).
pub(crate) fn future_problem(at: Timestamp, now: Timestamp) -> Option<Invalid> {
    let wrong = || Invalid::new(Flaw::InTheFuture, format!("must not lie after {now}, now (UTC)"));
    (at.duration_since(now) > CLOCK_SKEW).then(wrong)
}
