//! Routing: finds the endpoint by method and path.

use std::collections::BTreeSet;

use lambda_http::http::Method;
use percent_encoding::percent_decode_str;

use crate::endpoint::Endpoint;
use crate::path::Params;
use crate::problem::Failure;

/// Finds the endpoint of a request and the captured path parameters. `HEAD` is routed like `GET`. A trailing slash
/// makes no difference. When several patterns match, the one with the fewest captures wins, so that `/claims/export`
/// never matches `/claims/{claim_id}`.
///
/// # Errors
/// [`Failure::NotFound`] for an unknown path, [`Failure::MethodNotAllowed`] for a known path with another method.
pub(crate) fn find<'e, S>(
    endpoints: &'e [Endpoint<S>],
    method: &Method,
    path: &str,
) -> Result<(&'e Endpoint<S>, Params), Failure> {
    let segments = segments(path);
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let on_path =
        || endpoints.iter().filter_map(|endpoint| Some((endpoint, capture(endpoint.operation().pattern, &segments)?)));
    let best = on_path().filter(|(endpoint, _)| endpoint.operation().method == *method);
    if let Some(found) = best.min_by_key(|(_, params)| params.count()) {
        return Ok(found);
    }
    let mut methods: BTreeSet<&str> = on_path().map(|(endpoint, _)| endpoint.operation().method.as_str()).collect();
    if methods.is_empty() {
        return Err(Failure::not_found("not_found", "There is nothing at this path."));
    }
    if methods.contains("GET") {
        methods.insert("HEAD");
    }
    Err(Failure::MethodNotAllowed { allow: methods.into_iter().collect::<Vec<_>>().join(", ") })
}

fn segments(path: &str) -> Vec<&str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    path.split('/').collect()
}

/// The captured parameters, when the pattern matches. A segment that is empty, or not UTF-8 after decoding, matches no
/// capture.
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
            Some(name) => params.push(name, text.into_owned()),
            None if expected == text => {}
            None => return None,
        }
    }
    Some(params)
}

#[cfg(test)]
mod tests;
