//! What the company pages share: the tabs, the page for readers without a company, tags, fields, lists.

use api::Role;
use askama::Template;
use domain::catalog::Names;
use domain::{CompanyId, LocationId, eligibility, enrollment};
use serde::de::DeserializeOwned;

use super::READING_PEOPLE;
use super::answers::{Enrollment, Location};
use crate::failure::PageError;
use crate::form::Form;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Errors, Field, Layout, Section, dashed, labelled};
use crate::pages::vouchers::reads;
use crate::reply::Reply;
use crate::visit::{Person, Visit};

/// The pages among which the tabs lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Requirements and enrollments.
    Requirements,
    /// The provider agreement.
    Agreement,
    /// Locations.
    Locations,
    /// The profile in the directory.
    Profile,
    /// Where the company is paid.
    Payees,
    /// Who acted for the company.
    People,
}

/// A link of the tabs.
#[derive(Clone, Debug)]
pub struct TabLink {
    /// The address.
    pub href: &'static str,
    /// The text.
    pub text: String,
    /// True on the pages of the tab.
    pub is_current: bool,
}

/// A status: its text, and the class of its color and shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The text.
    pub text: String,
    /// The class.
    pub class: &'static str,
}

/// The page for readers who act for no company, such as operations.
#[derive(Template)]
#[template(path = "pages/company/no-company.html")]
struct NoCompanyPage {
    layout: Layout,
    /// The id of the text.
    text: &'static str,
}

/// The company that the reader acts for.
///
/// # Errors
/// `PageError::SignedOut` when nobody is signed in.
pub fn company<'v>(visit: &'v Visit<'_>) -> Result<Option<&'v CompanyId>, PageError> {
    Ok(visit.person()?.caller.company.as_ref())
}

/// The page that says that these pages are for partner companies.
pub fn no_company(visit: &Visit<'_>) -> Result<Reply, PageError> {
    let layout = Layout::new(visit, Section::Company, visit.words.get("company-none-title"));
    let is_operations = visit.person.as_ref().is_some_and(|person| person.has(&[Role::Operations]));
    let text = if is_operations { "company-none-operations" } else { "company-none-text" };
    Reply::page(&NoCompanyPage { layout, text })
}

/// The links between the company pages that the reader may open.
pub fn tabs(visit: &Visit<'_>, current: Tab) -> Vec<TabLink> {
    let link = |tab, href, id: &str| TabLink { href, text: visit.words.get(id), is_current: tab == current };
    let mut links = vec![
        link(Tab::Requirements, "/company/requirements", "company-tab-requirements"),
        link(Tab::Agreement, "/company/agreement", "company-tab-agreement"),
        link(Tab::Locations, "/company/locations", "company-tab-locations"),
        link(Tab::Profile, "/company/profile", "company-tab-profile"),
        link(Tab::Payees, "/company/payees", "company-tab-payees"),
    ];
    if visit.person.as_ref().is_some_and(|person| may(person, READING_PEOPLE)) {
        links.push(link(Tab::People, "/company/people", "company-tab-people"));
    }
    links
}

/// True when the person has one of the roles and acts for the whole company: what the functions require of commands
/// that concern no single location (PROGRAM.md 1.2).
pub fn may(person: &Person, roles: &[Role]) -> bool {
    person.has(roles) && person.caller.locations.is_none()
}

/// True for a visit that sends a form.
pub fn is_sent(visit: &Visit<'_>) -> bool {
    visit.form != Form::default()
}

/// The name of the confirmation to show after a redirect; empty for none.
pub fn done<'v>(visit: &'v Visit<'_>) -> &'v str {
    visit.query.text("done")
}

/// The answer of a call that the page is not about: `None` when it failed, so that the rest is still shown.
///
/// # Errors
/// `PageError::SignedOut` when the token is not accepted any more.
pub fn beside<T>(answer: Result<Got<T>, CallError>) -> Result<Option<T>, PageError> {
    match answer.map_err(PageError::from) {
        Ok(got) => Ok(Some(got.value)),
        Err(PageError::SignedOut) => Err(PageError::SignedOut),
        Err(error) => {
            tracing::warn!(error = error.name(), "a part of a page cannot be shown");
            Ok(None)
        }
    }
}

/// The name in the reader's language.
pub fn named(visit: &Visit<'_>, names: &Names) -> String {
    names.in_language(visit.language()).to_owned()
}

/// Texts joined as a list.
pub fn joined(visit: &Visit<'_>, texts: &[String]) -> String {
    texts.join(visit.language().choose(", ", "、"))
}

/// A field of a form with the texts `company-<form>-<name>` and, where there is one, `-hint`; with what was typed, or
/// with the stored value before anything was sent.
pub fn field(visit: &Visit<'_>, form: &str, name: &'static str, stored: &str) -> Field {
    let id = format!("company-{form}-{}", dashed(name));
    let hint = visit.words.known(&format!("{id}-hint"), &[]).unwrap_or_default();
    let value = if is_sent(visit) { visit.form.raw(name) } else { stored };
    Field { name, label: visit.words.get(&id), hint, value: value.to_owned(), errors: Vec::new() }
}

/// Puts the reasons beside the fields. In the summary each says which field it is about, because sentences such as
/// "this is missing" do not.
pub fn place(errors: &mut Errors, fields: &mut [&mut Field]) {
    errors.place(fields);
    if errors.is_stale() {
        return;
    }
    for entry in &mut errors.entries {
        if let Some(field) = fields.iter().find(|field| field.name == entry.field) {
            entry.message.text = labelled(&field.label, &entry.message.text);
        }
    }
}

/// The status of an eligibility.
pub fn eligibility_tag(visit: &Visit<'_>, status: eligibility::Status) -> Tag {
    let class = match status {
        eligibility::Status::NotStarted | eligibility::Status::InProgress => "",
        eligibility::Status::Active => "green",
    };
    Tag { text: visit.words.get(&format!("eligibility-status-{}", dashed(status.as_str()))), class }
}

/// The status of an enrollment; `None` for a company that never enrolled.
pub fn enrollment_tag(visit: &Visit<'_>, enrollment: Option<&Enrollment>) -> Tag {
    let Some(status) = enrollment.map(|enrollment| enrollment.status) else {
        return Tag { text: visit.words.get("company-not-enrolled"), class: "" };
    };
    let class = match status {
        enrollment::Status::Active => "green",
        enrollment::Status::RenewalDue | enrollment::Status::Grace => "amber",
        enrollment::Status::Lapsed | enrollment::Status::Suspended => "red",
        enrollment::Status::Withdrawn => "",
    };
    Tag { text: visit.words.get(&format!("enrollment-status-{}", dashed(status.as_str()))), class }
}

/// What the status of an enrollment means in days; empty where the status says it all.
pub fn enrollment_note(visit: &Visit<'_>, enrollment: &Enrollment) -> String {
    let (w, day) = (visit.words, |day| format::day(day, visit.language()));
    match enrollment.status {
        enrollment::Status::Active => w.one("company-note-until", "day", day(enrollment.term_end)),
        enrollment::Status::RenewalDue => {
            let left = w.count("company-days-left", usize::try_from(enrollment.days_left).unwrap_or_default());
            w.two("company-note-due", ("day", &day(enrollment.term_end)), ("left", &left))
        }
        enrollment::Status::Grace => w.one("company-note-grace", "day", day(enrollment.grace_ends_on)),
        enrollment::Status::Lapsed => w.one("company-note-lapsed", "day", day(enrollment.term_end)),
        enrollment::Status::Suspended | enrollment::Status::Withdrawn => String::new(),
    }
}

/// Every item of a list of the `enrollment` function.
///
/// # Errors
/// `CallError` when the list cannot be read whole.
pub async fn all<T: DeserializeOwned>(visit: &Visit<'_>, path: &str) -> Result<Got<Vec<T>>, CallError> {
    let value = reads::whole_list(visit, "enrollment", path).await?;
    Ok(Got { value, etag: None })
}

/// The location with an id, among those that the reader may see.
///
/// # Errors
/// `PageError::NotFound` when there is none.
pub async fn location(visit: &Visit<'_>, id: &LocationId) -> Result<Location, PageError> {
    let locations = all::<Location>(visit, "/locations").await?.value;
    locations.into_iter().find(|location| location.id == *id).ok_or(PageError::NotFound)
}
