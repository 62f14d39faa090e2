//! Routes as data: a function's whole surface stands in one table.

use std::collections::BTreeSet;
use std::fmt::Display;

use domain::{Refusal, VoucherNumber};
use lambda_http::http::Method;
use percent_encoding::percent_decode_str;

use crate::problem::Failure;

/// One method and path of a function, and what handles it.
#[derive(Clone, Debug)]
pub struct Route<T> {
    method: Method,
    pattern: &'static str,
    to: T,
}

impl<T> Route<T> {
    /// A route such as `POST /reservations/{voucher_number}/cancel`; a name in braces captures one whole segment.
    pub const fn new(method: Method, pattern: &'static str, to: T) -> Self {
        Self { method, pattern, to }
    }

    /// A `GET` route.
    pub const fn get(pattern: &'static str, to: T) -> Self {
        Self::new(Method::GET, pattern, to)
    }

    /// A `POST` route.
    pub const fn post(pattern: &'static str, to: T) -> Self {
        Self::new(Method::POST, pattern, to)
    }

    /// A `PUT` route.
    pub const fn put(pattern: &'static str, to: T) -> Self {
        Self::new(Method::PUT, pattern, to)
    }

    /// A `PATCH` route.
    pub const fn patch(pattern: &'static str, to: T) -> Self {
        Self::new(Method::PATCH, pattern, to)
    }

    /// A `DELETE` route.
    pub const fn delete(pattern: &'static str, to: T) -> Self {
        Self::new(Method::DELETE, pattern, to)
    }

    /// The method, for documents generated from the table.
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The pattern, for documents generated from the table.
    pub const fn pattern(&self) -> &'static str {
        self.pattern
    }
}

/// The route a request hit, and what its path named.
#[derive(Clone, Debug)]
pub struct Hit<T> {
    /// What the route leads to.
    pub to: T,
    /// The pattern that matched, for the log.
    pub pattern: &'static str,
    /// What the braces captured.
    pub params: Params,
}

/// What a path captured, percent-decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(&'static str, String)>);

impl Params {
    /// The text captured under this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }

    /// The parsed value captured under this name.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when it does not parse: nothing can exist under such a name. [`Failure::Internal`] when
    /// the pattern captures nothing under this name, which is a mistake in the table.
    pub fn parse<T, E: Display>(&self, name: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, Failure> {
        let text = self.get(name).ok_or_else(|| Failure::internal(format!("the route captures no {name}")))?;
        parse(text).map_err(|expectation| Failure::not_found("not_found", format!("{name} {expectation}")))
    }

    /// The voucher that the path names.
    ///
    /// # Errors
    /// What no voucher can have as its number does not exist, in the same words as a number that no voucher has.
    pub fn voucher_number(&self) -> Result<VoucherNumber, Failure> {
        let text = self.get("voucher_number");
        let text = text.ok_or_else(|| Failure::internal("the route captures no voucher_number"))?;
        VoucherNumber::parse(text).map_err(|_| Refusal::VoucherNotFound.into())
    }

    /// How many segments were captured: the fewer, the more exact the pattern.
    fn count(&self) -> usize {
        self.0.len()
    }
}

/// Finds the route of a request. A trailing slash makes no difference. Where several patterns fit, the one that
/// captures least wins, so that `/claims/export` is never taken for the claim named `export`.
///
/// # Errors
/// [`Failure::NotFound`] for an unknown path, [`Failure::MethodNotAllowed`] for a known path with another method.
pub fn find<T: Copy>(routes: &[Route<T>], method: &Method, path: &str) -> Result<Hit<T>, Failure> {
    let segments = segments(path);
    let on_path = || routes.iter().filter_map(|route| Some((route, capture(route.pattern, &segments)?)));
    let best = on_path().filter(|(route, _)| route.method == *method).min_by_key(|(_, params)| params.count());
    if let Some((route, params)) = best {
        return Ok(Hit { to: route.to, pattern: route.pattern, params });
    }
    let methods: BTreeSet<&str> = on_path().map(|(route, _)| route.method.as_str()).collect();
    if methods.is_empty() {
        return Err(Failure::not_found("not_found", "There is nothing at this path."));
    }
    Err(Failure::MethodNotAllowed { allow: methods.into_iter().collect::<Vec<_>>().join(", ") })
}

fn segments(path: &str) -> Vec<&str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    path.split('/').collect()
}

/// The captures, when the pattern fits. A segment that is empty or not UTF-8 once decoded fits no capture.
fn capture(pattern: &'static str, segments: &[&str]) -> Option<Params> {
    let pattern: Vec<&'static str> = pattern.trim_start_matches('/').split('/').collect();
    if pattern.len() != segments.len() {
        return None;
    }
    let mut params = Params::default();
    for (expected, segment) in pattern.into_iter().zip(segments) {
        let text = percent_decode_str(segment).decode_utf8().ok()?;
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(_) if text.is_empty() => return None,
            Some(name) => params.0.push((name, text.into_owned())),
            None if expected == text => {}
            None => return None,
        }
    }
    Some(params)
}

#[cfg(test)]
mod tests;
