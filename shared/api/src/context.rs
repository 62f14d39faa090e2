//! One request on its way through a handler.

use domain::attempt::{Answered, Intent};
use domain::{CompanyId, Language, Refusal, VoucherNumber, calendar, digest};
use jiff::{Timestamp, civil::Date};
use lambda_http::Request;
use lambda_http::http::{HeaderName, HeaderValue, Method};

use crate::answer::Answer;
use crate::auth::caller::Caller;
use crate::auth::gate::{Access, Authenticated};
use crate::body::fields::Fields;
use crate::body::reason::Reasons;
use crate::conditions::Conditions;
use crate::language;
use crate::operation::{BodyKind, Decode, Incoming, Operation};
use crate::path::Params;
use crate::problem::Failure;

/// Largest JSON body of a command, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1_024;
/// The header of an answer that was given before.
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// An authenticated and decoded request. `S` are the function's services, `B` its body, `Q` its query string, `W`
/// whoever calls.
#[derive(Debug)]
pub struct Context<'a, S, B = (), Q = (), W = Caller> {
    /// The clients and facts that the function works with.
    pub services: &'a S,
    /// The authenticated caller, or the verified signature.
    pub caller: W,
    /// What the path captured.
    pub path: Params,
    /// The body.
    pub body: B,
    /// The query string.
    pub query: Q,
    /// When it came in.
    pub now: Timestamp,
    /// The request itself.
    pub request: &'a Request,
    conditions: Conditions,
    fingerprint: String,
}

impl<'a, S, B: Decode<S>, Q: Decode<S>, W: Authenticated> Context<'a, S, B, Q, W> {
    /// Decodes a request.
    ///
    /// # Errors
    /// 400, 413 or 415 when the body cannot be read at all; 422 with everything wrong with headers, query and body.
    pub(crate) fn of(incoming: Incoming<'a, S>) -> Result<Self, Failure> {
        let Incoming { services, operation, request, path, proof, now } = incoming;
        let caller = W::of(proof).ok_or_else(|| Failure::internal("the endpoint admits others than its handler"))?;
        let mut query = query_fields(operation, request, &path);
        let mut body = body_fields(operation, request)?;
        let fingerprint = fingerprint(operation, &path, &query, &body);
        let mut conditions = Conditions::default();
        if operation.access != Access::Signed {
            let mut wrong = Reasons::default();
            conditions = Conditions::read(request, operation.effect, &mut wrong);
            query.record_all(wrong);
        }
        let (asked, sent) = (Q::decode(&mut query, services), B::decode(&mut body, services));
        body.into_reading().close_with(query.into_reading())?;
        let nothing = || Failure::internal("the fields are fine, yet nothing was built of them");
        let (query, body) = (asked.ok_or_else(nothing)?, sent.ok_or_else(nothing)?);
        Ok(Self { services, caller, path, body, query, now, request, conditions, fingerprint })
    }
}

/// The parameters. Systems that sign are configured by others, who may put parameters of their own into the address.
fn query_fields(operation: &Operation, request: &Request, path: &Params) -> Fields {
    if operation.access == Access::Signed {
        return Fields::none();
    }
    Fields::of_query(request.uri().query().unwrap_or_default(), &format!("{} {path}", operation.pattern))
}

fn body_fields(operation: &Operation, request: &Request) -> Result<Fields, Failure> {
    match operation.body {
        BodyKind::Json => Fields::read(request, BODY_BYTES_MAX),
        BodyKind::Empty if operation.method != Method::GET => Fields::read_optional(request, BODY_BYTES_MAX),
        BodyKind::Empty | BodyKind::Raw(_) => Ok(Fields::none()),
    }
}

/// The digest of a request: white space, the order of members and `5.0` for `5` make no difference.
fn fingerprint(operation: &Operation, path: &Params, query: &Fields, body: &Fields) -> String {
    let Operation { method, pattern, .. } = operation;
    let parts = [method.as_str(), pattern, &path.to_string(), &query.canonical(), &body.canonical()];
    digest::hex_of_parts(&parts.map(str::as_bytes))
}

impl<S, B, Q, W> Context<'_, S, B, Q, W> {
    /// The day it came in, UTC.
    pub fn today(&self) -> Date {
        calendar::utc_day(self.now)
    }

    /// The voucher that the path names.
    ///
    /// # Errors
    /// What no voucher can have as its number does not exist.
    pub fn voucher_number(&self) -> Result<VoucherNumber, Failure> {
        self.path.parse("voucher_number").map_err(|_| Refusal::VoucherNotFound.into())
    }

    /// The language of the answer: the one that was asked for, else the one that the reader's browser prefers.
    pub fn language(&self, asked: Option<Language>) -> Language {
        asked.unwrap_or_else(|| language::preferred(self.request))
    }
}

impl<S, B, Q> Context<'_, S, B, Q> {
    /// The company that the caller acts for.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for operations, who act for none.
    pub fn company(&self) -> Result<&CompanyId, Failure> {
        self.caller.company()
    }

    /// The command that this request is: who wants it, under which key, and based on what.
    pub fn intent(&self) -> Intent {
        self.conditions.intent(self.request, &self.caller, &self.fingerprint, self.now)
    }

    /// The answer of a command, marked where it was given before.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] when it was given before, and is about a location where the caller may not act any more.
    pub fn answered<T>(&self, answered: Answered<Answer<T>>) -> Result<Answer<T>, Failure> {
        match answered.parts() {
            (answer, true) if self.conditions.key.is_some() => {
                if !self.caller.is_operations() {
                    answer.locations().iter().try_for_each(|location| self.caller.require_location(location))?;
                }
                Ok(answer.with_header(REPLAYED, HeaderValue::from_static("true")))
            }
            (answer, _) => Ok(answer),
        }
    }
}
