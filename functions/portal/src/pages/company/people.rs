//! `/company/people`: who acted for the company, with roles and the day last seen (PROGRAM.md 1.4).

use askama::Template;

use super::parts::{self, Tab, TabLink};
use crate::format;
use crate::html::{Layout, Section, dashed};
use crate::page::Handled;
use crate::people::{People, Person};
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "pages/company/people.html")]
struct PeoplePage {
    layout: Layout,
    /// None for operations, for whom the other pages show nothing.
    tabs: Vec<TabLink>,
    rows: Vec<Row>,
}

/// A person.
struct Row {
    name: String,
    /// The id below the name; empty where it stands for the name.
    id: String,
    roles: String,
    last_seen: String,
}

/// `GET /company/people`. Operations name the company with `company_id`.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let (own, named) = (parts::company(visit)?, visit.query.text("company_id"));
        if own.is_none() && named.is_empty() {
            return parts::no_company(visit);
        }
        let people = visit.get::<People>("enrollment", "/people", &[("company_id", named)]).await?.value.people;
        // Operations may have a company of their own and look at another one.
        let is_own = own.as_ref().is_some_and(|own| named.is_empty() || own.as_str() == named);
        let title = if is_own {
            visit.words.get("company-people-title")
        } else {
            visit.words.one("company-people-title-of", "company", named)
        };
        Reply::page(&PeoplePage {
            layout: Layout::new(visit, Section::Company, title),
            tabs: if is_own { parts::tabs(visit, Tab::People) } else { Vec::new() },
            rows: people.into_iter().map(|person| Row::new(visit, person)).collect(),
        })
    })
}

impl Row {
    fn new(visit: &Visit<'_>, person: Person) -> Self {
        let Person { id, name, roles, last_seen_on } = person;
        let in_words = |role: &api::Role| visit.words.get(&format!("role-{}", dashed(role.as_str())));
        let roles: Vec<String> = roles.iter().map(in_words).collect();
        let (name, id) = name.map_or_else(|| (id.clone(), String::new()), |name| (name, id.clone()));
        Self {
            name,
            id,
            roles: parts::joined(visit, &roles),
            last_seen: last_seen_on.map(|day| format::day(day, visit.language())).unwrap_or_default(),
        }
    }
}
