//! What an operation is, and how its requests are decoded.

use jiff::Timestamp;
use lambda_http::Request;
use lambda_http::http::Method;

use crate::auth::gate::{Access, Proof};
use crate::body::fields::Fields;
use crate::path::Params;

/// What everybody may know of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The method; `GET` answers `HEAD` as well.
    pub method: Method,
    /// The path below the function's URL; a name in braces captures one segment.
    pub pattern: &'static str,
    /// Who may call it.
    pub access: Access,
    /// What its body is.
    pub body: BodyKind,
    /// What it does, in one sentence.
    pub summary: &'static str,
}

/// What the body of a request must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// Nothing, or an object without fields; a body of a `GET` is not looked at.
    Empty,
    /// A JSON object.
    Json,
    /// Bytes that the handler takes apart itself.
    Raw,
}

/// Decodes what a request says: its JSON body, or its query string. Every field must be asked for, whatever the others
/// hold: what is not asked for is refused as unknown.
pub trait Decode<S>: Sized + Send {
    /// What the body must be.
    const KIND: BodyKind = BodyKind::Json;

    /// Reads the fields. `None` where one that is needed was wrong or missing, which is recorded in `fields`.
    fn decode(fields: &mut Fields, services: &S) -> Option<Self>;
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

/// A body that its handler reads from the request itself.
#[derive(Clone, Copy, Debug)]
pub struct Raw;

impl<S> Decode<S> for Raw {
    const KIND: BodyKind = BodyKind::Raw;

    fn decode(_: &mut Fields, _: &S) -> Option<Self> {
        Some(Self)
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
