//! What the requests and answers of one operation look like.

use std::collections::BTreeSet;

use domain::Flaw;
use lambda_http::http::Method;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use crate::auth::gate::Access;
use crate::body::recording::Recording;
use crate::operation::{Decode, Operation, recorded};

/// The shapes of an operation.
#[derive(Debug)]
pub(crate) struct Shapes {
    /// The fields of its body.
    pub(super) body: Recording,
    /// The fields of its query string.
    pub(super) query: Recording,
    /// The schema of what it answers.
    pub(super) answer: Value,
}

impl Shapes {
    /// Asks the types: `B` decodes the body, `Q` the query string, `T` is answered.
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

    /// What can be wrong with what a request says.
    pub(super) fn flaws(&self, operation: &Operation) -> BTreeSet<Flaw> {
        let mut flaws: BTreeSet<Flaw> = self.query.flaws().chain(self.body.flaws()).collect();
        if operation.access != Access::Signed {
            // Of headers, and of parameters that there are not.
            flaws.extend([Flaw::Invalid, Flaw::UnknownParameter]);
        }
        if operation.method != Method::GET {
            flaws.extend([Flaw::UnknownField, Flaw::WrongType]);
        }
        flaws
    }
}
