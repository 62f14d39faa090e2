//! Submitting several payment requests under one invoice.

use serde_json::{Value, json};
use tests::{Browser, PortalWorld, Visited, redeemed};

use super::{assert_texts, claimant, send};

const FIRST: &str = "SA-0000-0001";
const SECOND: &str = "SA-0000-0002";
const THIRD: &str = "SA-0000-0003";

/// A world with three drafts: two of Taiwan, one of Japan.
async fn three() -> PortalWorld {
    let portal = PortalWorld::new().await;
    portal.world.register_payee("P-1", "DDPS", &["L-1", "L-2", "L-3"]).await;
    portal.world.draft(FIRST).await;
    portal.world.draft(SECOND).await;
    let mut message = redeemed(THIRD);
    message["country"] = json!("JP");
    message["location_id"] = json!("L-3");
    portal.world.draft_from(&message).await;
    portal
}

/// Selects drafts on the list.
async fn select(browser: &mut Browser<'_>, numbers: &[&str]) -> Visited {
    let list = browser.get("/claims").await;
    let ids: Vec<String> = numbers.iter().map(|number| format!("CL-{number}")).collect();
    let fields: Vec<(&str, &str)> = ids.iter().map(|id| ("claim_id", id.as_str())).collect();
    send(browser, &list, "/claims/submit", &fields).await
}

#[tokio::test]
async fn selected_drafts_are_checked_by_country_and_program_with_their_sums() {
    let portal = three().await;
    let mut browser = claimant(&portal).await;
    let all = browser.get("/claims?tab=needs-you&select=all").await;
    assert_eq!(all.html.matches(" checked").count(), 3);
    let check = select(&mut browser, &[FIRST, SECOND, THIRD]).await;
    assert_eq!((check.status, check.h1().as_str()), (200, "Check and submit 3 payment requests"), "{}", check.text());
    let text = check.text();
    for shown in ["Taiwan · DDPS 2 payment requests", "USD 10,000.00", "Japan · DDPS 1 payment request", FIRST, THIRD]
    {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert!(!check.html.contains("name=\"claim_id\""));
    assert_texts(&check);
    assert_eq!(browser.get("/claims/submit").await.location(), "/claims");
}

#[tokio::test]
async fn nothing_selected_is_said_on_the_same_page_of_the_list() {
    let portal = three().await;
    let mut browser = claimant(&portal).await;
    let list = browser.get("/claims?country=TW").await;
    let none = send(&mut browser, &list, "/claims/submit", &[]).await;
    assert_eq!((none.status, none.location()), (303, "/claims?country=TW&select=none"));
    let page = browser.get(none.location()).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("There is a problem Select at least one payment request"), "{}", page.text());
    assert!(page.html.contains("href=\"#select\"") && page.html.contains("id=\"select-error\""), "{}", page.html);
    let foreign = send(&mut browser, &list, "/claims/submit", &[("claim_id", "CL-SA-9999-9999")]).await;
    let page = browser.get(foreign.location()).await;
    assert!(page.text().contains("What you selected cannot be submitted any more"), "{}", page.text());
}

/// Each is answered on a page of its own, so that several cannot be submitted at once.
#[tokio::test]
async fn several_that_were_sent_back_are_not_called_gone() {
    let portal = three().await;
    for number in [FIRST, SECOND] {
        portal.world.send_back(number).await;
    }
    let mut browser = claimant(&portal).await;
    let selected = select(&mut browser, &[FIRST, SECOND]).await;
    assert_eq!((selected.status, selected.location()), (303, "/claims?select=answers"));
    let page = browser.get(selected.location()).await;
    assert!(page.text().contains("Open each payment request to answer the comment"), "{}", page.text());
}

#[tokio::test]
async fn one_of_several_is_refused_and_sending_again_shows_the_same_outcome() {
    let portal = three().await;
    let mut browser = claimant(&portal).await;
    let check = select(&mut browser, &[FIRST, SECOND, THIRD]).await;
    let missing = send(&mut browser, &check, "/claims/submit", &[("purchase_order", "PO-1")]).await;
    assert_eq!(missing.status, 422);
    assert!(missing.html.contains("href=\"#invoice_number\"") && missing.value("purchase_order") == "PO-1");
    let wrong = send(&mut browser, &missing, "/claims/submit", &[("invoice_number", "發票")]).await;
    assert_eq!((wrong.status, wrong.value("invoice_number").as_str()), (422, "發票"));
    assert_ne!(wrong.value("key"), missing.value("key"));
    portal.world.claimant("POST", &format!("/claims/CL-{SECOND}/withdraw"), &Value::Null).await.expect(200);
    let done = send(&mut browser, &wrong, "/claims/submit", &[("invoice_number", "INV-1")]).await;
    assert_eq!((done.status, done.h1().as_str()), (200, "2 of 3 payment requests are submitted"), "{}", done.text());
    let text = done.text();
    assert_eq!(text.matches("PR-").count(), 4, "two requests, two rows: {text}");
    assert!(text.contains("Not submitted The payment request was withdrawn"), "{text}");
    assert_texts(&done);
    let reloaded = send(&mut browser, &wrong, "/claims/submit", &[("invoice_number", "INV-1")]).await;
    assert_eq!((reloaded.status, reloaded.text()), (200, done.text()));
    for (number, status) in [(FIRST, "submitted"), (SECOND, "withdrawn"), (THIRD, "submitted")] {
        assert_eq!(portal.world.shown_claim(number).await["status"], status, "{number}");
    }
}

#[tokio::test]
async fn what_cannot_be_submitted_any_more_is_left_out_and_nothing_submitted_is_no_success() {
    let portal = three().await;
    let mut browser = claimant(&portal).await;
    let list = browser.get("/claims").await;
    portal.world.submit(FIRST).await;
    let ids = [("claim_id", "CL-SA-0000-0001"), ("claim_id", "CL-SA-0000-0002")];
    let check = send(&mut browser, &list, "/claims/submit", &ids).await;
    assert_eq!(check.h1(), "Check and submit 1 payment request");
    assert!(check.text().contains("1 selected voucher is left out: it cannot be submitted any more SA-0000-0001"));
    portal.world.submit(SECOND).await;
    let none = send(&mut browser, &check, "/claims/submit", &[("invoice_number", "INV-1")]).await;
    assert_eq!(none.h1(), "0 of 1 payment requests are submitted");
    assert!(!none.html.contains("role=\"status\""));
}

#[tokio::test]
async fn the_selection_counts_for_its_person_only_and_in_both_languages() {
    let portal = three().await;
    let mut browser = portal.browser("zh-TW");
    browser.sign_in("U-5", Some("P-1"), &["incentives"], "/").await;
    let check = select(&mut browser, &[FIRST, THIRD]).await;
    assert_eq!(check.h1(), "確認並提交 2 件請款申請");
    assert_texts(&check);
    let mut eve = portal.signed_in("U-6", Some("P-1"), &["incentives"]).await;
    let own = eve.get("/claims").await.value("csrf");
    let state = check.value("state");
    let fields = [("csrf", own.as_str()), ("state", &state), ("invoice_number", "INV-1"), ("key", "K-1")];
    let stolen = eve.post("/claims/submit", &fields).await;
    assert_eq!((stolen.status, stolen.location()), (303, "/claims?select=none"));
    let done = send(&mut browser, &check, "/claims/submit", &[("invoice_number", "INV-1")]).await;
    assert_eq!(done.h1(), "已提交 2 件請款申請");
    assert_texts(&done);
}
