//! The people of a company, as the function `enrollment` lists them (PROGRAM.md 1.4).

use std::time::Duration;

use api::Role;
use jiff::civil::Date;
use serde::Deserialize;

use crate::visit::Visit;

/// The time for the names on a page that refuses. They are read after the page itself, within the time that is kept for
/// pages of errors.
const NAMES_TIMEOUT: Duration = Duration::from_secs(3);

/// The answer of `GET /people`.
#[derive(Debug, Deserialize)]
pub struct People {
    /// The people, by name.
    pub people: Vec<Person>,
}

/// A person who acted for a company.
#[derive(Debug, Deserialize)]
pub struct Person {
    /// The subject of the person's tokens.
    #[serde(rename = "person")]
    pub id: String,
    /// The last known name.
    pub name: Option<String>,
    /// The roles; absent in a list of names.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The day of the last act; absent in a list of names.
    pub last_seen_on: Option<Date>,
}

/// The names of the global administrators of the reader's company. Empty when none is known, or when they cannot be read:
/// the page that refuses is shown all the same.
pub async fn global_administrators(visit: &Visit<'_>) -> Vec<String> {
    if visit.person.as_ref().is_none_or(|person| person.caller.company.is_none()) {
        return Vec::new();
    }
    let role = [("role", Role::GlobalAdmin.as_str())];
    let read = visit.get::<People>("enrollment", "/people", &role);
    let people = match tokio::time::timeout(NAMES_TIMEOUT, read).await {
        Ok(Ok(got)) => got.value.people,
        Ok(Err(error)) => {
            tracing::warn!(?error, "the administrators of a company cannot be named");
            Vec::new()
        }
        Err(_) => Vec::new(),
    };
    people.into_iter().filter_map(|person| person.name).collect()
}
