//! `/company/locations`: the locations of the company (PROGRAM.md 3.2).

use askama::Template;

use super::ADMINS;
use super::answers::Location;
use super::parts::{self, Tab, TabLink};
use crate::functions::segment;
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::model::Listed;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "pages/company/locations.html")]
struct LocationsPage {
    layout: Layout,
    tabs: Vec<TabLink>,
    rows: Vec<Row>,
    may_add: bool,
    /// The address of the next page.
    next: Option<String>,
    /// The address of the first page, on any other.
    first: Option<&'static str>,
}

/// A location.
struct Row {
    href: String,
    id: String,
    name: String,
    country: &'static str,
    contact: String,
    approved: String,
}

/// `GET /company/locations`.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        if parts::company(visit)?.is_none() {
            return parts::no_company(visit);
        }
        let cursor = visit.query.text("cursor");
        let list = visit.get::<Listed<Location>>("enrollment", "/locations", &[("cursor", cursor)]).await?.value;
        let layout = Layout::new(visit, Section::Company, visit.words.get("company-locations-title"));
        Reply::page(&LocationsPage {
            layout,
            tabs: parts::tabs(visit, Tab::Locations),
            rows: list.items.iter().map(|location| Row::new(visit, location)).collect(),
            may_add: parts::may(visit.person()?, ADMINS),
            next: list.next_cursor.map(|next| format!("/company/locations{}", visit.query.with("cursor", Some(&next)))),
            first: (!cursor.is_empty()).then_some("/company/locations"),
        })
    })
}

impl Row {
    fn new(visit: &Visit<'_>, location: &Location) -> Self {
        let approved: Vec<String> = location.approved_for.iter().map(ToString::to_string).collect();
        Self {
            href: format!("/company/locations/{}", segment(location.id.as_str())),
            id: location.id.to_string(),
            name: location.name.clone(),
            country: location.country.name(visit.language()),
            contact: location.contact_email.clone().unwrap_or_else(|| visit.words.get("company-location-no-contact")),
            approved: match approved.as_slice() {
                [] => visit.words.get("company-location-not-approved"),
                codes => parts::joined(visit, codes),
            },
        }
    }
}
