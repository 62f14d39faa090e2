//! The failures of an operation in the contract, by status.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Flaw, ReasonKind};
use lambda_http::http::Method;
use serde_json::{Map, Value, json};

use super::object::set;
use super::reasons::Reasons;
use crate::auth::authenticator::Access;
use crate::auth::error::TokenError;
use crate::auth::forbidden::FORBIDDEN;
use crate::operation::{BodyKind, Effect, Operation};
use crate::webhook::signature::SignatureError;

/// The components that operations share: reasons, and responses that do not depend on the operation.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) reasons: Reasons,
    responses: Map<String, Value>,
}

impl Shared {
    /// Returns the response, or a reference to it when operations share it.
    fn response(&mut self, status: u16, problem: Problem) -> Value {
        let name = shared_name(status, &problem);
        let response = problem.response(status, &mut self.reasons);
        let Some(name) = name else { return response };
        self.responses.insert(name.to_owned(), response);
        json!({"$ref": format!("#/components/responses/{name}")})
    }

    /// The schemas of the reasons, and the shared responses.
    pub(super) fn into_parts(self) -> (Map<String, Value>, Map<String, Value>) {
        (self.reasons.schemas(), self.responses)
    }
}

/// The name of a response that does not depend on the operation.
fn shared_name(status: u16, problem: &Problem) -> Option<&'static str> {
    match status {
        401 if problem.reasons.contains_key("signature_missing") => Some("Unsigned"),
        401 => Some("Unauthenticated"),
        403 => Some("Forbidden"),
        412 => Some("PreconditionFailed"),
        413 => Some("TooLarge"),
        415 => Some("UnsupportedMediaType"),
        500 => Some("Internal"),
        503 => Some("Unavailable"),
        _ => None,
    }
}

/// The failures of one status.
#[derive(Debug, Default)]
struct Problem {
    codes: BTreeSet<&'static str>,
    reasons: BTreeMap<&'static str, ReasonKind>,
}

/// The failures of an operation.
#[derive(Debug, Default)]
pub(super) struct Problems(BTreeMap<u16, Problem>);

impl Problems {
    /// The failures of an operation. `flaws` are the possible flaws of its fields; `has_cursor` is true for a paged
    /// list.
    pub(super) fn of(operation: &Operation, flaws: &BTreeSet<Flaw>, has_cursor: bool) -> Self {
        let mut problems = Self::default();
        problems.add_authentication(operation.access);
        problems.add_request(operation, flaws, has_cursor);
        problems.add_rules(operation);
        problems.add_code(500, "internal");
        problems.add_code(503, "unavailable");
        problems
    }

    fn add_authentication(&mut self, access: Access) {
        match access {
            Access::Public => {}
            Access::Roles(_) | Access::Members => {
                self.add_reasons(401, "unauthenticated", TokenError::KINDS);
                self.add_reasons(403, "forbidden", FORBIDDEN);
            }
            Access::Signed => self.add_reasons(401, "unauthenticated", SignatureError::KINDS),
        }
    }

    fn add_request(&mut self, operation: &Operation, flaws: &BTreeSet<Flaw>, has_cursor: bool) {
        if operation.method != Method::GET {
            self.add_code(413, "too_large");
            self.add_code(415, "unsupported_media_type");
            if !matches!(operation.body, BodyKind::Raw(kind) if kind != "application/json") {
                self.add_code(400, "malformed_request");
            }
        }
        if has_cursor {
            self.add_code(400, "bad_cursor");
        }
        if operation.access != Access::Signed && operation.effect != Effect::None {
            self.add_code(422, "idempotency_key_reused");
        }
        if operation.access != Access::Signed && operation.effect == Effect::One {
            self.add_code(412, "precondition_failed");
        }
        let captures = operation.pattern.split('/').filter(|part| part.starts_with('{'));
        // A malformed number or id of these is answered like an unknown one: `voucher_not_found`, `claim_not_found`,
        // `invoice_not_found`.
        if captures.into_iter().any(|part| !["{voucher_number}", "{claim_id}", "{invoice_number}"].contains(&part)) {
            self.add_code(404, "not_found");
        }
        let flaws: Vec<ReasonKind> = flaws.iter().map(|flaw| flaw.kind()).collect();
        self.add_reasons(422, "invalid_request", &flaws);
        self.add_reasons(422, "invalid_request", &operation.flaws);
    }

    fn add_rules(&mut self, operation: &Operation) {
        for rule in &operation.refusals {
            let status = if rule.is_concealing { 404 } else { 409 };
            self.add_reasons(status, rule.kind.code, &[rule.kind]);
        }
    }

    fn add_code(&mut self, status: u16, code: &'static str) {
        self.0.entry(status).or_default().codes.insert(code);
    }

    fn add_reasons(&mut self, status: u16, code: &'static str, reasons: &[ReasonKind]) {
        self.add_code(status, code);
        let problem = self.0.entry(status).or_default();
        problem.reasons.extend(reasons.iter().map(|kind| (kind.code, *kind)));
    }

    /// The responses, by status.
    pub(super) fn responses(self, shared: &mut Shared) -> Map<String, Value> {
        let response = |(status, problem): (u16, Problem)| (status.to_string(), shared.response(status, problem));
        self.0.into_iter().map(response).collect()
    }
}

impl Problem {
    fn response(self, status: u16, reasons: &mut Reasons) -> Value {
        let mut headers = json!({"x-request-id": {"$ref": "#/components/headers/x-request-id"}});
        if let Some(name) = header(status) {
            set(&mut headers, name, json!({"$ref": format!("#/components/headers/{name}")}));
        }
        json!({
            "description": meaning(status),
            "headers": headers,
            "content": {"application/problem+json": {"schema": self.schema(status, reasons)}},
        })
    }

    /// The schema of the problem details (RFC 9457) with these codes and reasons.
    fn schema(self, status: u16, reasons: &mut Reasons) -> Value {
        let items = if self.reasons.is_empty() {
            json!({"type": "array", "maxItems": 0, "items": {"$ref": "#/components/schemas/Reason"}})
        } else {
            json!({"type": "array", "items": reasons.any_of(self.reasons.into_values())})
        };
        json!({
            "type": "object",
            "properties": {
                "type": {"type": "string", "format": "uri", "pattern": "^urn:problem:[a-z0-9_]+$"},
                "title": {"type": "string"},
                "status": {"const": status},
                "detail": {"type": "string", "description": "The mistake, in plain English."},
                "code": {"type": "string", "enum": self.codes},
                "reasons": items,
                "truncated": {"const": true, "description": "More is wrong than the reasons name."},
            },
            "required": ["type", "title", "status", "detail", "code", "reasons"],
            "additionalProperties": false,
        })
    }
}

/// The header that belongs to a status.
fn header(status: u16) -> Option<&'static str> {
    match status {
        401 => Some("www-authenticate"),
        503 => Some("retry-after"),
        _ => None,
    }
}

fn meaning(status: u16) -> &'static str {
    match status {
        400 => "The request cannot be read.",
        401 => "The credentials are missing or invalid.",
        403 => "The caller may not do this.",
        404 => "There is no such thing for this caller.",
        409 => "Rules of the program refuse it: every rule that is broken is named.",
        412 => "The item does not have the required revision.",
        413 => "The body is too large.",
        415 => "The body is of another content type.",
        422 => "The request can be read and is not acceptable: everything wrong with it is named.",
        503 => "Busy at the moment: the same request may succeed after a second.",
        _ => "A fault of the system.",
    }
}
