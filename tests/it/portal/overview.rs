//! The overview: what each role sees first, its plots, the first steps of a new company, and parts that fail.

use jiff::civil::date;
use serde_json::json;
use testkit::sample;
use tests::{Browser, Function, Held, PortalWorld, Templates, Visited};

const BYTES_MAX: usize = 40 * 1024;

/// A portal over a company with vouchers in most stages, a claim in several statuses and an enrollment to renew.
async fn busy() -> PortalWorld {
    let portal = PortalWorld::new().await;
    let world = &portal.world;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.ready("SA-READY-001").await;
    for number in ["SA-DRAFT-001", "SA-BACK-0001", "SA-SENT-0001", "SA-PAID-0001"] {
        world.draft(number).await;
    }
    world.submit("SA-SENT-0001").await;
    world.submit("SA-BACK-0001").await;
    world.operate("SA-BACK-0001", "review").await;
    let comment = json!({"comment": "The invoice names another legal entity."});
    let path = "/claims/CL-SA-BACK-0001/request-changes";
    world.reviewer("POST", path, &comment).await.expect(200);
    world.approve("SA-PAID-0001").await;
    world.pay("sent", "SA-PAID-0001", "PAY-1", "2026-11-22T09:00:00Z").await;
    sample::put_enrollment(&world.database.table, sample::enrolled_until("P-1", "SSDPS", date(2026, 12, 22))).await;
    portal
}

async fn as_role<'w>(portal: &'w PortalWorld, roles: &[&str]) -> Browser<'w> {
    portal.signed_in("U-5", Some("P-1"), roles).await
}

fn shows(page: &Visited, texts: &[&str]) {
    let text = page.text();
    for shown in texts {
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

/// No text is shown by its id.
fn assert_texts(page: &Visited) {
    let text = page.text();
    let begins = ["overview-", "need-", "first-step-", "nav-"];
    let is_id = |word: &&str| begins.iter().any(|begin| word.starts_with(begin));
    assert_eq!(text.split_whitespace().find(is_id), None, "{text}");
}

/// The places of texts in a page, in this order.
fn in_order(page: &Visited, ids: &[&str]) {
    let places: Vec<usize> = ids
        .iter()
        .map(|id| page.html.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}: {}", page.html)))
        .collect();
    assert!(places.is_sorted(), "{ids:?}: {places:?}");
}

#[tokio::test]
async fn a_partner_administrator_sees_what_to_do_first_each_with_its_page() {
    let portal = busy().await;
    let page = as_role(&portal, &["mpn_admin"]).await.get("/").await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Overview"));
    shows(&page, &["What needs you 5", "Correct a payment request that was sent back", "SA-BACK-0001, Contoso Ltd"]);
    shows(&page, &["Redeem a voucher", "USD 5,000.00", "30 days left", "Paid in 12 months"]);
    for href in [
        "/claims/CL-SA-BACK-0001",
        "/claims/CL-SA-DRAFT-001/submit",
        "/claims/CL-SA-SENT-0001/invoice",
        "/redeem",
        "/company/requirements/SSDPS",
        "/vouchers/validate",
        "/claims?tab=with-program",
        "/statement",
    ] {
        assert!(page.html.contains(&format!("href=\"{href}\"")), "{href}: {}", page.html);
    }
    in_order(&page, &["needs", "programs", "life", "next60", "paid", "claims"]);
    assert!(page.html.contains("<a href=\"/\" aria-current=\"page\">Overview</a>"));
    assert!(!page.html.contains("id=\"company\""), "the company's matters are a global administrator's");
    assert_texts(&page);
}

#[tokio::test]
async fn incentives_see_claims_and_payments_first_and_no_voucher_actions() {
    let portal = busy().await;
    let page = as_role(&portal, &["incentives"]).await.get("/").await;
    in_order(&page, &["needs", "next60", "claims", "paid", "life"]);
    shows(&page, &["What needs you 3", "Supply the invoice of a payment request", "Submit a payment request"]);
    for absent in ["/redeem\"", "/vouchers/validate", "Redeem a voucher", "Renew an enrollment"] {
        assert!(!page.html.contains(absent), "{absent}");
    }
    assert!(page.html.contains("href=\"/vouchers?can=redeem\""), "the list may be read");
}

#[tokio::test]
async fn a_global_administrator_sees_agreement_payees_and_enrollments_first() {
    let portal = busy().await;
    let mut browser = as_role(&portal, &["global_admin"]).await;
    let page = browser.get("/").await;
    in_order(&page, &["company", "needs", "programs", "life", "next60"]);
    shows(&page, &["Provider agreement", "Signed", "Bank profiles", "Renew an enrollment"]);
    assert!(!page.text().contains("Missing"), "SSDPS has no redemption yet, and DDPS has its bank profile");
    let has_people = portal.portal.pages.iter().any(|page| page.pattern == "/company/people");
    assert_eq!(page.html.contains("href=\"/company/people\""), has_people);
    portal.world.register_payee("P-1", "SSDPS", &["L-1"]).await;
    shows(&browser.get("/").await, &["Registered"]);
}

#[tokio::test]
async fn a_bank_profile_is_missing_after_the_first_redemption_under_its_program() {
    let portal = PortalWorld::new().await;
    let mut browser = as_role(&portal, &["global_admin"]).await;
    assert!(!browser.get("/").await.text().contains("Missing"), "nothing is redeemed");
    portal.world.draft("SA-DRAFT-001").await;
    shows(&browser.get("/").await, &["Bank profiles", "Missing for DDPS"]);
    portal.world.register_payee("P-1", "DDPS", &["L-1"]).await;
    assert!(!browser.get("/").await.text().contains("Missing"));
}

#[tokio::test]
async fn every_plot_has_a_name_a_description_and_its_numbers_as_a_table() {
    let portal = busy().await;
    let page = as_role(&portal, &["mpn_admin"]).await.get("/").await;
    let (plots, html) = (page.html.matches("<svg class=\"plot\"").count(), &page.html);
    assert_eq!(plots, 2);
    for part in ["role=\"img\"", "<title id=\"p", "<desc id=\"p", "<details class=\"voucher-filters\">"] {
        assert_eq!(html.matches(part).count(), plots, "{part}");
    }
    assert!(!html.contains("style=") && !html.contains("<script>"), "nothing is inline");
    shows(&page, &["Show as a table", "November 2026 USD 5,000.00", "December 2025 None", "Bars in USD"]);
    assert_texts(&page);
}

#[tokio::test]
async fn the_page_is_in_the_readers_language() {
    let portal = busy().await;
    let mut browser = portal.browser("zh-TW");
    browser.sign_in("U-1", Some("P-1"), &["mpn_admin", "incentives", "global_admin"], "/").await;
    let page = browser.get("/").await;
    assert_eq!(page.h1(), "總覽");
    shows(&page, &["待您處理", "補正請款申請", "12 個月內已撥款", "未來 60 天", "每月撥款", "11/22"]);
    assert_texts(&page);
}

#[tokio::test]
async fn a_new_company_is_led_through_its_first_steps() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.signed_in("U-2", Some("P-3"), &["mpn_admin", "global_admin"]).await;
    let page = browser.get("/").await;
    shows(&page, &["First steps", "Have your company registered", "Completed", "Cannot start yet", "To do"]);
    assert!(page.html.contains("href=\"/company/agreement\"") && !page.html.contains("class=\"plot\""));
    assert_texts(&page);
    let (agreement, _) = tests::texts();
    let body = json!({"version": "2019-01", "sha256": agreement.sha256(domain::Language::English)});
    let signer = (&["global_admin"][..], Some("P-3"));
    portal.world.as_role(signer, Function::Enrollment, "POST", "/agreements", &body).await.expect(200);
    let after = browser.get("/").await;
    let done = |page: &Visited| page.html.matches("voucher-done").count();
    assert_eq!((done(&page), done(&after)), (1, 2));
    let mut unknown = portal.signed_in("U-2", Some("P-99"), &["mpn_admin"]).await;
    let page = unknown.get("/").await;
    assert_eq!((page.status, done(&page)), (200, 0), "{}", page.text());
    shows(&page, &["Have your company registered", "With the program"]);
}

/// Nobody is told to do what only another role may do.
#[tokio::test]
async fn a_first_step_of_another_role_names_the_role() {
    let portal = PortalWorld::new().await;
    let page = portal.signed_in("U-2", Some("P-3"), &["mpn_admin"]).await.get("/").await;
    shows(&page, &["Sign the provider agreement", "Waits for: Global administrator"]);
    let page = portal.signed_in("U-2", Some("P-3"), &["global_admin"]).await.get("/").await;
    shows(&page, &["Write your profile", "Waits for: Partner administrator"]);
}

#[tokio::test]
async fn operations_and_readers_without_a_role_are_led_on() {
    let portal = PortalWorld::new().await;
    let mut operations = portal.signed_in("OPS-1", None, &["operations"]).await;
    assert_eq!(operations.get("/").await.location(), "/company/requirements");
    let mut nobody = portal.signed_in("U-5", Some("P-1"), &[]).await;
    assert_eq!(nobody.get("/").await.location(), "/company/requirements");
}

#[tokio::test]
async fn a_part_that_cannot_be_read_is_said_and_the_others_are_shown() {
    let portal = busy().await;
    portal.world.database.spoil("V#SA-DRAFT-001", "C", "amount");
    let page = as_role(&portal, &["mpn_admin"]).await.get("/").await;
    shows(&page, &["so the figures are incomplete", "SA-BACK-0001"]);
    portal.world.database.spoil("P#P-1", "E#DDPS", "term_end");
    let page = as_role(&portal, &["mpn_admin"]).await.get("/").await;
    assert_eq!(page.status, 200);
    shows(&page, &["SA-BACK-0001", "SSDPS"]);
}

#[tokio::test]
async fn the_page_of_a_large_company_stays_within_its_budget() {
    let portal = busy().await;
    let held = (0..400).flat_map(|n| {
        let day = domain::calendar::days_after(date(2026, 11, 23), n % 60);
        [Held::reserved(format!("SA-A{n:05}"), day), Held::redeemed(format!("SA-B{n:05}"), day)]
    });
    Templates::make().await.put(&portal.world.database, held);
    let page = as_role(&portal, &["mpn_admin", "incentives", "global_admin"]).await.get("/").await;
    assert!(page.html.len() <= BYTES_MAX, "{} bytes", page.html.len());
    let nodes = page.html.matches('<').count() - page.html.matches("</").count();
    assert!(nodes <= 1_500, "{nodes} elements");
    shows(&page, &["more are in the lists of vouchers and payment requests"]);
}
