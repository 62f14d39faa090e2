//! The failures of a URL function, as problem details (RFC 9457).
//!
//! Codes are part of the contract: never renamed, never reused. The title of a problem is derived from its code, so it
//! is constant for a code. The internal cause of a failure is a [`Cause`], which is only logged.

use std::error::Error;
use std::fmt;

use domain::{Fault, Flaw, Invalid, KeyReused, LostRace, ReasonKind, Refusals, StalePrecondition};
use lambda_http::http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use lambda_http::http::{HeaderName, StatusCode};
use serde::Serialize;

use crate::body::reason::{Cause, Challenge, Reason, Reasons};

/// The detail of a 500. It is constant, so that nothing of the cause reaches the caller.
const INTERNAL_DETAIL: &str =
    "Something went wrong on our side. Quote the x-request-id of this answer when you report it.";
const UNAVAILABLE_DETAIL: &str = "Busy at the moment. Send the same request again after a second.";
const RETRY_AFTER_SECONDS: &str = "1";

/// The reasons for one item of a bulk request that failed with a 500 or 503.
pub const FAULTS: &[ReasonKind] =
    &[ReasonKind::new("unavailable", &[], UNAVAILABLE_DETAIL), ReasonKind::new("internal", &[], INTERNAL_DETAIL)];
/// The reason for one item of a bulk request that does not exist for the caller.
pub const NOT_FOUND: ReasonKind = ReasonKind::new("not_found", &[], "There is no such thing for this caller.");

/// The code of a request that did not come through the distribution.
pub const NOT_THROUGH_DISTRIBUTION: &str = "not_through_distribution";

/// A failure that a function can answer. Each variant has a fixed status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// 400: an unreadable request, for example invalid JSON.
    Malformed {
        /// The syntax error and its position.
        detail: String,
    },
    /// 400: a cursor that this system did not issue for this list.
    BadCursor,
    /// 401: the token or signature is missing or invalid.
    Unauthenticated {
        /// The expected authentication.
        challenge: Challenge,
        /// The reason.
        reason: Reason,
    },
    /// 403: authenticated, but without the needed role, company or location.
    Forbidden {
        /// The reason, with the missing permission.
        reason: Reason,
    },
    /// 403: the request did not come through the distribution in front of the function.
    NotThroughDistribution,
    /// 404: the item does not exist, or not for this caller.
    NotFound {
        /// The code answered, such as `claim_not_found`.
        code: &'static str,
        /// The sentence for the caller.
        detail: String,
    },
    /// 405: the path exists with other methods.
    MethodNotAllowed {
        /// The value of `Allow`.
        allow: String,
    },
    /// 409 with every broken rule; 404 when one of them conceals that the item exists ([`domain::Refusal::is_concealing`],
    /// PROGRAM.md 15.2).
    Refused(Refusals),
    /// 412: the item does not have the revision that `If-Match` or `If-None-Match` requires.
    PreconditionFailed,
    /// 413: the body is too large.
    TooLarge {
        /// The largest accepted size, in bytes.
        limit: usize,
    },
    /// 415: an unsupported content type or encoding.
    UnsupportedMediaType {
        /// The expected content type.
        expected: &'static str,
    },
    /// 422: readable, but invalid; one reason per error.
    Invalid(Reasons),
    /// 422: the same `Idempotency-Key` with another request.
    KeyReused,
    /// 503: the conditional write lost the race for the item on every attempt.
    Raced,
    /// 503: a backing service is throttled or unreachable.
    Unavailable(Cause),
    /// 500: an internal error that a retry will not fix.
    Internal(Cause),
}

impl Failure {
    /// A 404 for an item that does not exist for this caller.
    pub fn not_found(code: &'static str, detail: impl Into<String>) -> Self {
        Self::NotFound { code, detail: detail.into() }
    }

    /// A 422 about one field, with a free detail and the code `invalid`.
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::flawed(field, Invalid::new(Flaw::Invalid, detail))
    }

    /// A 422 about one missing field.
    pub fn missing(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::flawed(field, Invalid::new(Flaw::Missing, detail))
    }

    /// A 422 about one field.
    pub fn flawed(field: impl Into<String>, wrong: Invalid) -> Self {
        Self::Invalid(vec![Reason::from(wrong).in_field(field)].into())
    }

    /// A 500 for an impossible state; `what` is only logged.
    pub fn internal(what: impl Into<String>) -> Self {
        Self::Internal(Cause::new(what))
    }

    /// The status: 4xx or 5xx.
    pub fn status(&self) -> StatusCode {
        self.status_and_code().0
    }

    /// The code of the problem. A refusal has the code of its first reason.
    pub fn code(&self) -> &'static str {
        self.status_and_code().1
    }

    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Malformed { .. } => (StatusCode::BAD_REQUEST, "malformed_request"),
            Self::BadCursor => (StatusCode::BAD_REQUEST, "bad_cursor"),
            Self::Unauthenticated { .. } => (StatusCode::UNAUTHORIZED, "unauthenticated"),
            Self::Forbidden { .. } => (StatusCode::FORBIDDEN, "forbidden"),
            Self::NotThroughDistribution => (StatusCode::FORBIDDEN, NOT_THROUGH_DISTRIBUTION),
            Self::NotFound { code, .. } => (StatusCode::NOT_FOUND, code),
            Self::MethodNotAllowed { .. } => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Refused(refusals) => {
                (refused_status(refusals), visible(refusals).next().map_or("refused", |reason| reason.code))
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

    /// The detail for the caller: the error, the expected value, the remedy.
    pub fn detail(&self) -> String {
        match self {
            Self::Malformed { detail } | Self::NotFound { detail, .. } => detail.clone(),
            Self::BadCursor => "The cursor is not one of this list. Start again without a cursor.".to_owned(),
            Self::Unauthenticated { reason, .. } | Self::Forbidden { reason } => reason.detail.clone(),
            Self::NotThroughDistribution => {
                "This address is not in use. Send the request to the portal's domain, with the function's name as the \
                 first segment of the path."
                    .to_owned()
            }
            Self::MethodNotAllowed { allow } => format!("This path takes {allow}."),
            Self::Refused(refusals) => summary(&visible(refusals).collect::<Vec<_>>(), false),
            Self::PreconditionFailed => {
                "The item does not have the revision that If-Match or If-None-Match requires. Read it again.".to_owned()
            }
            Self::TooLarge { limit } => format!("The body may be at most {limit} bytes."),
            Self::UnsupportedMediaType { expected } => format!("Send the body as {expected}."),
            Self::Invalid(reasons) => summary(reasons.list(), reasons.is_truncated()),
            Self::KeyReused => {
                "This Idempotency-Key was used for another request. Use a new key for a new request.".to_owned()
            }
            Self::Raced | Self::Unavailable(_) => UNAVAILABLE_DETAIL.to_owned(),
            Self::Internal(_) => INTERNAL_DETAIL.to_owned(),
        }
    }

    /// True for 5xx: the request itself may be valid and may succeed later.
    pub fn is_fault(&self) -> bool {
        self.status().is_server_error()
    }

    /// The reasons, or the failure itself as a reason when it has none: for one item of a bulk request.
    pub fn reasons_or_itself(&self) -> Vec<Reason> {
        let reasons = self.reasons();
        if reasons.is_empty() { vec![Reason::new(self.code(), self.detail())] } else { reasons }
    }

    /// The reasons; empty for a failure without any.
    pub fn reasons(&self) -> Vec<Reason> {
        if let Self::Unauthenticated { reason, .. } | Self::Forbidden { reason } = self {
            return vec![reason.clone()];
        }
        if let Self::Refused(refusals) = self {
            return visible(refusals).collect();
        }
        if let Self::Invalid(reasons) = self { reasons.list().to_vec() } else { Vec::new() }
    }

    /// The response header that RFC 9110 requires with the status.
    pub(crate) fn header(&self) -> Option<(HeaderName, &str)> {
        if let Self::Unauthenticated { challenge, .. } = self {
            return Some((WWW_AUTHENTICATE, challenge.header()));
        }
        if let Self::MethodNotAllowed { allow } = self {
            return Some((ALLOW, allow));
        }
        (self.status() == StatusCode::SERVICE_UNAVAILABLE).then_some((RETRY_AFTER, RETRY_AFTER_SECONDS))
    }

    /// The body, `application/problem+json`.
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

/// Converts a fault that other items need as well.
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

    fn may_have_taken_effect(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl From<KeyReused> for Failure {
    fn from(_: KeyReused) -> Self {
        Self::KeyReused
    }
}

impl From<StalePrecondition> for Failure {
    fn from(_: StalePrecondition) -> Self {
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

/// The body of a failure: the members of RFC 9457 3.1, and `code`, `reasons` and `truncated`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `urn:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code as words: `Terms not accepted`.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// The sentence for the caller, in English.
    pub detail: String,
    /// The stable code, which client programs evaluate.
    pub code: &'static str,
    /// The reasons; always present.
    pub reasons: Vec<Reason>,
    /// True when there are more errors than reasons.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
}

fn refused_status(refusals: &Refusals) -> StatusCode {
    if refusals.iter().any(domain::Refusal::is_concealing) { StatusCode::NOT_FOUND } else { StatusCode::CONFLICT }
}

/// The reasons that the caller may see. When one refusal conceals the item, the others are dropped: they would reveal
/// that it exists (PROGRAM.md 15.2).
fn visible(refusals: &Refusals) -> impl Iterator<Item = Reason> {
    let hidden = refusals.iter().any(domain::Refusal::is_concealing);
    refusals.iter().filter(move |refusal| !hidden || refusal.is_concealing()).map(Reason::from)
}

/// The first reason and the number of the others.
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
