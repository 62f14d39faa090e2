//! `/company/add-location` and `/company/locations/{location_id}`: one location (PROGRAM.md 3.2).

use askama::Template;
use domain::{Country, LocationId};
use serde_json::{Map, Value};

use super::ADMINS;
use super::answers::Location;
use super::parts::{self, Tab, TabLink};
use crate::failure::PageError;
use crate::functions::{CallError, segment};
use crate::html::{Choice, Errors, Field, Layout, Section};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// The fields that are sent.
const FIELDS: [&str; 4] = ["name", "country", "address", "contact_email"];
/// The characters of the random part of a new location's id.
const ID_CHARS: usize = 8;

#[derive(Template)]
#[template(path = "pages/company/location.html")]
struct LocationPage {
    layout: Layout,
    tabs: Vec<TabLink>,
    /// The title and text of the confirmation.
    panel: Option<(String, String)>,
    errors: Errors,
    /// What everybody may read of a location that exists, by label.
    facts: Vec<(String, String)>,
    /// The form, for those who may send it.
    form: Option<LocationForm>,
}

/// The form of a location.
struct LocationForm {
    action: String,
    location_id: String,
    key: String,
    /// The revision that a change was decided on; empty for a new location.
    etag: String,
    name: Field,
    country: Field,
    countries: Vec<Choice>,
    address: Field,
    contact_email: Field,
    button: String,
}

/// `GET /company/add-location`.
pub fn show_new<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        if parts::company(visit)?.is_none() {
            return parts::no_company(visit);
        }
        new_page(visit, Errors::default())
    })
}

/// `POST /company/add-location`.
pub fn add<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let Some(id) = visit.form.parse::<LocationId>("location_id") else {
            return Err(PageError::NotFound);
        };
        match put(visit, &id).await? {
            Ok(()) => Ok(Reply::see_other(&format!("{}?done=added", address(&id)))),
            Err((status, errors)) => Ok(new_page(visit, errors)?.with_status(status)),
        }
    })
}

/// `GET /company/locations/{location_id}`.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        if parts::company(visit)?.is_none() {
            return parts::no_company(visit);
        }
        let id: LocationId = visit.capture("location_id")?;
        stored_page(visit, &parts::location(visit, &id).await?, Errors::default())
    })
}

/// `POST /company/locations/{location_id}`.
pub fn change<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let id: LocationId = visit.capture("location_id")?;
        // An address that was changed by hand adds no location.
        let location = parts::location(visit, &id).await?;
        match put(visit, &id).await? {
            Ok(()) => Ok(Reply::see_other(&format!("{}?done=changed", address(&id)))),
            Err((status, errors)) => {
                let location = if errors.is_stale() { parts::location(visit, &id).await? } else { location };
                Ok(stored_page(visit, &location, errors)?.with_status(status))
            }
        }
    })
}

/// Writes the location; the status and reasons of a refusal.
async fn put(visit: &Visit<'_>, id: &LocationId) -> Result<Result<(), (u16, Errors)>, PageError> {
    let filled = |name: &str| Some((name.to_owned(), Value::from(visit.form.filled(name)?)));
    let body: Map<String, Value> = FIELDS.into_iter().filter_map(filled).collect();
    let path = format!("/locations/{}", segment(id.as_str()));
    match visit.command::<Location>("PUT", "enrollment", &path, &Value::Object(body)).await {
        Ok(_) => Ok(Ok(())),
        Err(CallError::Refused(problem)) if problem.status == 412 => {
            Ok(Err((problem.status, Errors::changed_form(visit.words))))
        }
        Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
            Ok(Err((problem.status, Errors::of(visit.words, &problem.all_reasons()))))
        }
        Err(error) => Err(error.into()),
    }
}

/// The address of a location's page.
fn address(id: &LocationId) -> String {
    format!("/company/locations/{}", segment(id.as_str()))
}

/// The page of a new location. Its id is made here and stays with the form, so that a form sent twice adds one.
fn new_page(visit: &Visit<'_>, errors: Errors) -> Result<Reply, PageError> {
    if !parts::may(visit.person()?, ADMINS) {
        let layout = Layout::new(visit, Section::Company, visit.words.get("company-location-add-title"));
        let (tabs, facts) = (parts::tabs(visit, Tab::Locations), Vec::new());
        return Reply::page(&LocationPage { layout, tabs, panel: None, errors, facts, form: None });
    }
    let random = || visit.new_key().chars().filter(char::is_ascii_alphanumeric).take(ID_CHARS).collect::<String>();
    let id = visit.form.filled("location_id").map_or_else(|| format!("L-{}", random().to_uppercase()), str::to_owned);
    let form = LocationForm::new(visit, None, id);
    page(visit, form, errors, "company-location-add-title", Vec::new())
}

/// The page of a location that exists.
fn stored_page(visit: &Visit<'_>, location: &Location, mut errors: Errors) -> Result<Reply, PageError> {
    let w = visit.words;
    let approved: Vec<String> = location.approved_for.iter().map(ToString::to_string).collect();
    let approved =
        if approved.is_empty() { w.get("company-location-not-approved") } else { parts::joined(visit, &approved) };
    let mut facts =
        vec![(w.get("company-location-id"), location.id.to_string()), (w.get("company-column-approved"), approved)];
    // Whoever acts at this location only may still change it (PROGRAM.md 1.2).
    let person = visit.person()?;
    if person.has(ADMINS) && person.caller.may_act_at(&location.id) {
        let mut form = LocationForm::new(visit, Some(location), location.id.to_string());
        form.etag = errors.etag(&visit.form, Some(&format!("\"{}\"", location.rev)));
        form.compare(visit, location, &mut errors);
        return page(visit, form, errors, "company-location-change-title", facts);
    }
    let unknown = || w.get("company-location-no-value");
    facts.extend([
        (w.get("company-location-name"), location.name.clone()),
        (w.get("company-location-country"), location.country.name(visit.language()).to_owned()),
        (w.get("company-location-address"), location.address.clone().unwrap_or_else(unknown)),
        (w.get("company-location-contact-email"), location.contact_email.clone().unwrap_or_else(unknown)),
    ]);
    let layout = Layout::new(visit, Section::Company, w.get("company-location-read-title"));
    Reply::page(&LocationPage {
        layout,
        tabs: parts::tabs(visit, Tab::Locations),
        panel: None,
        errors,
        facts,
        form: None,
    })
}

fn page(
    visit: &Visit<'_>,
    mut form: LocationForm,
    mut errors: Errors,
    title: &str,
    facts: Vec<(String, String)>,
) -> Result<Reply, PageError> {
    parts::place(&mut errors, &mut [&mut form.name, &mut form.country, &mut form.address, &mut form.contact_email]);
    let panel = match parts::done(visit) {
        done @ ("added" | "changed") if errors.is_empty() && !facts.is_empty() => {
            let text = |part: &str| visit.words.get(&format!("company-done-location-{done}-{part}"));
            Some((text("title"), text("text")))
        }
        _ => None,
    };
    let layout = Layout::new(visit, Section::Company, visit.words.get(title)).with_errors(!errors.is_empty());
    Reply::page(&LocationPage {
        layout,
        tabs: parts::tabs(visit, Tab::Locations),
        panel,
        errors,
        facts,
        form: Some(form),
    })
}

impl LocationForm {
    fn new(visit: &Visit<'_>, location: Option<&Location>, id: String) -> Self {
        let stored = |value: fn(&Location) -> Option<&str>| location.and_then(value).unwrap_or_default();
        let field = |name, value| parts::field(visit, "location", name, stored(value));
        let country = field("country", |location| Some(location.country.as_str()));
        let (action, button) = match location {
            Some(location) => (address(&location.id), "company-location-change-button"),
            None => ("/company/add-location".to_owned(), "company-location-save-button"),
        };
        Self {
            action,
            location_id: id,
            key: visit.new_key(),
            etag: String::new(),
            name: field("name", |location| Some(location.name.as_str())),
            countries: countries(visit, &country.value),
            country,
            address: field("address", |location| location.address.as_deref()),
            contact_email: field("contact_email", |location| location.contact_email.as_deref()),
            button: visit.words.get(button),
        }
    }

    /// Adds what is stored now, after a change by somebody else.
    fn compare(&self, visit: &Visit<'_>, stored: &Location, errors: &mut Errors) {
        let country = stored.country.name(visit.language());
        let address = stored.address.as_deref().unwrap_or_default();
        let email = stored.contact_email.as_deref().unwrap_or_default();
        let fields = [
            (&self.name, stored.name.as_str(), stored.name.as_str()),
            (&self.country, stored.country.as_str(), country),
            (&self.address, address, address),
            (&self.contact_email, email, email),
        ];
        for (field, value, shown) in fields {
            let is_same = field.value.trim().lines().eq(value.trim().lines());
            errors.compare(visit.words, field.name, is_same, shown);
        }
    }
}

/// Every country by name, in Chinese by code.
fn countries(visit: &Visit<'_>, chosen: &str) -> Vec<Choice> {
    let codes = ('A'..='Z').flat_map(|first| ('A'..='Z').map(move |second| format!("{first}{second}")));
    let choice = |country: Country| {
        let name = country.name(visit.language());
        let text = visit.language().choose(name.to_owned(), format!("{country} {name}"));
        Choice { is_chosen: country.as_str() == chosen, value: country.to_string(), text, hint: String::new() }
    };
    let mut choices: Vec<Choice> = codes.filter_map(|code| Country::parse(&code).ok()).map(choice).collect();
    choices.sort_by(|one, other| one.text.cmp(&other.text));
    let text = visit.words.get("company-location-country-choose");
    let none = Choice { value: String::new(), text, hint: String::new(), is_chosen: chosen.is_empty() };
    choices.insert(0, none);
    choices
}
