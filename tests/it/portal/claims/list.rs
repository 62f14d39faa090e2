//! The list of payment requests and its export.

use serde_json::json;
use tests::{PortalWorld, Visited};

use super::{NUMBER, PAGE, assert_texts, claimant, in_chinese, payable};

#[tokio::test]
async fn each_tab_shows_its_payment_requests_with_the_next_step_and_says_what_to_do_when_it_is_empty() {
    let portal = PortalWorld::new().await;
    let mut browser = claimant(&portal).await;
    for (tab, said) in [
        ("", "Nothing waits for you."),
        ("?tab=with-program", "Nothing is with the program."),
        ("?tab=paid", "Nothing is paid yet."),
        ("?tab=closed", "No payment request was rejected"),
    ] {
        let page = browser.get(&format!("/claims{tab}")).await;
        assert_eq!((page.status, page.h1().as_str()), (200, "Get your vouchers paid"));
        assert!(page.text().contains(said), "{tab}: {}", page.text());
        assert_texts(&page);
        in_chinese(&portal, &format!("/claims{tab}")).await;
    }
    portal.world.draft(NUMBER).await;
    portal.world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let page = browser.get("/claims").await;
    let text = page.text();
    for shown in ["Contoso Ltd", "DDPS, 5 days", "Submit it by 21 Jan 2027.", "60 days left", "USD 5,000.00", "Draft"] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert!(page.html.contains(&format!("href=\"{PAGE}\"")) && page.html.contains("class=\"end\" role=\"cell\""));
    portal.world.submit(NUMBER).await;
    assert!(!browser.get("/claims").await.html.contains(NUMBER));
    let with_program = browser.get("/claims?tab=with-program").await;
    assert!(with_program.text().contains("Submitted on 22 Nov 2026."), "{}", with_program.text());
    portal.world.operate(NUMBER, "review").await;
    portal.world.operate(NUMBER, "approve").await;
    let approved = browser.get("/claims?tab=with-program").await;
    assert!(approved.text().contains("Payment is expected by 22 Dec 2026."), "{}", approved.text());
    portal.world.pay("sent", NUMBER, "PAY-1", "2026-11-22T09:05:00Z").await;
    let paid = browser.get("/claims?tab=paid").await;
    assert!(paid.text().contains("Paid on 22 Nov 2026."), "{}", paid.text());
    assert!(!in_chinese(&portal, "/claims?tab=paid").await.text().contains("Paid"));
}

#[tokio::test]
async fn statuses_of_a_tab_follow_one_another_over_pages() {
    let portal = PortalWorld::new().await;
    portal.world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let numbers: Vec<String> = (0..29).map(|index| format!("SA-0000-{index:04}")).collect();
    for number in &numbers {
        portal.world.draft(number).await;
    }
    for number in &numbers[..2] {
        portal.world.submit(number).await;
        portal.world.operate(number, "review").await;
        let path = format!("/claims/CL-{number}/request-changes");
        let comment = json!({"comment": "The invoice names another company."});
        portal.world.reviewer("POST", &path, &comment).await.expect(200);
    }
    let mut browser = claimant(&portal).await;
    let first = browser.get("/claims").await;
    let shown = |page: &Visited| -> Vec<String> {
        let is_on = |number: &&String| page.html.contains(&format!("href=\"/claims/CL-{number}\""));
        numbers.iter().filter(is_on).cloned().collect()
    };
    assert_eq!(shown(&first).len(), 25);
    assert!(first.text().find("Sent back").unwrap() < first.text().find("Draft").unwrap());
    let (before, _) = first.html.split_once("\" rel=\"next\"").unwrap();
    let next = before.rsplit_once("href=\"").unwrap().1.replace("&#38;", "&");
    assert!(next.starts_with("/claims?tab=needs-you&from=draft&cursor="), "{next}");
    let second = browser.get(&next).await;
    assert_eq!(shown(&second).len(), 4);
    assert!(second.text().contains("First page") && !second.html.contains("rel=\"next\""));
    let mut all = [shown(&first), shown(&second)].concat();
    all.sort();
    assert_eq!(all, numbers);
    let outdated = browser.get("/claims?tab=paid&cursor=x").await;
    assert_eq!((outdated.status, outdated.location()), (303, "/claims?tab=paid"));
}

#[tokio::test]
async fn filters_are_chips_in_the_address_and_the_export_keeps_them() {
    let portal = payable().await;
    let mut browser = claimant(&portal).await;
    let found = browser.get("/claims?q=contoso").await;
    assert!(found.html.contains(NUMBER) && found.text().contains("All statuses"), "{}", found.text());
    let page = browser.get("/claims?country=JP&program=DDPS&location_id=L-1&disputed=true&tab=needs-you").await;
    let text = page.text();
    for chip in ["Country: Japan", "Program: Desktop Deployment Planning Services", "Location: ", "Disputed"] {
        assert!(text.contains(chip), "{chip}: {text}");
    }
    assert!(
        text.contains("No payment request matches the filters.")
            && page.html.contains("href=\"/claims?tab=needs-you\"")
    );
    assert!(
        page.html.contains("href=\"/claims?tab=needs-you&#38;program=DDPS&#38;location_id=L-1&#38;disputed=true\"")
    );
    let wrong = browser.get("/claims?country=XX").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.html.contains("href=\"#country\"") && wrong.html.contains("<title>Error: "), "{}", wrong.html);
    let file = browser.get("/claims/export?tab=needs-you&country=TW&format=csv").await;
    assert_eq!((file.status, file.header("content-type")), (200, Some("text/csv; charset=utf-8")));
    assert!(file.html.contains(NUMBER));
    assert!(!browser.get("/claims/export?tab=paid&format=csv").await.html.contains(NUMBER));
    assert!(!browser.get("/claims/export?country=JP&format=csv").await.html.contains(NUMBER));
    let workbook = browser.get("/claims/export?format=xlsx").await;
    assert!(workbook.header("content-type").unwrap().contains("spreadsheetml"));
}
