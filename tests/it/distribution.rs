//! Behind a distribution: every function with a URL, and the portal, serve only requests with its secret header
//! (DECISIONS.md 61).

use api::distribution::HEADER;
use portal::{Method, pages};
use testkit::{Reply, send};
use tests::{Browser, Listed, OPERATIONS, PortalWorld, Visited, World};

const NEW: &str = "new-0123456789abcdef0123456789abcdef";
const OLD: &str = "old-0123456789abcdef0123456789abcdef";
/// Both count during a rotation.
const ROTATING: &str = "new-0123456789abcdef0123456789abcdef,old-0123456789abcdef0123456789abcdef";
/// What a request can carry and is refused.
const WRONG: [&str; 4] = ["", "none", "new-0123456789abcdef0123456789abcde", ROTATING];

async fn world() -> World {
    let secrets = api::DistributionSecrets::parse(ROTATING).unwrap();
    World::new().await.behind(&secrets)
}

async fn call(world: &World, listed: &Listed, secret: Option<&str>) -> Reply {
    let request = send(listed.operation.method.as_str(), &listed.path());
    let request = if let Some(secret) = secret { request.header(HEADER, secret) } else { request };
    world.call(listed.function, request).await
}

fn is_elsewhere(reply: &Reply) -> bool {
    reply.status == 403 && reply.body["code"] == "not_through_distribution"
}

#[tokio::test]
async fn every_operation_is_refused_without_a_secret_and_served_with_each() {
    let world = world().await;
    for listed in OPERATIONS.iter() {
        let refused = call(&world, listed, None).await;
        assert!(is_elsewhere(&refused), "{listed}: {refused:?}");
        assert_eq!(refused.header("content-type"), Some("application/problem+json"), "{listed}");
        assert!(refused.header("x-request-id").is_some(), "{listed}");
        for wrong in WRONG {
            assert!(is_elsewhere(&call(&world, listed, Some(wrong)).await), "{listed} with {wrong:?}");
        }
        for secret in [NEW, OLD] {
            assert!(!is_elsewhere(&call(&world, listed, Some(secret)).await), "{listed} with {secret}");
        }
    }
}

#[tokio::test]
async fn a_path_that_does_not_exist_is_refused_like_any_other() {
    let world = world().await;
    let function = tests::Function::Overview;
    assert!(is_elsewhere(&world.call(function, send("GET", "/nowhere")).await));
    assert_eq!(world.call(function, send("GET", "/nowhere").header(HEADER, NEW)).await.status, 404);
}

#[tokio::test]
async fn without_a_distribution_no_secret_is_needed() {
    let world = World::new().await;
    for listed in OPERATIONS.iter() {
        assert!(!is_elsewhere(&call(&world, listed, None).await), "{listed}");
    }
}

/// A page or form, with values for its captures, in both languages of the path; and what is no page.
fn addresses() -> Vec<(&'static str, String)> {
    let filled = |pattern: &str| -> Vec<String> {
        let segments = pattern.split('/').map(|part| if part.starts_with('{') { "P-1" } else { part });
        let path = segments.collect::<Vec<_>>().join("/");
        vec![path.clone(), format!("/zh-tw{path}")]
    };
    let method = |method| if method == Method::Post { "POST" } else { "GET" };
    let pages = pages().into_iter();
    let pages = pages.flat_map(|page| filled(page.pattern).into_iter().map(move |path| (method(page.method), path)));
    let others = ["/assets/portal-00000000.css", "/nowhere", "/favicon.ico"].map(|path| ("GET", path.to_owned()));
    pages.chain(others).chain([("DELETE", "/".to_owned())]).collect()
}

fn is_other_address(page: &Visited) -> bool {
    page.status == 403 && page.h1() == "Another address"
}

#[tokio::test]
async fn every_page_form_and_asset_is_refused_without_a_secret_and_served_with_each() {
    let portal = PortalWorld::behind(World::new().await, ROTATING);
    let mut browser = portal.browser("en");
    for (method, path) in addresses() {
        let refused = browser.visit(method, &path, &[], &[]).await;
        assert!(is_other_address(&refused), "{method} {path}: {}", refused.html);
        assert!(refused.html.contains("href=\"https://portal.example/\""), "{method} {path}");
        assert_eq!(refused.header("cache-control"), Some("private, no-store"), "{method} {path}");
        assert!(refused.header("content-security-policy").is_some(), "{method} {path}");
        for wrong in WRONG {
            let refused = browser.visit(method, &path, &[], &[(HEADER, wrong)]).await;
            assert!(is_other_address(&refused), "{method} {path} with {wrong:?}");
        }
        for secret in [NEW, OLD] {
            let served = browser.visit(method, &path, &[], &[(HEADER, secret)]).await;
            assert!(!served.html.contains("Another address"), "{method} {path} with {secret}");
        }
    }
}

async fn through(browser: &mut Browser<'_>, path: &str) -> Visited {
    browser.visit("GET", path, &[], &[(HEADER, OLD)]).await
}

/// The portal calls the functions' own addresses, with the first secret.
#[tokio::test]
async fn the_portal_reaches_functions_behind_the_same_distribution() {
    let portal = PortalWorld::behind(World::new().await, ROTATING);
    let mut browser = portal.browser("en");
    let begun = through(&mut browser, "/sign-in?to=%2F").await;
    let back = portal.authorize(&begun.refresh(), "U-1", Some("P-1"), &["mpn_admin"]);
    through(&mut browser, &back).await;
    let overview = through(&mut browser, "/company/locations").await;
    assert_eq!((overview.status, overview.h1().as_str()), (200, "Manage your locations"), "{}", overview.text());
}

/// A portal whose secrets the functions do not know is misconfigured; its reader did nothing wrong.
#[tokio::test]
async fn a_function_that_does_not_know_the_portals_secret_is_a_defect() {
    let mut portal = PortalWorld::behind(World::new().await, ROTATING);
    let other = api::DistributionSecrets::parse("another-0123456789abcdef0123456789abcdef").unwrap();
    portal.portal.functions = portal.portal.functions.clone().behind(&other);
    let mut browser = portal.browser("en");
    let page = through(&mut browser, "/directory").await;
    assert_eq!(page.status, 500, "{}", page.text());
}
