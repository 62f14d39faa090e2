//! What a global administrator looks after: the agreement, where the company is paid, its people.

use super::reads::Read;
use crate::pages::company::answers::Enrollment;
use crate::pages::company::{READING_PEOPLE, parts};
use crate::visit::Visit;
use crate::words::Words;

/// The page of the company's people.
const PEOPLE: &str = "/company/people";

/// The page of the company's bank profiles.
const PAYEES: &str = "/company/payees";

/// A matter of the company.
pub struct Fact {
    /// Its page.
    pub href: &'static str,
    /// The name.
    pub title: String,
    /// How it stands.
    pub text: String,
    /// The state, with the class of its color; empty where there is none.
    pub tag: String,
    /// The class of the tag's color.
    pub color: &'static str,
}

/// Every matter.
pub fn facts(visit: &Visit<'_>, read: &Read) -> Vec<Fact> {
    let w = visit.words;
    let may_read = visit.person.as_ref().is_some_and(|person| parts::may(person, READING_PEOPLE));
    let people = may_read.then(|| Fact::new(w, PEOPLE, "people", None));
    let facts = [Some(agreement(w, read)), Some(payees(w, read)), people];
    facts.into_iter().flatten().collect()
}

fn agreement(w: Words, read: &Read) -> Fact {
    let is_signed = read.agreement.as_ref().map(|agreement| agreement.signed);
    Fact::new(w, "/company/agreement", "agreement", is_signed)
}

/// The payees: done when every program in force has one. Before the first redemption under a program none can be
/// registered (PROGRAM.md 11.4), so that none is missing.
fn payees(w: Words, read: &Read) -> Fact {
    let missing = read.enrollments.as_deref().zip(read.payees.as_deref()).and_then(|(enrollments, payees)| {
        let mut in_force = enrollments.iter().filter(|own| own.status.is_in_force()).peekable();
        in_force.peek()?;
        let without: Vec<&Enrollment> =
            in_force.filter(|own| !payees.iter().any(|payee| payee.program == own.program)).collect();
        let missing = without.iter().filter(|own| is_claimed(read, own)).map(|own| own.program.to_string());
        let missing: Vec<String> = missing.collect();
        (without.is_empty() || !missing.is_empty()).then_some(missing)
    });
    let programs = missing.as_ref().filter(|programs| !programs.is_empty());
    let Some(programs) = programs else {
        return Fact::new(w, PAYEES, "payees", missing.map(|_| true));
    };
    let programs = programs.join(w.language().choose(", ", "、"));
    Fact {
        tag: w.one("overview-payees-open", "programs", programs),
        color: "amber",
        ..Fact::new(w, PAYEES, "payees", None)
    }
}

/// True when a voucher of the program was redeemed in the time that the overview covers.
fn is_claimed(read: &Read, own: &Enrollment) -> bool {
    read.dashboard.as_ref().is_some_and(|dashboard| dashboard.claimed_programs.contains(&own.program))
}

impl Fact {
    /// `is_done` is `None` where the state is not known or there is none.
    fn new(w: Words, href: &'static str, name: &str, is_done: Option<bool>) -> Self {
        let (state, color) = match is_done {
            Some(true) => ("done", "green"),
            Some(false) => ("open", "amber"),
            None => ("", ""),
        };
        let tag = if state.is_empty() { String::new() } else { w.get(&format!("overview-{name}-{state}")) };
        Self {
            href,
            title: w.get(&format!("overview-{name}")),
            text: w.get(&format!("overview-{name}-text")),
            tag,
            color,
        }
    }
}
