//! The first steps of a company: register, qualify, sign, enroll, publish a profile (PROGRAM.md 2 to 5).

use domain::eligibility;

use api::Role;

use super::reads::Read;
use crate::html::dashed;
use crate::pages::company::{ENROLLING, SIGNING};
use crate::pages::vouchers::tags::Tag;
use crate::visit::Person;
use crate::words::Words;

/// A step.
pub struct Task {
    /// The page where it is done; `None` for one that is done by others or cannot begin yet.
    pub href: Option<&'static str>,
    /// What to do.
    pub title: String,
    /// More about it.
    pub text: String,
    /// The state; `None` when it is done.
    pub open: Option<Tag>,
}

/// The state of a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Done,
    Open,
    /// An earlier step comes first.
    Later,
    /// Others do it: the program, or a person with this role.
    Others(Option<Role>),
}

/// The steps, in order.
pub fn tasks(w: Words, person: &Person, read: &Read) -> Vec<Task> {
    let open = |is_done, may_begin, by: &[Role]| match (is_done, may_begin) {
        (true, _) => State::Done,
        (false, true) if person.has(by) => State::Open,
        (false, true) => State::Others(by.first().copied()),
        (false, false) => State::Later,
    };
    let is_registered = read.is_registered;
    let is_eligible = read.eligibility.iter().flatten().any(|program| program.status == eligibility::Status::Active);
    let is_signed = read.agreement.as_ref().is_some_and(|agreement| agreement.signed);
    let is_enrolled = read.enrollments.as_ref().is_some_and(|enrollments| !enrollments.is_empty());
    vec![
        Task::new(w, "register", None, open(is_registered, true, &[])),
        Task::new(w, "qualify", Some("/company/requirements"), open(is_eligible, is_registered, &Role::ALL)),
        Task::new(w, "sign", Some("/company/agreement"), open(is_signed, is_registered, SIGNING)),
        Task::new(w, "enroll", Some("/company/requirements"), open(is_enrolled, is_eligible && is_signed, ENROLLING)),
        Task::new(w, "profile", Some("/company/profile"), open(read.profile.is_some(), is_registered, ENROLLING)),
    ]
}

impl Task {
    fn new(w: Words, name: &str, href: Option<&'static str>, state: State) -> Self {
        let open = match state {
            State::Done => None,
            State::Open => Some(Tag::new(w, "first-step-open", "blue")),
            State::Later => Some(Tag::new(w, "first-step-later", "grey")),
            State::Others(None) => Some(Tag::new(w, "first-step-by-program", "grey")),
            State::Others(Some(role)) => Some(Tag {
                text: w.one("first-step-by", "role", w.get(&format!("role-{}", dashed(role.as_str())))),
                color: "grey",
            }),
        };
        Self {
            href: href.filter(|_| state != State::Later),
            title: w.get(&format!("first-step-{name}")),
            text: w.get(&format!("first-step-{name}-text")),
            open,
        }
    }
}
