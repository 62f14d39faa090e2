//! The statement of a month or year.

use super::{NUMBER, assert_texts, claimant, in_chinese, payable};

#[tokio::test]
async fn a_month_shows_payments_by_program_and_location_and_explains_what_came_back() {
    let portal = payable().await;
    portal.world.approve(NUMBER).await;
    portal.world.pay("sent", NUMBER, "PAY-1", "2026-11-22T09:00:00Z").await;
    let mut browser = claimant(&portal).await;
    let page = browser.get("/statement").await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Statement for November 2026"));
    let text = page.text();
    for shown in ["USD 5,000.00", "22 Nov 2026", "INV-SA-7KQ2-M9XD-3FHT", "Desktop Deployment Planning Services ·"] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert!(page.html.contains(&format!("href=\"/claims/CL-{NUMBER}\"")) && !text.contains("negative"));
    assert!(
        page.html.contains("href=\"/statement?month=2026-10\"") && page.html.contains("href=\"/statement?year=2026\"")
    );
    assert!(!page.html.contains("href=\"/statement?month=2026-12\""), "no month after today");
    assert!(page.html.contains("href=\"/statement/export?month=2026-11&#38;format=csv\""), "{}", page.html);
    let file = browser.get("/statement/export?month=2026-11&format=csv").await;
    assert_eq!((file.status, file.header("content-type")), (200, Some("text/csv; charset=utf-8")));
    assert!(file.html.contains("INV-SA-7KQ2-M9XD-3FHT"), "{}", file.html);
    assert_eq!(browser.get("/statement/export?month=soon").await.status, 303);
    portal.world.clock.set("2026-12-03T09:00:00Z");
    portal.world.pay("reversed", NUMBER, "PAY-1", "2026-12-02T09:00:00Z").await;
    let mut browser = claimant(&portal).await;
    assert!(!browser.get("/statement?month=2026-11").await.text().contains("USD -5,000.00"));
    let december = browser.get("/statement?month=2026-12").await;
    assert!(december.text().contains("USD -5,000.00"), "{}", december.text());
    assert!(december.text().contains("A negative amount is money that came back"));
    let year = browser.get("/statement?year=2026").await;
    assert_eq!(year.h1(), "Statement for 2026");
    assert!(year.text().contains("Sum USD 0.00"), "{}", year.text());
    assert_texts(&year);
    let chinese = in_chinese(&portal, "/statement?month=2026-12").await;
    assert_eq!(chinese.h1(), "2026 年 12 月對帳單");
}

#[tokio::test]
async fn an_empty_month_says_what_to_do_and_a_wrong_one_what_to_enter() {
    let portal = payable().await;
    let mut browser = claimant(&portal).await;
    let empty = browser.get("/statement?month=2026-01").await;
    assert!(empty.text().contains("Nothing was paid in this period."), "{}", empty.text());
    assert!(empty.html.contains("href=\"/claims?tab=with-program\""));
    assert!(
        empty.html.contains("href=\"/statement?month=2026-02\"")
            && empty.html.contains("href=\"/statement?month=2025-12\"")
    );
    in_chinese(&portal, "/statement?month=2026-01").await;
    for wrong in ["month=2026-13", "month=soon", "year=26", "year=0001", "month=0001-01"] {
        let page = browser.get(&format!("/statement?{wrong}")).await;
        assert_eq!(page.status, 422, "{wrong}: {}", page.text());
        assert!(page.html.contains("<title>Error: "), "{wrong}");
        assert_texts(&page);
    }
}
