//! The vouchers pages: each follows the functions' answers, and every form keeps what was typed.

mod reserve;

use serde_json::{Value, json};
use testkit::sample;
use tests::{Browser, Function, PortalWorld, Visited};

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";
const EMAIL: &str = "lin.mei@contoso.example";
const PAGE: &str = "/vouchers/SA-7KQ2-M9XD-3FHT";
const RESERVE: &str = "/vouchers/SA-7KQ2-M9XD-3FHT/reserve";
const MAIL: &str = include_str!("../../../events/assignment/mail-en.eml");

async fn assigned() -> PortalWorld {
    let portal = PortalWorld::new().await;
    portal.world.assign(NUMBER).await;
    portal
}

async fn reserved() -> PortalWorld {
    let portal = assigned().await;
    portal.world.reserve(NUMBER).await;
    portal
}

/// Sends a form of the page that is shown: its hidden fields and these.
async fn send(browser: &mut Browser<'_>, page: &Visited, path: &str, fields: &[(&str, &str)]) -> Visited {
    let hidden = ["csrf", "key", "etag", "before", "state", "step", "terms_version", "terms_sha256"];
    let present = hidden.into_iter().filter(|name| page.html.contains(&format!("type=\"hidden\" name=\"{name}\"")));
    let hidden: Vec<(&str, String)> = present.map(|name| (name, page.value(name))).collect();
    let hidden = hidden.iter().map(|(name, value)| (*name, value.as_str()));
    let all: Vec<(&str, &str)> = hidden.chain(fields.iter().copied()).collect();
    browser.post(path, &all).await
}

async fn validate(browser: &mut Browser<'_>, fields: &[(&str, &str)]) -> Visited {
    let form = browser.get("/vouchers/validate").await;
    send(browser, &form, "/vouchers/validate", fields).await
}

/// The voucher as its holder reads it.
async fn read(portal: &PortalWorld) -> Value {
    let path = format!("/vouchers/{NUMBER}");
    portal.world.as_admin("P-1", Function::Overview, "GET", &path, &Value::Null).await.expect(200)
}

#[tokio::test]
async fn a_voucher_is_validated_with_number_and_address_or_with_the_pasted_mail() {
    let portal = assigned().await;
    let mut browser = portal.admin("P-1").await;
    let valid = validate(&mut browser, &[("voucher_number", " sa-7kq2 -m9xd-3fht "), ("admin_email", EMAIL)]).await;
    assert_eq!((valid.status, valid.h1().as_str()), (200, "You can reserve this voucher"));
    let text = valid.text();
    for shown in ["Contoso Ltd", "Taiwan", "Desktop Deployment Planning Services (DDPS)", "5 days", "left)"] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    let mail = MAIL.replace("SA-MAIL-EN01-0001", NUMBER);
    let pasted = validate(&mut browser, &[("mail", &mail)]).await;
    assert_eq!(pasted.h1(), "You can reserve this voucher");
    assert!(!pasted.html.contains(EMAIL), "the address is sealed");
}

#[tokio::test]
async fn what_validation_lacks_is_said_at_its_field_and_nothing_typed_is_lost() {
    let portal = assigned().await;
    let mut browser = portal.admin("P-1").await;
    let missing = validate(&mut browser, &[]).await;
    assert!(
        missing.text().contains("There is a problem Enter the voucher number, or paste the e-mail Enter the e-mail")
    );
    assert!(missing.html.contains("<title>Error: "), "{}", missing.html);
    let wrong = validate(&mut browser, &[("voucher_number", "SA?"), ("admin_email", "lin.mei")]).await;
    assert_eq!((wrong.value("voucher_number").as_str(), wrong.value("admin_email").as_str()), ("SA?", "lin.mei"));
    assert!(wrong.html.contains("href=\"#voucher_number\"") && wrong.html.contains("href=\"#admin_email\""));
    let prose = validate(&mut browser, &[("mail", "Please validate our voucher.")]).await;
    assert!(prose.text().contains("The voucher number was not found in the pasted text"), "{}", prose.text());
    for pair in [
        [("voucher_number", NUMBER), ("admin_email", "eve@contoso.example")],
        [("voucher_number", "SA-0000-0000-0000"), ("admin_email", EMAIL)],
    ] {
        let mismatch = validate(&mut browser, &pair).await;
        assert!(mismatch.text().contains("There is no voucher with this number and this e-mail address."));
    }
}

#[tokio::test]
async fn a_voucher_that_the_company_cannot_reserve_has_its_reasons_and_no_button() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-2").await;
    let taken = validate(&mut browser, &[("voucher_number", NUMBER), ("admin_email", EMAIL)]).await;
    assert_eq!(taken.h1(), "You cannot reserve this voucher");
    assert!(taken.text().contains("already reserved"), "{}", taken.text());
    assert!(!taken.html.contains(&format!("action=\"{RESERVE}\"")));
}

#[tokio::test]
async fn a_voucher_names_its_lead_consultant_and_an_unknown_one_has_the_id() {
    let portal = reserved().await;
    let named = portal.admin("P-1").await.get(PAGE).await;
    assert!(named.text().contains("Lead consultant Chiu Yi (U-7)"), "{}", named.text());
    let path = "/companies/P-1/evidence";
    let held = portal.world.as_operations(Function::Enrollment, "GET", path, &Value::Null).await.expect(200);
    for exam in held["items"].as_array().unwrap().iter().filter(|held| held["kind"] == "consultant_exam") {
        let path = format!("{path}/{}", exam["evidence_id"].as_str().unwrap());
        portal.world.as_operations(Function::Enrollment, "DELETE", &path, &Value::Null).await.expect(204);
    }
    let unknown = portal.admin("P-1").await.get(PAGE).await;
    assert!(unknown.text().contains("Lead consultant U-7"), "{}", unknown.text());
}

#[tokio::test]
async fn the_list_has_tabs_filters_as_chips_and_says_what_to_do_when_it_is_empty() {
    let portal = assigned().await;
    let mut browser = portal.admin("P-1").await;
    let empty = browser.get("/vouchers").await;
    assert!(empty.text().contains("A voucher appears once you reserve it."), "{}", empty.text());
    portal.world.reserve(NUMBER).await;
    let list = browser.get("/vouchers").await;
    assert!(list.html.contains(&format!("href=\"{PAGE}\"")), "{}", list.html);
    assert!(list.text().contains("Windows and Office Deployment Planning DDPS, 5 days"), "{}", list.text());
    let filtered = browser.get("/vouchers?program=DDPS&country=TW&expiring_before=2026-12-01").await;
    let text = filtered.text();
    assert!(text.contains("Program: Desktop Deployment Planning Services"), "{text}");
    assert!(text.contains("Expiring before 1 Dec 2026") && text.contains("No voucher matches the filters."), "{text}");
    assert!(filtered.html.contains("href=\"/vouchers?status=reserved&#38;country=TW&#38;expiring_before=2026-12-01\""));
    let found = browser.get("/vouchers?q=contoso").await;
    assert!(found.text().contains("Search in all statuses") && found.html.contains(NUMBER));
    let wrong = browser.get("/vouchers?country=XX&expiring_before=soon").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.html.contains("href=\"#country\"") && wrong.value("expiring_before") == "soon", "{}", wrong.html);
    let outdated = browser.get("/vouchers?country=TW&cursor=x").await;
    assert_eq!((outdated.status, outdated.location()), (303, "/vouchers?country=TW"));
}

#[tokio::test]
async fn a_long_list_has_pages() {
    let portal = PortalWorld::new().await;
    for index in 0..26 {
        let number = format!("SA-0000-{index:04}");
        portal.world.assign(&number).await;
        portal.world.reserve(&number).await;
    }
    let mut browser = portal.admin("P-1").await;
    let first = browser.get("/vouchers").await;
    assert_eq!(first.html.matches("role=\"rowheader\"").count(), 25);
    let (_, next) =
        first.html.split_once("rel=\"next\"").map(|(before, _)| before.rsplit_once("href=\"").unwrap()).unwrap();
    let next = next.trim_end().trim_end_matches('"').replace("&#38;", "&");
    let second = browser.get(&next).await;
    assert_eq!(second.html.matches("role=\"rowheader\"").count(), 1);
    assert!(second.text().contains("First page") && !second.html.contains("rel=\"next\""));
}

#[tokio::test]
async fn the_list_is_exported_with_its_filters_as_the_function_answers_it() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    let file = browser.get("/vouchers/export?status=reserved&format=csv&country=TW").await;
    assert_eq!((file.status, file.header("content-type")), (200, Some("text/csv; charset=utf-8")));
    assert!(file.header("content-disposition").unwrap().starts_with("attachment; filename=\"vouchers-"));
    assert!(file.html.contains(NUMBER));
    let none = browser.get("/vouchers/export?status=redeemed&format=csv").await;
    assert!(!none.html.contains(NUMBER));
    let workbook = browser.get("/vouchers/export?format=xlsx").await;
    assert!(workbook.header("content-type").unwrap().contains("spreadsheetml"));
    let mut reader = portal.signed_in("U-5", Some("P-1"), &["incentives"]).await;
    assert_eq!(reader.get("/vouchers/export?format=csv").await.status, 403);
    assert!(!reader.get("/vouchers").await.html.contains("/vouchers/export"));
}

#[tokio::test]
async fn a_voucher_says_what_comes_next_and_offers_what_its_reader_may_do() {
    let portal = reserved().await;
    assert_eq!(portal.world.run_outbox().await, 0);
    let mut browser = portal.admin("P-1").await;
    let page = browser.get(PAGE).await;
    assert_eq!(page.h1(), "Upload the files");
    let text = page.text();
    for shown in
        ["Lin Mei", EMAIL, "Voucher reserved", "No file yet", "Not written yet", "Cannot start yet", "22 Nov 2026"]
    {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    for action in ["change", "notify", "cancel"] {
        assert!(page.html.contains(&format!("href=\"{PAGE}/{action}\"")), "{action}");
    }
    let mut reader = portal.signed_in("U-5", Some("P-1"), &["incentives"]).await;
    let page = reader.get(PAGE).await;
    assert!(!page.html.contains(&format!("{PAGE}/change")) && !page.text().contains(EMAIL));
    let mut other = portal.admin("P-2").await;
    for page in ["", "/change", "/cancel", "/notify"] {
        assert_eq!(other.get(&format!("{PAGE}{page}")).await.status, 404, "{page}");
    }
}

#[tokio::test]
async fn a_voucher_leads_from_the_delivery_to_the_payment_request() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    portal.world.deliver(NUMBER).await;
    let page = browser.get(PAGE).await;
    assert_eq!(page.h1(), "Submit the completion report");
    assert!(page.text().contains("Files 1 file accepted Completed"), "{}", page.text());
    portal.world.report(NUMBER).await;
    assert_eq!(browser.get(PAGE).await.h1(), "Redeem the voucher");
    assert!(browser.get("/vouchers?can=redeem").await.text().contains("Ready to redeem"));
    portal.world.redeem(&[NUMBER]).await;
    let page = browser.get(PAGE).await;
    assert_eq!(page.h1(), "Wait for the payment request");
    assert!(!page.html.contains(&format!("{PAGE}/cancel")));
    assert!(browser.get("/vouchers?status=redeemed").await.html.contains(NUMBER));
    let form = browser.get(&format!("{PAGE}/cancel")).await;
    assert_eq!((form.status, form.location()), (303, PAGE));
}

#[tokio::test]
async fn the_history_says_what_an_amendment_changed() {
    let portal = reserved().await;
    let path = format!("/reservations/{NUMBER}");
    let body = json!({"end_date": "2026-11-27", "attendees": ["ann@contoso.example"]});
    portal.world.as_admin("P-1", Function::Reservation, "PATCH", &path, &body).await.expect(200);
    assert_eq!(portal.world.run_outbox().await, 0);
    let text = portal.admin("P-1").await.get(PAGE).await.text();
    for shown in [
        "Reservation changed Dates: 22 Nov 2026 → 22 Nov 2026 to 27 Nov 2026",
        "By U-1",
        "Voucher assigned to the customer 22 Nov 2026, 09:00 UTC By the licensing side",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

#[tokio::test]
async fn operations_read_any_voucher() {
    let portal = reserved().await;
    let mut operations = portal.signed_in("OP-1", None, &["operations"]).await;
    let page = operations.get(PAGE).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains(NUMBER) && !page.html.contains(&format!("{PAGE}/cancel")));
}

#[tokio::test]
async fn a_reservation_is_cancelled_with_a_reason() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    let path = format!("{PAGE}/cancel");
    let form = browser.get(&path).await;
    assert!(form.text().contains("can give it to any partner until 30 Apr 2027"), "{}", form.text());
    let missing = send(&mut browser, &form, &path, &[("note", "We tried")]).await;
    assert!(
        missing.text().contains("There is a problem Choose a reason") && missing.html.contains(">We tried</textarea>")
    );
    let reason = [("reason", "other_partner"), ("note", "We tried")];
    let done = send(&mut browser, &missing, &path, &reason).await;
    assert_eq!((done.status, done.location()), (303, "/vouchers?done=cancelled&number=SA-7KQ2-M9XD-3FHT"));
    let list = browser.get(done.location()).await;
    assert!(list.text().contains("The reservation of SA-7KQ2-M9XD-3FHT is cancelled"), "{}", list.text());
    assert_eq!(browser.get(PAGE).await.status, 404);
}

#[tokio::test]
async fn the_customer_is_sent_what_the_page_showed() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    let path = format!("{PAGE}/notify");
    let preview = browser.get(&path).await;
    for shown in ["Lin Mei", EMAIL, "22 Nov 2026", "None named"] {
        assert!(preview.text().contains(shown), "{shown}: {}", preview.text());
    }
    let done = send(&mut browser, &preview, &path, &[]).await;
    assert_eq!((done.status, done.location()), (303, "/vouchers/SA-7KQ2-M9XD-3FHT?done=notified"));
    assert_eq!(portal.world.run_outbox().await, 0);
    let preview = browser.get(&path).await;
    assert!(preview.text().contains("They are sent once more."), "{}", preview.text());
    let soon = send(&mut browser, &preview, &path, &[]).await;
    assert_eq!(soon.status, 422);
    assert!(soon.text().contains("There is a problem"), "{}", soon.text());
}

#[tokio::test]
async fn only_what_changed_is_sent_and_a_changed_voucher_is_not_overwritten() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    let path = format!("{PAGE}/change");
    let form = browser.get(&path).await;
    assert_eq!((form.value("start_date").as_str(), form.value("end_date").as_str()), ("2026-11-22", "2026-11-22"));
    let same = [
        ("start_date", "2026-11-22"),
        ("end_date", "2026-11-22"),
        ("location_id", "L-1"),
        ("engagement_type", "DDPS-WINOFFICE"),
        ("lead_consultant", "U-7"),
        ("attendees", ""),
    ];
    let nothing = send(&mut browser, &form, &path, &same).await;
    assert!(nothing.text().contains("Nothing is changed"), "{}", nothing.text());
    let with = |name: &'static str, value: &'static str| {
        same.iter().map(|field| if field.0 == name { (name, value) } else { *field }).collect::<Vec<_>>()
    };
    let late = send(&mut browser, &nothing, &path, &with("end_date", "2027-05-01")).await;
    assert!(late.html.contains("href=\"#end_date\"") && late.value("end_date") == "2027-05-01", "{}", late.html);
    let done = send(&mut browser, &late, &path, &with("end_date", "2026-11-27")).await;
    assert_eq!((done.status, done.location()), (303, "/vouchers/SA-7KQ2-M9XD-3FHT?done=changed"));
    assert_eq!(read(&portal).await["reservation"]["end_date"], "2026-11-27");
    let again = send(&mut browser, &late, &path, &with("end_date", "2026-11-27")).await;
    assert_eq!(again.location(), done.location(), "the form that is sent twice changes once: {}", again.text());
}

#[tokio::test]
async fn a_change_of_an_outdated_page_shows_what_is_stored_beside_what_was_typed() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    let path = format!("{PAGE}/change");
    let (first, second) = (browser.get(&path).await, browser.get(&path).await);
    let typed = |end, attendees| {
        [
            ("start_date", "2026-11-22"),
            ("end_date", end),
            ("location_id", "L-1"),
            ("engagement_type", "DDPS-WINOFFICE"),
            ("lead_consultant", "U-7"),
            ("attendees", attendees),
        ]
    };
    send(&mut browser, &first, &path, &typed("2026-11-27", "ann@contoso.example")).await;
    let stale = send(&mut browser, &second, &path, &typed("2026-11-30", "")).await;
    assert_eq!((stale.status, stale.value("end_date").as_str()), (412, "2026-11-30"));
    for shown in ["Somebody else changed this", "Last day: Stored now: 27 Nov 2026", "Stored now: ann@contoso.example"]
    {
        assert!(stale.text().contains(shown), "{shown}: {}", stale.text());
    }
    assert!(!stale.text().contains("First day: Stored now"), "what is the same is not named: {}", stale.text());
    assert_eq!(read(&portal).await["reservation"]["end_date"], "2026-11-27", "nothing is overwritten unseen");
    let done = send(&mut browser, &stale, &path, &typed("2026-11-30", "")).await;
    assert_eq!((done.status, done.location()), (303, "/vouchers/SA-7KQ2-M9XD-3FHT?done=changed"));
    let stored = read(&portal).await;
    assert_eq!(stored["reservation"]["end_date"], "2026-11-30");
    assert_eq!(stored["reservation"]["attendees"], json!([]), "what was seen and not taken over is replaced");
}

#[tokio::test]
async fn an_act_on_an_outdated_page_is_not_done_and_the_page_shows_the_voucher_as_it_is() {
    let portal = reserved().await;
    let mut browser = portal.admin("P-1").await;
    let reason: &[(&str, &str)] = &[("reason", "other_partner")];
    for (page, fields) in [("cancel", reason), ("notify", &[])] {
        let path = format!("{PAGE}/{page}");
        let outdated = browser.get(&path).await;
        portal.world.deliver(NUMBER).await;
        let end = if page == "cancel" { "2026-11-26" } else { "2026-11-27" };
        let change = json!({"end_date": end});
        let command = format!("/reservations/{NUMBER}");
        portal.world.as_admin("P-1", Function::Reservation, "PATCH", &command, &change).await.expect(200);
        let stale = send(&mut browser, &outdated, &path, fields).await;
        assert_eq!(stale.status, 412, "{page}");
        assert!(stale.text().contains("nothing was done"), "{page}: {}", stale.text());
        assert_eq!(read(&portal).await["reservation"]["end_date"], end, "{page}");
    }
    let stale = browser.get(&format!("{PAGE}/cancel")).await;
    assert_eq!(send(&mut browser, &stale, &format!("{PAGE}/cancel"), reason).await.status, 303);
}

#[tokio::test]
async fn a_location_that_the_directory_does_not_show_is_warned_of_after_the_change() {
    let portal = reserved().await;
    sample::put_location(&portal.world.database.table, sample::location("P-1", "L-9", "TW")).await;
    let mut browser = portal.admin("P-1").await;
    let path = format!("{PAGE}/change");
    let form = browser.get(&path).await;
    let typed = [
        ("start_date", "2026-11-22"),
        ("end_date", "2026-11-22"),
        ("location_id", "L-9"),
        ("engagement_type", "DDPS-WINOFFICE"),
        ("lead_consultant", "U-7"),
        ("attendees", ""),
    ];
    let done = send(&mut browser, &form, &path, &typed).await;
    let warning = "The location L-9 is not in your company's profile";
    assert!(browser.get(done.location()).await.text().contains(warning), "{}", done.location());
    for address in [format!("{PAGE}?done=changed"), format!("{PAGE}?warning=x")] {
        assert!(!browser.get(&address).await.text().contains(warning), "{address}");
    }
}

#[tokio::test]
async fn every_page_is_in_the_readers_language() {
    let portal = reserved().await;
    let mut browser = portal.browser("zh-TW");
    browser.sign_in("U-1", Some("P-1"), &["mpn_admin"], "/").await;
    let pages = ["/vouchers", "/vouchers/validate", PAGE];
    let own = ["change", "cancel", "notify"].map(|page| format!("{PAGE}/{page}"));
    for path in pages.into_iter().map(str::to_owned).chain(own) {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.html.contains("lang=\"zh-Hant-TW\""), "{path}");
        assert!(!page.h1().is_ascii(), "{path}: {}", page.h1());
    }
}
