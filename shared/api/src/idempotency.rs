//! Which request this is: idempotency keys, and the revision that a change is based on (api.md 1).

use domain::digest;
use lambda_http::Request;
use lambda_http::http::HeaderMap;
use lambda_http::http::header::IF_MATCH;

use crate::body::reason::Reason;
use crate::problem::Failure;
use crate::respond;

/// Longest `Idempotency-Key`, in characters (api.md 1).
pub const KEY_CHARS_MAX: usize = 255;
const KEY_HEADER: &str = "idempotency-key";

/// What tells one command from the same command sent twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The caller's own name for the command, if they gave one.
    pub key: Option<String>,
    /// SHA-256 over who asks for what: 64 lower-case hexadecimal digits.
    pub fingerprint: String,
}

impl RequestKey {
    /// Reads the key and takes the fingerprint. `scope` is the caller: the same key of two callers is two keys.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for a key that is not 1 to 255 visible ASCII characters, or more than one key.
    pub fn read(request: &Request, scope: &str) -> Result<Self, Failure> {
        let key = key(request.headers())?;
        let path = respond::path(request);
        let path = path.strip_suffix('/').unwrap_or(path);
        let fingerprint = digest::hex_of_parts(&[
            scope.as_bytes(),
            request.method().as_str().as_bytes(),
            path.as_bytes(),
            request.uri().query().unwrap_or_default().as_bytes(),
            request.body().as_ref(),
        ]);
        Ok(Self { key, fingerprint })
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let mut values = headers.get_all(KEY_HEADER).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default();
    let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
    if key.is_empty() || key.len() > KEY_CHARS_MAX || !visible || values.next().is_some() {
        let detail = format!("must be one key of 1 to {KEY_CHARS_MAX} visible ASCII characters");
        return Err(Failure::Invalid(vec![Reason::at("Idempotency-Key", "invalid", detail)]));
    }
    Ok(Some(key.to_owned()))
}

/// The revision that the caller based the change on: `If-Match: "3"`. Absent and `*` mean any (RFC 9110 13.1.1).
///
/// # Errors
/// [`Failure::PreconditionFailed`] for a tag that this system never issues, which therefore cannot match.
/// [`Failure::Invalid`] for several tags: a change is based on one revision.
pub fn if_match(request: &Request) -> Result<Option<u64>, Failure> {
    let mut values = request.headers().get_all(IF_MATCH).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let tag = value.to_str().unwrap_or_default().trim();
    if values.next().is_some() || tag.contains(',') {
        return Err(Failure::invalid("If-Match", "must be one entity tag, such as \"3\""));
    }
    if tag == "*" {
        return Ok(None);
    }
    let rev = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).and_then(canonical);
    rev.map(Some).ok_or(Failure::PreconditionFailed)
}

/// A number in its only spelling: `03` and `+3` are other tags than `3`.
fn canonical(digits: &str) -> Option<u64> {
    digits.parse().ok().filter(|rev: &u64| rev.to_string() == digits)
}

#[cfg(test)]
mod tests;
