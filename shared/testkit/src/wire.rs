//! Fault injection between a client and its service: throttling, lost responses of completed calls, and concurrent
//! calls.

use std::sync::{Arc, Mutex, MutexGuard};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use tokio::sync::Barrier;

/// A fault of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The service executes the call; the response is lost.
    AnswerLost,
    /// The service throttles the call and does not execute it.
    Throttled,
    /// A transaction is writing the item; the call is not executed.
    Conflict,
}

/// An HTTP client that applies a plan to its calls.
#[derive(Clone, Debug)]
pub struct FaultyClient {
    inner: SharedHttpClient,
    plan: Plan,
}

/// The planned faults, barriers and hooks, by operation.
#[derive(Clone, Debug, Default)]
pub struct Plan(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    faults: Vec<Planned>,
    gatherings: Vec<Gathering>,
    hooks: Vec<Hook>,
}

/// A function to run before the next call of an operation.
type Hook = (&'static str, Box<dyn FnOnce() + Send>);

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("faults", &self.faults)
            .field("gatherings", &self.gatherings)
            .finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Planned {
    operation: &'static str,
    fault: Fault,
    /// The number of calls that succeed before.
    successes: u32,
    /// True when every call after that fails, not only the first.
    permanent: bool,
}

#[derive(Debug)]
struct Gathering {
    operation: &'static str,
    waiting: usize,
    barrier: Arc<Barrier>,
}

impl Plan {
    /// Plans a fault of the next call of the operation; several calls plan faults of several calls.
    pub fn next(&self, operation: &'static str, fault: Fault) {
        self.plan(Planned { operation, fault, successes: 0, permanent: false });
    }

    /// Plans a fault of every call of the operation, after the given number of successes.
    pub fn always_after(&self, successes: u32, operation: &'static str, fault: Fault) {
        self.plan(Planned { operation, fault, successes, permanent: true });
    }

    /// Makes the next `callers` calls of the operation wait for each other. With a write operation, every caller has
    /// read before any of them writes.
    pub fn gather(&self, operation: &'static str, callers: usize) {
        let barrier = Arc::new(Barrier::new(callers));
        self.state().gatherings.push(Gathering { operation, waiting: callers, barrier });
    }

    /// Plans a hook that runs once, before the next call of the operation is sent, for example to advance the clock.
    pub fn when(&self, operation: &'static str, hook: impl FnOnce() + Send + 'static) {
        let mut state = self.state();
        state.hooks.retain(|(known, _)| *known != operation);
        state.hooks.push((operation, Box::new(hook)));
    }

    /// Clears the plan; returns the number of planned faults that did not occur.
    pub fn clear(&self) -> usize {
        let left = std::mem::take(&mut *self.state());
        left.faults.iter().filter(|planned| !planned.permanent).count()
    }

    fn plan(&self, planned: Planned) {
        self.state().faults.push(planned);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The barrier at which the call waits, if any.
    fn barrier(&self, request: &HttpRequest) -> Option<Arc<Barrier>> {
        let operation = operation(request);
        let waits = |gathering: &&mut Gathering| gathering.operation == operation && gathering.waiting > 0;
        let mut state = self.state();
        let gathering = state.gatherings.iter_mut().find(waits)?;
        gathering.waiting -= 1;
        Some(Arc::clone(&gathering.barrier))
    }

    fn run_hook(&self, request: &HttpRequest) {
        if let Some(hook) = self.take_hook(operation(request)) {
            hook();
        }
    }

    /// Takes the hook out, so that no lock is held while it runs: it may make calls itself.
    fn take_hook(&self, operation: &str) -> Option<Box<dyn FnOnce() + Send>> {
        let hooks = &mut self.state().hooks;
        let index = hooks.iter().position(|(known, _)| *known == operation)?;
        Some(hooks.swap_remove(index).1)
    }

    fn take(&self, request: &HttpRequest) -> Option<Fault> {
        let operation = operation(request);
        let plan = &mut self.state().faults;
        let index = plan.iter().position(|planned| planned.operation == operation)?;
        let planned = plan.get_mut(index)?;
        if planned.successes > 0 {
            planned.successes -= 1;
            return None;
        }
        let fault = planned.fault;
        if !planned.permanent {
            plan.remove(index);
        }
        Some(fault)
    }
}

impl FaultyClient {
    /// Wraps a client.
    pub fn new(inner: SharedHttpClient, plan: Plan) -> Self {
        Self { inner, plan }
    }
}

impl HttpClient for FaultyClient {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(FaultyConnector { inner, plan: self.plan.clone() })
    }
}

#[derive(Debug)]
struct FaultyConnector {
    inner: SharedHttpConnector,
    plan: Plan,
}

impl HttpConnector for FaultyConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.plan.run_hook(&request);
        if let Some(barrier) = self.plan.barrier(&request) {
            let inner = self.inner.clone();
            return HttpConnectorFuture::new(async move {
                barrier.wait().await;
                inner.call(request).await
            });
        }
        match self.plan.take(&request) {
            None => self.inner.call(request),
            Some(Fault::Throttled) => HttpConnectorFuture::ready(Ok(refused("ThrottlingException"))),
            Some(Fault::Conflict) => HttpConnectorFuture::ready(Ok(refused("TransactionConflictException"))),
            Some(Fault::AnswerLost) => {
                let call = self.inner.call(request);
                HttpConnectorFuture::new(async move {
                    call.await?;
                    Err(ConnectorError::timeout("the answer was lost".into()))
                })
            }
        }
    }
}

/// The operation of a request: `GetItem` of `DynamoDB_20120810.GetItem`.
fn operation(request: &HttpRequest) -> &str {
    request.headers().get("x-amz-target").unwrap_or_default().rsplit('.').next().unwrap_or_default()
}

fn refused(code: &str) -> HttpResponse {
    let body = format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{code}","message":"not now"}}"#);
    HttpResponse::new(400.try_into().unwrap(), SdkBody::from(body))
}
