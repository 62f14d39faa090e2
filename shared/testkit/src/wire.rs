//! What happens between a client and its service: throttling, answers that are lost after the work was done, and calls
//! that all arrive at the same moment.

use std::sync::{Arc, Mutex, MutexGuard};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use tokio::sync::Barrier;

/// What goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The service does the work; its answer never arrives.
    AnswerLost,
    /// The service refuses for its rate; nothing is done.
    Throttled,
}

/// An HTTP client that lets planned calls go wrong.
#[derive(Clone, Debug)]
pub struct FaultyClient {
    inner: SharedHttpClient,
    plan: Plan,
}

/// What is to come, by the operation it is for.
#[derive(Clone, Debug, Default)]
pub struct Plan(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    faults: Vec<Planned>,
    gatherings: Vec<Gathering>,
    happenings: Vec<Happening>,
}

/// What happens when the next call of an operation is made.
type Happening = (&'static str, Box<dyn FnOnce() + Send>);

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
    /// Calls that still go well before.
    spared: u32,
    /// Whether every call after that goes wrong, not only the first.
    lasting: bool,
}

#[derive(Debug)]
struct Gathering {
    operation: &'static str,
    still_to_come: usize,
    door: Arc<Barrier>,
}

impl Plan {
    /// Lets the next call of the operation go wrong; several times for several calls.
    pub fn next(&self, operation: &'static str, fault: Fault) {
        self.plan(Planned { operation, fault, spared: 0, lasting: false });
    }

    /// Lets every call of the operation go wrong, after `spared` that go well.
    pub fn always_after(&self, spared: u32, operation: &'static str, fault: Fault) {
        self.plan(Planned { operation, fault, spared, lasting: true });
    }

    /// Lets the next `callers` calls of the operation wait for each other: whoever makes them has read before any of
    /// them writes. Nobody gets on before all have come.
    pub fn gather(&self, operation: &'static str, callers: usize) {
        let door = Arc::new(Barrier::new(callers));
        self.state().gatherings.push(Gathering { operation, still_to_come: callers, door });
    }

    /// Lets something happen, once, just before the next call of the operation goes out: time that passes, say.
    pub fn when(&self, operation: &'static str, happens: impl FnOnce() + Send + 'static) {
        let mut state = self.state();
        state.happenings.retain(|(known, _)| *known != operation);
        state.happenings.push((operation, Box::new(happens)));
    }

    /// All is well again; how many planned faults never happened.
    pub fn clear(&self) -> usize {
        let left = std::mem::take(&mut *self.state());
        left.faults.iter().filter(|planned| !planned.lasting).count()
    }

    fn plan(&self, planned: Planned) {
        self.state().faults.push(planned);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Whom the call waits for.
    fn door(&self, request: &HttpRequest) -> Option<Arc<Barrier>> {
        let operation = operation(request);
        let waits = |gathering: &&mut Gathering| gathering.operation == operation && gathering.still_to_come > 0;
        let mut state = self.state();
        let gathering = state.gatherings.iter_mut().find(waits)?;
        gathering.still_to_come -= 1;
        Some(Arc::clone(&gathering.door))
    }

    fn happen(&self, request: &HttpRequest) {
        if let Some(happens) = self.next_happening(operation(request)) {
            happens();
        }
    }

    /// What happens may make calls of its own: nothing is locked meanwhile.
    fn next_happening(&self, operation: &str) -> Option<Box<dyn FnOnce() + Send>> {
        let happenings = &mut self.state().happenings;
        let index = happenings.iter().position(|(known, _)| *known == operation)?;
        Some(happenings.swap_remove(index).1)
    }

    fn take(&self, request: &HttpRequest) -> Option<Fault> {
        let operation = operation(request);
        let plan = &mut self.state().faults;
        let index = plan.iter().position(|planned| planned.operation == operation)?;
        let planned = plan.get_mut(index)?;
        if planned.spared > 0 {
            planned.spared -= 1;
            return None;
        }
        let fault = planned.fault;
        if !planned.lasting {
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
        self.plan.happen(&request);
        if let Some(door) = self.plan.door(&request) {
            let inner = self.inner.clone();
            return HttpConnectorFuture::new(async move {
                door.wait().await;
                inner.call(request).await
            });
        }
        match self.plan.take(&request) {
            None => self.inner.call(request),
            Some(Fault::Throttled) => HttpConnectorFuture::ready(Ok(throttled())),
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

/// `DynamoDB_20120810.GetItem`: the whole name, for `BatchGetItem` is another operation.
fn operation(request: &HttpRequest) -> &str {
    request.headers().get("x-amz-target").unwrap_or_default().rsplit('.').next().unwrap_or_default()
}

fn throttled() -> HttpResponse {
    let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow down"}"#;
    HttpResponse::new(400.try_into().unwrap(), SdkBody::from(body))
}
