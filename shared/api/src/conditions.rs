//! The headers that qualify a command: `Idempotency-Key`, `If-Match` and `If-None-Match` (PROGRAM.md 15.1).

use domain::Flaw;
use domain::attempt::{Intent, Precondition};
use jiff::Timestamp;
use lambda_http::Request;
use lambda_http::http::header::{IF_MATCH, IF_NONE_MATCH};
use lambda_http::http::{HeaderMap, HeaderName, Method};

use crate::auth::caller::Caller;
use crate::body::reason::{Reason, Reasons};
use crate::operation::Effect;
use crate::request;

/// The longest `Idempotency-Key`, in characters (PROGRAM.md 15.1).
pub const KEY_CHARS_MAX: usize = 255;
pub(crate) const KEY_HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// The detail of every reason about a header of entity tags.
const TAG_FORM: &str = "must be entity tags in quotes, such as \"3\" or \"3\", \"4\", or *; weak tags never match";

/// The conditions of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// The `Idempotency-Key` of the caller, if any.
    pub key: Option<String>,
    /// The revision that the caller expects of the item that the command changes.
    pub basis: Precondition,
}

impl Conditions {
    /// Reads the headers and adds their errors to `reasons`.
    pub(crate) fn read(request: &Request, effect: Effect, reasons: &mut Reasons) -> Self {
        let headers = request.headers();
        let key = reasons.keep(key(headers)).flatten();
        let basis = basis(headers, request.method()).and_then(|basis| check_effect(basis, effect));
        let basis = reasons.keep(basis).unwrap_or(Precondition::Any);
        Self { key, basis }
    }

    /// The intent of a caller's command. Without a key the request id identifies the attempt, so that a write that the
    /// SDK retried is still recognized (DECISIONS.md 2).
    pub(crate) fn intent(&self, request: &Request, caller: &Caller, fingerprint: &str, now: Timestamp) -> Intent {
        let company = caller.company.as_ref().map_or("", |company| company.as_str());
        let scope = format!("{company}/{}", caller.sub);
        let fallback = request::request_id(request);
        let intent = Intent::new(caller.sub.clone(), &scope, now, self.key.as_deref(), &fallback, fingerprint);
        let intent = intent.with_name(caller.name.clone()).with_membership(caller.membership());
        intent.with_precondition(self.basis.clone())
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Reason> {
    let mut values = headers.get_all(KEY_HEADER).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default();
    let visible = key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if key.trim().is_empty() || key.len() > KEY_CHARS_MAX || !visible || values.next().is_some() {
        let detail = format!("must be one key of 1 to {KEY_CHARS_MAX} visible ASCII characters or blanks");
        return Err(Reason::at("Idempotency-Key", Flaw::Invalid.code(), detail));
    }
    Ok(Some(key.to_owned()))
}

/// Rejects a precondition on a bulk request: its items have no common revision that `If-Match` could name.
fn check_effect(basis: Precondition, effect: Effect) -> Result<Precondition, Reason> {
    if effect == Effect::Many && basis != Precondition::Any {
        let detail = "cannot be honoured here: the request changes many things, each with a revision of its own";
        return Err(Reason::at("If-Match", Flaw::Invalid.code(), detail));
    }
    Ok(basis)
}

/// The precondition of the request. `If-None-Match: *` applies only to `PUT`, which creates what its path names;
/// elsewhere it concerns caches and is ignored.
fn basis(headers: &HeaderMap, method: &Method) -> Result<Precondition, Reason> {
    let creates = method == Method::PUT && headers.contains_key(IF_NONE_MATCH);
    let invalid = |name: &str, detail: &str| Err(Reason::at(name, Flaw::Invalid.code(), detail));
    match (tags_of(headers, IF_MATCH), tags_of(headers, IF_NONE_MATCH).filter(|_| creates)) {
        (None, None) => Ok(Precondition::Any),
        (None, Some(Some(Tags::Any))) => Ok(Precondition::Absent),
        (None, Some(_)) => invalid("If-None-Match", "must be *: nothing may exist there yet"),
        (Some(_), Some(_)) => invalid("If-None-Match", "cannot be combined with If-Match"),
        (Some(None), None) => invalid("If-Match", TAG_FORM),
        (Some(Some(Tags::Any)), None) => Ok(Precondition::Existing),
        // A tag that this system never issues matches no revision.
        (Some(Some(Tags::Listed(tags))), None) => {
            Ok(Precondition::Revisions(tags.iter().filter_map(|tag| revision(tag)).collect()))
        }
    }
}

/// The value of a header of entity tags.
enum Tags {
    /// `*`.
    Any,
    /// Strong tags, without their quotes.
    Listed(Vec<String>),
}

/// The tags of a header: `None` without the header, `Some(None)` when it is malformed (RFC 9110 13.1.1).
#[expect(clippy::option_option, reason = "absent and unreadable are different")]
fn tags_of(headers: &HeaderMap, name: HeaderName) -> Option<Option<Tags>> {
    let lines: Vec<_> = headers.get_all(name).iter().map(|line| line.to_str().unwrap_or_default()).collect();
    if lines.is_empty() {
        return None;
    }
    let value = lines.join(",");
    if value.trim() == "*" {
        return Some(Some(Tags::Any));
    }
    Some(entity_tags(&value).map(Tags::Listed))
}

/// Parses `"3", "4"`: strong tags separated by commas. A tag may itself contain a comma.
fn entity_tags(value: &str) -> Option<Vec<String>> {
    // Empty members of a list are ignored (RFC 9110 5.6.1.2).
    let (mut rest, mut tags) = (value.trim(), Vec::new());
    loop {
        rest = rest.trim_start_matches([',', ' ', '\t']);
        if rest.is_empty() {
            return Some(tags).filter(|tags| !tags.is_empty());
        }
        let (tag, after) = rest.strip_prefix('"')?.split_once('"')?;
        tags.push(tag.to_owned());
        rest = after.trim_start();
        if !rest.is_empty() && !rest.starts_with(',') {
            return None;
        }
    }
}

/// Parses a revision in its canonical spelling: `03` and `+3` are other tags than `3`.
fn revision(digits: &str) -> Option<u64> {
    digits.parse().ok().filter(|rev: &u64| rev.to_string() == digits)
}

#[cfg(test)]
mod tests;
