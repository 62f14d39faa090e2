//! What pages are made of: the layout, form fields, messages.

pub mod error;
pub mod sign_in;

use api::Role;

use crate::assets;
use crate::form::Form;
use crate::problem::Reason;
use crate::reasons;
use crate::visit::Visit;
use crate::words::Words;

/// The part of the site that a page belongs to, marked in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// None of them.
    None,
    /// The overview of the company.
    Overview,
    /// Vouchers of the company.
    Vouchers,
    /// Validating and reserving.
    Validate,
    /// Redeeming.
    Redeem,
    /// Payment requests and statements.
    Claims,
    /// Requirements, agreement, enrollment, locations, profile.
    Company,
    /// The public directory.
    Directory,
    /// The public list of programs.
    Programs,
}

/// A link of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// The address.
    pub href: &'static str,
    /// The text.
    pub text: String,
    /// True on pages of its section.
    pub is_current: bool,
}

/// The frame of every page.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The texts.
    pub w: Words,
    /// The title of the page, before the name of the portal.
    pub title: String,
    /// The navigation.
    pub nav: Vec<NavItem>,
    /// The reader's name; empty when nobody is signed in.
    pub name: String,
    /// The initials of the name.
    pub initials: String,
    /// The reader's roles, in words.
    pub roles: String,
    /// The reader's company.
    pub company: String,
    /// True when the search for vouchers is shown.
    pub searches: bool,
    /// The token of forms.
    pub csrf: String,
    /// The address of this page, to come back to after choosing a language.
    pub here: String,
    /// The address of this page in the other language, on public pages.
    pub other_language: Option<String>,
    /// True for a page after a mistake: its title says so.
    pub has_errors: bool,
    /// The address of the style sheet.
    pub css: String,
    /// The address of the script.
    pub js: String,
    /// The address of the icon.
    pub icon: String,
}

impl Layout {
    /// The frame of a page of a section.
    pub fn new(visit: &Visit<'_>, section: Section, title: impl Into<String>) -> Self {
        let (w, person) = (visit.words, visit.person.as_ref());
        let roles = person.map(|person| person.caller.roles.as_slice()).unwrap_or_default();
        let role_names: Vec<String> =
            roles.iter().map(|role| w.get(&format!("role-{}", dashed(role.as_str())))).collect();
        let name = person.map(|person| person.name.clone()).unwrap_or_default();
        let company = person.and_then(|person| person.caller.company.as_ref()).map(ToString::to_string);
        Self {
            w,
            title: title.into(),
            nav: navigation(w, roles, person.is_some(), section),
            initials: initials(&name),
            name,
            roles: role_names.join(w.language().choose(", ", "、")),
            company: company.unwrap_or_default(),
            searches: roles.contains(&Role::MpnAdmin),
            csrf: visit.csrf(),
            here: format!("{}{}", visit.path, visit.query.without("")),
            other_language: None,
            has_errors: false,
            css: assets::address("portal.css"),
            js: assets::address("portal.js"),
            icon: assets::address("icon.svg"),
        }
    }

    /// The frame of a public page, which exists under an address for each language.
    pub fn public(visit: &Visit<'_>, section: Section, title: impl Into<String>) -> Self {
        let path = format!("{}{}", visit.path, visit.query.without(""));
        let chinese = format!("{}{path}", crate::language::CHINESE_PREFIX);
        let other = visit.language().choose(chinese, path);
        Self { other_language: Some(other), ..Self::new(visit, section, title) }
    }

    /// The same frame with `Error:` in its title.
    #[must_use]
    pub fn with_errors(self, has_errors: bool) -> Self {
        Self { has_errors, ..self }
    }

    /// The address of a public page in the reader's language.
    pub fn public_path(&self, path: &str) -> String {
        format!("{}{path}", self.w.language().choose("", crate::language::CHINESE_PREFIX))
    }
}

fn navigation(w: Words, roles: &[Role], is_signed_in: bool, section: Section) -> Vec<NavItem> {
    let item = |href, id: &str, of| NavItem { href, text: w.get(id), is_current: section == of };
    let has = |role| roles.contains(&role);
    let mut items = Vec::new();
    if has(Role::MpnAdmin) || has(Role::GlobalAdmin) || has(Role::Incentives) {
        items.push(item("/", "nav-overview", Section::Overview));
        items.push(item("/vouchers", "nav-vouchers", Section::Vouchers));
    }
    if has(Role::MpnAdmin) {
        items.push(item("/vouchers/validate", "nav-validate", Section::Validate));
        items.push(item("/redeem", "nav-redeem", Section::Redeem));
    }
    if has(Role::MpnAdmin) || has(Role::GlobalAdmin) || has(Role::Incentives) {
        items.push(item("/claims", "nav-claims", Section::Claims));
    }
    if is_signed_in {
        items.push(item("/company/requirements", "nav-company", Section::Company));
    }
    items
}

fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let ends = [words.first(), words.last().filter(|_| words.len() > 1)];
    ends.into_iter().flatten().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

/// A code as a part of a text's id: `mpn_admin` is `mpn-admin`, `voucher.assigned` is `voucher-assigned`.
pub fn dashed(code: &str) -> String {
    code.replace(['_', '.'], "-")
}

/// A step of several pages.
#[derive(Clone, Debug)]
pub struct StepMark {
    /// Its place, from 1.
    pub place: usize,
    /// Its name.
    pub text: String,
    /// True for a step before the current one.
    pub is_done: bool,
    /// True for the current one.
    pub is_current: bool,
}

/// Every step by its name, with the one at `current`, from 0, marked.
pub fn steps(names: impl IntoIterator<Item = String>, current: usize) -> Vec<StepMark> {
    let mark = |(index, text): (usize, String)| StepMark {
        place: index.saturating_add(1),
        text,
        is_done: index < current,
        is_current: index == current,
    };
    names.into_iter().enumerate().map(mark).collect()
}

/// A sentence for people. Where there is none in their language, it is English and says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The sentence.
    pub text: String,
    /// True when the sentence is English on a page of another language.
    pub is_foreign: bool,
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name, which is also its id.
    pub name: &'static str,
    /// The label.
    pub label: String,
    /// What to type; empty for nothing.
    pub hint: String,
    /// What was typed.
    pub value: String,
    /// What is wrong with it.
    pub errors: Vec<Message>,
}

impl Field {
    /// The ids that describe the field, for `aria-describedby`.
    pub fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = (!self.errors.is_empty()).then(|| format!("{}-error", self.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

/// A choice of a radio group or select.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The value that is sent.
    pub value: String,
    /// The text.
    pub text: String,
    /// More about it; empty for nothing.
    pub hint: String,
    /// True when it is chosen.
    pub is_chosen: bool,
}

/// An entry of the summary above a form.
#[derive(Clone, Debug)]
pub struct SummaryEntry {
    /// The id of the field; empty for a reason about no field of the form.
    pub field: String,
    /// The sentence.
    pub message: Message,
}

/// The reasons of a refused form: beside the fields and in a summary above it.
#[derive(Clone, Debug, Default)]
pub struct Errors {
    /// The entries, in the order of the summary.
    pub entries: Vec<SummaryEntry>,
    /// True when somebody else changed the resource since the page was read.
    is_stale: bool,
}

/// A text under its label, with the colon of the label's script.
pub fn labelled(label: &str, text: &str) -> String {
    if label.is_ascii() { format!("{label}: {text}") } else { format!("{label}：{text}") }
}

impl Errors {
    /// The reasons of a refused call, in the reader's language.
    pub fn of(words: Words, reasons: &[Reason]) -> Self {
        let entry = |reason: &Reason| SummaryEntry {
            field: reason.field.clone().unwrap_or_default(),
            message: reasons::message(words, reason),
        };
        Self { entries: reasons.iter().map(entry).collect(), is_stale: false }
    }

    /// The page of a form after somebody else changed the resource. What was typed stays in the form; `compare` adds
    /// what is stored now.
    pub fn changed_form(words: Words) -> Self {
        Self::changed(words.get("changed-form"))
    }

    /// The page of an act without fields to compare, after somebody else changed the resource.
    pub fn changed_act(words: Words) -> Self {
        Self::changed(words.get("changed-act"))
    }

    fn changed(text: String) -> Self {
        let mut errors = Self { is_stale: true, ..Self::default() };
        errors.push("", text);
        errors
    }

    /// True when somebody else changed the resource since the page was read.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// After a change by somebody else: the stored value beside a field in which another one was typed. `shown` is the
    /// value as people read it.
    pub fn compare(&mut self, words: Words, field: &'static str, is_same: bool, shown: &str) {
        if !self.is_stale || is_same {
            return;
        }
        let shown = if shown.is_empty() { words.get("changed-stored-nothing") } else { shown.to_owned() };
        self.push(field, words.one("changed-stored", "value", shown));
    }

    /// The revision for the form: the one that its reader decided on, also after a refusal; the stored one after a
    /// change by somebody else, which the page shows.
    pub fn etag(&self, form: &Form, stored: Option<&str>) -> String {
        let read = form.filled("etag").filter(|_| !self.is_stale);
        read.or(stored).unwrap_or_default().to_owned()
    }

    /// Adds a mistake that the portal found itself.
    pub fn push(&mut self, field: &str, text: String) {
        let message = Message { text, is_foreign: false };
        self.entries.push(SummaryEntry { field: field.to_owned(), message });
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The status of the page that shows them.
    pub fn status(&self) -> u16 {
        match (self.is_empty(), self.is_stale) {
            (true, _) => 200,
            (false, true) => 412,
            (false, false) => 422,
        }
    }

    /// Puts the reasons beside the fields of the form. A reason about a field that the form does not have stays in the
    /// summary without a link.
    pub fn place(&mut self, fields: &mut [&mut Field]) {
        let is_stale = self.is_stale;
        for entry in &mut self.entries {
            match fields.iter_mut().find(|field| field.name == entry.field) {
                Some(field) => {
                    field.errors.push(entry.message.clone());
                    // "Stored now: ..." does not say what.
                    if is_stale {
                        entry.message.text = labelled(&field.label, &entry.message.text);
                    }
                }
                None => entry.field.clear(),
            }
        }
    }
}
