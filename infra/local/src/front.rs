//! The front: the function URLs of the local cloud under the paths that `cargo lambda watch` uses too.

use crate::clock;
use crate::deploy::STACK;
use crate::failure::{During, Failure, Outcome};
use crate::settings::{HOST, Settings};
use crate::{sigv4, web_page};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{CONNECTION, CONTENT_LENGTH, HOST as HOST_HEADER, TRANSFER_ENCODING};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Lambda takes 6 MB; a little more here, so that it is Lambda's own answer the caller sees.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// A server that ends when it is dropped.
#[derive(Debug)]
pub struct Server(JoinHandle<()>);

impl Server {
    /// Serves `router` on loopback.
    pub async fn start(port: u16, router: Router) -> Outcome<Self> {
        let listener = TcpListener::bind((HOST, port)).await.during(format_args!("listen on port {port}"))?;
        Ok(Self(tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the server on port {port} ended: {error}");
            }
        })))
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
    urls: BTreeMap<String, String>,
}

/// Everything on the front's port. `urls` maps functions to the ids of their URLs.
pub fn router(settings: &Settings, urls: BTreeMap<String, String>) -> Outcome<Router> {
    let front = Front { client: client()?, settings: settings.clone(), urls };
    Ok(Router::new()
        .route("/", get(addresses))
        .route("/2015-03-31/functions/{function}/invocations", post(invoke))
        .fallback(call)
        .with_state(Arc::new(front)))
}

/// A client that keeps no connection: the local cloud now and then closes one that is being reused.
pub fn client() -> Outcome<reqwest::Client> {
    reqwest::Client::builder().pool_max_idle_per_host(0).no_proxy().build().during("set up an HTTP client")
}

async fn addresses(State(front): State<Arc<Front>>) -> Response {
    web_page::addresses(&front.settings, front.urls.keys())
}

/// `/lambda-url/<function>/<path>`: the function's own URL, whatever the method.
async fn call(State(front): State<Arc<Front>>, request: Request) -> Response {
    match target(&front, request.uri().path()) {
        Some(url) => forward(&front, url, request).await.unwrap_or_else(|failure| bad_gateway(&failure)),
        None => unknown(&front),
    }
}

fn target(front: &Front, path: &str) -> Option<String> {
    let path = path.strip_prefix("/lambda-url/")?;
    let (function, rest) = path.split_once('/').unwrap_or((path, ""));
    let id = front.urls.get(function)?;
    Some(format!("{}/_aws/lambda-url/{id}/{rest}", front.settings.cloud_url()))
}

async fn forward(front: &Front, mut url: String, request: Request) -> Outcome<Response> {
    let (parts, body) = request.into_parts();
    if let Some(query) = parts.uri.query() {
        url = format!("{url}?{query}");
    }
    let body = to_bytes(body, BODY_LIMIT).await.during("read the request's body")?;
    let sent = front.client.request(parts.method, url).headers(passed_on(parts.headers)).body(body).send().await;
    answer(sent.during("reach the local cloud")?).await
}

/// What `cargo lambda invoke` calls: the function itself, with the event as the body.
async fn invoke(State(front): State<Arc<Front>>, Path(function): Path<String>, body: Bytes) -> Response {
    invoked(&front, &function, body).await.unwrap_or_else(|failure| bad_gateway(&failure))
}

async fn invoked(front: &Front, function: &str, body: Bytes) -> Outcome<Response> {
    let url = format!("{}/2015-03-31/functions/{STACK}-{function}/invocations", front.settings.cloud_url());
    let request = sigv4::signed(front.client.post(url).body(body), "lambda", clock::now())?;
    answer(front.client.execute(request).await.during("reach the local cloud")?).await
}

async fn answer(received: reqwest::Response) -> Outcome<Response> {
    let mut response = Response::builder().status(received.status());
    if let Some(headers) = response.headers_mut() {
        *headers = passed_on(received.headers().clone());
    }
    let body = received.bytes().await.during("read the local cloud's answer")?;
    response.body(Body::from(body)).during("answer")
}

/// Headers that speak of the message, not of the connection it came by.
fn passed_on(mut headers: HeaderMap) -> HeaderMap {
    for name in [CONNECTION, CONTENT_LENGTH, HOST_HEADER, TRANSFER_ENCODING] {
        headers.remove(name);
    }
    headers
}

fn unknown(front: &Front) -> Response {
    let known: Vec<String> = front.urls.keys().map(|name| format!("/lambda-url/{name}/...")).collect();
    (StatusCode::NOT_FOUND, format!("nothing here; there is:\n{}\n", known.join("\n"))).into_response()
}

fn bad_gateway(failure: &Failure) -> Response {
    (StatusCode::BAD_GATEWAY, format!("{failure}\n")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front() -> Front {
        let settings = Settings::new(std::path::Path::new("/data"), 9000, false).unwrap();
        let urls = BTreeMap::from([("assignment".to_owned(), "abc".to_owned())]);
        Front { client: client().unwrap(), settings, urls }
    }

    #[test]
    fn a_path_goes_to_the_functions_own_url() {
        let front = front();
        let cases = [
            ("/lambda-url/assignment/events", "http://127.0.0.1:9002/_aws/lambda-url/abc/events"),
            ("/lambda-url/assignment/a%20b/c", "http://127.0.0.1:9002/_aws/lambda-url/abc/a%20b/c"),
            ("/lambda-url/assignment/", "http://127.0.0.1:9002/_aws/lambda-url/abc/"),
            ("/lambda-url/assignment", "http://127.0.0.1:9002/_aws/lambda-url/abc/"),
        ];
        for (path, url) in cases {
            assert_eq!(target(&front, path).as_deref(), Some(url));
        }
    }

    #[test]
    fn other_paths_and_functions_are_unknown() {
        for path in ["/lambda-url/claims/x", "/events", "/lambda-url"] {
            assert_eq!(target(&front(), path), None);
        }
    }
}
