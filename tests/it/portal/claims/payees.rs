//! Where a company is paid.

use serde_json::json;
use tests::{Browser, PortalWorld, Visited};

use super::{NUMBER, assert_texts, claimant, drafted, global_admin};

const PAGE: &str = "/company/payees/DDPS";

/// The fields of one bank profile.
fn profile<'f>(id: &'f str, label: &'f str, currency: &'f str) -> [(&'f str, &'f str); 3] {
    [("profile_id", id), ("profile_label", label), ("profile_currency", currency)]
}

async fn send(browser: &mut Browser<'_>, page: &Visited, fields: &[(&str, &str)]) -> Visited {
    let hidden = ["csrf", "key", "etag"].map(|name| (name, page.value(name)));
    let hidden = hidden.iter().map(|(name, value)| (*name, value.as_str()));
    let all: Vec<(&str, &str)> = hidden.chain(fields.iter().copied()).collect();
    browser.post(PAGE, &all).await
}

async fn registered(portal: &PortalWorld) -> serde_json::Value {
    let list = portal.world.claimant("GET", "/payees", &serde_json::Value::Null).await.expect(200);
    list["items"].clone()
}

#[tokio::test]
async fn a_global_administrator_registers_bank_profiles_for_which_payments_wait() {
    let portal = PortalWorld::new().await;
    portal.world.ready(NUMBER).await;
    portal.world.redeem(&[NUMBER]).await;
    assert_eq!(portal.world.run_outbox().await, 0);
    portal.world.deliver_claims().await;
    let mut browser = global_admin(&portal).await;
    let list = browser.get("/company/payees").await;
    assert_eq!((list.status, list.h1().as_str()), (200, "Where you are paid"));
    assert!(list.text().contains("Payments wait 1 payment request waits for it."), "{}", list.text());
    assert!(list.html.contains("<a href=\"/company/payees\" aria-current=\"page\">Bank profiles</a>"));
    assert_texts(&list);
    let form = browser.get(PAGE).await;
    assert!(form.text().contains("1 payment request waits for it. See them"), "{}", form.text());
    assert_texts(&form);
    let fields = [&profile("B-1", "Harbor Bank", "usd")[..], &[("location-L-1", "1"), ("go", "save")]].concat();
    let saved = send(&mut browser, &form, &fields).await;
    assert_eq!((saved.status, saved.location()), (303, "/company/payees/DDPS?done=saved"), "{}", saved.text());
    let again = send(&mut browser, &form, &fields).await;
    assert_eq!((again.status, again.location()), (303, saved.location()));
    let page = browser.get(saved.location()).await;
    assert!(page.text().contains("The bank profiles are saved") && !page.text().contains("wait"), "{}", page.text());
    let stored = &registered(&portal).await[0];
    assert_eq!(stored["bank_profiles"], json!([{"id": "B-1", "label": "Harbor Bank", "currency": "USD"}]));
    assert_eq!(stored["locations"], json!({"L-1": "B-1"}));
    let list = browser.get("/company/payees").await;
    assert!(list.text().contains("Registered Harbor Bank, USD: 1 location"), "{}", list.text());
    assert!(claimant(&portal).await.get(&format!("/claims/CL-{NUMBER}")).await.text().contains("Submit it by"));
}

#[tokio::test]
async fn mistakes_are_said_at_their_fields_and_rows_can_be_added() {
    let portal = drafted().await;
    let mut browser = global_admin(&portal).await;
    let form = browser.get(PAGE).await;
    assert_eq!(form.html.matches("name=\"profile_id\"").count(), 1);
    let fields = [&profile("B-1", "Harbor Bank", "USD")[..], &[("go", "more")]].concat();
    let more = send(&mut browser, &form, &fields).await;
    assert_eq!((more.status, more.html.matches("name=\"profile_id\"").count()), (200, 4));
    assert_eq!((more.value("profile_label").as_str(), registered(&portal).await), ("Harbor Bank", json!([])));
    let blank = profile("", "", "");
    let wrong = [&blank[..], &profile("", "Harbor Bank", "XYZ"), &[("location-L-1", "2"), ("go", "save")]].concat();
    let refused = send(&mut browser, &more, &wrong).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    for anchor in ["profile-0-id", "profile-0-currency"] {
        assert!(refused.html.contains(&format!("href=\"#{anchor}\"")), "{anchor}: {}", refused.html);
        assert!(refused.html.contains(&format!("id=\"{anchor}-error\"")), "{anchor}");
    }
    assert!(refused.text().contains("Bank profile 1, Id at the payer: This is missing."), "{}", refused.text());
    assert_ne!(refused.value("key"), more.value("key"));
    assert!(refused.html.contains("<option value=\"1\" selected>"), "the location keeps its profile");
    let dangling =
        [&profile("B-1", "Harbor Bank", "USD")[..], &blank, &[("location-L-2", "2"), ("go", "save")]].concat();
    let refused = send(&mut browser, &refused, &dangling).await;
    assert_eq!(refused.status, 422);
    assert!(refused.html.contains("href=\"#location-L-2\""), "{}", refused.html);
    let none = send(&mut browser, &refused, &[("go", "save")]).await;
    assert_eq!(none.status, 422, "{}", none.text());
}

#[tokio::test]
async fn a_registration_by_somebody_else_is_shown_and_not_overwritten() {
    let portal = drafted().await;
    let mut browser = global_admin(&portal).await;
    let form = browser.get(PAGE).await;
    portal.world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let fields = [&profile("B-9", "Other Bank", "USD")[..], &[("location-L-1", "1"), ("go", "save")]].concat();
    let changed = send(&mut browser, &form, &fields).await;
    assert_eq!((changed.status, changed.value("profile_id").as_str()), (412, "B-9"), "{}", changed.text());
    assert!(changed.text().contains("Stored now Harbor Bank B-USD, USD"), "{}", changed.text());
    assert_eq!(registered(&portal).await[0]["bank_profiles"][0]["id"], "B-USD");
    let saved = send(&mut browser, &changed, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(registered(&portal).await[0]["bank_profiles"][0]["id"], "B-9");
}

#[tokio::test]
async fn others_read_and_a_company_without_a_redemption_is_told_so() {
    let portal = drafted().await;
    portal.world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let mut reader = claimant(&portal).await;
    let page = reader.get(PAGE).await;
    assert!(page.text().contains("Harbor Bank B-USD, USD"), "{}", page.text());
    assert!(
        !page.html.contains("name=\"profile_id\"") && page.text().contains("Global administrators of your company")
    );
    assert_eq!(reader.post(PAGE, &[("csrf", &page.value("csrf"))]).await.status, 403);
    assert_eq!(reader.get("/company/payees/NONE").await.status, 404);
    let mut browser = portal.browser("zh-TW");
    browser.sign_in("U-2", Some("P-1"), &["global_admin"], "/").await;
    for path in ["/company/payees", PAGE, "/company/payees/SSDPS"] {
        assert_texts(&browser.get(path).await);
    }
    let mut browser = global_admin(&portal).await;
    let form = browser.get("/company/payees/SSDPS").await;
    let fields = [("csrf", form.value("csrf")), ("key", form.value("key")), ("etag", form.value("etag"))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let fields = [&fields[..], &profile("B-1", "Harbor Bank", "USD"), &[("go", "save")]].concat();
    let refused = browser.post("/company/payees/SSDPS", &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("No voucher of SSDPS is redeemed yet."), "{}", refused.text());
    let mut nobody = portal.signed_in("OPS-1", None, &["operations"]).await;
    assert_eq!(nobody.get("/company/payees").await.h1(), "These pages are for partner companies");
}
