//! One value per operation: everything the edge knows of it.
//!
//! ```text
//! Endpoint::post("/reservations/{voucher_number}/cancel", "Give the reservation back.")
//!     .roles(&[Role::MpnAdmin])
//!     .body::<Cancel>()
//!     .answers(|call| Box::pin(cancel(call)))
//! ```

use std::fmt;
use std::marker::PhantomData;

use futures::future::BoxFuture;
use lambda_http::http::Method;

use crate::answer::Answer;
use crate::auth::caller::{Caller, Role};
use crate::auth::gate::{Access, Proven};
use crate::call::Call;
use crate::operation::{BodyKind, Decode, Incoming, Operation};
use crate::problem::Failure;
use crate::webhook::signature::Verified;

/// What a handler will have answered.
type Answering<'a> = BoxFuture<'a, Result<Answer, Failure>>;

type Handler<S> = Box<dyn for<'a> Fn(Incoming<'a, S>) -> Answering<'a> + Send + Sync>;

/// An operation and what carries it out.
pub struct Endpoint<S> {
    operation: Operation,
    handler: Handler<S>,
}

impl<S> fmt::Debug for Endpoint<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.operation.fmt(f)
    }
}

/// An endpoint without a handler yet. `B` is its body, `Q` its query string, `W` whoever calls it.
#[derive(Debug)]
pub struct Draft<S, B, Q, W> {
    operation: Operation,
    types: PhantomData<fn(S, B, Q, W)>,
}

/// Endpoints begin with their path and what they do, in one sentence.
impl<S: Sync + 'static> Endpoint<S> {
    /// Reads something.
    pub fn get(pattern: &'static str, summary: &'static str) -> Draft<S, (), (), ()> {
        Draft::new(Method::GET, pattern, summary)
    }

    /// Carries out a command.
    pub fn post(pattern: &'static str, summary: &'static str) -> Draft<S, (), (), ()> {
        Draft::new(Method::POST, pattern, summary)
    }

    /// Creates or replaces what the path names.
    pub fn put(pattern: &'static str, summary: &'static str) -> Draft<S, (), (), ()> {
        Draft::new(Method::PUT, pattern, summary)
    }

    /// Changes some fields.
    pub fn patch(pattern: &'static str, summary: &'static str) -> Draft<S, (), (), ()> {
        Draft::new(Method::PATCH, pattern, summary)
    }

    /// Removes what the path names.
    pub fn delete(pattern: &'static str, summary: &'static str) -> Draft<S, (), (), ()> {
        Draft::new(Method::DELETE, pattern, summary)
    }
}

impl<S> Endpoint<S> {
    /// What everybody may know of it.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    pub(crate) fn handle<'a>(&self, incoming: Incoming<'a, S>) -> Answering<'a> {
        (self.handler)(incoming)
    }
}

impl<S: Sync + 'static, B, Q, W> Draft<S, B, Q, W> {
    fn new(method: Method, pattern: &'static str, summary: &'static str) -> Self {
        let (access, body) = (Access::Public, BodyKind::Empty);
        Self { operation: Operation { method, pattern, access, body, summary }, types: PhantomData }
    }

    /// Admits callers with one of these roles.
    pub fn roles(self, roles: &'static [Role]) -> Draft<S, B, Q, Caller> {
        self.with(|operation| operation.access = Access::Roles(roles))
    }

    /// Admits systems that sign their requests.
    pub fn signed(self) -> Draft<S, B, Q, Verified> {
        self.with(|operation| operation.access = Access::Signed)
    }

    /// Takes a body.
    pub fn body<Next: Decode<S>>(self) -> Draft<S, Next, Q, W> {
        self.with(|operation| operation.body = Next::KIND)
    }

    /// Takes parameters in the query string.
    pub fn query<Next: Decode<S>>(self) -> Draft<S, B, Next, W> {
        self.with(|_| ())
    }

    fn with<B2, Q2, W2>(mut self, set: impl FnOnce(&mut Operation)) -> Draft<S, B2, Q2, W2> {
        set(&mut self.operation);
        Draft { operation: self.operation, types: PhantomData }
    }
}

impl<S, B, Q, W> Draft<S, B, Q, W>
where
    S: Sync + 'static,
    B: Decode<S> + 'static,
    Q: Decode<S> + 'static,
    W: Proven + 'static,
{
    /// The endpoint, carried out by `handler`.
    pub fn answers(self, handler: for<'a> fn(Call<'a, S, B, Q, W>) -> Answering<'a>) -> Endpoint<S> {
        let handle = higher_ranked(move |incoming| match Call::of(incoming) {
            Ok(call) => handler(call),
            Err(failure) => Box::pin(std::future::ready(Err(failure))),
        });
        Endpoint { operation: self.operation, handler: Box::new(handle) }
    }
}

/// Tells the compiler that the closure takes requests of any lifetime.
fn higher_ranked<S, F>(handle: F) -> F
where
    F: for<'a> Fn(Incoming<'a, S>) -> Answering<'a>,
{
    handle
}
