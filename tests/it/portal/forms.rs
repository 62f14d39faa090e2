//! The defence of forms, for every form of the portal.

use portal::{Access, Method, Page, pages};
use tests::PortalWorld;

/// The forms that need a session, at an address without captures.
fn forms() -> Vec<(Page, String)> {
    let of_session = |page: &Page| matches!(page.access, Access::SignedIn | Access::Roles(_));
    let forms = pages().into_iter().filter(|page| page.method == Method::Post && of_session(page));
    forms.map(|page| (page, address(page.pattern))).collect()
}

fn address(pattern: &str) -> String {
    let segments = pattern.split('/').map(|segment| match segment {
        "{number}" | "{voucher_number}" => "SA-1",
        "{program}" => "DDPS",
        captured if captured.starts_with('{') => "L-1",
        fixed => fixed,
    });
    segments.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn a_form_from_another_site_or_port_is_refused_and_changes_nothing() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.signed_in("U-1", Some("P-1"), &["mpn_admin", "global_admin", "incentives"]).await;
    portal.world.database.meter.take();
    for (page, path) in forms() {
        let sites: [&[(&str, &str)]; 4] = [
            &[],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", "https://portal.example")],
            &[("origin", "https://portal.example:8443")],
        ];
        for site in sites {
            let refused = browser.visit("POST", &path, &[], site).await;
            assert_eq!(refused.status, 403, "{page:?} {site:?}");
            assert_eq!(refused.h1(), "This form cannot be accepted", "{page:?} {site:?}");
        }
    }
    assert_eq!(portal.world.database.meter.take().write_units.to_string(), "0");
}

#[tokio::test]
async fn a_form_without_the_persons_own_token_is_refused() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.signed_in("U-1", Some("P-1"), &["mpn_admin", "global_admin", "incentives"]).await;
    let mut other = portal.signed_in("U-2", Some("P-1"), &["mpn_admin"]).await;
    let foreign = other.get("/nowhere").await.value("csrf");
    for (page, path) in forms() {
        for token in ["", "AAAA", foreign.as_str()] {
            let refused = browser.post(&path, &[("csrf", token)]).await;
            assert_eq!(refused.status, 403, "{page:?} {token}");
        }
    }
}

#[tokio::test]
async fn a_form_sent_after_the_session_has_ended_is_kept_and_can_be_sent_again() {
    let portal = PortalWorld::new().await;
    for (page, path) in forms() {
        let mut browser = portal.browser("en");
        let typed = [("csrf", "token-of-the-form"), ("note", "typed \"text\" & more"), ("key", "K-1")];
        let kept = browser.post(&path, &typed).await;
        assert_eq!((kept.status, kept.h1().as_str()), (200, "You were signed out"), "{page:?}");
        assert_eq!(kept.value("note"), "typed \"text\" & more", "{page:?}");
        assert_eq!(kept.value("key"), "K-1", "{page:?}");
        assert!(kept.html.contains(&format!("action=\"{path}\" method=\"post\"")), "{page:?}: {}", kept.html);
        assert!(kept.html.contains("name=\"csrf\" value=\"token-of-the-form\""), "{page:?}");
    }
}

#[tokio::test]
async fn the_address_of_a_form_leads_to_the_page_above() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let only_post = forms()
        .into_iter()
        .filter(|(form, _)| !pages().iter().any(|page| page.method == Method::Get && page.pattern == form.pattern));
    for (page, path) in only_post {
        let reply = browser.get(&path).await;
        assert_eq!(reply.status, 303, "{page:?}");
        assert!(path.starts_with(reply.location()), "{page:?} leads to {}", reply.location());
    }
}

#[tokio::test]
async fn the_link_of_a_kept_form_signs_in_and_ends_on_a_page() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.browser("en");
    let (_, path) = forms().remove(0);
    let kept = browser.post(&path, &[("csrf", "token"), ("note", "typed")]).await;
    assert!(kept.html.contains("href=\"/sign-in?to=%2Fsigned-in\" target=\"_blank\""), "{}", kept.html);
    let back = browser.sign_in("U-1", Some("P-1"), &["mpn_admin"], "/signed-in").await;
    assert_eq!(back.location(), "/signed-in");
    let page = browser.get("/signed-in").await;
    assert_eq!((page.status, page.h1().as_str()), (200, "You are signed in"));
}

#[tokio::test]
async fn a_form_over_a_mebibyte_is_refused_by_a_page_that_says_so() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let long = "x".repeat(1024 * 1024);
    let refused = browser.post("/vouchers/validate", &[("mail", &long)]).await;
    assert_eq!(refused.status, 413);
    assert!(!refused.h1().is_empty() && !refused.html.contains(&long), "{}", refused.h1());
}

#[tokio::test]
async fn another_method_is_answered_by_a_page() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    for (method, path) in [("PUT", "/vouchers"), ("DELETE", "/"), ("POST", "/programs")] {
        let refused = browser.visit(method, path, &[], &[("sec-fetch-site", "same-origin")]).await;
        assert_eq!(refused.status, 405, "{method} {path}: {}", refused.h1());
    }
}
