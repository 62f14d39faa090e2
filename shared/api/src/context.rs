//! The decoded request of a handler.

use domain::attempt::{Answered, Intent};
use domain::{CompanyId, Language, Refusal, VoucherNumber, calendar, digest};
use jiff::{Timestamp, civil::Date};
use lambda_http::Request;
use lambda_http::http::{HeaderName, HeaderValue, Method};

use crate::answer::Answer;
use crate::auth::authenticator::{Access, Authenticated};
use crate::auth::caller::Caller;
use crate::body::fields::Fields;
use crate::body::reason::Reasons;
use crate::conditions::Conditions;
use crate::language;
use crate::operation::{BodyKind, Decode, Incoming, Operation};
use crate::path::Params;
use crate::problem::Failure;

/// The largest JSON body of a command, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1_024;
/// The header of a replayed answer (PROGRAM.md 15.1).
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// An authenticated and decoded request. `S` is the function's services, `B` the body, `Q` the query string, `C` the
/// caller.
#[derive(Debug)]
pub struct Context<'a, S, B = (), Q = (), C = Caller> {
    /// The clients and configuration of the function.
    pub services: &'a S,
    /// The authenticated caller, or the verified signature.
    pub caller: C,
    /// The path parameters.
    pub path: Params,
    /// The body.
    pub body: B,
    /// The query string.
    pub query: Q,
    /// The time of the request.
    pub now: Timestamp,
    /// The request itself.
    pub request: &'a Request,
    conditions: Conditions,
    fingerprint: String,
}

impl<'a, S, B: Decode<S>, Q: Decode<S>, C: Authenticated> Context<'a, S, B, Q, C> {
    /// Decodes a request.
    ///
    /// # Errors
    /// 400, 413 or 415 when the body is unreadable; 422 with every error of headers, query and body (DECISIONS.md 4).
    pub(crate) fn of(incoming: Incoming<'a, S>) -> Result<Self, Failure> {
        let Incoming { services, operation, request, path, proof, now } = incoming;
        let caller = C::of(proof)
            .ok_or_else(|| Failure::internal("the endpoint's access does not match its handler's caller"))?;
        let mut query = query_fields(operation, request, &path);
        let mut body = body_fields(operation, request)?;
        let fingerprint = fingerprint(operation, &path, &query, &body);
        let mut conditions = Conditions::default();
        if operation.access != Access::Signed {
            let mut reasons = Reasons::default();
            conditions = Conditions::read(request, operation.effect, &mut reasons);
            query.record_all(reasons);
        }
        let (decoded_query, decoded_body) = (Q::decode(&mut query, services), B::decode(&mut body, services));
        body.into_reading().close_with(query.into_reading())?;
        let nothing = || Failure::internal("the fields have no error, but nothing was built of them");
        let (query, body) = (decoded_query.ok_or_else(nothing)?, decoded_body.ok_or_else(nothing)?);
        Ok(Self { services, caller, path, body, query, now, request, conditions, fingerprint })
    }
}

/// The query parameters. Those of signed requests are ignored: the operators of the sending system may add their own to
/// the URL.
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

/// The digest of a request, to detect another request with the same key. White space, the order of members and `5.0`
/// for `5` make no difference (PROGRAM.md 15.1).
fn fingerprint(operation: &Operation, path: &Params, query: &Fields, body: &Fields) -> String {
    let Operation { method, pattern, .. } = operation;
    let parts = [method.as_str(), pattern, &path.to_string(), &query.canonical(), &body.canonical()];
    digest::hex_of_parts(&parts.map(str::as_bytes))
}

impl<S, B, Q, C> Context<'_, S, B, Q, C> {
    /// The day of the request, UTC (PROGRAM.md 14.1).
    pub fn today(&self) -> Date {
        calendar::utc_day(self.now)
    }

    /// The voucher number in the path.
    ///
    /// # Errors
    /// 404 for a malformed number, as for an unknown one.
    pub fn voucher_number(&self) -> Result<VoucherNumber, Failure> {
        self.path.parse("voucher_number").map_err(|_| Refusal::VoucherNotFound.into())
    }

    /// The language of the answer: the requested one, else the preferred one of `Accept-Language`.
    pub fn language(&self, requested: Option<Language>) -> Language {
        requested.unwrap_or_else(|| language::preferred(self.request))
    }
}

impl<S, B, Q> Context<'_, S, B, Q> {
    /// The company the caller acts for.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for a token without a company.
    pub fn company(&self) -> Result<&CompanyId, Failure> {
        self.caller.company()
    }

    /// The intent of this command: caller, key, fingerprint and precondition.
    pub fn intent(&self) -> Intent {
        self.conditions.intent(self.request, &self.caller, &self.fingerprint, self.now)
    }

    /// Returns the answer of a command. A replayed answer gets the header `idempotent-replayed` (PROGRAM.md 15.1).
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for a replayed answer about a location where the caller may no longer act.
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
