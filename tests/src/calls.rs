//! The calls that a page of the portal makes to the functions.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use lambda_http::{Body, Context, RequestExt, http};
use testkit::Meter;

use crate::cost::Usage;
use crate::world::{Function, World};

/// A call of a page.
#[derive(Clone, Debug)]
pub struct Called {
    /// The function.
    pub function: Function,
    /// Method and path below the function's URL.
    pub request: String,
    /// The round, counted from one: the calls of a round run side by side.
    pub round: usize,
    /// What it uses; empty unless calls are metered.
    pub usage: Usage,
}

/// The calls of a visit.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallLog {
    state: Arc<Mutex<State>>,
    /// Held by a metered call, so that a reading of the meter is of one call.
    one_at_a_time: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Default)]
struct State {
    calls: Vec<Called>,
    in_flight: usize,
    is_metered: bool,
}

/// A call that has begun.
pub(crate) struct Running {
    log: CallLog,
    index: usize,
}

impl CallLog {
    pub(crate) fn clear(&self) {
        self.state.lock().unwrap().calls.clear();
    }

    pub(crate) fn calls(&self) -> Vec<Called> {
        self.state.lock().unwrap().calls.clone()
    }

    pub(crate) fn meter(&self) {
        self.state.lock().unwrap().is_metered = true;
    }

    pub(crate) fn begin(&self, function: Function, method: &str, path: &str) -> Running {
        let mut state = self.state.lock().unwrap();
        let last = state.calls.last().map_or(0, |call| call.round);
        let round = if state.in_flight == 0 { last + 1 } else { last };
        state.in_flight += 1;
        let request = format!("{method} /{path}");
        state.calls.push(Called { function, request, round, usage: Usage::default() });
        Running { log: self.clone(), index: state.calls.len() - 1 }
    }
}

impl Running {
    /// Runs the call.
    pub(crate) async fn finish<T>(self, meter: &Meter, call: impl Future<Output = T>) -> T {
        // A call over a network waits, also that of a function that asks nobody.
        tokio::task::yield_now().await;
        if !self.log.state.lock().unwrap().is_metered {
            return call.await;
        }
        let one = self.log.one_at_a_time.lock().await;
        meter.take();
        let answer = call.await;
        let usage = Usage::of(1, &meter.take());
        drop(one);
        self.log.state.lock().unwrap().calls[self.index].usage = usage;
        answer
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.log.state.lock().unwrap().in_flight -= 1;
    }
}

/// Calls the world's functions in the process.
#[derive(Clone)]
pub(crate) struct InProcess {
    pub(crate) world: Arc<World>,
    pub(crate) calls: CallLog,
    /// The base of the functions' addresses.
    pub(crate) base: &'static str,
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcess")
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (world, calls, base) = (self.world.clone(), self.calls.clone(), self.base);
        HttpConnectorFuture::new(async move {
            let path = request.uri().strip_prefix(base).unwrap().trim_start_matches('/').to_owned();
            let (folder, rest) = path.split_once('/').unwrap_or((&path, ""));
            let function = Function::ALL.into_iter().find(|function| function.folder() == folder).unwrap();
            let mut sent = http::Request::builder().method(request.method()).uri(format!("/{rest}"));
            for (name, value) in request.headers() {
                sent = sent.header(name, value);
            }
            let mut context = Context::default();
            context.request_id = format!("from-portal-{}", next_call());
            let body = Body::Binary(request.body().bytes().unwrap_or_default().to_vec());
            let body = if body.is_empty() { Body::Empty } else { body };
            let running = calls.begin(function, request.method(), &path);
            let answer = world.answer(function, sent.body(body).unwrap().with_lambda_context(context));
            let reply = running.finish(&world.database.meter, answer).await;
            Ok(response(reply.status, reply.headers(), reply.bytes()))
        })
    }
}

/// A number that no other call has.
fn next_call() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static CALLS: AtomicU64 = AtomicU64::new(0);
    CALLS.fetch_add(1, Ordering::Relaxed)
}

pub(crate) fn response(status: u16, headers: &[(String, String)], body: &[u8]) -> HttpResponse {
    let mut response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body.to_vec()));
    for (name, value) in headers {
        response.headers_mut().append(name.clone(), value.clone());
    }
    response
}
