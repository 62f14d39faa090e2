//! The page of the invoice itself: its file, what was found in it, and the original on paper.

use serde_json::{Value, json};
use tests::{PDF, invoice, invoice_file};

use super::*;

const INVOICE: &str = "/claims/CL-SA-7KQ2-M9XD-3FHT/invoice";
const FILE: &str = "/invoices/INV-1/file";

/// A world with a payment request of `P-1`, submitted as `INV-1`.
async fn submitted() -> PortalWorld {
    let portal = payable().await;
    portal.world.claimant("POST", &format!("{PAGE}/submit"), &invoice("INV-1")).await.expect(200);
    portal
}

/// The text of the page, with a check that it has every text in both languages.
async fn shown(portal: &PortalWorld, browser: &mut Browser<'_>) -> Visited {
    in_chinese(portal, INVOICE).await;
    let page = browser.get(INVOICE).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_texts(&page);
    page
}

#[tokio::test]
async fn without_a_number_it_leads_to_where_one_is_entered() {
    let portal = drafted().await;
    let mut browser = claimant(&portal).await;
    let page = shown(&portal, &mut browser).await;
    assert!(page.html.contains(&format!("href=\"{PAGE}/submit\"")), "{}", page.html);
    assert!(!page.html.contains("id=\"upload\""), "nothing can be uploaded without a number");
    assert!(page.text().contains("Make the invoice out to"));
}

#[tokio::test]
async fn the_payment_request_leads_to_it_until_the_invoice_arrived() {
    let portal = submitted().await;
    let mut browser = claimant(&portal).await;
    let link = format!("href=\"{INVOICE}\"");
    let page = browser.get(PAGE).await;
    assert!(page.html.contains(&link) && page.text().contains("File (not arrived yet)"), "{}", page.text());
    portal.world.bring_invoice(NUMBER).await;
    let page = browser.get(PAGE).await;
    assert!(!page.html.contains(&link) && page.text().contains("File (arrived)"), "{}", page.text());
}

#[tokio::test]
async fn each_state_of_the_file_says_what_to_do() {
    let portal = submitted().await;
    let mut browser = claimant(&portal).await;
    let page = shown(&portal, &mut browser).await;
    assert_eq!(page.h1(), "Invoice INV-1");
    assert!(
        page.text().contains("The payment cannot be approved until it has arrived.")
            && page.html.contains("id=\"upload\"")
    );

    portal.world.claimant("PUT", FILE, &invoice_file()).await.expect(200);
    assert!(shown(&portal, &mut browser).await.text().contains("being uploaded or checked"));

    portal.world.upload_invoice("INV-1", 1, &PDF[..60]).await;
    let page = shown(&portal, &mut browser).await;
    assert!(page.text().contains("The file was not accepted") && page.html.contains("file-reasons"), "{}", page.text());

    portal.world.claimant("PUT", FILE, &invoice_file()).await.expect(200);
    portal.world.upload_invoice("INV-1", 2, PDF).await;
    let page = shown(&portal, &mut browser).await;
    assert!(page.text().contains("The program has the invoice."), "{}", page.text());
    let download = browser.get(&format!("{INVOICE}/download")).await;
    assert_eq!(download.status, 303);
    assert!(download.header("location").unwrap().contains("/invoices/P-1/"), "{download:?}");
}

#[tokio::test]
async fn the_script_announces_the_file_and_asks_for_its_state() {
    let portal = submitted().await;
    let mut browser = claimant(&portal).await;
    let page = browser.get(INVOICE).await;
    let csrf = page.value("csrf");
    let announced = invoice_file();
    let (size, sha256) = (announced["size"].to_string(), announced["sha256"].as_str().unwrap().to_owned());
    let fields =
        [("csrf", csrf.as_str()), ("key", "k-1"), ("file_name", "invoice.pdf"), ("size", &size), ("sha256", &sha256)];
    let answer = browser.post(&format!("{INVOICE}/announce"), &fields).await;
    let body: Value = serde_json::from_str(&answer.html).unwrap();
    assert!(body["upload"]["url"].as_str().unwrap().contains("/invoices/P-1/"), "{body:#}");
    let states: Value = serde_json::from_str(&browser.get(&format!("{INVOICE}/states")).await.html).unwrap();
    assert_eq!(states, json!([{"id": body["id"], "status": "announced"}]));

    let wrong =
        [("csrf", csrf.as_str()), ("key", "k-2"), ("file_name", "invoice.exe"), ("size", &size), ("sha256", &sha256)];
    let refused = browser.post(&format!("{INVOICE}/announce"), &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.html.contains("This type of file is not accepted."), "{}", refused.html);
}

#[tokio::test]
async fn a_global_administrator_reads_it_and_uploads_nothing() {
    let portal = submitted().await;
    let mut browser = global_admin(&portal).await;
    let page = browser.get(INVOICE).await;
    assert_eq!((page.status, page.html.contains("id=\"upload\"")), (200, false));
    assert!(page.text().contains("whose account covers all of its locations, uploads it."), "{}", page.text());
}

/// India's payer needs the original on paper, whose arrival operations note.
#[tokio::test]
async fn an_original_on_paper_is_sent_and_its_arrival_shown() {
    let portal = PortalWorld::new().await;
    let mut message = tests::redeemed(NUMBER);
    message["country"] = json!("IN");
    portal.world.draft_from(&message).await;
    portal.world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let rate = json!({"per_day": {"minor": 90_000, "currency": "USD"}, "valid_from": "2026-01-01"});
    portal.world.reviewer("PUT", "/rates/IN/DDPS", &rate).await.expect(200);
    portal.world.claimant("POST", &format!("{PAGE}/submit"), &invoice("INV-1")).await.expect(200);
    let mut browser = claimant(&portal).await;
    let page = shown(&portal, &mut browser).await;
    assert!(page.text().contains("Send the original to the address below."), "{}", page.text());
    assert!(!page.html.contains("id=\"upload\""));
    let noted = json!({"company_id": "P-1", "received_on": "2026-11-20"});
    portal.world.reviewer("PUT", "/invoices/INV-1/paper", &noted).await.expect(200);
    assert!(shown(&portal, &mut browser).await.text().contains("The original arrived on 20 Nov 2026."));
}

/// Where the number is enough there is no such page.
#[tokio::test]
async fn there_is_no_page_where_the_number_is_enough() {
    let portal = PortalWorld::new().await;
    let mut message = tests::redeemed(NUMBER);
    message["country"] = json!("DE");
    portal.world.draft_from(&message).await;
    assert_eq!(claimant(&portal).await.get(INVOICE).await.status, 404);
}
