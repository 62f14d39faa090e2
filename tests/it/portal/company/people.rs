//! The page of who acted for the company, and the names of its administrators on pages that refuse.

use serde_json::json;
use testkit::WireFault;
use tests::{Browser, Function, PortalWorld};

use super::{columns, global_admin, rows};

const PAGE: &str = "/company/people";

/// A portal over a world in which a global administrator and a partner administrator of `P-1` have acted.
async fn acted() -> PortalWorld {
    let portal = PortalWorld::new().await;
    let world = &portal.world;
    for (sub, roles, name) in
        [("U-5", json!(["global_admin", "incentives"]), "Wang Li"), ("U-6", json!(["mpn_admin"]), "")]
    {
        let claims = json!({"sub": sub, "company_id": "P-1", "roles": roles, "name": name});
        let token = world.issuer.sign(claims, world.clock.now());
        let body = crate::enrollment::location("TW");
        let sent = testkit::send("PUT", &format!("/locations/{sub}")).token(&token).json(&body);
        world.call(Function::Enrollment, sent).await.expect(200);
    }
    world.run_outbox().await;
    portal
}

async fn in_chinese<'w>(portal: &'w PortalWorld, roles: &[&str]) -> Browser<'w> {
    let mut browser = portal.browser("zh-TW");
    browser.sign_in("U-9", Some("P-1"), roles, "/").await;
    browser
}

#[tokio::test]
async fn people_are_a_table_of_name_roles_in_words_and_day() {
    let portal = acted().await;
    let page = global_admin(&portal, "P-1").await.get(PAGE).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "See who acts for your company"));
    assert_eq!(columns(&page), ["Name", "Roles", "Last change"]);
    let wang = "Wang Li U-5 Global administrator, Incentives administrator 22 Nov 2026";
    assert_eq!(rows(&page), [wang, "U-6 Partner administrator 22 Nov 2026"], "the id stands for an unknown name");
    assert!(page.text().contains("identity provider, not in this portal"), "{}", page.text());
    assert!(page.html.contains("<a href=\"/company/people\" aria-current=\"page\">People</a>"));
    let page = in_chinese(&portal, &["global_admin"]).await.get(PAGE).await;
    assert_eq!(rows(&page)[0], "Wang Li U-5 全域管理員、獎勵管理員 2026 年 11 月 22 日");
}

#[tokio::test]
async fn before_anybody_acted_the_page_says_so() {
    let portal = PortalWorld::new().await;
    let page = global_admin(&portal, "P-3").await.get(PAGE).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Nobody has changed anything for the company yet."), "{}", page.text());
    assert!(page.text().contains("identity provider, not in this portal"));
}

#[tokio::test]
async fn operations_name_the_company_and_partners_see_only_their_own() {
    let portal = acted().await;
    let mut operations = portal.signed_in("U-8", None, &["operations"]).await;
    assert_eq!(operations.get(PAGE).await.h1(), "These pages are for partner companies");
    let page = operations.get("/company/people?company_id=P-1").await;
    assert_eq!((page.h1().as_str(), rows(&page).len()), ("People of P-1", 2));
    assert!(!page.html.contains("class=\"tabs\""), "the other pages show nothing to operations");
    let mut other = global_admin(&portal, "P-2").await;
    assert_eq!(other.get("/company/people?company_id=P-1").await.status, 404);
}

#[tokio::test]
async fn only_who_may_read_the_people_has_a_link_to_them() {
    let portal = acted().await;
    for (roles, expected) in [("mpn_admin", false), ("incentives", false), ("global_admin", true)] {
        let page = portal.signed_in("U-9", Some("P-1"), &[roles]).await.get("/company/requirements").await;
        assert_eq!(page.html.contains("href=\"/company/people\""), expected, "{roles}");
    }
    let refused = portal.admin("P-1").await.get(PAGE).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("Needed role: Global administrator / Program operations"), "{}", refused.text());
}

/// Also for a person without any role, and where the function refuses.
#[tokio::test]
async fn a_page_that_refuses_names_the_global_administrators_of_the_company() {
    let portal = acted().await;
    let named = "Ask a global administrator of your company: Wang Li.";
    for roles in [&["mpn_admin"][..], &[]] {
        let page = portal.signed_in("U-9", Some("P-1"), roles).await.get(PAGE).await;
        assert_eq!(page.status, 403);
        assert!(page.text().contains(named), "{}", page.text());
    }
    let page = in_chinese(&portal, &["incentives"]).await.get(PAGE).await;
    assert!(page.text().contains("請洽貴公司的全域管理員：Wang Li。"), "{}", page.text());
    let page = portal.signed_in("U-9", Some("P-1"), &[]).await.get("/company/requirements").await;
    assert_eq!(page.status, 403, "by the function");
    assert!(page.text().contains(named), "{}", page.text());
}

#[tokio::test]
async fn a_page_that_refuses_keeps_its_sentence_where_no_administrator_can_be_named() {
    const PLAIN: &str = "Your company's global administrators can tell who grants roles";
    let portal = acted().await;
    let mut operations = portal.signed_in("U-8", None, &["operations"]).await;
    assert!(operations.get("/vouchers").await.text().contains(PLAIN), "without a company");
    let mut other = portal.admin("P-2").await;
    assert!(other.get(PAGE).await.text().contains(PLAIN), "none is known");
    let mut own = portal.admin("P-1").await;
    portal.world.database.faults.always_after(0, "Query", WireFault::Throttled);
    let page = own.get(PAGE).await;
    portal.world.database.faults.clear();
    assert_eq!((page.status, page.text().contains(PLAIN)), (403, true), "{}", page.text());
}
