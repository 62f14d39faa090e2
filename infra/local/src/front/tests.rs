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
fn a_path_is_forwarded_to_the_url_of_its_function() {
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
fn with_hot_reload_a_path_is_forwarded_to_cargo_lambda_watch() {
    let watched = target("/lambda-url/assignment/events?a=b", true).unwrap().watched;
    assert_eq!(watched.as_deref(), Some("http://127.0.0.1:9003/lambda-url/assignment/events?a=b"));
}

#[test]
fn unknown_paths_and_functions_have_no_target() {
    for path in ["/lambda-url/claims/x", "/events", "/lambda-url"] {
        assert_eq!(target(path, false), None);
    }
}

/// Finds a port whose next four ports are free too; concurrent tests search different ranges.
fn five_ports(from: u16) -> u16 {
    let free = |port: u16| StdListener::bind((HOST, port)).is_ok();
    (from..60_000).step_by(5).find(|port| (*port..port + 5).all(free)).unwrap()
}

/// Starts a front. Its cloud allows one origin; its watched functions send no CORS headers.
async fn start_front(port: u16, watch: bool) -> (Server, Server, Server) {
    let (settings, known) = (settings(port), "http://localhost:5173");
    let cloud = any(move |request: Request| async move {
        let is_known = request.headers().get(ORIGIN).is_some_and(|origin| origin == known);
        let allowed =
            [("access-control-allow-origin", known), ("access-control-expose-headers", "etag"), ("vary", "Origin")];
        let body = format!("cloud {}", request.method());
        if is_known { (allowed, body).into_response() } else { ([("vary", "Cookie")], body).into_response() }
    });
    let watched = any(|request: Request| async move { ([("etag", "\"3\"")], format!("watched {}", request.method())) });
    let urls = BTreeMap::from([("reservation".to_owned(), "abc".to_owned())]);
    (
        Server::start(settings.cloud_port(), Router::new().fallback(cloud)).await.unwrap(),
        Server::start(settings.watch_port(), Router::new().fallback(watched)).await.unwrap(),
        Server::start(port, router(&settings, urls, watch).unwrap()).await.unwrap(),
    )
}

async fn call(port: u16, method: Method, origin: &str) -> (String, Option<String>, Option<String>) {
    let url = format!("{}/reservation/validate", settings(port).functions_url());
    let response = client().unwrap().request(method, url).header(ORIGIN, origin).send().await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (allowed, exposed) = (header("access-control-allow-origin"), header("access-control-expose-headers"));
    (response.text().await.unwrap(), allowed, exposed)
}

#[tokio::test]
async fn pages_of_an_allowed_origin_may_call_deployed_and_watched_functions() {
    let allowed = (Some("http://localhost:5173".to_owned()), Some("etag".to_owned()));
    for (watch, post, options) in [(false, "cloud POST", "cloud OPTIONS"), (true, "watched POST", "cloud OPTIONS")] {
        let port = five_ports(20_000);
        let _servers = start_front(port, watch).await;
        for (method, body) in [(Method::POST, post), (Method::OPTIONS, options)] {
            let answer = call(port, method.clone(), "http://localhost:5173").await;
            assert_eq!(answer, (body.to_owned(), allowed.0.clone(), allowed.1.clone()));
            let (text, ..) = call(port, method.clone(), "http://evil.example").await;
            assert_eq!(call(port, method, "http://evil.example").await, (text, None, None));
        }
    }
}

#[tokio::test]
async fn the_document_and_its_reference_page_are_served_without_a_token() {
    let port = five_ports(40_000);
    let settings = settings(port).with_origins(vec![Origin::parse("https://app.example").unwrap()]);
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

/// A cloud whose portal answers a redirect with two cookies, and tells what it was asked.
async fn start_portal(port: u16, watch: bool) -> (Server, Server) {
    let settings = settings(port);
    let portal = any(|request: Request| async move {
        let asked = format!("{} {}", request.method(), request.uri());
        let headers = [("set-cookie", "a=1"), ("set-cookie", "b=2"), ("location", "/vouchers"), ("x-asked", &asked)];
        let mut response = StatusCode::SEE_OTHER.into_response();
        for (name, value) in headers {
            response.headers_mut().append(name, value.parse().unwrap());
        }
        response
    });
    let urls = BTreeMap::from([(PORTAL.to_owned(), "abc".to_owned())]);
    let runner = if watch { settings.watch_port() } else { settings.cloud_port() };
    (
        Server::start(runner, Router::new().fallback(portal)).await.unwrap(),
        Server::start(settings.portal_port(), portal_router(&settings, urls, watch).unwrap()).await.unwrap(),
    )
}

#[tokio::test]
async fn redirects_cookies_and_methods_of_the_portal_pass_unchanged() {
    for (watch, base) in [(false, "/_aws/lambda-url/abc"), (true, "/lambda-url/portal")] {
        let port = five_ports(30_000);
        let _servers = start_portal(port, watch).await;
        for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS] {
            let address = format!("{}/sign-in?to=%2Fa", settings(port).portal_url());
            let request = client().unwrap().request(method.clone(), address).header(ORIGIN, "http://127.0.0.1:1");
            let response = request.send().await.unwrap();
            assert_eq!(
                (response.status().as_u16(), &response.headers()["location"]),
                (303, &"/vouchers".parse().unwrap())
            );
            let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
            assert_eq!(cookies, ["a=1", "b=2"]);
            assert_eq!(response.headers()["x-asked"], format!("{method} {base}/sign-in?to=%2Fa"));
            assert!(!response.headers().keys().any(|name| name.as_str().starts_with("access-control-")));
        }
    }
}

#[tokio::test]
async fn the_portal_has_one_name_on_this_machine_and_none_elsewhere() {
    let port = five_ports(45_000);
    let _servers = start_portal(port, false).await;
    let portal = settings(port).portal_url();
    let asked = async |method: Method, host: String| {
        let request = client().unwrap().request(method, format!("{portal}/vouchers?q=1")).header(HOST_HEADER, host);
        let response = request.send().await.unwrap();
        let location = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        (response.status().as_u16(), location.unwrap_or_default())
    };
    let portal_port = settings(port).portal_port();
    assert_eq!(asked(Method::GET, "evil.example".to_owned()).await.0, 421);
    assert_eq!(asked(Method::POST, format!("evil.example:{portal_port}")).await.0, 421);
    let own = asked(Method::GET, format!("localhost:{portal_port}")).await;
    assert_eq!(own, (307, format!("{portal}/vouchers?q=1")));
}

/// The next local cloud of the same process listens there at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_port_of_a_stopped_server_is_free() {
    let mut freed = 0;
    for _ in 0..50 {
        let free = StdListener::bind((HOST, 0)).unwrap().local_addr().unwrap().port();
        // Other tests take ports too, before and afterwards.
        let Ok(server) = Server::start(free, Router::new()).await else { continue };
        server.stop().await;
        freed += usize::from(StdListener::bind((HOST, free)).is_ok());
    }
    assert!(freed >= 40, "{freed} of 50");
}
