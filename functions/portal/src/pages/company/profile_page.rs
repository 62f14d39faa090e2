//! The page of a profile: the form, the preview, and why the directory does not show the company.

use std::collections::BTreeSet;

use askama::Template;
use domain::Email;
use domain::directory::{DESCRIPTION_CHARS_MAX, LOCATIONS_PER_COUNTRY_MAX, Website};

use super::ENROLLING;
use super::answers::{Enrollment, Location, Profile, Program};
use super::draft::{Draft, LANGUAGES, language_name};
use super::parts::{self, Tab, TabLink};
use crate::failure::PageError;
use crate::functions::segment;
use crate::html::{Choice, Errors, Field, Layout, Section};
use crate::visit::Visit;
use crate::words::Words;

/// What a profile can name; `None` for what could not be read.
pub struct Lists {
    /// The programs.
    pub programs: Option<Vec<Program>>,
    /// The locations of the company that the reader may see.
    pub locations: Option<Vec<Location>>,
    /// The enrollments of the company.
    pub enrollments: Option<Vec<Enrollment>>,
}

/// What is stored.
#[derive(Clone, Copy)]
pub enum Stored<'p> {
    /// The page shows what was typed.
    NotRead,
    /// The company has no profile yet.
    Nothing,
    /// Its profile.
    Profile(&'p Profile),
}

/// The page.
#[derive(Template)]
#[template(path = "pages/company/profile.html")]
pub struct ProfilePage {
    layout: Layout,
    tabs: Vec<TabLink>,
    /// The title and text of the confirmation.
    panel: Option<(String, String)>,
    errors: Errors,
    /// The address of the company's page in the directory.
    listed: Option<String>,
    /// Why the directory does not show the company.
    unlisted: Vec<String>,
    form: Option<ProfileForm>,
    preview: Option<Preview>,
    /// The sentence above the preview.
    preview_hint: String,
}

/// The form.
struct ProfileForm {
    key: String,
    etag: String,
    display_name: Field,
    description: Field,
    website: Field,
    contact_email: Field,
    programs: Field,
    program_choices: Vec<Choice>,
    languages: Field,
    language_choices: Vec<Choice>,
    other_languages: Field,
    locations: Field,
    location_choices: Vec<Choice>,
    published: Field,
}

/// The entry as the directory shows it.
struct Preview {
    name: String,
    paragraphs: Vec<String>,
    /// The website, when it is an address.
    website: Option<String>,
    /// The address for inquiries, when it is one.
    email: Option<String>,
    programs: String,
    languages: String,
    locations: String,
}

impl ProfilePage {
    /// The page of a stored or typed profile.
    ///
    /// # Errors
    /// `PageError::SignedOut` when nobody is signed in.
    pub fn new(
        visit: &Visit<'_>,
        draft: &Draft,
        lists: &Lists,
        stored: Stored<'_>,
        etag: String,
    ) -> Result<Self, PageError> {
        let w = visit.words;
        let may_write = parts::may(visit.person()?, ENROLLING);
        let title = if may_write { "company-profile-title-write" } else { "company-profile-title" };
        let company = visit.person()?.caller.company.as_ref().map(ToString::to_string).unwrap_or_default();
        let (listed, has_profile, hint) = match stored {
            Stored::NotRead => (false, true, "company-preview-typed"),
            Stored::Nothing => (false, false, "company-preview-stored"),
            Stored::Profile(profile) => (profile.listed, true, "company-preview-stored"),
        };
        let saved = parts::done(visit) == "saved" && matches!(stored, Stored::Profile(_));
        let text = if listed { "company-done-saved-listed" } else { "company-done-saved-unlisted" };
        let layout = Layout::new(visit, Section::Company, w.get(title));
        Ok(Self {
            listed: listed.then(|| layout.public_path(&format!("/directory/{}", segment(&company)))),
            layout,
            tabs: parts::tabs(visit, Tab::Profile),
            panel: saved.then(|| (w.get("company-done-saved-title"), w.get(text))),
            errors: Errors::default(),
            unlisted: unlisted(visit, stored, lists),
            form: may_write.then(|| ProfileForm::new(visit, draft, lists, etag)),
            preview: has_profile.then(|| Preview::new(visit, draft, lists)),
            preview_hint: w.get(hint),
        })
    }

    /// The same page with the reasons of a refusal, which are about what was typed; after a change by somebody else,
    /// with what is `stored` now.
    #[must_use]
    pub fn with_errors(mut self, draft: &Draft, mut errors: Errors, stored: Option<&Draft>) -> Self {
        draft.locate(&mut errors);
        if let Some(form) = &mut self.form {
            if let Some(stored) = stored {
                form.compare(self.layout.w, draft, stored, &mut errors);
            }
            parts::place(
                &mut errors,
                &mut [
                    &mut form.display_name,
                    &mut form.description,
                    &mut form.website,
                    &mut form.contact_email,
                    &mut form.programs,
                    &mut form.languages,
                    &mut form.other_languages,
                    &mut form.locations,
                    &mut form.published,
                ],
            );
        }
        Self { layout: self.layout.with_errors(!errors.is_empty()), errors, ..self }
    }
}

/// Why the directory does not show the company (PROGRAM.md 5.2); empty when it does, or when nothing was read.
fn unlisted(visit: &Visit<'_>, stored: Stored<'_>, lists: &Lists) -> Vec<String> {
    let w = visit.words;
    let profile = match stored {
        Stored::NotRead => return Vec::new(),
        Stored::Nothing => return vec![w.get("company-unlisted-nothing")],
        Stored::Profile(profile) => profile,
    };
    let named = |own: &&Enrollment| profile.programs.contains(&own.program) && own.status.is_in_force();
    let enrolled = lists.enrollments.as_ref().map(|list| list.iter().any(|own| named(&own)));
    let mut why = Vec::new();
    if !profile.published {
        why.push(w.get("company-unlisted-unpublished"));
    }
    // A published profile that is not listed names no program with an enrollment in force, even if none could be read.
    let is_enrolled = enrolled.unwrap_or(!profile.published || profile.listed);
    if !profile.listed && !is_enrolled {
        let codes: Vec<String> = profile.programs.iter().map(ToString::to_string).collect();
        why.push(w.one("company-unlisted-not-enrolled", "programs", parts::joined(visit, &codes)));
    }
    why
}

impl ProfileForm {
    fn new(visit: &Visit<'_>, draft: &Draft, lists: &Lists, etag: String) -> Self {
        let w = visit.words;
        let field =
            |name, value: &str| Field { value: value.to_owned(), ..parts::field(visit, "profile", name, value) };
        let (used, max) = (draft.description_chars().to_string(), DESCRIPTION_CHARS_MAX.to_string());
        let per_country = LOCATIONS_PER_COUNTRY_MAX.to_string();
        let (description, locations) = (field("description", &draft.description), field("locations", ""));
        Self {
            key: visit.new_key(),
            etag,
            display_name: field("display_name", &draft.display_name),
            description: Field { hint: w.two("company-profile-count", ("used", &used), ("max", &max)), ..description },
            website: field("website", &draft.website),
            contact_email: field("contact_email", &draft.contact_email),
            programs: field("programs", ""),
            program_choices: program_choices(visit, draft, lists),
            languages: field("languages", ""),
            language_choices: language_choices(visit, draft),
            other_languages: field("other_languages", &draft.other_languages.join(", ")),
            locations: Field { hint: w.one("company-profile-locations-most", "max", per_country), ..locations },
            location_choices: location_choices(visit, draft, lists),
            published: field("published", if draft.published { "yes" } else { "" }),
        }
    }
}

impl ProfileForm {
    /// Adds what is stored now, after a change by somebody else.
    fn compare(&self, w: Words, typed: &Draft, stored: &Draft, errors: &mut Errors) {
        let texts = [
            (&self.display_name, &typed.display_name, &stored.display_name),
            (&self.description, &typed.description, &stored.description),
            (&self.website, &typed.website, &stored.website),
            (&self.contact_email, &typed.contact_email, &stored.contact_email),
        ];
        for (field, typed, stored) in texts {
            errors.compare(w, field.name, typed == stored, stored);
        }
        let none = &[][..];
        let lists = [
            (&self.programs, &typed.programs, &stored.programs, self.program_choices.as_slice()),
            (&self.languages, &typed.languages, &stored.languages, self.language_choices.as_slice()),
            (&self.other_languages, &typed.other_languages, &stored.other_languages, none),
            (&self.locations, &typed.locations, &stored.locations, self.location_choices.as_slice()),
        ];
        for (field, typed, stored, choices) in lists {
            errors.compare(w, field.name, as_set(typed) == as_set(stored), &chosen(w, stored, choices));
        }
        let shown = w.get(if stored.published { "changed-stored-yes" } else { "changed-stored-no" });
        errors.compare(w, self.published.name, typed.published == stored.published, &shown);
    }
}

fn as_set(values: &[String]) -> BTreeSet<&str> {
    values.iter().map(String::as_str).collect()
}

/// The values as their boxes call them.
fn chosen(w: Words, values: &[String], choices: &[Choice]) -> String {
    let text = |value: &String| {
        let choice = choices.iter().find(|choice| choice.value == *value);
        choice.map_or_else(|| value.clone(), |choice| choice.text.clone())
    };
    values.iter().map(text).collect::<Vec<_>>().join(w.language().choose(", ", "、"))
}

/// A box for every program that is offered, and for every other one that the draft names.
fn program_choices(visit: &Visit<'_>, draft: &Draft, lists: &Lists) -> Vec<Choice> {
    let (w, known) = (visit.words, lists.programs.as_deref().unwrap_or_default());
    let is_chosen = |code: &str| draft.programs.iter().any(|chosen| chosen == code);
    let enrolled = |code: &str| {
        let own = lists.enrollments.as_ref()?.iter().find(|own| own.program.as_str() == code);
        let in_force = own.is_some_and(|own| own.status.is_in_force());
        Some(w.get(if in_force { "company-profile-enrolled" } else { "company-profile-not-enrolled" }))
    };
    let choice = |code: &str, text: String| Choice {
        value: code.to_owned(),
        text,
        hint: enrolled(code).unwrap_or_default(),
        is_chosen: is_chosen(code),
    };
    let offered = known.iter().filter(|program| is_chosen(program.code.as_str()) || !program.is_retired(visit.today()));
    let offered = offered.map(|program| {
        let name = parts::named(visit, &program.name);
        choice(
            program.code.as_str(),
            w.two("company-profile-program", ("code", program.code.as_str()), ("name", &name)),
        )
    });
    let others = draft.programs.iter().filter(|code| !known.iter().any(|program| program.code.as_str() == *code));
    offered.chain(others.map(|code| choice(code, code.clone()))).collect()
}

fn language_choices(visit: &Visit<'_>, draft: &Draft) -> Vec<Choice> {
    let choice = |tag: &&str| Choice {
        value: (*tag).to_owned(),
        text: language_name(visit.words, tag),
        hint: String::new(),
        is_chosen: draft.languages.iter().any(|chosen| chosen == tag),
    };
    LANGUAGES.iter().map(choice).collect()
}

/// A box for every location, and for every other one that the draft names.
fn location_choices(visit: &Visit<'_>, draft: &Draft, lists: &Lists) -> Vec<Choice> {
    let known = lists.locations.as_deref().unwrap_or_default();
    let choice = |id: &str, text: String| Choice {
        value: id.to_owned(),
        text,
        hint: String::new(),
        is_chosen: draft.locations.iter().any(|chosen| chosen == id),
    };
    let own = known.iter().map(|location| choice(location.id.as_str(), place(visit, location)));
    let others = draft.locations.iter().filter(|id| !known.iter().any(|location| location.id.as_str() == *id));
    own.chain(others.map(|id| choice(id, id.clone()))).collect()
}

/// A location with its country and id.
fn place(visit: &Visit<'_>, location: &Location) -> String {
    let variables = [
        ("name", location.name.clone()),
        ("country", location.country.name(visit.language()).to_owned()),
        ("id", location.id.to_string()),
    ];
    visit.words.with("company-profile-place", &variables)
}

impl Preview {
    fn new(visit: &Visit<'_>, draft: &Draft, lists: &Lists) -> Self {
        let known = lists.locations.as_deref().unwrap_or_default();
        let place = |id: &String| {
            let location = known.iter().find(|location| location.id.as_str() == id);
            location.map_or_else(
                || id.clone(),
                |location| {
                    let country = location.country.name(visit.language());
                    visit.words.two("company-preview-place", ("name", &location.name), ("country", country))
                },
            )
        };
        let paragraphs = draft.description.lines().map(str::trim).filter(|line| !line.is_empty());
        let locations: Vec<String> = draft.locations.iter().map(place).collect();
        let languages: Vec<String> = draft.all_languages().map(|tag| language_name(visit.words, tag)).collect();
        Self {
            name: draft.display_name.clone(),
            paragraphs: paragraphs.map(str::to_owned).collect(),
            website: Website::parse(&draft.website).ok().map(|website| website.to_string()),
            email: Email::parse(&draft.contact_email).ok().map(|email| email.to_string()),
            programs: parts::joined(visit, &draft.programs),
            languages: parts::joined(visit, &languages),
            locations: parts::joined(visit, &locations),
        }
    }
}
