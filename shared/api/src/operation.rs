//! What an operation is, and how its requests are decoded.

use domain::ReasonKind;
use domain::refusal::Rule;
use jiff::Timestamp;
use lambda_http::Request;
use lambda_http::http::{Method, StatusCode};

use crate::auth::gate::{Access, Proof};
use crate::body::fields::Fields;
use crate::body::recording::Recording;
use crate::path::Params;

/// What everybody may know of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its name, `<verb>_<thing>`: unique among all functions.
    pub id: &'static str,
    /// The method; `GET` answers `HEAD` as well.
    pub method: Method,
    /// The path below the function's URL; a name in braces captures one segment.
    pub pattern: &'static str,
    /// Who may call it.
    pub access: Access,
    /// What its body is.
    pub body: BodyKind,
    /// What it changes.
    pub effect: Effect,
    /// The statuses of its successes; the first one unless the handler says otherwise.
    pub successes: Vec<StatusCode>,
    /// What it answers besides JSON.
    pub files: &'static [&'static str],
    /// Whether a success carries the revision of what it shows, as `ETag`.
    pub has_etag: bool,
    /// Whether a success is a file to save.
    pub is_download: bool,
    /// The rules by which it refuses.
    pub refusals: Vec<Refused>,
    /// What it finds wrong with a request besides what its fields tell.
    pub flaws: Vec<ReasonKind>,
    /// The reasons that a success gives, for items of a list or as a warning.
    pub item_reasons: Vec<ReasonKind>,
    /// What it does, in one sentence.
    pub summary: &'static str,
}

/// A rule by which an operation refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The reason that it gives.
    pub kind: ReasonKind,
    /// Whether the answer looks as if the thing did not exist.
    pub hides: bool,
}

impl From<Rule> for Refused {
    fn from(rule: Rule) -> Self {
        Self { kind: rule.kind(), hides: rule.hides() }
    }
}

/// What an operation changes, which decides what its headers may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// One thing, which `If-Match` can name the revision of; an `Idempotency-Key` names the command.
    One,
    /// Many things, each on its own; an `Idempotency-Key` names the command.
    Many,
}

/// What the body of a request must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// Nothing, or an object without fields; a body of a `GET` is not looked at.
    Empty,
    /// A JSON object.
    Json,
    /// Bytes of this type, which the handler takes apart itself.
    Raw(&'static str),
}

/// Decodes what a request says: its JSON body, or its query string. Every field must be asked for, whatever the others
/// hold: what is not asked for is refused as unknown.
pub trait Decode<S>: Sized + Send {
    /// What the body must be.
    const KIND: BodyKind = BodyKind::Json;

    /// Reads the fields. `None` where one that is needed was wrong or missing, which is recorded in `fields`.
    fn decode(fields: &mut Fields, services: &S) -> Option<Self>;

    /// Asks for the fields of the contract: those that [`Decode::decode`] asks for, unless the handler takes the body
    /// apart itself.
    fn describe(fields: &mut Fields, services: &S) {
        drop(Self::decode(fields, services));
    }
}

/// The fields that a request has, as they are asked for.
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

/// Filters of a list, and which part of it is wanted.
impl<S, A: Decode<S>, B: Decode<S>> Decode<S> for (A, B) {
    fn decode(fields: &mut Fields, services: &S) -> Option<Self> {
        let (first, second) = (A::decode(fields, services), B::decode(fields, services));
        first.zip(second)
    }
}

/// A request that found its endpoint and proved who sends it.
pub(crate) struct Incoming<'a, S> {
    pub(crate) services: &'a S,
    pub(crate) operation: &'a Operation,
    pub(crate) request: &'a Request,
    pub(crate) path: Params,
    pub(crate) proof: Proof,
    pub(crate) now: Timestamp,
}
