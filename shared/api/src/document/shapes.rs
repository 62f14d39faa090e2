//! The schemas of one operation: body, query string and answer.

use std::collections::BTreeSet;

use domain::Flaw;
use lambda_http::http::Method;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use crate::auth::authenticator::Access;
use crate::body::recording::Recording;
use crate::operation::{Decode, Operation, recorded};

/// The schemas of an operation.
#[derive(Debug)]
pub(crate) struct Shapes {
    /// The fields of its body.
    pub(super) body: Recording,
    /// The fields of its query string.
    pub(super) query: Recording,
    /// The schema of the answer.
    pub(super) answer: Value,
}

impl Shapes {
    /// The schemas of an operation that decodes the body as `B` and the query string as `Q`, and answers `T`.
    pub(crate) fn of<S, B: Decode<S>, Q: Decode<S>, T: JsonSchema>(
        services: &S,
        generator: &mut SchemaGenerator,
    ) -> Self {
        Self {
            body: recorded::<S, B>(services),
            query: recorded::<S, Q>(services),
            answer: generator.subschema_for::<T>().to_value(),
        }
    }

    /// The possible flaws of a request's fields, parameters and headers.
    pub(super) fn flaws(&self, operation: &Operation) -> BTreeSet<Flaw> {
        let mut flaws: BTreeSet<Flaw> = self.query.flaws().chain(self.body.flaws()).collect();
        if operation.access != Access::Signed {
            // `Invalid` for headers, `UnknownParameter` for parameters that the operation does not have.
            flaws.extend([Flaw::Invalid, Flaw::UnknownParameter]);
        }
        if operation.method != Method::GET {
            flaws.extend([Flaw::UnknownField, Flaw::WrongType]);
        }
        flaws
    }
}
