//! The front: an HTTP proxy for the function URLs, under the paths of `cargo lambda watch`.

use crate::clock;
use crate::deploy::STACK;
use crate::failure::{During, Failure, Outcome};
use crate::settings::{HOST, PORTAL, Settings};
use crate::{loopback, sigv4, watch, web_page};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST as HOST_HEADER, ORIGIN,
    TRANSFER_ENCODING, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The maximum request body in bytes. It is larger than Lambda's 6 MB, so that the caller gets Lambda's own answer.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// A server that stops when it is dropped.
#[derive(Debug)]
pub struct Server(JoinHandle<()>);

impl Server {
    /// Serves `router` on the loopback interface.
    pub async fn start(port: u16, router: Router) -> Outcome<Self> {
        let listener = TcpListener::bind((HOST, port)).await.during(format_args!("listen on port {port}"))?;
        Ok(Self(tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("error: the server on port {port} stopped: {error}");
            }
        })))
    }

    /// Stops it and waits until its port is free. Dropping it only begins to stop it.
    pub async fn stop(mut self) {
        self.0.abort();
        // The error says that the task was stopped.
        drop((&mut self.0).await);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

struct Front {
    client: reqwest::Client,
    settings: Settings,
    /// The ids of the function URLs, by function.
    urls: BTreeMap<String, String>,
    /// True when `cargo lambda watch` runs the functions.
    watch: bool,
}

/// The routes of the front's port. `urls` maps functions to the ids of their URLs.
pub fn router(settings: &Settings, urls: BTreeMap<String, String>, watch: bool) -> Outcome<Router> {
    let front = Front { client: client()?, settings: settings.clone(), urls, watch };
    Ok(Router::new()
        .route("/", get(addresses))
        .route("/docs", get(reference))
        .route("/openapi.json", get(document))
        .route("/2015-03-31/functions/{function}/invocations", post(invoke))
        .fallback(call)
        .with_state(Arc::new(front)))
}

/// The routes of the portal's port: every path is one of the portal.
pub fn portal_router(settings: &Settings, urls: BTreeMap<String, String>, watch: bool) -> Outcome<Router> {
    let front = Front { client: client()?, settings: settings.clone(), urls, watch };
    Ok(Router::new().fallback(portal).layer(middleware::from_fn(loopback::require)).with_state(Arc::new(front)))
}

/// An HTTP client without a connection pool, because the local cloud may close a connection while it is reused. A
/// redirect is an answer: it must reach the browser.
pub fn client() -> Outcome<reqwest::Client> {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    builder.pool_max_idle_per_host(0).no_proxy().build().during("create an HTTP client")
}

async fn addresses(State(front): State<Arc<Front>>) -> Response {
    web_page::addresses(&front.settings, front.urls.keys())
}

/// Returns the committed OpenAPI document. It is public, so pages of any origin may read it.
async fn document(State(front): State<Arc<Front>>) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    let found = tokio::fs::read(front.settings.document()).await.during("read the API's document");
    found.map_or_else(|failure| internal(&failure), |text| (headers, text).into_response())
}

/// Returns the HTML reference. The document is read for each request, so that reloading the page shows changes.
async fn reference(State(front): State<Arc<Front>>) -> Response {
    web_page::reference(&front.settings).unwrap_or_else(|failure| internal(&failure))
}

/// Forwards `/lambda-url/<function>/<path>` to the function's URL, for every method.
async fn call(State(front): State<Arc<Front>>, request: Request) -> Response {
    match front.target(request.uri()) {
        Some(target) => front.call(target, request).await.unwrap_or_else(|failure| bad_gateway(&failure)),
        None => not_found(&front),
    }
}

/// Forwards a request to the portal. At another name of this machine a browser has no cookies of the portal, so it is
/// sent to the portal's own.
async fn portal(State(front): State<Arc<Front>>, request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let origin = front.settings.portal_url();
    let host = loopback::authority(request.headers());
    let is_own = host.is_some_and(|host| origin.strip_prefix("http://") == Some(host.as_str()));
    if !is_own && matches!(*request.method(), Method::GET | Method::HEAD) {
        return Redirect::temporary(&format!("{origin}{path}")).into_response();
    }
    let Some(target) = front.target_of(PORTAL, path) else { return not_found(&front) };
    let url = target.watched.unwrap_or(target.deployed);
    front.forward(&url, request).await.unwrap_or_else(|failure| bad_gateway(&failure))
}

/// The destination of a call.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    /// The function's URL at MiniStack.
    deployed: String,
    /// The function's URL at `cargo lambda watch`, if that runs the functions.
    watched: Option<String>,
}

impl Front {
    fn target(&self, uri: &Uri) -> Option<Target> {
        let path = uri.path().strip_prefix("/lambda-url/")?;
        let (function, rest) = path.split_once('/').unwrap_or((path, ""));
        let rest = uri.query().map_or_else(|| rest.to_owned(), |query| format!("{rest}?{query}"));
        self.target_of(function, &rest)
    }

    /// The target of a path with its query below the URL of a function.
    fn target_of(&self, function: &str, rest: &str) -> Option<Target> {
        let id = self.urls.get(function)?;
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let deployed = format!("{}/_aws/lambda-url/{id}/{rest}", self.settings.cloud_url());
        let watched = self.watch.then(|| format!("{}/lambda-url/{function}/{rest}", self.settings.watch_url()));
        Some(Target { deployed, watched })
    }

    /// Forwards a call. CORS headers always come from MiniStack, which has them from the template.
    async fn call(&self, target: Target, request: Request) -> Outcome<Response> {
        let Some(watched) = target.watched.filter(|_| request.method() != Method::OPTIONS) else {
            return self.forward(&target.deployed, request).await;
        };
        let origin = request.headers().get(ORIGIN).cloned();
        let mut response = self.forward(&watched, request).await?;
        if let Some(origin) = origin {
            response.headers_mut().extend(self.cors_headers(&target.deployed, origin).await?);
        }
        Ok(response)
    }

    async fn forward(&self, url: &str, request: Request) -> Outcome<Response> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, BODY_LIMIT).await.during("read the request's body")?;
        let sent =
            self.client.request(parts.method, url).headers(end_to_end_headers(parts.headers)).body(body).send().await;
        answer(sent.during("reach the local cloud")?).await
    }

    /// Fetches the CORS headers for an origin from MiniStack; none for an origin that is not allowed.
    async fn cors_headers(&self, url: &str, origin: HeaderValue) -> Outcome<HeaderMap> {
        let preflight = self.client.request(Method::OPTIONS, url).header(ORIGIN, origin).send().await;
        let mut headers = preflight.during("get the CORS headers of the local cloud")?.headers().clone();
        let others: Vec<_> = headers.keys().filter(|name| !is_cors_header(name)).cloned().collect();
        for name in others {
            headers.remove(name);
        }
        Ok(headers)
    }
}

fn is_cors_header(name: &HeaderName) -> bool {
    *name == VARY || name.as_str().starts_with("access-control-")
}

/// Invokes a function with the event as the body; the endpoint of `cargo lambda invoke`.
async fn invoke(State(front): State<Arc<Front>>, Path(function): Path<String>, body: Bytes) -> Response {
    forward_invocation(&front, &function, body).await.unwrap_or_else(|failure| bad_gateway(&failure))
}

async fn forward_invocation(front: &Front, function: &str, body: Bytes) -> Outcome<Response> {
    let request = if front.watch {
        let post = front.client.post(watch::invocation_url(&front.settings, function)).body(body);
        post.build().during("build a request")?
    } else {
        let url = format!("{}/2015-03-31/functions/{STACK}-{function}/invocations", front.settings.cloud_url());
        sigv4::signed(front.client.post(url).body(body), "lambda", clock::now())?
    };
    answer(front.client.execute(request).await.during("reach the local cloud")?).await
}

async fn answer(received: reqwest::Response) -> Outcome<Response> {
    let mut response = Response::builder().status(received.status());
    if let Some(headers) = response.headers_mut() {
        *headers = end_to_end_headers(received.headers().clone());
    }
    let body = received.bytes().await.during("read the local cloud's answer")?;
    response.body(Body::from(body)).during("build the response")
}

/// Removes the headers that belong to a connection or are computed again.
fn end_to_end_headers(mut headers: HeaderMap) -> HeaderMap {
    for name in [CONNECTION, CONTENT_LENGTH, HOST_HEADER, TRANSFER_ENCODING] {
        headers.remove(name);
    }
    headers
}

fn not_found(front: &Front) -> Response {
    let known: Vec<String> = front.urls.keys().map(|name| format!("/lambda-url/{name}/...")).collect();
    (StatusCode::NOT_FOUND, format!("unknown path; known paths:\n{}\n", known.join("\n"))).into_response()
}

fn bad_gateway(failure: &Failure) -> Response {
    (StatusCode::BAD_GATEWAY, format!("{failure}\n")).into_response()
}

fn internal(failure: &Failure) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{failure}\n")).into_response()
}

#[cfg(test)]
mod tests;
