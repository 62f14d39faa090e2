//! The public pages: the directory of providers, the programs, help for customers and on roles, the accessibility
//! statement.
//!
//! They are the same bytes for everybody, so that shared caches may keep them: no session, no name, and the language is
//! that of the path.

mod accessibility;
mod catalog;
mod directory;
mod help_customers;
mod help_roles;
mod language_names;
mod programs;
mod provider;

use crate::html::{Layout, NavItem, Section};
use crate::page::{Access, Page};
use crate::visit::Visit;

/// The pages of this part.
pub fn pages() -> Vec<Page> {
    vec![
        Page::get("/directory", Access::Public, directory::search),
        Page::get("/directory/{company}", Access::Public, provider::show),
        Page::get("/programs", Access::Public, programs::list),
        Page::get("/help/customers", Access::Public, help_customers::show),
        Page::get("/help/roles", Access::Public, help_roles::show),
        Page::get("/accessibility", Access::Public, accessibility::show),
    ]
}

/// The frame of a public page, with the navigation of everybody.
fn frame(visit: &Visit<'_>, section: Section, title: impl Into<String>) -> Layout {
    let (w, language) = (visit.words, visit.language());
    let item = |english, chinese, id: &str, of| NavItem {
        href: language.choose(english, chinese),
        text: w.get(id),
        is_current: section == of,
    };
    let nav = vec![
        item("/directory", "/zh-tw/directory", "nav-directory", Section::Directory),
        item("/programs", "/zh-tw/programs", "nav-programs", Section::Programs),
    ];
    Layout { nav, ..Layout::public(visit, section, title) }
}
