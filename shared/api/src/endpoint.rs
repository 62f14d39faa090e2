//! Endpoints: one value per operation, with its published properties and its handler (DECISIONS.md 3).
//!
//! ```text
//! Endpoint::post("cancel_reservation", "/reservations/{voucher_number}/cancel", "Cancel the reservation.")
//!     .roles(&[Role::MpnAdmin])
//!     .body::<Cancel>()
//!     .refuses(CANCEL_RULES)
//!     .answers(StatusCode::OK, |context| Box::pin(cancel(context)))
//! ```

use std::fmt;
use std::marker::PhantomData;

use domain::ReasonKind;
use futures::future::BoxFuture;
use lambda_http::http::{Method, StatusCode};
use schemars::{JsonSchema, SchemaGenerator};

use crate::answer::Answer;
use crate::auth::authenticator::{Access, Authenticated};
use crate::auth::caller::Caller;
use crate::context::Context;
use crate::document::shapes::Shapes;
use crate::operation::{BodyKind, Decode, Effect, Incoming, Operation, Refused};
use crate::problem::Failure;
use crate::webhook::signature::Verified;
use domain::Role;

/// The future of a handler's answer.
type Answering<'a, T = ()> = BoxFuture<'a, Result<Answer<T>, Failure>>;

type Handler<S> = Box<dyn for<'a> Fn(Incoming<'a, S>) -> Answering<'a> + Send + Sync>;

/// An operation, its handler and its schemas.
pub struct Endpoint<S> {
    operation: Operation,
    handler: Handler<S>,
    shapes: fn(&S, &mut SchemaGenerator) -> Shapes,
}

impl<S> fmt::Debug for Endpoint<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.operation.fmt(f)
    }
}

/// An endpoint without a handler. `B` is the body, `Q` the query string, `C` the caller.
#[derive(Debug)]
pub struct EndpointBuilder<S, B, Q, C> {
    operation: Operation,
    types: PhantomData<fn(S, B, Q, C)>,
}

/// Constructors: each takes the operation id, the path pattern and the summary.
impl<S: Sync + 'static> Endpoint<S> {
    /// An endpoint that reads.
    pub fn get(id: &'static str, pattern: &'static str, summary: &'static str) -> EndpointBuilder<S, (), (), ()> {
        EndpointBuilder::new(Method::GET, Effect::None, id, pattern, summary)
    }

    /// An endpoint that executes a command.
    pub fn post(id: &'static str, pattern: &'static str, summary: &'static str) -> EndpointBuilder<S, (), (), ()> {
        EndpointBuilder::new(Method::POST, Effect::One, id, pattern, summary)
    }

    /// An endpoint that creates or replaces the item in the path.
    pub fn put(id: &'static str, pattern: &'static str, summary: &'static str) -> EndpointBuilder<S, (), (), ()> {
        EndpointBuilder::new(Method::PUT, Effect::One, id, pattern, summary)
    }

    /// An endpoint that changes some fields of the item in the path.
    pub fn patch(id: &'static str, pattern: &'static str, summary: &'static str) -> EndpointBuilder<S, (), (), ()> {
        EndpointBuilder::new(Method::PATCH, Effect::One, id, pattern, summary)
    }

    /// An endpoint that removes the item in the path.
    pub fn delete(id: &'static str, pattern: &'static str, summary: &'static str) -> EndpointBuilder<S, (), (), ()> {
        EndpointBuilder::new(Method::DELETE, Effect::One, id, pattern, summary)
    }
}

impl<S> Endpoint<S> {
    /// The published properties.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// The schemas of its requests and answers.
    pub(crate) fn shapes(&self, services: &S, generator: &mut SchemaGenerator) -> Shapes {
        (self.shapes)(services, generator)
    }

    pub(crate) fn handle<'a>(&self, incoming: Incoming<'a, S>) -> Answering<'a> {
        (self.handler)(incoming)
    }
}

impl<S: Sync + 'static, B, Q, C> EndpointBuilder<S, B, Q, C> {
    fn new(method: Method, effect: Effect, id: &'static str, pattern: &'static str, summary: &'static str) -> Self {
        let operation = Operation {
            id,
            method,
            pattern,
            access: Access::Public,
            body: BodyKind::Empty,
            effect,
            successes: Vec::new(),
            files: &[],
            has_etag: false,
            is_download: false,
            is_localized: false,
            refusals: Vec::new(),
            flaws: Vec::new(),
            item_reasons: Vec::new(),
            summary,
        };
        Self { operation, types: PhantomData }
    }

    /// Accepts callers with one of these roles.
    pub fn roles(self, roles: &'static [Role]) -> EndpointBuilder<S, B, Q, Caller> {
        self.with(|operation| operation.access = Access::Roles(roles))
    }

    /// Accepts callers that belong to a company, whatever their roles, and operations.
    pub fn members(self) -> EndpointBuilder<S, B, Q, Caller> {
        self.with(|operation| operation.access = Access::Members)
    }

    /// Accepts systems that sign their requests.
    pub fn signed(self) -> EndpointBuilder<S, B, Q, Verified> {
        self.with(|operation| operation.access = Access::Signed)
    }

    /// Decodes the body as `Next`.
    pub fn body<Next: Decode<S>>(self) -> EndpointBuilder<S, Next, Q, C> {
        self.with(|operation| operation.body = Next::KIND)
    }

    /// Decodes the query string as `Next`.
    pub fn query<Next: Decode<S>>(self) -> EndpointBuilder<S, B, Next, C> {
        self.with(|_| ())
    }

    /// Declares that the endpoint changes nothing, although it is no `GET`.
    #[must_use]
    pub fn without_effect(self) -> Self {
        self.with(|operation| operation.effect = Effect::None)
    }

    /// Declares that the endpoint changes many items, each with its own write.
    #[must_use]
    pub fn bulk(self) -> Self {
        self.with(|operation| operation.effect = Effect::Many)
    }

    /// Declares that a success carries the revision of the shown item as `ETag`.
    #[must_use]
    pub fn etag(self) -> Self {
        self.with(|operation| operation.has_etag = true)
    }

    /// Declares that the endpoint may answer a file of one of these content types instead of JSON.
    #[must_use]
    pub fn files(self, content_types: &'static [&'static str]) -> Self {
        self.with(|operation| operation.files = content_types).download()
    }

    /// Declares that a success may be a file to save.
    #[must_use]
    pub fn download(self) -> Self {
        self.with(|operation| operation.is_download = true)
    }

    /// Declares that a success is in the language that `Accept-Language` prefers; `Content-Language` names it.
    #[must_use]
    pub fn localized(self) -> Self {
        self.with(|operation| operation.is_localized = true)
    }

    /// Declares another status of a success, which the handler sets.
    #[must_use]
    pub fn also_answers(self, status: StatusCode) -> Self {
        self.with(|operation| operation.successes.push(status))
    }

    /// Declares rules by which the endpoint may refuse (DECISIONS.md 13).
    #[must_use]
    pub fn refuses<R: Copy + Into<Refused>>(self, rules: &[R]) -> Self {
        self.with(|operation| operation.refusals.extend(rules.iter().map(|rule| (*rule).into())))
    }

    /// Declares 422 reasons that the handler adds to those of the fields, such as an end before its start.
    #[must_use]
    pub fn rejects<R: Copy + Into<ReasonKind>>(self, flaws: &[R]) -> Self {
        self.with(|operation| operation.flaws.extend(flaws.iter().map(|flaw| (*flaw).into())))
    }

    /// Declares reasons that a success may contain, for items of a list or as warnings.
    #[must_use]
    pub fn reports<R: Copy + Into<ReasonKind>>(self, reasons: &[R]) -> Self {
        self.with(|operation| operation.item_reasons.extend(reasons.iter().map(|reason| (*reason).into())))
    }

    fn with<B2, Q2, C2>(mut self, set: impl FnOnce(&mut Operation)) -> EndpointBuilder<S, B2, Q2, C2> {
        set(&mut self.operation);
        EndpointBuilder { operation: self.operation, types: PhantomData }
    }
}

impl<S, B, Q, C> EndpointBuilder<S, B, Q, C>
where
    S: Sync + 'static,
    B: Decode<S> + 'static,
    Q: Decode<S> + 'static,
    C: Authenticated + 'static,
{
    /// Completes the endpoint with its handler and the default status of a success.
    pub fn answers<T: JsonSchema + 'static>(
        mut self,
        status: StatusCode,
        handler: for<'a> fn(Context<'a, S, B, Q, C>) -> Answering<'a, T>,
    ) -> Endpoint<S> {
        self.operation.successes.insert(0, status);
        let handle = higher_ranked(move |incoming| match Context::of(incoming) {
            Ok(context) => {
                let answering = handler(context);
                Box::pin(async { answering.await.map(Answer::untyped) })
            }
            Err(failure) => Box::pin(std::future::ready(Err(failure))),
        });
        let shapes = Shapes::of::<S, B, Q, T>;
        Endpoint { operation: self.operation, handler: Box::new(handle), shapes }
    }
}

/// Makes the compiler infer that the closure accepts requests of any lifetime.
fn higher_ranked<S, F>(handle: F) -> F
where
    F: for<'a> Fn(Incoming<'a, S>) -> Answering<'a>,
{
    handle
}
