//! What a URL function answers when it does not succeed: problem details (RFC 9457).
//!
//! Codes are part of the interface: never renamed, never reused. The title of a problem is its code in words, so it
//! cannot vary for one code. What went wrong inside stands in a [`Cause`], which only the log ever sees.

use std::error::Error;
use std::fmt;

use domain::{Fault, Flaw, Invalid, KeyReused, LostRace, ReasonKind, Refusals, StaleBasis};
use lambda_http::http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use lambda_http::http::{HeaderName, StatusCode};
use serde::Serialize;

use crate::body::reason::{Cause, Challenge, Reason, Reasons};

/// What a caller reads when the fault is ours. Fixed words: nothing of the cause may reach the outside.
const INTERNAL_DETAIL: &str =
    "Something went wrong on our side. Quote the x-request-id of this answer when you report it.";
const UNAVAILABLE_DETAIL: &str = "Busy at the moment. Send the same request again after a second.";
const RETRY_AFTER_SECONDS: &str = "1";

/// What one item of many is told where the fault is ours.
pub const FAULTS: &[ReasonKind] =
    &[ReasonKind::new("unavailable", &[], UNAVAILABLE_DETAIL), ReasonKind::new("internal", &[], INTERNAL_DETAIL)];
/// What one item of many is told that does not exist for the caller.
pub const NOT_FOUND: ReasonKind = ReasonKind::new("not_found", &[], "There is no such thing for this caller.");

/// Everything a function can answer besides success. Each variant knows its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// 400: not readable at all, for example broken JSON.
    Malformed {
        /// What could not be read, and where.
        detail: String,
    },
    /// 400: a cursor that this system did not issue for this list.
    BadCursor,
    /// 401: no proof of who calls, or a bad one.
    Unauthenticated {
        /// What would have been accepted.
        challenge: Challenge,
        /// What was wrong.
        reason: Reason,
    },
    /// 403: known, but without the role needed.
    Forbidden {
        /// Names what is needed.
        reason: Reason,
    },
    /// 404: unknown, or not this caller's.
    NotFound {
        /// The code answered, such as `claim_not_found`.
        code: &'static str,
        /// What was looked for.
        detail: String,
    },
    /// 405: the path exists, for other methods.
    MethodNotAllowed {
        /// The value of `Allow`.
        allow: String,
    },
    /// 409 with every broken rule; 404 when one of them must hide that the thing exists ([`domain::Refusal::hides`]).
    Refused(Refusals),
    /// 412: `If-Match` names another revision than the current one.
    PreconditionFailed,
    /// 413: the body is larger than this call takes.
    TooLarge {
        /// What it takes, in bytes.
        limit: usize,
    },
    /// 415: not the content type this call takes.
    UnsupportedMediaType {
        /// What it takes.
        expected: &'static str,
    },
    /// 422: readable, but not what is expected; one reason per field.
    Invalid(Reasons),
    /// 422: the same `Idempotency-Key` with another request.
    KeyReused,
    /// 503: too many callers want the same item; whoever runs the command decides anew before it comes to that.
    Raced,
    /// 503: a backing service is throttled or unreachable.
    Unavailable(Cause),
    /// 500: a fault of ours that trying again will not mend.
    Internal(Cause),
}

impl Failure {
    /// 404 for a thing that does not exist for this caller.
    pub fn not_found(code: &'static str, detail: impl Into<String>) -> Self {
        Self::NotFound { code, detail: detail.into() }
    }

    /// 422 about one field, for a rule of its own.
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::flawed(field, Invalid::new(Flaw::Invalid, detail))
    }

    /// 422 about one field that is needed.
    pub fn missing(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::flawed(field, Invalid::new(Flaw::Missing, detail))
    }

    /// 422 about one field.
    pub fn flawed(field: impl Into<String>, wrong: Invalid) -> Self {
        Self::Invalid(vec![Reason::from(wrong).in_field(field)].into())
    }

    /// 500 for a state that should be impossible; `what` goes to the log only.
    pub fn internal(what: impl Into<String>) -> Self {
        Self::Internal(Cause::new(what))
    }

    /// The status answered: always 4xx or 5xx.
    pub fn status(&self) -> StatusCode {
        self.status_and_code().0
    }

    /// The code answered. For a refusal it is the first reason's.
    pub fn code(&self) -> &'static str {
        self.status_and_code().1
    }

    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Malformed { .. } => (StatusCode::BAD_REQUEST, "malformed_request"),
            Self::BadCursor => (StatusCode::BAD_REQUEST, "bad_cursor"),
            Self::Unauthenticated { .. } => (StatusCode::UNAUTHORIZED, "unauthenticated"),
            Self::Forbidden { .. } => (StatusCode::FORBIDDEN, "forbidden"),
            Self::NotFound { code, .. } => (StatusCode::NOT_FOUND, code),
            Self::MethodNotAllowed { .. } => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Refused(refusals) => {
                (refused_status(refusals), told(refusals).next().map_or("refused", |reason| reason.code))
            }
            Self::PreconditionFailed => (StatusCode::PRECONDITION_FAILED, "precondition_failed"),
            Self::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Self::UnsupportedMediaType { .. } => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_request"),
            Self::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused"),
            Self::Raced | Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// What the caller is told: what is wrong, what was expected, what to do.
    pub fn detail(&self) -> String {
        match self {
            Self::Malformed { detail } | Self::NotFound { detail, .. } => detail.clone(),
            Self::BadCursor => "The cursor is not one of this list. Start again without a cursor.".to_owned(),
            Self::Unauthenticated { reason, .. } | Self::Forbidden { reason } => reason.detail.clone(),
            Self::MethodNotAllowed { allow } => format!("This path takes {allow}."),
            Self::Refused(refusals) => summary(&told(refusals).collect::<Vec<_>>(), false),
            Self::PreconditionFailed => {
                "It is not as If-Match or If-None-Match expects it. Read it again and decide anew.".to_owned()
            }
            Self::TooLarge { limit } => format!("The body may be at most {limit} bytes."),
            Self::UnsupportedMediaType { expected } => format!("Send the body as {expected}."),
            Self::Invalid(reasons) => summary(reasons.list(), reasons.is_truncated()),
            Self::KeyReused => {
                "This Idempotency-Key came with another request before. Use a new key for a new request.".to_owned()
            }
            Self::Raced | Self::Unavailable(_) => UNAVAILABLE_DETAIL.to_owned(),
            Self::Internal(_) => INTERNAL_DETAIL.to_owned(),
        }
    }

    /// Whether the fault is ours and not the request's: it may succeed when it is sent again, at once or once that is mended.
    pub fn is_fault(&self) -> bool {
        self.status().is_server_error()
    }

    /// Every rule that failed, or the failure itself where it is not about rules: for one item of many.
    pub fn reasons_or_itself(&self) -> Vec<Reason> {
        let reasons = self.reasons();
        if reasons.is_empty() { vec![Reason::new(self.code(), self.detail())] } else { reasons }
    }

    /// Every rule that failed; empty where the failure is not about rules.
    pub fn reasons(&self) -> Vec<Reason> {
        if let Self::Unauthenticated { reason, .. } | Self::Forbidden { reason } = self {
            return vec![reason.clone()];
        }
        if let Self::Refused(refusals) = self {
            return told(refusals).collect();
        }
        if let Self::Invalid(reasons) = self { reasons.list().to_vec() } else { Vec::new() }
    }

    /// The header that belongs to the status, where RFC 9110 asks for one.
    pub(crate) fn header(&self) -> Option<(HeaderName, &str)> {
        if let Self::Unauthenticated { challenge, .. } = self {
            return Some((WWW_AUTHENTICATE, challenge.header()));
        }
        if let Self::MethodNotAllowed { allow } = self {
            return Some((ALLOW, allow));
        }
        (self.status() == StatusCode::SERVICE_UNAVAILABLE).then_some((RETRY_AFTER, RETRY_AFTER_SECONDS))
    }

    /// The body answered, as `application/problem+json`.
    pub fn problem(&self) -> Problem {
        let code = self.code();
        Problem {
            kind: format!("urn:problem:{code}"),
            title: title(code),
            status: self.status().as_u16(),
            detail: self.detail(),
            code,
            reasons: self.reasons(),
            truncated: matches!(self, Self::Invalid(reasons) if reasons.is_truncated()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.detail())
    }
}

impl Error for Failure {}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::from(&fault)
    }
}

/// What others need as well stays where it is.
impl From<&Fault> for Failure {
    fn from(fault: &Fault) -> Self {
        let cause = Cause::of(fault);
        match fault {
            Fault::LostRace => Self::Raced,
            Fault::Unavailable { .. } => Self::Unavailable(cause),
            Fault::Corrupt { .. } => Self::Internal(cause),
        }
    }
}

impl LostRace for Failure {
    fn is_lost_race(&self) -> bool {
        matches!(self, Self::Raced)
    }

    fn is_uncertain(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl From<KeyReused> for Failure {
    fn from(_: KeyReused) -> Self {
        Self::KeyReused
    }
}

impl From<StaleBasis> for Failure {
    fn from(_: StaleBasis) -> Self {
        Self::PreconditionFailed
    }
}

impl From<Refusals> for Failure {
    fn from(refusals: Refusals) -> Self {
        Self::Refused(refusals)
    }
}

impl From<domain::Refusal> for Failure {
    fn from(refusal: domain::Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

/// The members of a problem (RFC 9457 3.1) and the two of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `urn:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code in words.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What is wrong with this request.
    pub detail: String,
    /// What a program decides by.
    pub code: &'static str,
    /// Every rule that failed; always present.
    pub reasons: Vec<Reason>,
    /// Whether more is wrong than the reasons name.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
}

fn refused_status(refusals: &Refusals) -> StatusCode {
    if refusals.iter().any(domain::Refusal::hides) { StatusCode::NOT_FOUND } else { StatusCode::CONFLICT }
}

/// What the caller may hear of the refusals: when one hides that the thing exists, the others would give it away.
fn told(refusals: &Refusals) -> impl Iterator<Item = Reason> {
    let hidden = refusals.iter().any(domain::Refusal::hides);
    refusals.iter().filter(move |refusal| !hidden || refusal.hides()).map(Reason::from)
}

/// The first reason, and how many more there are.
fn summary(reasons: &[Reason], is_truncated: bool) -> String {
    let Some((first, others)) = reasons.split_first() else {
        return "The request is not acceptable.".to_owned();
    };
    let first = match &first.field {
        Some(field) => format!("{field}: {}", first.detail),
        None => first.detail.clone(),
    };
    let more = match (others.len(), is_truncated) {
        (0, false) => return first,
        (1, false) => "1 more reason".to_owned(),
        (more, false) => format!("{more} more reasons"),
        (more, true) => format!("more than {more} more reasons"),
    };
    format!("{}; and {more}: see reasons.", first.trim_end_matches('.'))
}

fn title(code: &str) -> String {
    let mut words = code.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

#[cfg(test)]
mod tests;
