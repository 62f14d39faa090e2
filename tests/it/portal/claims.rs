//! The pages for payment requests: one request, submitting, disputing; modules for the other pages.

mod act;
mod invoice;
mod list;
mod many;
mod payees;
mod statement;

use serde_json::json;
use tests::{Browser, PortalWorld, Visited};

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";
const PAGE: &str = "/claims/CL-SA-7KQ2-M9XD-3FHT";

/// A world with a draft of `P-1`.
async fn drafted() -> PortalWorld {
    let portal = PortalWorld::new().await;
    portal.world.draft(NUMBER).await;
    portal
}

/// The same, with a bank profile for every location.
async fn payable() -> PortalWorld {
    let portal = drafted().await;
    portal.world.register_payee("P-1", "DDPS", &["L-1", "L-2", "L-3"]).await;
    portal
}

/// The person that submits, in English.
async fn claimant(portal: &PortalWorld) -> Browser<'_> {
    portal.signed_in("U-5", Some("P-1"), &["incentives"]).await
}

/// A global administrator of `P-1`.
async fn global_admin(portal: &PortalWorld) -> Browser<'_> {
    portal.signed_in("U-2", Some("P-1"), &["global_admin"]).await
}

/// The same page in Chinese; no text is missing on it.
async fn in_chinese(portal: &PortalWorld, path: &str) -> Visited {
    let mut browser = portal.browser("zh-TW");
    browser.sign_in("U-5", Some("P-1"), &["incentives"], "/").await;
    let page = browser.get(path).await;
    assert_texts(&page);
    page
}

/// No text is shown by its id.
fn assert_texts(page: &Visited) {
    let text = page.text();
    let is_id = |word: &&str| {
        let begins = [
            "claim-",
            "claims-",
            "comment-",
            "comments-",
            "invoice-",
            "files-",
            "submit-",
            "many-",
            "payee-",
            "payees-",
            "reinstate-",
            "statement-",
            "withdraw-",
        ];
        begins.iter().any(|begin| word.starts_with(begin)) && !word.contains('@')
    };
    assert_eq!(text.split_whitespace().find(is_id), None, "{text}");
}

/// Sends the form of a page: its hidden fields and these.
async fn send(browser: &mut Browser<'_>, page: &Visited, path: &str, fields: &[(&str, &str)]) -> Visited {
    let names = ["csrf", "key", "etag", "state", "here", "answers", "invoice_number", "purchase_order", "comment"];
    let is_hidden = |name: &str| page.html.contains(&format!("type=\"hidden\" name=\"{name}\""));
    let hidden: Vec<(&str, String)> =
        names.into_iter().filter(|name| is_hidden(name)).map(|name| (name, page.value(name))).collect();
    let hidden = hidden.iter().map(|(name, value)| (*name, value.as_str()));
    let all: Vec<(&str, &str)> = hidden.chain(fields.iter().copied()).collect();
    browser.post(path, &all).await
}

/// Fills the form of one payment request in and continues to the check page.
async fn to_check(browser: &mut Browser<'_>, invoice: &str) -> Visited {
    let path = format!("{PAGE}/submit");
    let form = browser.get(&path).await;
    assert_eq!((form.status, form.h1().as_str()), (200, "Submit the payment request"), "{}", form.text());
    let check = send(browser, &form, &path, &[("invoice_number", invoice), ("go", "check")]).await;
    assert_eq!((check.status, check.h1().as_str()), (200, "Check and submit the payment request"), "{}", check.text());
    check
}

#[tokio::test]
async fn a_payment_request_shows_what_comes_next_its_amount_and_its_history() {
    let portal = payable().await;
    assert_eq!(portal.world.run_outbox().await, 0);
    let mut browser = claimant(&portal).await;
    let page = browser.get(PAGE).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Submit the payment request"));
    let text = page.text();
    for shown in ["USD 5,000.00 5 days, USD 1,000.00 a day", "21 Jan 2027", "Draft made", "Contoso Ltd", "60 days left"]
    {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    for action in ["submit", "withdraw"] {
        assert!(page.html.contains(&format!("href=\"{PAGE}/{action}\"")), "{action}");
    }
    assert!(page.html.contains(&format!("href=\"/vouchers/{NUMBER}\"")) && !page.html.contains("/dispute\""));
    assert_texts(&page);
    assert!(in_chinese(&portal, PAGE).await.text().contains("待請款"));
    let read = global_admin(&portal).await.get(PAGE).await;
    assert!(read.status == 200 && !read.html.contains(&format!("{PAGE}/submit")), "{}", read.text());
    let voucher = portal.admin("P-1").await.get(&format!("/vouchers/{NUMBER}")).await;
    assert!(voucher.html.contains(&format!("href=\"{PAGE}\"")), "{}", voucher.text());
}

#[tokio::test]
async fn the_history_says_that_the_payer_reported() {
    let portal = payable().await;
    let world = &portal.world;
    world.approve(NUMBER).await;
    world.pay("scheduled", NUMBER, "PAY-1", "2026-11-22T08:00:00Z").await;
    world.pay("sent", NUMBER, "PAY-1", "2026-11-22T09:00:00Z").await;
    assert_eq!(world.run_outbox().await, 0);
    let text = claimant(&portal).await.get(PAGE).await.text();
    assert_eq!(text.matches("Payment reported by the payer").count(), 2, "{text}");
    assert_eq!(text.matches("By the payer").count(), 2, "{text}");
}

#[tokio::test]
async fn another_company_sees_nothing_and_roles_decide_who_acts() {
    let portal = payable().await;
    let mut other = portal.signed_in("U-9", Some("P-2"), &["incentives", "mpn_admin"]).await;
    for page in ["", "/submit", "/withdraw", "/dispute"] {
        assert_eq!(other.get(&format!("{PAGE}{page}")).await.status, 404, "{page}");
    }
    assert!(!other.get("/claims").await.html.contains(NUMBER));
    let mut reader = global_admin(&portal).await;
    for page in ["/submit", "/withdraw", "/dispute"] {
        assert_eq!(reader.get(&format!("{PAGE}{page}")).await.status, 403, "{page}");
    }
    let list = reader.get("/claims").await;
    assert!(list.html.contains(NUMBER) && !list.html.contains("type=\"checkbox\" name=\"claim_id\""));
    let mut operations = portal.signed_in("OPS-1", None, &["operations"]).await;
    for page in ["/claims", PAGE, "/statement"] {
        assert_eq!(operations.get(page).await.status, 403, "{page}");
    }
    let nav = |page: &Visited| page.html.contains("<a href=\"/claims\" aria-current=\"page\">Payment requests</a>");
    assert!(nav(&list) && nav(&reader.get("/statement").await));
}

#[tokio::test]
async fn a_payment_request_is_saved_checked_and_submitted_once() {
    let portal = payable().await;
    let mut browser = claimant(&portal).await;
    let path = format!("{PAGE}/submit");
    let form = browser.get(&path).await;
    for shown in ["The program also needs the invoice as a file", "範例計畫營運股份有限公司", "Tax number: 00000000"]
    {
        assert!(form.text().contains(shown), "{shown}: {}", form.text());
    }
    let saved = send(&mut browser, &form, &path, &[("purchase_order", "PO-7"), ("go", "save")]).await;
    assert_eq!((saved.status, saved.location()), (303, format!("{PAGE}?done=saved").as_str()));
    let page = browser.get(saved.location()).await;
    assert!(page.text().contains("The draft is saved") && page.text().contains("PO-7"), "{}", page.text());
    let form = browser.get(&path).await;
    assert_eq!(form.value("purchase_order"), "PO-7");
    let typed = [("invoice_number", " INV-1 "), ("purchase_order", "PO-8"), ("go", "check")];
    let check = send(&mut browser, &form, &path, &typed).await;
    let text = check.text();
    assert!(text.contains("Invoice number INV-1") && text.contains("Purchase order PO-8"), "{text}");
    assert_texts(&check);
    let done = send(&mut browser, &check, &path, &[("go", "submit")]).await;
    assert_eq!((done.status, done.location()), (303, format!("{PAGE}?done=submitted").as_str()), "{}", done.text());
    let again = send(&mut browser, &check, &path, &[("go", "submit")]).await;
    assert_eq!((again.status, again.location()), (303, done.location()));
    let page = browser.get(done.location()).await;
    assert_eq!(page.h1(), "Wait for the review");
    assert!(page.text().contains("The payment request is submitted") && page.text().contains("PR-"), "{}", page.text());
    let stored = portal.world.shown_claim(NUMBER).await;
    assert_eq!((&stored["invoice_number"], &stored["purchase_order"]), (&json!("INV-1"), &json!("PO-8")));
    let closed = browser.get(&path).await;
    assert_eq!((closed.status, closed.location()), (303, PAGE));
}

#[tokio::test]
async fn a_refused_submission_is_said_at_its_field_and_nothing_typed_is_lost() {
    let portal = payable().await;
    portal.world.draft("SA-2WDP-8RKA-6TNE").await;
    portal.world.submit("SA-2WDP-8RKA-6TNE").await;
    let mut browser = claimant(&portal).await;
    let path = format!("{PAGE}/submit");
    let form = browser.get(&path).await;
    let missing = send(&mut browser, &form, &path, &[("purchase_order", "PO-1"), ("go", "check")]).await;
    assert_eq!(missing.status, 422);
    assert!(missing.html.contains("href=\"#invoice_number\"") && missing.value("purchase_order") == "PO-1");
    let wrong = send(&mut browser, &missing, &path, &[("invoice_number", "發票"), ("go", "check")]).await;
    assert_eq!((wrong.status, wrong.value("invoice_number").as_str()), (422, "發票"));
    assert!(wrong.html.contains("id=\"invoice_number-error\""), "{}", wrong.html);
    let check = to_check(&mut browser, "INV-SA-2WDP-8RKA-6TNE").await;
    let used = send(&mut browser, &check, &path, &[("go", "submit")]).await;
    assert_eq!(used.status, 422);
    assert!(used.text().contains("was used for another payment request"), "{}", used.text());
    assert!(used.html.contains("href=\"#invoice_number\"") && used.value("key") != check.value("key"));
    assert_eq!(used.value("invoice_number"), "INV-SA-2WDP-8RKA-6TNE");
    let fixed = send(&mut browser, &used, &path, &[("invoice_number", "INV-2"), ("go", "check")]).await;
    let done = send(&mut browser, &fixed, &path, &[("go", "submit")]).await;
    assert_eq!(done.status, 303, "{}", done.text());
}

#[tokio::test]
async fn a_change_by_somebody_else_is_shown_beside_what_was_typed() {
    let portal = payable().await;
    let mut browser = claimant(&portal).await;
    let path = format!("{PAGE}/submit");
    let form = browser.get(&path).await;
    let draft = json!({"invoice_number": "INV-9"});
    portal.world.claimant("PUT", &format!("{PAGE}/draft"), &draft).await.expect(200);
    let changed = send(&mut browser, &form, &path, &[("invoice_number", "INV-1"), ("go", "check")]).await;
    assert_eq!((changed.status, changed.value("invoice_number").as_str()), (412, "INV-1"));
    assert!(changed.text().contains("Invoice number: Stored now: INV-9"), "{}", changed.text());
    let check = send(&mut browser, &changed, &path, &[("invoice_number", "INV-1"), ("go", "check")]).await;
    assert_eq!(check.h1(), "Check and submit the payment request");
    portal.world.claimant("PUT", &format!("{PAGE}/draft"), &draft).await.expect(200);
    let changed = send(&mut browser, &check, &path, &[("go", "submit")]).await;
    assert_eq!(changed.status, 412, "{}", changed.text());
    assert_eq!(portal.world.shown_claim(NUMBER).await["status"], "draft");
}

#[tokio::test]
async fn without_a_bank_profile_it_is_said_who_enters_it_and_only_the_draft_is_saved() {
    let portal = drafted().await;
    let mut browser = claimant(&portal).await;
    let list = browser.get("/claims").await;
    assert!(list.text().contains("Some payments wait for a bank profile"), "{}", list.text());
    assert!(!list.html.contains("name=\"claim_id\""));
    for path in [PAGE.to_owned(), format!("{PAGE}/submit")] {
        let page = browser.get(&path).await;
        assert!(page.text().contains("A global administrator must register it first."), "{}", page.text());
        assert!(page.html.contains("href=\"/company/payees/DDPS\""), "{}", page.html);
        assert_texts(&page);
        in_chinese(&portal, &path).await;
    }
    let path = format!("{PAGE}/submit");
    let form = browser.get(&path).await;
    assert!(!form.html.contains("value=\"check\""));
    let saved = send(&mut browser, &form, &path, &[("invoice_number", "INV-1"), ("go", "check")]).await;
    assert_eq!((saved.status, saved.location()), (303, path.as_str()));
    assert_eq!(browser.get(&path).await.value("invoice_number"), "INV-1");
    let (csrf, etag) = (form.value("csrf"), form.value("etag"));
    let typed = [("csrf", csrf.as_str()), ("key", "K-1"), ("etag", &etag), ("invoice_number", "X"), ("go", "submit")];
    let refused = browser.post(&path, &typed).await;
    assert_eq!((refused.status, refused.value("invoice_number").as_str()), (412, "X"));
}

#[tokio::test]
async fn what_was_sent_back_has_its_comment_where_it_is_corrected() {
    let portal = payable().await;
    portal.world.submit(NUMBER).await;
    portal.world.operate(NUMBER, "review").await;
    let comment = json!({"comment": "The invoice names another company."});
    portal.world.reviewer("POST", &format!("{PAGE}/request-changes"), &comment).await.expect(200);
    let mut browser = claimant(&portal).await;
    let page = browser.get(PAGE).await;
    assert_eq!(page.h1(), "Correct it and submit it again");
    let form = browser.get(&format!("{PAGE}/submit")).await;
    for page in [&page, &form] {
        assert!(page.text().contains("Comment of the program The invoice names another company."), "{}", page.text());
    }
    assert_eq!(form.value("invoice_number"), format!("INV-{NUMBER}"));
    let path = format!("{PAGE}/submit");
    let silent = send(&mut browser, &form, &path, &[("invoice_number", "INV-NEW"), ("go", "check")]).await;
    assert_eq!(silent.status, 422);
    assert!(silent.html.contains("href=\"#comment\"") && silent.value("invoice_number") == "INV-NEW");
    let typed = [("invoice_number", "INV-NEW"), ("comment", "The right company now."), ("go", "check")];
    let check = send(&mut browser, &silent, &path, &typed).await;
    assert!(check.text().contains("Your answer to the program The right company now."), "{}", check.text());
    let edited = send(&mut browser, &check, &path, &[("go", "edit")]).await;
    assert!(edited.text().contains("The right company now."), "{}", edited.text());
    let done = send(&mut browser, &check, &path, &[("go", "submit")]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(portal.world.shown_claim(NUMBER).await["status"], "submitted");
    assert_eq!(portal.world.run_outbox().await, 0);
    let page = browser.get(PAGE).await;
    let said = "The program The invoice names another company.";
    assert!(page.text().contains(said) && page.text().contains("Your company The right company now."));
}

/// Where report and files are corrected: the pages are those of a partner administrator.
#[tokio::test]
async fn what_was_sent_back_leads_to_report_and_files() {
    let portal = payable().await;
    portal.world.send_back(NUMBER).await;
    let page = claimant(&portal).await.get(PAGE).await;
    assert!(page.text().contains("a partner administrator of your company does it"), "{}", page.text());
    let mut admin = portal.admin("P-1").await;
    let page = admin.get(PAGE).await;
    for path in ["receipt", "files"] {
        assert!(page.html.contains(&format!("href=\"/vouchers/{NUMBER}/{path}\"")), "{path}: {}", page.html);
    }
    let files = admin.get(&format!("/vouchers/{NUMBER}/files")).await;
    assert!(files.html.contains("id=\"upload\""), "{}", files.text());
    assert_texts(&page);
}

#[tokio::test]
async fn a_comment_is_sent_from_the_page_and_shown_there_at_once() {
    let portal = payable().await;
    let mut browser = claimant(&portal).await;
    let page = browser.get(PAGE).await;
    let path = format!("{PAGE}/comments");
    let blank = send(&mut browser, &page, &path, &[("text", " ")]).await;
    assert_eq!((blank.status, blank.h1()), (422, page.h1()));
    assert!(blank.html.contains("href=\"#text\"") && blank.value("key") != page.value("key"));
    assert_texts(&blank);
    let long = "x".repeat(2_001);
    let refused = send(&mut browser, &blank, &path, &[("text", &long)]).await;
    assert!(refused.status == 422 && refused.html.contains(&long), "{}", refused.text());
    let done = send(&mut browser, &refused, &path, &[("text", "The invoice follows.")]).await;
    assert_eq!((done.status, done.location()), (303, format!("{PAGE}?done=commented").as_str()), "{}", done.text());
    let again = send(&mut browser, &refused, &path, &[("text", "The invoice follows.")]).await;
    assert_eq!((again.status, again.location()), (303, done.location()));
    let page = browser.get(done.location()).await;
    assert!(page.text().contains("Your comment is sent"), "{}", page.text());
    assert!(page.text().contains("Your company The invoice follows."), "{}", page.text());
    in_chinese(&portal, PAGE).await;
    let read = global_admin(&portal).await.get(PAGE).await;
    assert!(read.text().contains("The invoice follows.") && !read.html.contains("/comments\""), "{}", read.text());
}

#[tokio::test]
async fn a_payment_is_disputed_and_the_list_finds_it() {
    let portal = payable().await;
    portal.world.approve(NUMBER).await;
    portal.world.pay("sent", NUMBER, "PAY-1", "2026-11-22T09:05:00Z").await;
    let mut browser = claimant(&portal).await;
    let paid = browser.get(PAGE).await;
    assert_eq!(paid.h1(), "Nothing to do: it is paid");
    assert!(paid.text().contains("PAY-1 Sent 22 Nov 2026, 09:05 UTC"), "{}", paid.text());
    let path = format!("{PAGE}/dispute");
    let form = browser.get(&path).await;
    assert_texts(&form);
    in_chinese(&portal, &path).await;
    let blank = send(&mut browser, &form, &path, &[("comment", " ")]).await;
    assert_eq!(blank.status, 422);
    assert!(blank.html.contains("href=\"#comment\"") && blank.value("key") != form.value("key"));
    let done = send(&mut browser, &blank, &path, &[("comment", "USD 500 are missing.")]).await;
    assert_eq!((done.status, done.location()), (303, format!("{PAGE}?done=disputed").as_str()), "{}", done.text());
    let page = browser.get(done.location()).await;
    assert_eq!(page.h1(), "Wait for the answer to your dispute");
    assert!(page.text().contains("Your dispute USD 500 are missing."), "{}", page.text());
    assert!(browser.get("/claims?disputed=true").await.html.contains(NUMBER));
    assert_eq!(browser.get(&path).await.location(), PAGE);
    let again = send(&mut browser, &blank, &path, &[("comment", "USD 500 are missing.")]).await;
    assert_eq!((again.status, again.location()), (303, done.location()));
    let csrf = form.value("csrf");
    let stale = [("csrf", csrf.as_str()), ("key", "K-3"), ("etag", "\"1\""), ("comment", "More is missing.")];
    let changed = browser.post(&path, &stale).await;
    assert_eq!(changed.status, 412);
    assert!(changed.text().contains("Stored now: USD 500 are missing."), "{}", changed.text());
    assert!(changed.text().contains("A dispute is open already. Another text replaces it."), "{}", changed.text());
}

#[tokio::test]
async fn an_act_that_is_refused_says_why() {
    let portal = payable().await;
    let mut browser = claimant(&portal).await;
    let path = format!("{PAGE}/withdraw");
    let form = browser.get(&path).await;
    portal.world.approve(NUMBER).await;
    let csrf = form.value("csrf");
    let refused = browser.post(&path, &[("csrf", &csrf), ("key", "K-1")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("is approved, so this is not possible any more"), "{}", refused.text());
    let refused = browser.post(&format!("{PAGE}/dispute"), &[("csrf", &csrf), ("key", "K-2"), ("comment", "x")]).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(portal.world.shown_claim(NUMBER).await["status"], "approved");
}
