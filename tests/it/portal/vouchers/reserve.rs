//! Reserving a voucher, step by step.

use domain::Language;
use serde_json::json;
use tests::{Browser, Visited, texts};

use super::{EMAIL, NUMBER, PAGE, RESERVE, assigned, read, send, validate};

/// Goes through the steps up to the check page.
async fn to_check(browser: &mut Browser<'_>, start: &str, end: &str) -> Visited {
    let page = validate(browser, &[("voucher_number", NUMBER), ("admin_email", EMAIL)]).await;
    let page = send(browser, &page, RESERVE, &[("go", "location")]).await;
    let page = send(browser, &page, RESERVE, &[("go", "next"), ("location_id", "L-1")]).await;
    let page = send(browser, &page, RESERVE, &[("go", "next"), ("engagement_type", "DDPS-WINOFFICE")]).await;
    let dates = [("go", "next"), ("start_date", start), ("end_date", end)];
    let page = send(browser, &page, RESERVE, &dates).await;
    assert_eq!(page.h1(), "Name the lead consultant", "{}", page.text());
    let people = [
        ("go", "next"),
        ("lead_consultant", "U-7"),
        ("attendees", "ann@contoso.example\r\nbob@contoso.example"),
        ("accept_terms", "yes"),
    ];
    let page = send(browser, &page, RESERVE, &people).await;
    assert_eq!(page.h1(), "Check and reserve", "{}", page.text());
    page
}

#[tokio::test]
async fn a_voucher_is_reserved_step_by_step_and_a_second_sending_changes_nothing() {
    let portal = assigned().await;
    let mut browser = portal.admin("P-1").await;
    let check = to_check(&mut browser, "2026-11-23", "2026-11-27").await;
    let text = check.text();
    for shown in
        ["23 Nov 2026 to 27 Nov 2026", "Windows and Office Deployment Planning", "Chiu Yi (U-7)", "ann@contoso.example"]
    {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    let done = send(&mut browser, &check, RESERVE, &[("go", "reserve")]).await;
    assert_eq!((done.status, done.location()), (303, "/vouchers/SA-7KQ2-M9XD-3FHT?done=reserved"));
    let again = send(&mut browser, &check, RESERVE, &[("go", "reserve")]).await;
    assert_eq!((again.status, again.location()), (303, done.location()));
    let page = browser.get(done.location()).await;
    assert!(page.text().contains("The voucher is reserved"), "{}", page.text());
    let stored = read(&portal).await;
    assert_eq!((&stored["status"], &stored["rev"]), (&json!("reserved"), &json!(2)));
    assert_eq!(stored["reservation"]["attendees"], json!(["ann@contoso.example", "bob@contoso.example"]));
}

#[tokio::test]
async fn each_step_says_what_it_lacks_and_suggests_the_last_day() {
    let portal = assigned().await;
    let mut browser = portal.admin("P-1").await;
    let page = validate(&mut browser, &[("voucher_number", NUMBER), ("admin_email", EMAIL)]).await;
    let page = send(&mut browser, &page, RESERVE, &[("go", "location")]).await;
    let page = send(&mut browser, &page, RESERVE, &[("go", "next")]).await;
    assert!(page.text().contains("There is a problem Choose a location"), "{}", page.text());
    let page = send(&mut browser, &page, RESERVE, &[("go", "next"), ("location_id", "L-1")]).await;
    let page = send(&mut browser, &page, RESERVE, &[("go", "next")]).await;
    assert!(page.text().contains("There is a problem Choose an engagement type"), "{}", page.text());
    let page = send(&mut browser, &page, RESERVE, &[("go", "next"), ("engagement_type", "DDPS-WINOFFICE")]).await;
    let past =
        send(&mut browser, &page, RESERVE, &[("go", "next"), ("start_date", "2026-11-21"), ("end_date", "x")]).await;
    let text = past.text();
    assert!(text.contains("The first day cannot be before") && text.contains("Enter a day such as"), "{text}");
    assert_eq!(past.value("start_date"), "2026-11-21");
    let suggested = send(&mut browser, &past, RESERVE, &[("go", "next"), ("start_date", "2026-11-26")]).await;
    assert!(suggested.text().contains("It is suggested from 5 working days"), "{}", suggested.text());
    assert_eq!(suggested.value("end_date"), "2026-12-02");
    let dates = [("go", "next"), ("start_date", "2026-11-26"), ("end_date", "2026-12-02")];
    let page = send(&mut browser, &suggested, RESERVE, &dates).await;
    let people = [("go", "next"), ("attendees", "ann@contoso.example, bob")];
    let wrong = send(&mut browser, &page, RESERVE, &people).await;
    let text = wrong.text();
    for said in ["Choose the lead consultant", "Not an e-mail address: bob", "Accept the terms"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let back = send(&mut browser, &wrong, RESERVE, &[("go", "dates"), ("attendees", "ann@contoso.example")]).await;
    assert_eq!((back.h1().as_str(), back.value("end_date").as_str()), ("Enter the dates", "2026-12-02"));
}

#[tokio::test]
async fn a_refusal_is_linked_to_its_step_and_the_voucher_stays() {
    let portal = assigned().await;
    portal.world.clock.set("2026-11-22T23:50:00Z");
    let mut browser = portal.admin("P-1").await;
    let check = to_check(&mut browser, "2026-11-22", "2026-11-27").await;
    portal.world.clock.set("2026-11-23T00:05:00Z");
    let refused = send(&mut browser, &check, RESERVE, &[("go", "reserve")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.html.contains("name=\"go\" value=\"dates\""), "{}", refused.html);
    assert!(refused.text().contains("Correct this step: Dates"), "{}", refused.text());
    assert_ne!(refused.value("key"), check.value("key"));
    let dates = send(&mut browser, &refused, RESERVE, &[("go", "dates")]).await;
    assert_eq!(dates.h1(), "Enter the dates");
    let fixed = [("go", "next"), ("start_date", "2026-11-23"), ("end_date", "2026-11-27")];
    let check = send(&mut browser, &dates, RESERVE, &fixed).await;
    assert_eq!(check.h1(), "Check and reserve");
    let done = send(&mut browser, &check, RESERVE, &[("go", "reserve")]).await;
    assert_eq!(done.status, 303);
}

/// The page of the people and the terms.
async fn people(browser: &mut Browser<'_>) -> Visited {
    let check = to_check(browser, "2026-11-23", "2026-11-27").await;
    send(browser, &check, RESERVE, &[("go", "people")]).await
}

#[tokio::test]
async fn the_terms_are_read_in_the_readers_language_and_recorded_as_shown() {
    let portal = assigned().await;
    let terms = texts().1;
    let mut browser = portal.admin("P-1").await;
    let page = people(&mut browser).await;
    assert!(page.html.contains("<h2>Terms of Reserving a Voucher</h2>"), "{}", page.html);
    assert!(page.text().contains("The English text prevails."), "{}", page.text());
    assert_eq!(page.value("terms_sha256"), terms.sha256(Language::English).as_str());
    let people = [("go", "next"), ("lead_consultant", "U-7"), ("accept_terms", "yes")];
    let check = send(&mut browser, &page, RESERVE, &people).await;
    send(&mut browser, &check, RESERVE, &[("go", "reserve")]).await;
    portal.world.run_outbox().await;
    let stored = read(&portal).await;
    let accepted = json!({"version": "2019-01", "language": "en", "sha256": terms.sha256(Language::English)});
    assert_eq!(stored["history"][1]["terms"], accepted);
    let page = browser.get(PAGE).await;
    assert!(page.text().contains("Terms accepted: version 2019-01, English"), "{}", page.text());
    assert!(page.text().contains("By U-1 Chen"), "the person is named: {}", page.text());
}

/// A page from before a new version: what it shows is no longer in force.
#[tokio::test]
async fn terms_that_are_no_longer_in_force_are_accepted_anew() {
    let portal = assigned().await;
    let mut browser = portal.admin("P-1").await;
    let page = people(&mut browser).await;
    let old = "0".repeat(64);
    let fields = [("csrf", page.value("csrf")), ("state", page.value("state")), ("step", "people".to_owned())];
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str()));
    let people = [("go", "next"), ("lead_consultant", "U-7"), ("accept_terms", "yes"), ("terms_version", "2019-01")];
    let all: Vec<(&str, &str)> = fields.chain(people).chain([("terms_sha256", old.as_str())]).collect();
    let check = browser.post(RESERVE, &all).await;
    let said = "The terms that you accepted are no longer those in force, which are 2019-01.";
    assert!(check.text().contains(said), "{}", check.text());
    assert!(check.html.contains("name=\"go\" value=\"people\""), "{}", check.html);
    let again = send(&mut browser, &check, RESERVE, &[("go", "people")]).await;
    assert!(!again.html.contains("value=\"yes\" checked"), "another text is not accepted: {}", again.html);
    let people = [("go", "next"), ("lead_consultant", "U-7"), ("accept_terms", "yes")];
    let check = send(&mut browser, &again, RESERVE, &people).await;
    assert!(!check.text().contains(said), "{}", check.text());
    assert_eq!(send(&mut browser, &check, RESERVE, &[("go", "reserve")]).await.status, 303);
}

#[tokio::test]
async fn a_state_counts_for_its_person_and_voucher_only() {
    let portal = assigned().await;
    portal.world.assign("SA-2WDP-8RKA-6TNE").await;
    let mut browser = portal.admin("P-1").await;
    let page = validate(&mut browser, &[("voucher_number", NUMBER), ("admin_email", EMAIL)]).await;
    let other = send(&mut browser, &page, "/vouchers/SA-2WDP-8RKA-6TNE/reserve", &[("go", "location")]).await;
    assert_eq!((other.status, other.location()), (303, "/vouchers/validate?number=SA-2WDP-8RKA-6TNE"));
    let mut eve = portal.signed_in("U-2", Some("P-1"), &["mpn_admin"]).await;
    let own = eve.get("/vouchers/validate").await.value("csrf");
    let stolen = eve.post(RESERVE, &[("csrf", &own), ("state", &page.value("state")), ("go", "location")]).await;
    assert_eq!((stolen.status, stolen.location()), (303, "/vouchers/validate?number=SA-7KQ2-M9XD-3FHT"));
    let opened = eve.get(RESERVE).await;
    assert_eq!(opened.location(), stolen.location());
    assert_eq!(eve.get(opened.location()).await.value("voucher_number"), NUMBER);
}
