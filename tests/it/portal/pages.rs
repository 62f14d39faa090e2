//! The list of pages for the tests in a browser, which visit every one of them.

use portal::{Access, Method, Page, pages};

/// A page as a line of the list.
fn line(page: &Page) -> String {
    let method = match page.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    let access = match page.access {
        Access::Public => "public".to_owned(),
        Access::Door => "door".to_owned(),
        Access::SignedIn => "signed in".to_owned(),
        Access::Roles(roles) => roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", "),
    };
    format!("{method} {}: {access}", page.pattern)
}

#[test]
fn the_tests_in_a_browser_know_every_page_and_who_may_open_it() {
    let found: Vec<String> = pages().iter().map(line).collect();
    let recorded: Vec<&str> = include_str!("../../portal/pages.txt").lines().collect();
    assert_eq!(found, recorded, "tests/portal/pages.txt should be:\n{}", found.join("\n"));
}
