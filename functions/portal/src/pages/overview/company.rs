//! What a global administrator looks after: the agreement, where the company is paid, its people.

use super::reads::Read;
use crate::visit::Visit;
use crate::words::Words;

/// The page of the company's people, in a portal that has one.
const PEOPLE: &str = "/company/people";

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
    let has_people = visit.portal.pages.iter().any(|page| page.pattern == PEOPLE);
    let people = has_people.then(|| Fact::new(w, PEOPLE, "people", None));
    let facts = [Some(agreement(w, read)), Some(payees(w, read)), people];
    facts.into_iter().flatten().collect()
}

fn agreement(w: Words, read: &Read) -> Fact {
    let is_signed = read.agreement.as_ref().map(|agreement| agreement.signed);
    Fact::new(w, "/company/agreement", "agreement", is_signed)
}

/// The payees: done when every program in force has one.
fn payees(w: Words, read: &Read) -> Fact {
    let in_force = read.enrollments.as_ref().map(|list| list.iter().filter(|own| own.status.is_in_force()));
    let is_registered = in_force
        .zip(read.payees.as_ref())
        .map(|(mut in_force, payees)| in_force.all(|own| payees.iter().any(|payee| payee.program == own.program)));
    Fact::new(w, "/company/payees", "payees", is_registered)
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
