//! The people who may lead an engagement, as pages name them.

use domain::PersonId;
use jiff::civil::Date;
use serde::Deserialize;

use crate::format;
use crate::words::Words;

/// A person who qualifies for an engagement type today (PROGRAM.md 7.5).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Consultant {
    /// The person.
    pub person: PersonId,
    /// The name, if it is known.
    pub name: Option<String>,
    /// The last day on which the person qualifies; `None` for no end.
    pub valid_until: Option<Date>,
}

impl Consultant {
    /// The name with the id, or the id alone.
    pub fn label(&self, w: Words) -> String {
        person(w, self.person.as_str(), self.name.as_deref())
    }

    /// How long the person qualifies; whether that ends before the first day.
    pub fn hint(&self, w: Words, start: Option<Date>) -> String {
        let Some(until) = self.valid_until else { return w.get("consultant-unlimited") };
        let id = match start {
            Some(start) if until < start => "consultant-ends-before",
            Some(_) | None => "consultant-until",
        };
        w.one(id, "until", format::day(until, w.language()))
    }

    /// The name with the id, and how long the person qualifies.
    pub fn line(&self, w: Words) -> String {
        w.two("consultant-line", ("person", &self.label(w)), ("until", &self.hint(w, None)))
    }
}

/// A person by name and id; by the id alone where no name is known.
pub fn person(w: Words, id: &str, name: Option<&str>) -> String {
    name.map_or_else(|| id.to_owned(), |name| w.two("person-named", ("name", name), ("id", id)))
}
