//! `/directory/{company}`: what the directory shows of a provider (PROGRAM.md 5.1).

use askama::Template;
use domain::directory::{Language as Tag, Website};
use domain::{CompanyId, Country, ProgramCode};
use futures::future;
use serde::Deserialize;

use super::catalog::{self, Program};
use super::{frame, language_names};
use crate::failure::PageError;
use crate::functions::{CallError, segment};
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::words::Words;

/// A provider as `directory` shows it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Provider {
    /// The id of the company.
    pub company_id: CompanyId,
    /// The public name.
    pub display_name: String,
    /// The company's description of itself.
    pub description: String,
    /// The website; its type admits https only.
    pub website: Website,
    /// The address for inquiries.
    pub contact_email: String,
    /// The programs in which it is enrolled.
    pub programs: Vec<ProgramCode>,
    /// The working languages.
    pub languages: Vec<Tag>,
    /// The countries of its locations.
    pub countries: Vec<Country>,
    /// The locations.
    pub locations: Vec<Place>,
}

/// A location.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Place {
    /// The name.
    pub name: String,
    /// The country; that of the customer must be the same (PROGRAM.md 7.3).
    pub country: Country,
}

impl Provider {
    /// The countries in the reader's language.
    pub fn country_names(&self, w: Words) -> String {
        listed(w, self.countries.iter().map(|country| country.name(w.language()).to_owned()))
    }

    /// The languages in the reader's language.
    pub fn language_names(&self, w: Words) -> String {
        listed(w, self.languages.iter().map(|tag| language_names::name(w, tag)))
    }

    /// The website without `https://` and a slash at its end.
    pub fn website_text(&self) -> String {
        self.website.as_str().trim_start_matches("https://").trim_end_matches('/').to_owned()
    }
}

fn listed(w: Words, texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(w.language().choose(", ", "、"))
}

/// The link that writes to an address, which cannot add headers or a text of its own.
pub(super) fn mail_link(address: &str) -> String {
    let (name, host) = address.rsplit_once('@').unwrap_or((address, ""));
    format!("mailto:{}@{}", segment(name), segment(host))
}

/// A program of the provider.
struct ProgramRow {
    code: String,
    /// The name; the code where names are not available.
    name: String,
    href: String,
}

/// A location of the provider.
struct LocationRow {
    name: String,
    country: &'static str,
}

/// The page.
#[derive(Template)]
#[template(path = "pages/public/provider.html")]
struct ProviderPage {
    layout: Layout,
    description: String,
    countries: String,
    languages: String,
    email: String,
    mail_link: String,
    website: String,
    website_text: String,
    programs: Vec<ProgramRow>,
    locations: Vec<LocationRow>,
}

/// The page of a company that the directory does not show.
#[derive(Template)]
#[template(path = "pages/public/provider-gone.html")]
struct GonePage {
    layout: Layout,
}

/// Shows a provider. An unknown company, and one that left the directory, have the same page.
pub(super) fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let Ok(company) = visit.capture::<CompanyId>("company") else {
            return gone(visit);
        };
        let path = format!("/providers/{}", segment(company.as_str()));
        let provider = visit.get::<Provider>("directory", &path, &[]);
        match future::join(provider, catalog::programs(visit)).await {
            (Ok(provider), programs) => {
                let is_whole = programs.is_ok();
                let page = ProviderPage::new(visit, provider.value, &programs.unwrap_or_default());
                // A page without the names of programs is not kept by caches.
                if is_whole { Reply::public(&page) } else { Reply::page(&page) }
            }
            (Err(CallError::Refused(problem)), _) if problem.status == 404 => gone(visit),
            (Err(error), _) => Err(PageError::from(error)),
        }
    })
}

fn gone(visit: &Visit<'_>) -> Result<Reply, PageError> {
    let layout = frame(visit, Section::Directory, visit.words.get("directory-gone-title"));
    Ok(Reply::public(&GonePage { layout })?.with_status(404))
}

impl ProviderPage {
    fn new(visit: &Visit<'_>, provider: Provider, programs: &[Program]) -> Self {
        let (w, language) = (visit.words, visit.language());
        let layout = frame(visit, Section::Directory, provider.display_name.as_str());
        let program = |code: &ProgramCode| {
            let known = programs.iter().find(|program| program.code == *code);
            ProgramRow {
                code: code.to_string(),
                name: known.map_or_else(|| code.to_string(), |program| program.name.in_language(language).to_owned()),
                href: layout.public_path(&format!("/programs#{}", segment(code.as_str()))),
            }
        };
        let location = |place: &Place| LocationRow { name: place.name.clone(), country: place.country.name(language) };
        Self {
            countries: provider.country_names(w),
            languages: provider.language_names(w),
            mail_link: mail_link(&provider.contact_email),
            website_text: provider.website_text(),
            website: provider.website.to_string(),
            programs: provider.programs.iter().map(program).collect(),
            locations: provider.locations.iter().map(location).collect(),
            description: provider.description,
            email: provider.contact_email,
            layout,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_link_names_an_address_and_nothing_else() {
        assert_eq!(mail_link("hello@northwind.example"), "mailto:hello@northwind.example");
        assert_eq!(mail_link("a?bcc=x&y@northwind.example"), "mailto:a%3Fbcc%3Dx%26y@northwind.example");
    }
}
