//! Signing in, sessions, signing out.

use jiff::SignedDuration;
use tests::PortalWorld;

/// A page that needs a session and exists for every role.
const PAGE: &str = "/";

#[tokio::test]
async fn a_page_that_needs_a_session_leads_to_the_issuer_and_back_to_itself() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.browser("en");
    let sent = browser.get("/company/requirements?x=1").await;
    assert_eq!((sent.status, sent.location()), (303, "/sign-in?to=%2Fcompany%2Frequirements%3Fx%3D1"));
    let landed = browser.sign_in("U-1", Some("P-1"), &["mpn_admin"], "/company/requirements?x=1").await;
    assert_eq!((landed.status, landed.location()), (303, "/company/requirements?x=1"));
    assert_eq!(browser.get(PAGE).await.status, 200);
    assert!(browser.cookies.keys().all(|name| name.starts_with("__Host-session")), "{:?}", browser.cookies.keys());
}

#[tokio::test]
async fn after_signing_in_only_a_path_of_the_portal_is_opened() {
    let portal = PortalWorld::new().await;
    for to in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\r\nb"] {
        let mut browser = portal.browser("en");
        let landed = browser.sign_in("U-1", Some("P-1"), &["mpn_admin"], to).await;
        assert_eq!(landed.location(), "/", "{to:?}");
    }
}

#[tokio::test]
async fn a_code_counts_only_with_the_state_nonce_and_verifier_of_this_browser() {
    let portal = PortalWorld::new().await;
    let (mut victim, mut attacker) = (portal.browser("en"), portal.browser("en"));
    let begun = attacker.get("/sign-in").await;
    let back = portal.authorize(&begun.refresh(), "U-9", Some("P-2"), &["mpn_admin"]);
    // The attacker's code in a browser that has begun no sign-in, and in one that has begun another.
    for begin in [false, true] {
        if begin {
            victim.get("/sign-in").await;
        }
        let reply = victim.get(&back).await;
        assert_eq!((reply.status, reply.h1().as_str()), (400, "Please sign in again"));
        assert!(!victim.cookies.keys().any(|name| name.contains("session")));
    }
    // The same code a second time.
    assert_eq!(attacker.get(&back).await.status, 303);
    assert_eq!(attacker.get(&back).await.status, 400);
}

#[tokio::test]
async fn a_sign_in_that_takes_longer_than_ten_minutes_begins_again() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.browser("zh-TW");
    let begun = browser.get("/sign-in").await;
    let back = portal.authorize(&begun.refresh(), "U-1", Some("P-1"), &["mpn_admin"]);
    portal.world.clock.set("2026-11-22T10:10:01Z");
    let reply = browser.get(&back).await;
    assert_eq!((reply.status, reply.h1().as_str()), (400, "請重新登入"));
}

#[tokio::test]
async fn three_sign_ins_may_run_in_tabs_of_one_browser() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.browser("en");
    let mut tabs = Vec::new();
    for tab in 0..4 {
        let begun = browser.get(&format!("/sign-in?to=/{tab}")).await;
        tabs.push(portal.authorize(&begun.refresh(), "U-1", Some("P-1"), &["mpn_admin"]));
    }
    assert_eq!(browser.cookies.len(), 3);
    let mut landed = Vec::new();
    for tab in &tabs {
        landed.push(browser.get(tab).await.status);
    }
    landed.sort_unstable();
    assert_eq!(landed, [303, 303, 303, 400]);
}

#[tokio::test]
async fn a_token_is_refreshed_before_its_end_and_the_session_ends_after_twelve_hours() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let first = browser.cookies.clone();
    let start = portal.world.clock.now();
    let at = |hours: i64, minutes: i64| {
        let at = start + SignedDuration::from_mins(hours * 60 + minutes);
        portal.world.clock.set(&at.to_string());
    };
    at(0, 30);
    assert!(browser.get(PAGE).await.header("set-cookie").is_none(), "nothing to refresh");
    at(0, 59);
    assert_eq!(browser.get(PAGE).await.status, 200);
    at(0, 59);
    let mut hour = 0;
    while hour < 11 {
        hour += 1;
        at(hour, 0);
        let reply = browser.get(PAGE).await;
        assert_eq!(reply.status, 200, "after {hour} hours");
    }
    assert_ne!(browser.cookies, first, "new tokens are stored");
    at(12, 0);
    assert_eq!(browser.get(PAGE).await.location(), "/sign-in?to=%2F");
}

#[tokio::test]
async fn signing_out_deletes_the_session_and_ends_that_of_the_issuer() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let reply = browser.post("/sign-out", &[]).await;
    assert_eq!((reply.status, reply.h1().as_str()), (200, "You are signed out"));
    assert!(reply.html.contains("http-equiv=\"refresh\" content=\"0; url=https://issuer.example/end-session?"));
    assert!(browser.cookies.is_empty(), "{:?}", browser.cookies);
    assert_eq!(browser.get(PAGE).await.location(), "/sign-in?to=%2F");
    // From another site it does nothing.
    let mut other = portal.admin("P-1").await;
    let refused = other.visit("POST", "/sign-out", &[], &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(refused.status, 403);
    assert!(!other.cookies.is_empty());
}

#[tokio::test]
async fn a_changed_session_is_none() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let value = browser.cookies["__Host-session"].clone();
    browser.cookies.insert("__Host-session".to_owned(), value.replace("1.", "1.A"));
    assert_eq!(browser.get(PAGE).await.location(), "/sign-in?to=%2F");
}

#[tokio::test]
async fn the_language_is_chosen_by_cookie_before_the_browsers_own() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.browser("zh-TW,en;q=0.5");
    assert_eq!(browser.get("/signed-out").await.h1(), "您已登出");
    let chosen = browser.post("/language", &[("language", "en"), ("to", "/signed-out")]).await;
    assert_eq!(chosen.location(), "/signed-out");
    assert_eq!(browser.get("/signed-out").await.h1(), "You are signed out");
    let elsewhere = browser.post("/language", &[("language", "zh-Hant-TW"), ("to", "//evil.example")]).await;
    assert_eq!(elsewhere.location(), "/");
    assert_eq!(browser.get("/signed-out").await.h1(), "您已登出");
    assert_eq!(portal.browser("de, zh-CN").get("/signed-out").await.h1(), "You are signed out");
}
