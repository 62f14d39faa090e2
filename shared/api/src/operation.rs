//! The published properties of an endpoint, and the decoding of its requests.

use domain::ReasonKind;
use domain::refusal::Rule;
use jiff::Timestamp;
use lambda_http::Request;
use lambda_http::http::{Method, StatusCode};

use crate::auth::authenticator::{Access, Proof};
use crate::body::fields::Fields;
use crate::body::recording::Recording;
use crate::path::Params;

/// The published properties of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The operation id, `<verb>_<thing>`, unique among all functions.
    pub id: &'static str,
    /// The method; a `GET` endpoint also answers `HEAD`.
    pub method: Method,
    /// The path below the function's URL; a name in braces captures one segment.
    pub pattern: &'static str,
    /// The callers it accepts.
    pub access: Access,
    /// The kind of its body.
    pub body: BodyKind,
    /// The number of items it changes.
    pub effect: Effect,
    /// The statuses of its successes; the first is the default.
    pub successes: Vec<StatusCode>,
    /// The content types of files it may answer instead of JSON.
    pub files: &'static [&'static str],
    /// True when a success carries a revision as `ETag`.
    pub has_etag: bool,
    /// True when a success may be a file to save.
    pub is_download: bool,
    /// True when a success is in the language that `Accept-Language` prefers.
    pub is_localized: bool,
    /// The rules by which it may refuse (DECISIONS.md 13).
    pub refusals: Vec<Refused>,
    /// The 422 reasons that its handler adds to those of the fields.
    pub flaws: Vec<ReasonKind>,
    /// The reasons that a success may contain, for items of a list or as warnings.
    pub item_reasons: Vec<ReasonKind>,
    /// Its summary, one sentence.
    pub summary: &'static str,
}

/// A rule by which an operation may refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The reason in the answer.
    pub kind: ReasonKind,
    /// True when the refusal is answered with 404, as if the item did not exist (PROGRAM.md 15.2).
    pub is_concealing: bool,
}

impl From<Rule> for Refused {
    fn from(rule: Rule) -> Self {
        Self { kind: rule.kind(), is_concealing: rule.is_concealing() }
    }
}

/// The number of items an operation changes, which decides the headers it accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// One item, whose revision `If-Match` may name; accepts an `Idempotency-Key`.
    One,
    /// Many items, each with its own write; accepts an `Idempotency-Key`.
    Many,
}

/// The kind of a request's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// No body, or an object without fields; the body of a `GET` is ignored.
    Empty,
    /// A JSON object.
    Json,
    /// Bytes of this content type, which the handler parses itself.
    Raw(&'static str),
}

/// Decodes a JSON body or a query string. An implementation must read every field, whatever the others contain: a field
/// that is not read is reported as unknown (DECISIONS.md 10).
pub trait Decode<S>: Sized + Send {
    /// The kind of the body.
    const KIND: BodyKind = BodyKind::Json;

    /// Decodes the fields. Returns `None` when a needed one is invalid or missing, which is recorded in `fields`.
    fn decode(fields: &mut Fields, services: &S) -> Option<Self>;

    /// Describes the fields for the contract (DECISIONS.md 11). The default describes those that [`Decode::decode`]
    /// reads; a type whose handler parses the body itself overrides it.
    fn describe(fields: &mut Fields, services: &S) {
        drop(Self::decode(fields, services));
    }
}

/// Records the fields that `D` reads.
pub(crate) fn recorded<S, D: Decode<S>>(services: &S) -> Recording {
    let describe = |fields: &mut Fields| {
        D::describe(fields, services);
        Some(())
    };
    Fields::describe(describe).0
}

impl<S> Decode<S> for () {
    const KIND: BodyKind = BodyKind::Empty;

    fn decode(_: &mut Fields, _: &S) -> Option<Self> {
        Some(())
    }
}

/// Two parts of one query string: the filters of a list, and the page.
impl<S, A: Decode<S>, B: Decode<S>> Decode<S> for (A, B) {
    fn decode(fields: &mut Fields, services: &S) -> Option<Self> {
        let (first, second) = (A::decode(fields, services), B::decode(fields, services));
        first.zip(second)
    }
}

/// Three parts of one query string.
impl<S, A: Decode<S>, B: Decode<S>, C: Decode<S>> Decode<S> for (A, B, C) {
    fn decode(fields: &mut Fields, services: &S) -> Option<Self> {
        let (others, third) = (<(A, B)>::decode(fields, services), C::decode(fields, services));
        others.zip(third).map(|((first, second), third)| (first, second, third))
    }
}

/// A routed and authenticated request.
pub(crate) struct Incoming<'a, S> {
    pub(crate) services: &'a S,
    pub(crate) operation: &'a Operation,
    pub(crate) request: &'a Request,
    pub(crate) path: Params,
    pub(crate) proof: Proof,
    pub(crate) now: Timestamp,
}
