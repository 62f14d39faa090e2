//! `/directory`: searches the providers (PROGRAM.md 5.3).

use askama::Template;
use domain::directory::Language as Tag;
use domain::{Country, ProgramCode, Text};
use futures::future;
use serde::Deserialize;

use super::catalog::{self, Program};
use super::provider::{Provider, mail_link};
use super::{frame, language_names};
use crate::failure::PageError;
use crate::functions::{CallError, segment};
use crate::html::{Choice, Errors, Field, Layout, Section};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::words::Words;

/// The providers on a full page.
const PAGE_SIZE: usize = 25;
/// The longest beginning of a description in the list, in characters.
const EXCERPT_CHARS: usize = 200;
/// The fields of the search.
const FILTERS: [&str; 4] = ["program", "country", "language", "q"];

/// A page of providers as `directory` answers it.
#[derive(Default, Deserialize)]
struct ProviderPage {
    items: Vec<Provider>,
    next_cursor: Option<String>,
}

/// The search as the address asks for it. Codes are normalized; what is no code stays as it was typed.
struct Search {
    program: String,
    /// The country as it was typed: a name or a code.
    country: String,
    country_code: Option<Country>,
    language: String,
    words: String,
    cursor: String,
}

/// A filter that is set.
struct Chip {
    label: String,
    value: String,
    /// The search without it.
    href: String,
    /// The sentence that offers the search without it.
    widen: String,
}

/// A provider in the list.
struct Row {
    href: String,
    name: String,
    excerpt: String,
    countries: String,
    languages: String,
    programs: Vec<ProgramLink>,
    email: String,
    mail_link: String,
    website: String,
    website_text: String,
}

/// A program of a provider.
struct ProgramLink {
    code: String,
    href: String,
}

/// The page.
#[derive(Template)]
#[template(path = "pages/public/directory.html")]
struct DirectoryPage {
    layout: Layout,
    errors: Errors,
    program: Field,
    programs: Vec<Choice>,
    country: Field,
    language: Field,
    languages: Vec<Choice>,
    words: Field,
    /// False when the programs' names are not available.
    has_programs: bool,
    chips: Vec<Chip>,
    rows: Vec<Row>,
    heading: String,
    /// The address of the first page, from a later one.
    first: Option<String>,
    next: Option<String>,
    /// True when a page with a next one is not full: the search stopped early.
    may_follow: bool,
}

/// Searches and shows the page. A cursor of another search leads to the first page.
pub(super) fn search<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let search = Search::of(visit);
        let (programs, found) = future::join(catalog::programs(visit), search.run(visit)).await;
        let mut errors = Errors::default();
        let page = match found {
            Ok(page) => page,
            Err(CallError::Refused(problem)) if problem.has("bad_cursor") => {
                let layout = Layout::public(visit, Section::Directory, "");
                let path = layout.public_path("/directory");
                return Ok(Reply::see_other(&format!("{path}{}", visit.query.without("cursor"))));
            }
            Err(CallError::Refused(problem)) if problem.status == 422 => {
                errors = Errors::of(visit.words, &problem.all_reasons());
                ProviderPage::default()
            }
            Err(error) => return Err(PageError::from(error)),
        };
        if search.has_unknown_country() {
            errors.push("country", visit.words.get("directory-country-unknown"));
        }
        errors.entries.sort_by_key(|entry| FILTERS.iter().position(|name| *name == entry.field));
        let status = errors.status();
        let is_whole = programs.is_ok();
        let page = DirectoryPage::new(visit, &search, programs.ok().as_deref(), &page, errors);
        // A page without the names of programs is not kept by caches.
        let reply = if is_whole { Reply::public(&page)? } else { Reply::page(&page)? };
        Ok(reply.with_status(status))
    })
}

impl Search {
    fn of(visit: &Visit<'_>) -> Self {
        let text = |name| visit.query.text(name).to_owned();
        let country = text("country");
        Self {
            program: normalized::<ProgramCode>(visit.query.text("program")),
            country_code: Country::known(&country),
            country,
            language: normalized::<Tag>(visit.query.text("language")),
            words: text("q"),
            cursor: text("cursor"),
        }
    }

    fn has_unknown_country(&self) -> bool {
        !self.country.is_empty() && self.country_code.is_none()
    }

    /// Asks `directory`, so that it names every other mistake, and drops what it finds for an unknown country.
    async fn run(&self, visit: &Visit<'_>) -> Result<ProviderPage, CallError> {
        let country = self.country_code.as_ref().map_or("", Country::as_str);
        let fields = [
            ("program", self.program.as_str()),
            ("country", country),
            ("language", self.language.as_str()),
            ("q", self.words.as_str()),
            ("cursor", self.cursor.as_str()),
        ];
        let page = visit.get::<ProviderPage>("directory", "/providers", &fields).await?.value;
        Ok(if self.has_unknown_country() { ProviderPage::default() } else { page })
    }

    /// The filters that are set, each with the search without it.
    fn chips(&self, visit: &Visit<'_>, layout: &Layout, programs: &[Program]) -> Vec<Chip> {
        let (w, language) = (visit.words, visit.language());
        let country = self.country_code.as_ref().map_or(self.country.as_str(), |country| country.name(language));
        let tag = Tag::read(&self.language).map_or_else(|_| self.language.clone(), |tag| language_names::name(w, &tag));
        let program = programs.iter().find(|program| program.code.as_str() == self.program);
        let program = program.map_or(self.program.as_str(), |program| program.name.in_language(language));
        let values = [program.to_owned(), country.to_owned(), tag, self.words.clone()];
        let path = layout.public_path("/directory");
        let chip = |(name, value): (&str, String)| Chip {
            label: w.get(&format!("directory-{name}")),
            value,
            href: format!("{path}{}", without(visit, &[name, "cursor"])),
            widen: w.get(&format!("directory-widen-{name}")),
        };
        FILTERS.into_iter().zip(values).filter(|(_, value)| !value.is_empty()).map(chip).collect()
    }
}

/// A code in its usual form; another text as it is.
fn normalized<T: Text + ToString>(text: &str) -> String {
    T::read(text).map_or_else(|_| text.to_owned(), |value| value.to_string())
}

/// The query without these fields.
fn without(visit: &Visit<'_>, names: &[&str]) -> String {
    let kept = visit.query.fields().filter(|(name, _)| !names.contains(name));
    kept.collect::<crate::form::Form>().without("")
}

impl DirectoryPage {
    fn new(
        visit: &Visit<'_>,
        search: &Search,
        programs: Option<&[Program]>,
        page: &ProviderPage,
        mut errors: Errors,
    ) -> Self {
        let w = visit.words;
        let mut fields = [
            field(w, "program", &search.program),
            field(w, "country", &search.country),
            field(w, "language", &search.language),
            field(w, "q", &search.words),
        ];
        errors.place(&mut fields.each_mut());
        let [program, country, language, words] = fields;
        let layout = frame(visit, Section::Directory, w.get("directory-title")).with_errors(!errors.is_empty());
        let path = layout.public_path("/directory");
        let is_whole = search.cursor.is_empty() && page.next_cursor.is_none();
        let count = if is_whole { "directory-count" } else { "directory-count-page" };
        let found = page.items.len();
        let next = page.next_cursor.as_deref();
        Self {
            errors,
            programs: program_choices(w, programs.unwrap_or_default(), &search.program),
            has_programs: programs.is_some(),
            languages: language_names::choices(w, &search.language),
            program,
            country,
            language,
            words,
            chips: search.chips(visit, &layout, programs.unwrap_or_default()),
            rows: page.items.iter().map(|provider| Row::new(&layout, provider)).collect(),
            heading: w.count(count, found),
            first: (!search.cursor.is_empty()).then(|| format!("{path}{}", visit.query.without("cursor"))),
            next: next.map(|cursor| format!("{path}{}", visit.query.with("cursor", Some(cursor)))),
            may_follow: stops_early(found, next),
            layout,
        }
    }
}

/// True when a page is not full and has a next one: the search did not reach the end of the directory.
fn stops_early(found: usize, next: Option<&str>) -> bool {
    next.is_some() && found < PAGE_SIZE
}

/// A field of the search with the texts `directory-<name>` and, where there is one, `directory-<name>-hint`.
fn field(w: Words, name: &'static str, value: &str) -> Field {
    let id = format!("directory-{name}");
    let hint = w.known(&format!("{id}-hint"), &[]).unwrap_or_default();
    Field { name, label: w.get(&id), hint, value: value.to_owned(), errors: Vec::new() }
}

/// The choices of programs. A chosen one that is not known is one more.
fn program_choices(w: Words, programs: &[Program], chosen: &str) -> Vec<Choice> {
    let choice = |value: &str, text: String| Choice {
        value: value.to_owned(),
        text,
        hint: String::new(),
        is_chosen: value == chosen,
    };
    let mut choices = vec![choice("", w.get("directory-program-any"))];
    choices.extend(programs.iter().map(|program| {
        let (code, name) = (program.code.as_str(), program.name.in_language(w.language()));
        choice(code, format!("{code} - {name}"))
    }));
    if !choices.iter().any(|choice| choice.is_chosen) {
        choices.push(choice(chosen, chosen.to_owned()));
    }
    choices
}

impl Row {
    fn new(layout: &Layout, provider: &Provider) -> Self {
        let w = layout.w;
        let code = |code: &ProgramCode| ProgramLink {
            code: code.to_string(),
            href: layout.public_path(&format!("/programs#{}", segment(code.as_str()))),
        };
        Self {
            href: layout.public_path(&format!("/directory/{}", segment(provider.company_id.as_str()))),
            name: provider.display_name.clone(),
            excerpt: excerpt(&provider.description),
            countries: provider.country_names(w),
            languages: provider.language_names(w),
            programs: provider.programs.iter().map(code).collect(),
            email: provider.contact_email.clone(),
            mail_link: mail_link(&provider.contact_email),
            website: provider.website.to_string(),
            website_text: provider.website_text(),
        }
    }
}

/// The beginning of a description on one line, cut between words where it has any.
fn excerpt(description: &str) -> String {
    let line = description.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(EXCERPT_CHARS) else {
        return line;
    };
    let cut = line.get(..end).unwrap_or_default();
    let words = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
    // Chinese and Japanese have spaces only around other scripts: a cut far before the end would lose half the text.
    let cut = if words.len().saturating_mul(2) > cut.len() { words } else { cut };
    format!("{cut}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_cut_between_words() {
        assert_eq!(excerpt("Plans\n\ndeployments. "), "Plans deployments.");
        let long = excerpt(&"planning ".repeat(100));
        assert!(long.ends_with("planning…") && long.chars().count() <= EXCERPT_CHARS + 1, "{long}");
    }

    #[test]
    fn a_text_without_spaces_is_cut_between_characters() {
        let text = format!("規劃 {}", "部署".repeat(200));
        assert_eq!(excerpt(&text).chars().count(), EXCERPT_CHARS + 1);
    }

    #[test]
    fn codes_are_normalized_and_other_texts_stay() {
        assert_eq!(normalized::<Tag>("ZH-tw"), "zh-TW");
        assert_eq!(normalized::<Tag>("not a tag"), "not a tag");
        assert_eq!(normalized::<ProgramCode>("ddps"), "DDPS");
    }

    /// A page of the search with these rows and a next page.
    fn page(found: usize) -> String {
        let w = Words::of(domain::Language::English);
        let row = || Row {
            href: "/directory/P-1".to_owned(),
            name: "Northwind".to_owned(),
            excerpt: "Plans deployments.".to_owned(),
            countries: "Taiwan".to_owned(),
            languages: "English".to_owned(),
            programs: Vec::new(),
            email: "hello@northwind.example".to_owned(),
            mail_link: "mailto:hello@northwind.example".to_owned(),
            website: "https://www.northwind.example".to_owned(),
            website_text: "www.northwind.example".to_owned(),
        };
        let layout = Layout {
            w,
            title: "Find a provider".to_owned(),
            nav: Vec::new(),
            name: String::new(),
            initials: String::new(),
            roles: String::new(),
            company: String::new(),
            searches: false,
            csrf: String::new(),
            here: String::new(),
            other_language: Some("/zh-tw/directory".to_owned()),
            has_errors: false,
            css: String::new(),
            js: String::new(),
            icon: String::new(),
        };
        let page = DirectoryPage {
            layout,
            errors: Errors::default(),
            program: field(w, "program", ""),
            programs: Vec::new(),
            country: field(w, "country", ""),
            language: field(w, "language", ""),
            languages: Vec::new(),
            words: field(w, "q", ""),
            has_programs: false,
            chips: Vec::new(),
            rows: std::iter::repeat_with(row).take(found).collect(),
            heading: String::new(),
            first: None,
            next: Some("/directory?cursor=x".to_owned()),
            may_follow: stops_early(found, Some("x")),
        };
        page.render().unwrap()
    }

    #[test]
    fn a_page_that_is_not_full_and_has_a_next_one_says_that_more_may_follow() {
        let (none, some, full) = (page(0), page(3), page(PAGE_SIZE));
        assert!(some.contains("more may follow on the next page") && !full.contains("may follow"));
        assert!(none.contains("No match so far") && !none.contains("No provider matches"));
        for page in [&none, &some, &full] {
            assert!(page.contains("rel=\"next\" href=\"/directory?cursor=x\""), "{page}");
        }
        assert!(!stops_early(3, None) && !stops_early(PAGE_SIZE, Some("x")));
    }

    #[test]
    fn the_search_does_without_the_names_of_programs() {
        assert!(page(3).contains("The names of the programs cannot be shown right now."));
    }

    #[test]
    fn an_unknown_program_stays_chosen() {
        let choices = program_choices(Words::of(domain::Language::English), &[], "XDPS");
        let values: Vec<_> = choices.iter().map(|choice| (choice.value.as_str(), choice.is_chosen)).collect();
        assert_eq!(values, [("", false), ("XDPS", true)]);
    }
}
