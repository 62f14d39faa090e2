//! The pages of a delivery: files, the completion report and its receipt, and redeeming.

use serde_json::{Value, json};
use tests::{Browser, Function, PDF, PortalWorld, Visited};

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";
const OTHER: &str = "SA-8PLM-3CFU-9QKD";
const FILES: &str = "/vouchers/SA-7KQ2-M9XD-3FHT/files";
const REPORT: &str = "/vouchers/SA-7KQ2-M9XD-3FHT/report";
const RECEIPT: &str = "/vouchers/SA-7KQ2-M9XD-3FHT/receipt";
const DAY: &str = "2026-11-22";

async fn reserved() -> PortalWorld {
    let portal = PortalWorld::new().await;
    portal.world.assign(NUMBER).await;
    portal.world.reserve(NUMBER).await;
    portal
}

/// Sends the form of a page: its hidden fields and these.
async fn send(browser: &mut Browser<'_>, page: &Visited, path: &str, fields: &[(&str, &str)]) -> Visited {
    let hidden = ["csrf", "key", "etag"];
    let present = hidden.into_iter().filter(|name| page.html.contains(&format!("type=\"hidden\" name=\"{name}\"")));
    let hidden: Vec<(&str, String)> = present.map(|name| (name, page.value(name))).collect();
    let hidden = hidden.iter().map(|(name, value)| (*name, value.as_str()));
    let all: Vec<(&str, &str)> = hidden.chain(fields.iter().copied()).collect();
    browser.post(path, &all).await
}

/// The answers of each step of a report that is accepted.
const STEPS: [(&str, &[(&str, &str)]); 4] = [
    (
        "delivery",
        &[("delivered_from", DAY), ("delivered_to", DAY), ("delivery_country", "TW"), ("lead_consultant", "U-7")],
    ),
    ("days", &[("onsite_days", "3"), ("offsite_days", "2"), ("walk_on_hours", "0")]),
    (
        "outcome",
        &[
            ("outcome", "deployment_plan"),
            ("current_versions", "Windows 10 22H2"),
            ("target_versions", "Windows 11 26H2"),
            ("seats", "400"),
        ],
    ),
    ("declarations", &[("handed_over_on", DAY), ("no_extra_fee", "yes"), ("remarks", "Line one\r\nLine two")]),
];

async fn write_report(browser: &mut Browser<'_>) {
    for (step, fields) in STEPS {
        let path = format!("{REPORT}/{step}");
        let page = browser.get(&path).await;
        let saved = send(browser, &page, &path, fields).await;
        assert_eq!(saved.status, 303, "{step}: {}", saved.text());
    }
}

fn announcement(sha256: &str) -> [(&str, &str); 4] {
    [("file_name", "plan.pdf"), ("size", "11"), ("sha256", sha256), ("kind", "deployment_plan")]
}

#[tokio::test]
async fn a_file_is_announced_checked_downloaded_and_deleted() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    let page = browser.get(FILES).await;
    assert!(
        page.text().contains("No file yet.") && page.text().contains("Uploading needs JavaScript"),
        "{}",
        page.text()
    );
    assert!(page.html.contains("data-worker=\"/assets/hash-worker-"), "{}", page.html);
    let (size, sha256) = (PDF.len().to_string(), testkit::sha256_hex(PDF));
    let fields = [("file_name", "plan.pdf"), ("size", &size), ("sha256", &sha256), ("kind", "deployment_plan")];
    let csrf = page.value("csrf");
    let announce = |key: &'static str| [[("csrf", csrf.as_str()), ("key", key)].as_slice(), &fields].concat();
    let path = format!("{FILES}/announce");
    let first = browser.post(&path, &announce("key-1")).await;
    assert_eq!((first.status, first.header("content-type")), (200, Some("application/json")));
    let first: Value = serde_json::from_str(&first.html).unwrap();
    let id = first["id"].as_str().unwrap().to_owned();
    assert!(first["upload"]["url"].as_str().unwrap().starts_with("https://"), "{first}");
    assert_eq!(first["upload"]["headers"]["content-type"], "application/pdf");
    let again: Value = serde_json::from_str(&browser.post(&path, &announce("key-2")).await.html).unwrap();
    assert_eq!(again["id"], first["id"], "the same file chosen again is the same file");
    let states = browser.get(&format!("{FILES}/states")).await;
    assert_eq!(serde_json::from_str::<Value>(&states.html).unwrap(), json!([{"id": id, "status": "announced"}]));
    assert_eq!(browser.get(&format!("{FILES}/{id}/download")).await.status, 404, "it is not checked yet");
    portal.world.upload(NUMBER, &id, 1, PDF).await;
    let page = browser.get(&format!("{FILES}?done=uploaded")).await;
    assert!(page.text().contains("Accepted") && page.text().contains("Write the completion report"), "{}", page.text());
    let download = browser.get(&format!("{FILES}/{id}/download")).await;
    assert!(download.status == 303 && download.location().contains("X-Amz-Signature"), "{}", download.status);
    let deleted = send(&mut browser, &page, &format!("{FILES}/{id}/delete"), &[]).await;
    assert_eq!((deleted.status, deleted.location()), (303, "/vouchers/SA-7KQ2-M9XD-3FHT/files?done=deleted"));
    assert!(browser.get(deleted.location()).await.text().contains("No file yet."));
}

#[tokio::test]
async fn a_file_that_cannot_be_taken_is_refused_in_words() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    let csrf = browser.get(FILES).await.value("csrf");
    let sha256 = "0".repeat(64);
    let wrong = [
        ("csrf", csrf.as_str()),
        ("key", "k"),
        ("file_name", "plan.exe"),
        ("size", "0"),
        ("sha256", &sha256),
        ("kind", "x"),
    ];
    let refused = browser.post(&format!("{FILES}/announce"), &wrong).await;
    assert_eq!(refused.status, 422);
    let refused: Value = serde_json::from_str(&refused.html).unwrap();
    assert_eq!(refused["messages"].as_array().unwrap().len(), 3, "every problem at once: {refused}");
    assert!(refused.to_string().contains("Accepted are pdf, docx"), "{refused}");
    let id = portal.world.announce(NUMBER, "plan.pdf", b"no pdf at all").await;
    portal.world.upload(NUMBER, &id, 1, b"no pdf at all").await;
    let page = browser.get(FILES).await;
    assert!(page.text().contains("Not accepted") && page.html.contains("class=\"file-reasons\""), "{}", page.text());
    let stranger = portal.signed_in("U-9", Some("P-2"), &["mpn_admin"]).await.get(FILES).await;
    assert_eq!(stranger.status, 404);
    let mut reader = portal.signed_in("U-5", Some("P-1"), &["incentives"]).await;
    assert_eq!(reader.get(FILES).await.status, 403);
    let forged = browser.post(&format!("{FILES}/announce"), &announcement(&sha256)).await;
    assert_eq!(forged.status, 403, "without the token of the form");
}

#[tokio::test]
async fn operations_read_files_and_upload_none() {
    let portal = reserved().await;
    portal.world.deliver(NUMBER).await;
    let mut operations = portal.signed_in("OP-1", None, &["operations"]).await;
    let page = operations.get(FILES).await;
    assert!(
        page.text().contains("plan.pdf") && !page.html.contains("id=\"upload\"") && !page.html.contains("/delete\"")
    );
}

#[tokio::test]
async fn a_report_is_written_step_by_step_checked_and_submitted() {
    let portal = reserved().await;
    portal.world.deliver(NUMBER).await;
    let mut browser = portal.admin("P-1").await;
    let begun = browser.get(REPORT).await;
    assert_eq!(begun.location(), format!("{REPORT}/delivery"));
    let first = browser.get(begun.location()).await;
    assert_eq!((first.value("delivered_from"), first.value("delivered_to")), (DAY.to_owned(), DAY.to_owned()));
    write_report(&mut browser).await;
    assert_eq!(browser.get(REPORT).await.location(), format!("{REPORT}/check"));
    let check = browser.get(&format!("{REPORT}/check")).await;
    for shown in ["22 Nov 2026", "Taiwan", "Deployment plan", "400", "Declared", "No answer"] {
        assert!(check.text().contains(shown), "{shown}: {}", check.text());
    }
    let submitted = send(&mut browser, &check, &format!("{REPORT}/check"), &[]).await;
    assert_eq!((submitted.status, submitted.location()), (303, "/vouchers/SA-7KQ2-M9XD-3FHT/receipt?done=submitted"));
    let again = send(&mut browser, &check, &format!("{REPORT}/check"), &[]).await;
    assert_eq!(again.location(), submitted.location(), "sent twice, submitted once");
    let receipt = browser.get(submitted.location()).await;
    assert!(receipt.text().contains("The completion report is submitted") && receipt.text().contains("SHA-256"));
    assert!(receipt.text().contains("Redeem the voucher"), "{}", receipt.text());
    let file = browser.get(&format!("{RECEIPT}/download")).await;
    let stored: Value = serde_json::from_str(&file.html).unwrap();
    assert!(file.header("content-disposition").unwrap().contains("receipt-SA-7KQ2"));
    assert!(receipt.text().contains(stored["sha256"].as_str().unwrap()));
    assert_eq!(stored["report"]["remarks"], "Line one\nLine two");
    assert_eq!(browser.get(&format!("{REPORT}/days")).await.status, 303, "a submitted report is not written");
    assert!(!browser.get(FILES).await.html.contains("/delete\""), "files of a submitted report are not deleted");
    let reopened = send(&mut browser, &receipt, &format!("{RECEIPT}/reopen"), &[]).await;
    assert_eq!((reopened.status, reopened.location().to_owned()), (303, format!("{REPORT}/check")));
    portal.world.clock.set("2026-11-22T10:00:00Z");
    let check = browser.get(reopened.location()).await;
    let submitted = send(&mut browser, &check, &format!("{REPORT}/check"), &[]).await;
    let second = browser.get(submitted.location()).await;
    assert!(second.text().contains("Submission 2") && second.text().contains("Earlier receipts"), "{}", second.text());
    assert!(second.text().contains(stored["receipt_id"].as_str().unwrap()), "{}", second.text());
}

#[tokio::test]
async fn what_a_report_lacks_is_listed_with_the_step_where_it_is_mended() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    assert_eq!(browser.get(RECEIPT).await.status, 404);
    let days = format!("{REPORT}/days");
    let page = browser.get(&days).await;
    let wrong =
        send(&mut browser, &page, &days, &[("onsite_days", "many"), ("offsite_days", "4"), ("walk_on_hours", "0")])
            .await;
    assert_eq!((wrong.status, wrong.value("onsite_days").as_str()), (422, "many"));
    assert!(wrong.html.contains("href=\"#onsite_days\""), "{}", wrong.html);
    let saved =
        send(&mut browser, &wrong, &days, &[("onsite_days", "2"), ("offsite_days", "4"), ("walk_on_hours", "0")]).await;
    assert_eq!(saved.location(), format!("{REPORT}/outcome"));
    let check = browser.get(&format!("{REPORT}/check")).await;
    let refused = send(&mut browser, &check, &format!("{REPORT}/check"), &[]).await;
    assert_eq!(refused.status, 409);
    for step in ["days", "outcome", "declarations"] {
        assert!(refused.html.contains(&format!("<li><a href=\"{REPORT}/{step}")), "{step}: {}", refused.html);
    }
    assert!(refused.html.contains(&format!("<li><a href=\"{FILES}\">")), "{}", refused.html);
}

#[tokio::test]
async fn two_people_who_write_the_same_step_see_each_others_answers() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    let path = format!("{REPORT}/days");
    let first = browser.get(&path).await;
    send(&mut browser, &first, &path, &[("onsite_days", "5"), ("offsite_days", "0"), ("walk_on_hours", "0")]).await;
    let (one, two) = (browser.get(&path).await, browser.get(&path).await);
    send(&mut browser, &one, &path, &[("onsite_days", "4"), ("offsite_days", "1"), ("walk_on_hours", "0")]).await;
    let typed = [("onsite_days", "3"), ("offsite_days", "2"), ("walk_on_hours", "0")];
    let stale = send(&mut browser, &two, &path, &typed).await;
    assert_eq!((stale.status, stale.value("onsite_days").as_str()), (412, "3"));
    assert!(stale.text().contains("Days on site: Stored now: 4"), "{}", stale.text());
    assert_eq!(send(&mut browser, &stale, &path, &typed).await.status, 303);
}

#[tokio::test]
async fn a_first_draft_is_not_overwritten_unseen() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    let path = format!("{REPORT}/days");
    let (one, two) = (browser.get(&path).await, browser.get(&path).await);
    let typed = |onsite| [("onsite_days", onsite), ("offsite_days", "0"), ("walk_on_hours", "0")];
    assert_eq!(send(&mut browser, &one, &path, &typed("5")).await.status, 303);
    let stale = send(&mut browser, &two, &path, &typed("4")).await;
    assert_eq!(stale.status, 412);
    assert!(stale.text().contains("Days on site: Stored now: 5"), "{}", stale.text());
    assert_eq!(send(&mut browser, &stale, &path, &typed("4")).await.status, 303);
}

#[tokio::test]
async fn an_answer_that_comes_after_the_submission_is_not_dropped_without_a_word() {
    let portal = PortalWorld::new().await;
    portal.world.assign(NUMBER).await;
    portal.world.reserve(NUMBER).await;
    portal.world.deliver(NUMBER).await;
    let mut browser = portal.admin("P-1").await;
    let path = format!("{REPORT}/declarations");
    let open = browser.get(&path).await;
    portal.world.report(NUMBER).await;
    let late = send(&mut browser, &open, &path, &[("handed_over_on", DAY), ("remarks", "Long remarks")]).await;
    assert_eq!(late.status, 412, "{}", late.text());
}

#[tokio::test]
async fn another_submission_is_not_reopened_unseen() {
    let portal = PortalWorld::new().await;
    portal.world.ready(NUMBER).await;
    let mut browser = portal.admin("P-1").await;
    let (one, two) = (browser.get(RECEIPT).await, browser.get(RECEIPT).await);
    let reopen = format!("{RECEIPT}/reopen");
    assert_eq!(send(&mut browser, &one, &reopen, &[]).await.status, 303);
    portal.world.report(NUMBER).await;
    assert_eq!(send(&mut browser, &two, &reopen, &[]).await.status, 412);
}

#[tokio::test]
async fn with_the_most_files_one_is_deleted_before_another_is_uploaded() {
    let portal = reserved().await;
    for no in 0..20 {
        portal.world.announce(NUMBER, &format!("plan-{no}.pdf"), PDF).await;
    }
    let page = portal.admin("P-1").await.get(FILES).await;
    assert!(page.text().contains("The most files are announced."), "{}", page.text());
    assert!(page.html.contains("/delete\"") && !page.html.contains("id=\"upload\""));
}

#[tokio::test]
async fn ready_vouchers_are_redeemed_after_a_confirmation_and_the_others_say_what_they_lack() {
    let portal = PortalWorld::new().await;
    portal.world.ready(NUMBER).await;
    portal.world.assign(OTHER).await;
    portal.world.reserve(OTHER).await;
    let mut browser = portal.admin("P-1").await;
    let list = browser.get("/redeem").await;
    assert!(list.html.contains(&format!("name=\"voucher\" value=\"{NUMBER}\"")), "{}", list.html);
    assert!(list.text().contains("No deliverable is uploaded") && list.text().contains("report is not submitted"));
    let none = send(&mut browser, &list, "/redeem/confirm", &[]).await;
    assert_eq!(none.status, 422);
    assert!(none.text().contains("Select at least one voucher"));
    let selected = [("voucher", NUMBER), ("voucher", OTHER)];
    let confirm = send(&mut browser, &list, "/redeem/confirm", &selected).await;
    assert_eq!((confirm.status, confirm.h1().as_str()), (200, "Confirm the redemption"));
    for shown in ["One voucher that you selected is left out", "Expected in total", "Yes, redeem 1 voucher"] {
        assert!(confirm.text().contains(shown), "{shown}: {}", confirm.text());
    }
    assert!(confirm.html.contains(&format!("href=\"/vouchers/{OTHER}/report\"")), "{}", confirm.html);
    assert_eq!(confirm.html.matches("type=\"hidden\" name=\"voucher\"").count(), 1);
    let result = send(&mut browser, &confirm, "/redeem/result", &[("voucher", NUMBER)]).await;
    assert_eq!((result.status, result.h1().as_str()), (200, "1 voucher is redeemed"));
    let again = send(&mut browser, &confirm, "/redeem/result", &[("voucher", NUMBER)]).await;
    assert_eq!(again.text(), result.text(), "a reload shows the same result");
    assert!(result.text().contains("RD-") && result.html.contains("href=\"/vouchers?status=redeemed\""));
    let later = result.html.split("href=\"/redemptions/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let later = browser.get(&format!("/redemptions/{later}")).await;
    assert_eq!((later.status, later.h1().as_str()), (200, "1 voucher is redeemed"));
    for shown in [NUMBER, "RD-", "22 Nov 2026", "to submit by 21 Jan 2027"] {
        assert!(later.text().contains(shown), "{shown}: {}", later.text());
    }
    assert!(later.html.contains(&format!("href=\"/claims/CL-{NUMBER}\"")), "{}", later.html);
    assert_eq!(browser.get("/redemptions/RD-NONE").await.status, 404);
    let late = browser.get("/redeem").await;
    let late = send(&mut browser, &late, "/redeem/result", &[("voucher", NUMBER), ("key", "another")]).await;
    assert_eq!(late.h1(), "No voucher was redeemed");
    let empty = browser.get("/redeem").await;
    assert!(empty.text().contains("No voucher is ready yet."), "{}", empty.text());
    let path = format!("/vouchers/{NUMBER}");
    let stored = portal.world.as_admin("P-1", Function::Overview, "GET", &path, &Value::Null).await.expect(200);
    assert_eq!(stored["status"], "redeemed");
}

#[tokio::test]
async fn every_page_of_a_delivery_is_in_the_readers_language() {
    let portal = PortalWorld::new().await;
    portal.world.ready(NUMBER).await;
    portal.world.assign(OTHER).await;
    portal.world.reserve(OTHER).await;
    let mut browser = portal.browser("zh-TW");
    browser.sign_in("U-1", Some("P-1"), &["mpn_admin"], "/").await;
    let steps = ["delivery", "days", "outcome", "declarations", "check"];
    let steps = steps.map(|step| format!("/vouchers/{OTHER}/report/{step}"));
    for path in [FILES, RECEIPT, "/redeem"].into_iter().map(str::to_owned).chain(steps) {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.h1().is_ascii(), "{path}: {}", page.h1());
    }
}

/// What the voucher was redeemed with stays, also while the report is corrected (PROGRAM.md 9.4).
#[tokio::test]
async fn a_file_that_the_voucher_was_redeemed_with_cannot_be_deleted() {
    let portal = PortalWorld::new().await;
    portal.world.register_payee("P-1", "DDPS", &["L-1"]).await;
    portal.world.ready(NUMBER).await;
    let before = portal.admin("P-1").await.get(FILES).await;
    portal.world.redeem(&[NUMBER]).await;
    portal.world.run_outbox().await;
    portal.world.deliver_claims().await;
    portal.world.send_back(NUMBER).await;
    let path = format!("{REPORT}/reopen");
    portal.world.as_admin("P-1", Function::Completion, "POST", &path, &Value::Null).await.expect(200);
    let files = portal.admin("P-1").await.get(FILES).await;
    assert!(files.html.contains("id=\"upload\"") && files.html.contains("file-row"), "{}", files.html);
    assert!(!files.html.contains("/delete\""), "{}", files.html);
    assert!(before.html.contains("file-row"), "{}", before.html);
}
