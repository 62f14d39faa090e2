//! The parts of a failure: the reasons in the answer, the challenge of a 401, and the cause for the log.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use domain::deliverable::{Defect, Deliverable};
use domain::{Invalid, Params};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

/// One rule that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The stable code of the rule, `snake_case`.
    pub code: &'static str,
    /// The error and the expected value, in English.
    pub detail: String,
    /// The field at fault, dotted for nested ones (`admin.email`, `attendees[2].name`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The values in the detail, for clients that write it in another language.
    #[serde(skip_serializing_if = "Params::is_empty")]
    pub params: Params,
}

impl Reason {
    /// A reason that concerns no single field.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), field: None, params: Params::new() }
    }

    /// A reason that concerns one field of the request.
    pub fn at(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(code, detail).in_field(field)
    }

    /// The reasons for which an uploaded file was rejected.
    pub fn of_file(file: &Deliverable) -> Vec<Self> {
        match file {
            Deliverable::Announced(_) | Deliverable::Clean(_) => Vec::new(),
            Deliverable::Rejected(rejected) => {
                let reason = |defect: &Defect| Self::new(defect.as_str(), rejected.explain(*defect));
                rejected.reasons.iter().map(reason).collect()
            }
        }
    }

    /// Sets the parameters.
    #[must_use]
    pub fn with(self, params: Params) -> Self {
        Self { params, ..self }
    }

    /// Sets the field.
    #[must_use]
    pub fn in_field(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }
}

/// A reference to the schema `Reason`, which the document defines after collecting the reasons of all operations.
impl JsonSchema for Reason {
    fn schema_name() -> Cow<'static, str> {
        "Reason".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "object"})
    }
}

impl From<Invalid> for Reason {
    fn from(wrong: Invalid) -> Self {
        let (flaw, detail, params) = wrong.into_parts();
        Self { params, ..Self::new(flaw.code(), detail) }
    }
}

impl From<&domain::Refusal> for Reason {
    fn from(refusal: &domain::Refusal) -> Self {
        Self {
            code: refusal.code(),
            detail: refusal.to_string(),
            field: refusal.field().map(str::to_owned),
            params: refusal.params(),
        }
    }
}

/// The most reasons in one answer: it must not grow with a body of thousands of invalid fields.
pub const REASONS_MAX: usize = 100;

/// The errors of one request, mail or payload: the first [`REASONS_MAX`] reasons, and a flag when there are more
/// (DECISIONS.md 4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasons {
    list: Vec<Reason>,
    truncated: bool,
}

impl Reasons {
    /// Adds a reason.
    pub fn push(&mut self, reason: Reason) {
        if self.list.len() < REASONS_MAX {
            self.list.push(reason);
        } else {
            self.truncated = true;
        }
    }

    /// Adds a reason unless it is in the list.
    pub fn push_new(&mut self, reason: Reason) {
        if !self.list.contains(&reason) {
            self.push(reason);
        }
    }

    /// Returns the value, or adds the reason.
    pub fn keep<T>(&mut self, value: Result<T, Reason>) -> Option<T> {
        value.map_err(|reason| self.push(reason)).ok()
    }

    /// Returns the value that `build` builds when there is no reason. `build` may return `None` only when there is one.
    ///
    /// # Errors
    /// The reasons.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, Self> {
        if self.is_empty() { build().ok_or(self) } else { Err(self) }
    }

    /// Adds other reasons.
    pub fn append(&mut self, others: Self) {
        others.list.into_iter().for_each(|reason| self.push(reason));
        self.truncated |= others.truncated;
    }

    /// True without any reason.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The reasons, in the order of adding.
    pub fn list(&self) -> &[Reason] {
        &self.list
    }

    /// True when reasons were dropped over [`REASONS_MAX`].
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }
}

impl IntoIterator for Reasons {
    type Item = Reason;
    type IntoIter = std::vec::IntoIter<Reason>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl From<Vec<Reason>> for Reasons {
    fn from(found: Vec<Reason>) -> Self {
        found.into_iter().collect()
    }
}

impl Extend<Reason> for Reasons {
    fn extend<I: IntoIterator<Item = Reason>>(&mut self, found: I) {
        found.into_iter().for_each(|reason| self.push(reason));
    }
}

impl FromIterator<Reason> for Reasons {
    fn from_iter<I: IntoIterator<Item = Reason>>(found: I) -> Self {
        let mut reasons = Self::default();
        reasons.extend(found);
        reasons
    }
}

/// The cause of a 500 or 503: the chain of errors in one line. It is logged, never answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause(String);

impl Cause {
    /// The error and its chain of sources.
    pub fn of(error: &dyn Error) -> Self {
        let mut chain = error.to_string();
        let mut next = error.source();
        while let Some(source) = next {
            chain.push_str(": ");
            chain.push_str(&source.to_string());
            next = source.source();
        }
        Self(chain)
    }

    /// A cause without an error value.
    pub fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The challenge of a 401: the expected authentication (RFC 9110 11.6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// A token was expected and none was sent.
    BearerMissing,
    /// The token is invalid (RFC 6750 3.1).
    BearerInvalid,
    /// A Standard Webhooks signature was expected.
    Webhook,
}

impl Challenge {
    pub(crate) fn header(self) -> &'static str {
        match self {
            Self::BearerMissing => "Bearer",
            Self::BearerInvalid => r#"Bearer error="invalid_token""#,
            Self::Webhook => "Webhook-Signature",
        }
    }
}
