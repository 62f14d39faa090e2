//! One value per operation: everything the edge knows of it.
//!
//! ```text
//! Endpoint::post("cancel_reservation", "/reservations/{voucher_number}/cancel", "Give the reservation back.")
//!     .roles(&[Role::MpnAdmin])
//!     .body::<Cancel>()
//!     .refuses(CANCEL_RULES)
//!     .answers(StatusCode::OK, |call| Box::pin(cancel(call)))
//! ```

use std::fmt;
use std::marker::PhantomData;

use domain::ReasonKind;
use futures::future::BoxFuture;
use lambda_http::http::{Method, StatusCode};
use schemars::{JsonSchema, SchemaGenerator};

use crate::answer::Answer;
use crate::auth::caller::{Caller, Role};
use crate::auth::gate::{Access, Authenticated};
use crate::context::Context;
use crate::document::shapes::Shapes;
use crate::operation::{BodyKind, Decode, Effect, Incoming, Operation, Refused};
use crate::problem::Failure;
use crate::webhook::signature::Verified;

/// What a handler will have answered.
type Answering<'a, T = ()> = BoxFuture<'a, Result<Answer<T>, Failure>>;

type Handler<S> = Box<dyn for<'a> Fn(Incoming<'a, S>) -> Answering<'a> + Send + Sync>;

/// An operation, what carries it out, and what requests and answers look like.
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

/// An endpoint without a handler yet. `B` is its body, `Q` its query string, `W` whoever calls it.
#[derive(Debug)]
pub struct EndpointBuilder<S, B, Q, W> {
    operation: Operation,
    types: PhantomData<fn(S, B, Q, W)>,
}

/// Endpoints begin with their name, their path and what they do, in one sentence.
impl<S: Sync + 'static> Endpoint<S> {
    /// Reads something.
    pub fn get(id: &'static str, pattern: &'static str, summary: &'static str) -> EndpointBuilder<S, (), (), ()> {
        EndpointBuilder::new(Method::GET, Effect::None, id, pattern, summary)
    }

    /// Carries out a command.
    pub fn post(id: &'static str, pattern: &'static str, summary: &'static str) -> EndpointBuilder<S, (), (), ()> {
        EndpointBuilder::new(Method::POST, Effect::One, id, pattern, summary)
    }

    /// Creates or replaces what the path names.
    pub fn put(id: &'static str, pattern: &'static str, summary: &'static str) -> EndpointBuilder<S, (), (), ()> {
        EndpointBuilder::new(Method::PUT, Effect::One, id, pattern, summary)
    }

    /// Changes some fields.
    pub fn patch(id: &'static str, pattern: &'static str, summary: &'static str) -> EndpointBuilder<S, (), (), ()> {
        EndpointBuilder::new(Method::PATCH, Effect::One, id, pattern, summary)
    }

    /// Removes what the path names.
    pub fn delete(id: &'static str, pattern: &'static str, summary: &'static str) -> EndpointBuilder<S, (), (), ()> {
        EndpointBuilder::new(Method::DELETE, Effect::One, id, pattern, summary)
    }
}

impl<S> Endpoint<S> {
    /// What everybody may know of it.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// What its requests and answers look like.
    pub(crate) fn shapes(&self, services: &S, generator: &mut SchemaGenerator) -> Shapes {
        (self.shapes)(services, generator)
    }

    pub(crate) fn handle<'a>(&self, incoming: Incoming<'a, S>) -> Answering<'a> {
        (self.handler)(incoming)
    }
}

impl<S: Sync + 'static, B, Q, W> EndpointBuilder<S, B, Q, W> {
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
            refusals: Vec::new(),
            flaws: Vec::new(),
            item_reasons: Vec::new(),
            summary,
        };
        Self { operation, types: PhantomData }
    }

    /// Admits callers with one of these roles.
    pub fn roles(self, roles: &'static [Role]) -> EndpointBuilder<S, B, Q, Caller> {
        self.with(|operation| operation.access = Access::Roles(roles))
    }

    /// Admits systems that sign their requests.
    pub fn signed(self) -> EndpointBuilder<S, B, Q, Verified> {
        self.with(|operation| operation.access = Access::Signed)
    }

    /// Takes a body.
    pub fn body<Next: Decode<S>>(self) -> EndpointBuilder<S, Next, Q, W> {
        self.with(|operation| operation.body = Next::KIND)
    }

    /// Takes parameters in the query string.
    pub fn query<Next: Decode<S>>(self) -> EndpointBuilder<S, B, Next, W> {
        self.with(|_| ())
    }

    /// Changes nothing, though it is no `GET`.
    #[must_use]
    pub fn without_effect(self) -> Self {
        self.with(|operation| operation.effect = Effect::None)
    }

    /// Changes many things, each on its own.
    #[must_use]
    pub fn bulk(self) -> Self {
        self.with(|operation| operation.effect = Effect::Many)
    }

    /// A success carries the revision of what it shows.
    #[must_use]
    pub fn etag(self) -> Self {
        self.with(|operation| operation.has_etag = true)
    }

    /// May answer a file of one of these types instead of JSON.
    #[must_use]
    pub fn files(self, content_types: &'static [&'static str]) -> Self {
        self.with(|operation| operation.files = content_types).download()
    }

    /// Answers a file to save.
    #[must_use]
    pub fn download(self) -> Self {
        self.with(|operation| operation.is_download = true)
    }

    /// May succeed with another status as well: the handler says when.
    #[must_use]
    pub fn also_answers(self, status: StatusCode) -> Self {
        self.with(|operation| operation.successes.push(status))
    }

    /// Names rules by which it refuses.
    #[must_use]
    pub fn refuses<R: Copy + Into<Refused>>(self, rules: &[R]) -> Self {
        self.with(|operation| operation.refusals.extend(rules.iter().map(|rule| (*rule).into())))
    }

    /// Names what it finds wrong with a request besides what the fields tell, such as an end before its start.
    #[must_use]
    pub fn rejects<R: Copy + Into<ReasonKind>>(self, flaws: &[R]) -> Self {
        self.with(|operation| operation.flaws.extend(flaws.iter().map(|flaw| (*flaw).into())))
    }

    /// Names reasons that a success gives: for items of a list, or as warnings.
    #[must_use]
    pub fn reports<R: Copy + Into<ReasonKind>>(self, reasons: &[R]) -> Self {
        self.with(|operation| operation.item_reasons.extend(reasons.iter().map(|reason| (*reason).into())))
    }

    fn with<B2, Q2, W2>(mut self, set: impl FnOnce(&mut Operation)) -> EndpointBuilder<S, B2, Q2, W2> {
        set(&mut self.operation);
        EndpointBuilder { operation: self.operation, types: PhantomData }
    }
}

impl<S, B, Q, W> EndpointBuilder<S, B, Q, W>
where
    S: Sync + 'static,
    B: Decode<S> + 'static,
    Q: Decode<S> + 'static,
    W: Authenticated + 'static,
{
    /// The endpoint, carried out by `handler`, which answers with this status.
    pub fn answers<T: JsonSchema + 'static>(
        mut self,
        status: StatusCode,
        handler: for<'a> fn(Context<'a, S, B, Q, W>) -> Answering<'a, T>,
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

/// Tells the compiler that the closure takes requests of any lifetime.
fn higher_ranked<S, F>(handle: F) -> F
where
    F: for<'a> Fn(Incoming<'a, S>) -> Answering<'a>,
{
    handle
}
