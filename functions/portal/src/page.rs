//! The pages: their addresses, who may open them, and their handlers.

use std::future::Future;
use std::pin::Pin;

use api::Role;

use crate::failure::PageError;
use crate::reply::Reply;
use crate::visit::Visit;

/// The future of a handler.
pub type Handled<'v> = Pin<Box<dyn Future<Output = Result<Reply, PageError>> + Send + 'v>>;

/// Makes the reply to a visit.
pub type Handler = for<'v> fn(&'v Visit<'_>) -> Handled<'v>;

/// Who may open a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody. The page is the same for everybody: the session is not read.
    Public,
    /// Everybody, and the page takes part in signing in or out.
    Door,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in with one of these roles.
    Roles(&'static [Role]),
}

/// The method of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Shows; changes nothing.
    Get,
    /// A form.
    Post,
}

/// A page or form.
#[derive(Clone, Copy)]
pub struct Page {
    /// Shows or takes a form.
    pub method: Method,
    /// The path with captures in braces.
    pub pattern: &'static str,
    /// Who may open it.
    pub access: Access,
    /// Its handler.
    pub handler: Handler,
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {} {:?}", self.method, self.pattern, self.access)
    }
}

impl Page {
    /// A page that shows.
    pub const fn get(pattern: &'static str, access: Access, handler: Handler) -> Self {
        Self { method: Method::Get, pattern, access, handler }
    }

    /// A form.
    pub const fn post(pattern: &'static str, access: Access, handler: Handler) -> Self {
        Self { method: Method::Post, pattern, access, handler }
    }
}

/// The captures of a path, in order.
pub type Captures = Vec<(&'static str, String)>;

/// The page at a path, with its captures; of several the one with the fewest. `None` for an unknown path, an error with
/// the other method when only that is known.
pub fn find<'p>(pages: &'p [Page], method: Method, path: &str) -> Option<Result<(&'p Page, Captures), Method>> {
    let on_path = || pages.iter().filter_map(|page| Some((page, capture(page.pattern, path)?)));
    let best = on_path().filter(|(page, _)| page.method == method).min_by_key(|(_, captures)| captures.len());
    best.map(Ok).or_else(|| on_path().next().map(|(page, _)| Err(page.method)))
}

fn capture(pattern: &'static str, path: &str) -> Option<Captures> {
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    let (expected, segments): (Vec<&'static str>, Vec<&str>) =
        (pattern.split('/').collect(), path.split('/').collect());
    if expected.len() != segments.len() {
        return None;
    }
    let mut captures = Captures::new();
    for (expected, segment) in expected.into_iter().zip(segments) {
        let text = percent_encoding::percent_decode_str(segment).decode_utf8().ok()?;
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(_) if text.is_empty() => return None,
            Some(name) => captures.push((name, text.into_owned())),
            None if expected == text => {}
            None => return None,
        }
    }
    Some(captures)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none<'v>(_: &'v Visit<'_>) -> Handled<'v> {
        Box::pin(async { Err(PageError::NotFound) })
    }

    const PAGES: [Page; 4] = [
        Page::get("/", Access::SignedIn, none),
        Page::get("/vouchers/validate", Access::SignedIn, none),
        Page::get("/vouchers/{number}", Access::SignedIn, none),
        Page::post("/vouchers/{number}/cancel", Access::SignedIn, none),
    ];

    fn found(method: Method, path: &str) -> Option<Result<(&'static str, Captures), Method>> {
        find(&PAGES, method, path).map(|found| found.map(|(page, captures)| (page.pattern, captures)))
    }

    #[test]
    fn the_most_specific_page_wins_and_captures_are_decoded() {
        assert_eq!(found(Method::Get, "/"), Some(Ok(("/", vec![]))));
        assert_eq!(found(Method::Get, "/vouchers/validate/"), Some(Ok(("/vouchers/validate", vec![]))));
        let number = vec![("number", "SA 1/é".to_owned())];
        assert_eq!(found(Method::Get, "/vouchers/SA%201%2F%C3%A9"), Some(Ok(("/vouchers/{number}", number))));
    }

    #[test]
    fn unknown_paths_and_other_methods_are_told_apart() {
        assert_eq!(found(Method::Get, "/nothing"), None);
        assert_eq!(found(Method::Get, "/vouchers/%ff"), None);
        assert_eq!(found(Method::Get, "/vouchers/SA-1/cancel"), Some(Err(Method::Post)));
    }
}
