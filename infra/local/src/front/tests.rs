use super::*;
use crate::origin::Origin;
use axum::routing::any;
use std::net::TcpListener as StdListener;

fn settings(port: u16) -> Settings {
    Settings::new(std::path::Path::new("/data"), port, false).unwrap()
}

fn front(watch: bool) -> Front {
    let urls = BTreeMap::from([("assignment".to_owned(), "abc".to_owned())]);
    Front { client: client().unwrap(), settings: settings(9000), urls, watch }
}

fn target(path: &str, watch: bool) -> Option<Target> {
    front(watch).target(&path.parse().unwrap())
}

#[test]
fn a_path_goes_to_the_functions_own_url() {
    let cases = [
        ("/lambda-url/assignment/events", "http://127.0.0.1:9002/_aws/lambda-url/abc/events"),
        ("/lambda-url/assignment/a%20b/c?d=%2F", "http://127.0.0.1:9002/_aws/lambda-url/abc/a%20b/c?d=%2F"),
        ("/lambda-url/assignment/", "http://127.0.0.1:9002/_aws/lambda-url/abc/"),
        ("/lambda-url/assignment", "http://127.0.0.1:9002/_aws/lambda-url/abc/"),
    ];
    for (path, url) in cases {
        assert_eq!(target(path, false), Some(Target { deployed: url.to_owned(), watched: None }));
    }
}

#[test]
fn with_hot_reload_a_path_goes_to_the_function_that_is_watched() {
    let watched = target("/lambda-url/assignment/events?a=b", true).unwrap().watched;
    assert_eq!(watched.as_deref(), Some("http://127.0.0.1:9003/lambda-url/assignment/events?a=b"));
}

#[test]
fn other_paths_and_functions_are_unknown() {
    for path in ["/lambda-url/claims/x", "/events", "/lambda-url"] {
        assert_eq!(target(path, false), None);
    }
}

/// A port of which the next three are free, too; tests that run at once begin to look in different places.
fn four_ports(from: u16) -> u16 {
    let free = |port: u16| StdListener::bind((HOST, port)).is_ok();
    (from..60_000).step_by(4).find(|port| (*port..port + 4).all(free)).unwrap()
}

/// A front whose cloud knows one origin, and whose watched functions know none.
async fn fronted(port: u16, watch: bool) -> (Server, Server, Server) {
    let (settings, known) = (settings(port), "http://localhost:5173");
    let cloud = any(move |request: Request| async move {
        let asked = request.headers().get(ORIGIN).is_some_and(|origin| origin == known);
        let allowed =
            [("access-control-allow-origin", known), ("access-control-expose-headers", "etag"), ("vary", "Origin")];
        let body = format!("cloud {}", request.method());
        if asked { (allowed, body).into_response() } else { ([("vary", "Cookie")], body).into_response() }
    });
    let watched = any(|request: Request| async move { ([("etag", "\"3\"")], format!("watched {}", request.method())) });
    let urls = BTreeMap::from([("reservation".to_owned(), "abc".to_owned())]);
    (
        Server::start(settings.cloud_port(), Router::new().fallback(cloud)).await.unwrap(),
        Server::start(settings.watch_port(), Router::new().fallback(watched)).await.unwrap(),
        Server::start(port, router(&settings, urls, watch).unwrap()).await.unwrap(),
    )
}

async fn ask(port: u16, method: Method, origin: &str) -> (String, Option<String>, Option<String>) {
    let url = format!("{}/reservation/validate", settings(port).functions_url());
    let response = client().unwrap().request(method, url).header(ORIGIN, origin).send().await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (allowed, exposed) = (header("access-control-allow-origin"), header("access-control-expose-headers"));
    (response.text().await.unwrap(), allowed, exposed)
}

#[tokio::test]
async fn pages_of_an_allowed_origin_may_call_whoever_runs_the_functions() {
    let allowed = (Some("http://localhost:5173".to_owned()), Some("etag".to_owned()));
    for (watch, post, options) in [(false, "cloud POST", "cloud OPTIONS"), (true, "watched POST", "cloud OPTIONS")] {
        let port = four_ports(20_000);
        let _servers = fronted(port, watch).await;
        for (method, body) in [(Method::POST, post), (Method::OPTIONS, options)] {
            let answer = ask(port, method.clone(), "http://localhost:5173").await;
            assert_eq!(answer, (body.to_owned(), allowed.0.clone(), allowed.1.clone()));
            let (text, ..) = ask(port, method.clone(), "http://evil.example").await;
            assert_eq!(ask(port, method, "http://evil.example").await, (text, None, None));
        }
    }
}

#[tokio::test]
async fn the_document_is_everybodys_and_the_page_is_made_of_it() {
    let port = four_ports(40_000);
    let settings = settings(port).allowing(vec![Origin::parse("https://app.example").unwrap()]);
    let _front = Server::start(port, router(&settings, BTreeMap::new(), false).unwrap()).await.unwrap();
    let get = async |path: &str| client().unwrap().get(format!("{}{path}", settings.front_url())).send().await.unwrap();
    let document = get("/openapi.json").await;
    assert_eq!(document.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert_eq!(document.headers()[CONTENT_TYPE], "application/json");
    let committed = std::fs::read(settings.document()).unwrap();
    assert_eq!(document.bytes().await.unwrap(), committed);
    let page = get("/docs").await;
    assert!(page.headers()[CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
    assert!(page.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert!(page.text().await.unwrap().contains("href=\"/openapi.json\""));
}
