//! Faults between a client and its service: throttling, and answers that are lost after the work was done.

use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;

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

/// The faults to come: for the next calls whose operation has this name.
#[derive(Clone, Debug, Default)]
pub struct Plan(Arc<Mutex<Vec<(&'static str, Fault)>>>);

impl Plan {
    /// Lets the next call of the operation go wrong; several times for several calls.
    pub fn next(&self, operation: &'static str, fault: Fault) {
        self.0.lock().unwrap().push((operation, fault));
    }

    fn take(&self, request: &HttpRequest) -> Option<Fault> {
        let target = request.headers().get("x-amz-target").unwrap_or_default().to_owned();
        let mut plan = self.0.lock().unwrap();
        let index = plan.iter().position(|(operation, _)| target.ends_with(operation))?;
        Some(plan.remove(index).1)
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

fn throttled() -> HttpResponse {
    let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow down"}"#;
    HttpResponse::new(400.try_into().unwrap(), SdkBody::from(body))
}
