//! Headers of every reply, assets, errors, roles.

use portal::{Access, Method, pages};
use tests::PortalWorld;

#[tokio::test]
async fn every_reply_has_a_strict_policy_and_is_stored_by_nobody_unless_it_is_public() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let shown = browser.get("/signed-out").await;
    let policy = shown.header("content-security-policy").unwrap().to_owned();
    for part in ["default-src 'none'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    for path in ["/", "/signed-out", "/nowhere", "/company/requirements"] {
        let reply = browser.get(path).await;
        assert_eq!(reply.header("cache-control"), Some("private, no-store"), "{path}");
        assert_eq!(reply.header("content-security-policy"), Some(policy.as_str()), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("referrer-policy"), Some("same-origin"), "{path}");
        assert!(
            reply.header("strict-transport-security").is_some() && reply.header("x-request-id").is_some(),
            "{path}"
        );
        assert!(!reply.html.contains("style=\"") && !reply.html.contains("<style"), "{path} has inline style");
        assert!(!reply.html.contains("onclick") && !reply.html.contains("<script>"), "{path} has inline script");
    }
}

#[tokio::test]
async fn assets_are_kept_for_a_year_under_the_name_of_their_content() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.browser("en");
    let page = browser.get("/signed-out").await;
    let address = |start: &str| {
        let (_, rest) = page.html.split_once(&format!("=\"/assets/{start}")).unwrap();
        format!("/assets/{start}{}", rest.split('"').next().unwrap())
    };
    for (start, content_type) in [("portal-", "text/css; charset=utf-8"), ("icon-", "image/svg+xml")] {
        let current = browser.get(&address(start)).await;
        assert_eq!((current.status, current.header("content-type")), (200, Some(content_type)));
        assert_eq!(current.header("cache-control"), Some("public, max-age=31536000, immutable"));
    }
    let old = browser.get("/assets/portal-00000000.css").await;
    assert_eq!((old.status, old.header("cache-control")), (200, Some("no-store")));
    assert_eq!(browser.get("/assets/nothing-00000000.css").await.status, 404);
    assert_eq!(browser.get("/assets/../../Cargo.toml").await.status, 404);
}

#[tokio::test]
async fn head_is_answered_like_get_without_a_body() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.browser("en");
    let head = browser.visit("HEAD", "/signed-out", &[], &[]).await;
    assert_eq!((head.status, head.html.as_str()), (200, ""));
    assert_eq!(head.header("content-type"), Some("text/html; charset=utf-8"));
}

#[tokio::test]
async fn an_unknown_address_is_a_page_in_the_readers_language() {
    let portal = PortalWorld::new().await;
    for (language, title) in [("en", "Page not found"), ("zh-TW", "找不到頁面")] {
        let reply = portal.browser(language).get("/nowhere").await;
        assert_eq!((reply.status, reply.h1().as_str()), (404, title));
    }
}

#[tokio::test]
async fn a_page_of_other_roles_names_the_role_that_is_needed() {
    let portal = PortalWorld::new().await;
    for page in pages().into_iter().filter(|page| page.method == Method::Get && !page.pattern.contains('{')) {
        let Access::Roles(roles) = page.access else { continue };
        let mut browser = portal.signed_in("U-9", Some("P-1"), &["operations"]).await;
        let reply = browser.get(page.pattern).await;
        if roles.iter().any(|role| role.as_str() == "operations") {
            continue;
        }
        assert_eq!((reply.status, reply.h1().as_str()), (403, "You cannot open this page"), "{page:?}");
        assert!(reply.text().contains("Needed role:"), "{page:?}: {}", reply.text());
    }
}

#[tokio::test]
async fn a_public_page_has_the_same_bytes_for_everybody() {
    let portal = PortalWorld::new().await;
    let (mut nobody, mut admin) = (portal.browser("zh-TW"), portal.admin("P-1").await);
    for page in pages().into_iter().filter(|page| page.access == Access::Public && !page.pattern.contains('{')) {
        for prefix in ["", "/zh-tw"] {
            let path = format!("{prefix}{}", page.pattern);
            let (first, second) = (nobody.get(&path).await, admin.get(&path).await);
            assert_eq!(first.status, 200, "{path}: {}", first.text());
            assert_eq!(first.html, second.html, "{path}");
            assert_eq!(first.header("cache-control"), Some("public, max-age=300"), "{path}");
            assert!(first.header("set-cookie").is_none(), "{path}");
        }
    }
}
