//! What a global administrator looks after: the agreement, where the company is paid, its people.

use domain::progress::Stage;

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

/// The payees: done when every program in force has one. Before the first redemption none can be registered
/// (PROGRAM.md 11.4), so that none is missing.
fn payees(w: Words, read: &Read) -> Fact {
    let missing = read.enrollments.as_deref().zip(read.payees.as_deref()).and_then(|(enrollments, payees)| {
        let mut in_force = enrollments.iter().filter(|own| own.status.is_in_force()).peekable();
        in_force.peek()?;
        let is_missing = |own: &&Enrollment| !payees.iter().any(|payee| payee.program == own.program);
        let missing: Vec<String> = in_force.filter(is_missing).map(|own| own.program.to_string()).collect();
        (missing.is_empty() || has_redeemed(read)).then_some(missing)
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

/// True when a voucher was redeemed in the time that the overview covers.
fn has_redeemed(read: &Read) -> bool {
    let stages = read.dashboard.as_ref().map(|dashboard| dashboard.stages.as_slice()).unwrap_or_default();
    let after = [Stage::ClaimToSubmit, Stage::WithProgram, Stage::Paid];
    stages.iter().any(|counted| counted.count > 0 && after.contains(&counted.stage))
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
