//! The company pages: requirements, agreement, enrollments, locations, profile.

mod locations;
mod people;
mod profile;

use domain::Language;
use serde_json::json;
use tests::{Browser, Function, PortalWorld, Visited, texts};

/// Every company page that exists for the sample company `P-1`.
const PAGES: [&str; 9] = [
    "/company/requirements",
    "/company/requirements/DDPS",
    "/company/requirements/S-EDPS",
    "/company/agreement",
    "/company/enrollments/DDPS/enroll",
    "/company/enrollments/DDPS/withdraw",
    "/company/locations",
    "/company/locations/L-1",
    "/company/profile",
];

/// Sends the form of a page with fields added to its hidden ones.
async fn send(browser: &mut Browser<'_>, page: &Visited, path: &str, fields: &[(&str, &str)]) -> Visited {
    let hidden: Vec<(&str, String)> = ["csrf", "key", "etag", "version", "sha256", "location_id"]
        .into_iter()
        .filter(|name| page.html.contains(&format!("type=\"hidden\" name=\"{name}\"")))
        .map(|name| (name, page.value(name)))
        .collect();
    let hidden = hidden.iter().map(|(name, value)| (*name, value.as_str()));
    let all: Vec<(&str, &str)> = hidden.chain(fields.iter().copied()).collect();
    browser.post(path, &all).await
}

/// Opens a page and sends its form.
async fn submit(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Visited {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    send(browser, &page, path, fields).await
}

/// Follows a redirect.
async fn follow(browser: &mut Browser<'_>, reply: &Visited) -> Visited {
    let page = browser.get(reply.location()).await;
    assert_eq!(page.status, 200, "{}: {}", reply.location(), page.text());
    page
}

/// Records what makes a company eligible for DDPS.
async fn qualify(portal: &PortalWorld, company: &str) {
    let competency = json!({"kind": "competency", "name": "Windows and Devices", "level": "gold",
        "valid_from": "2026-01-01", "valid_until": "2027-12-31"});
    let training = json!({"kind": "compliance_training", "name": "Compliance", "person": "U-7",
        "valid_from": "2026-01-01"});
    let exam = json!({"kind": "consultant_exam", "name": "Windows and Devices", "person": "U-7",
        "valid_from": "2026-01-01"});
    for (id, evidence) in [("c", competency), ("t", training), ("e", exam)] {
        let path = format!("/companies/{company}/evidence/{id}");
        let reply = portal.world.as_operations(Function::Enrollment, "PUT", &path, &evidence).await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
}

async fn global_admin<'w>(portal: &'w PortalWorld, company: &str) -> Browser<'w> {
    portal.signed_in("U-2", Some(company), &["global_admin"]).await
}

/// The texts of the table's head.
fn columns(page: &Visited) -> Vec<String> {
    let head = page.html.split("<thead").nth(1).unwrap().split("</thead>").next().unwrap();
    let cells = head.split("scope=\"col\">").skip(1).map(|cell| cell.split('<').next().unwrap().to_owned());
    cells.collect()
}

/// The texts of the table's rows.
fn rows(page: &Visited) -> Vec<String> {
    let body = page.html.split("<tbody").nth(1).unwrap().split("</tbody>").next().unwrap();
    let text = |row: &str| Visited { html: row.to_owned(), ..page.clone() }.text();
    body.split("<tr").skip(1).map(|row| text(&format!("<tr{row}"))).collect()
}

#[tokio::test]
async fn the_requirements_are_a_table_of_program_eligibility_status_and_enrollment() {
    let portal = PortalWorld::new().await;
    let page = portal.admin("P-1").await.get("/company/requirements").await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Meet the requirements and enroll"));
    assert_eq!(columns(&page), ["Program", "Eligibility status", "Enrollment"]);
    let rows = rows(&page);
    assert_eq!(
        rows[0],
        "DDPS Desktop Deployment Planning Services Active 3 of 3 requirements met In force until 1 Jun 2027"
    );
    assert!(rows.iter().any(|row| row.ends_with("In progress 1 of 3 requirements met Not enrolled")), "{rows:?}");
    assert!(page.html.contains("href=\"/company/requirements/S-EDPS\""));
    let new = portal.admin("P-3").await.get("/company/requirements").await;
    assert!(new.text().contains("Not started 0 of 3 requirements met Not enrolled"));
}

#[tokio::test]
async fn a_program_shows_what_is_met_and_until_when_and_who_is_qualified() {
    let portal = PortalWorld::new().await;
    let page = portal.admin("P-1").await.get("/company/requirements/DDPS").await;
    let text = page.text();
    assert_eq!(page.h1(), "Your enrollment in DDPS");
    for expected in [
        "Qualifying competency Met, valid until 31 Dec 2027 Windows and Devices (gold), valid until 31 Dec 2027",
        "Compliance training Met, does not expire Planning Services Compliance: Chiu Yi (U-7)",
        "Qualified Qualified consultants: Chiu Yi (U-7), qualified without an end",
        "Modern IT Enterprise Security Proof of Concept Days: 1, 3, 5, 10, 15",
        "Enterprise Mobility Management (silver) or Enterprise Mobility Management (gold)",
        "Not qualified yet Missing: Qualifying competency, Consultant exam or assessment",
        "The term runs until 1 Jun 2027, and you can renew it from 3 Mar 2027 on.",
        "Current term 1 Jun 2026 to 1 Jun 2027 Time left 191 days left",
        "Renewal possible from 3 Mar 2027",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(!page.html.contains("class=\"button\" href"), "there is nothing to do");
}

#[tokio::test]
async fn a_missing_requirement_says_what_is_missing_and_how_to_get_it() {
    let portal = PortalWorld::new().await;
    let lapsed = json!({"kind": "competency", "name": "windows and devices", "level": "silver",
        "valid_from": "2025-01-01", "valid_until": "2026-10-31"});
    portal.world.as_operations(Function::Enrollment, "PUT", "/companies/P-3/evidence/c", &lapsed).await;
    let page = portal.admin("P-3").await.get("/company/requirements/DDPS").await;
    let text = page.text();
    assert_eq!(page.h1(), "Meet the requirements of DDPS");
    for expected in [
        "Qualifying competency Missing Windows and Devices (silver), ended on 31 Oct 2026",
        "One of these is enough: Windows and Devices (silver) Windows and Devices (gold)",
        "ask program operations to record it",
        "Your company has never been enrolled in this program.",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[tokio::test]
async fn an_unknown_program_or_location_has_no_page() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-2").await;
    for path in [
        "/company/requirements/NONE",
        "/company/requirements/d%20d",
        "/company/enrollments/NONE/enroll",
        "/company/enrollments/SSDPS/withdraw",
        "/company/locations/L-3",
    ] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_new_company_signs_the_agreement_enrolls_and_sees_its_term() {
    let portal = PortalWorld::new().await;
    qualify(&portal, "P-3").await;
    let (mut partner, mut global) = (portal.admin("P-3").await, global_admin(&portal, "P-3").await);
    let before = partner.get("/company/requirements/DDPS").await;
    assert_eq!(before.h1(), "Sign the agreement for DDPS");
    assert!(before.text().contains("A global administrator of your company signs it."));
    assert!(!before.html.contains("class=\"button\" href"));
    let before = global.get("/company/requirements/DDPS").await;
    assert!(before.html.contains("<a class=\"button\" href=\"/company/agreement\">"));

    let signed = submit(&mut global, "/company/agreement", &[("accept", "yes")]).await;
    let signed = follow(&mut global, &signed).await;
    assert_eq!(signed.h1(), "The provider agreement is signed");
    assert!(
        signed.text().contains("Version 2019-01 was signed on 22 Nov 2026, 09:00 UTC by U-2 Chen."),
        "{}",
        signed.text()
    );

    let ready = global.get("/company/requirements/DDPS").await;
    assert!(ready.text().contains("A partner administrator of your company enrolls it."));
    let ready = partner.get("/company/requirements/DDPS").await;
    assert_eq!(ready.h1(), "Enroll in DDPS");
    assert!(ready.html.contains("<a class=\"button\" href=\"/company/enrollments/DDPS/enroll\">Enroll</a>"));
    let check = partner.get("/company/enrollments/DDPS/enroll").await;
    assert!(check.text().contains("All locations of your company are approved for DDPS"), "{}", check.text());
    assert!(check.text().contains("Company Company P-3 (P-3) New term begins on 22 Nov 2026"), "{}", check.text());
    let done = send(&mut partner, &check, "/company/enrollments/DDPS/enroll", &[]).await;
    assert_eq!((done.status, done.location()), (303, "/company/requirements/DDPS?done=enrolled"));
    let again = send(&mut partner, &check, "/company/enrollments/DDPS/enroll", &[]).await;
    assert_eq!(again.status, 303, "a second sending has no second effect");
    let page = follow(&mut partner, &done).await;
    assert!(page.text().contains("Your company is enrolled in DDPS The term is 22 Nov 2026 to 22 Nov 2027."));
}

#[tokio::test]
async fn what_refuses_an_enrollment_stands_above_the_page_with_a_new_key() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-3").await;
    let check = browser.get("/company/enrollments/DDPS/enroll").await;
    let refused = send(&mut browser, &check, "/company/enrollments/DDPS/enroll", &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.html.contains("class=\"error-summary\"") && refused.html.contains("<title>Error:"));
    assert!(refused.text().contains("2019-01"), "the unsigned agreement is named: {}", refused.text());
    assert_ne!(refused.value("key"), check.value("key"));
}

#[tokio::test]
async fn a_term_is_renewed_in_its_window_and_not_before() {
    let portal = PortalWorld::new().await;
    let mut browser = global_admin(&portal, "P-1").await;
    let early = submit(&mut browser, "/company/enrollments/DDPS/renew", &[]).await;
    assert_eq!(early.status, 409);
    assert!(early.text().contains("3 Mar 2027"), "{}", early.text());
    portal.world.clock.set("2027-04-10T08:00:00Z");
    let mut browser = global_admin(&portal, "P-1").await;
    let page = browser.get("/company/requirements/DDPS").await;
    assert_eq!(page.h1(), "Renew your enrollment in DDPS");
    assert!(page.text().contains("Renewal due"), "{}", page.text());
    let done = submit(&mut browser, "/company/enrollments/DDPS/renew", &[]).await;
    assert_eq!(done.location(), "/company/requirements/DDPS?done=renewed");
    let page = follow(&mut browser, &done).await;
    assert_eq!(page.h1(), "Your enrollment in DDPS is renewed");
    assert!(page.text().contains("The new term is 1 Jun 2027 to 1 Jun 2028."), "{}", page.text());
    assert!(page.text().contains("Next term 1 Jun 2027 to 1 Jun 2028"));
}

#[tokio::test]
async fn a_withdrawal_says_its_consequence_first_and_can_be_followed_by_a_new_enrollment() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let check = browser.get("/company/enrollments/SSDPS/withdraw").await;
    assert!(check.text().contains("your company can reserve no more vouchers of SSDPS"), "{}", check.text());
    let done = send(&mut browser, &check, "/company/enrollments/SSDPS/withdraw", &[]).await;
    let page = follow(&mut browser, &done).await;
    assert!(page.text().contains("Your company has withdrawn from SSDPS"));
    assert_eq!(page.h1(), "Enroll in SSDPS");
    submit(&mut browser, "/company/enrollments/SSDPS/enroll", &[]).await;
    let stale = browser.get("/company/requirements/SSDPS?done=withdrawn").await;
    assert!(!stale.text().contains("Your company has withdrawn"), "a confirmation is shown while it is true");
}

#[tokio::test]
async fn an_enrollment_that_was_changed_meanwhile_is_not_withdrawn() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let check = browser.get("/company/enrollments/DDPS/withdraw").await;
    let suspend = json!({"reason": "Complaints."});
    let path = "/enrollments/DDPS/suspend?company_id=P-1";
    assert_eq!(portal.world.as_operations(Function::Enrollment, "POST", path, &suspend).await.status, 200);
    let stale = send(&mut browser, &check, "/company/enrollments/DDPS/withdraw", &[]).await;
    assert_eq!(stale.status, 412);
    assert!(stale.text().contains("nothing was done") && stale.text().contains("Suspended"), "{}", stale.text());
    let page = browser.get("/company/requirements/DDPS").await;
    assert_eq!(page.h1(), "Your enrollment in DDPS is suspended");
    assert!(page.text().contains("Reason of the suspension Complaints."), "{}", page.text());
}

#[tokio::test]
async fn the_agreement_is_signed_only_with_the_box_ticked() {
    let portal = PortalWorld::new().await;
    let mut browser = global_admin(&portal, "P-3").await;
    let refused = submit(&mut browser, "/company/agreement", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.html.contains("<a href=\"#accept\">Tick the box to sign the agreement.</a>"), "{}", refused.html);
    assert!(refused.text().contains("Your company has not signed any version."));
    let other = submit(&mut browser, "/company/agreement", &[]).await;
    let old = [("csrf", other.value("csrf")), ("key", other.value("key")), ("sha256", other.value("sha256"))];
    let old: Vec<(&str, &str)> = old.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let old = [old.as_slice(), &[("accept", "yes"), ("version", "2018-07")]].concat();
    let refused = browser.post("/company/agreement", &old).await;
    assert_eq!(refused.status, 409, "a version that is no longer in force is not signed");
    let said = "The agreement that was shown is no longer the one in force, which is 2019-01.";
    assert!(refused.text().contains(said), "{}", refused.text());
    assert_eq!(refused.value("version"), "2019-01", "the text in force can be signed at once");
}

#[tokio::test]
async fn the_agreement_is_read_in_the_readers_language_with_the_other_one_beside_it() {
    let portal = PortalWorld::new().await;
    let (agreement, _) = texts();
    for (tag, prevails) in [("en", "The English text prevails."), ("zh-TW", "以英文版為準。")] {
        let mut browser = portal.browser(tag);
        browser.sign_in("U-2", Some("P-3"), &["global_admin"], "/").await;
        let page = browser.get("/company/agreement").await;
        let (own, other) = page.html.split_once("<details class=\"wording-other\">").unwrap();
        let language = Language::of_tag(tag).unwrap();
        assert!(own.contains(&format!("<h2>{}</h2>", agreement.title.in_language(language))), "{own}");
        let foreign = language.choose("規劃服務提供者合約", "Planning Services Provider Agreement");
        assert!(other.contains(&format!("<h2>{foreign}</h2>")), "{other}");
        assert!(page.text().contains(prevails), "{}", page.text());
        assert_eq!(page.value("sha256"), agreement.sha256(language).as_str(), "what was read is what is signed");
    }
}

#[tokio::test]
async fn a_program_lists_the_consultants_of_each_engagement_type_with_their_last_day() {
    let portal = PortalWorld::new().await;
    let exam = json!({"kind": "consultant_exam", "name": "Windows and Devices", "person": "U-8",
        "person_name": "Wu Jun", "valid_from": "2026-01-01", "valid_until": "2027-01-31"});
    let path = "/companies/P-1/evidence/exam-8";
    assert_eq!(portal.world.as_operations(Function::Enrollment, "PUT", path, &exam).await.status, 200);
    let page = portal.admin("P-1").await.get("/company/requirements/DDPS").await;
    let shown =
        "Qualified consultants: Chiu Yi (U-7), qualified without an end Wu Jun (U-8), qualified until 31 Jan 2027";
    assert!(page.text().contains(shown), "{}", page.text());
}

#[tokio::test]
async fn pages_are_read_by_everybody_of_the_company_and_forms_shown_to_those_who_may_send_them() {
    let portal = PortalWorld::new().await;
    let mut reader = portal.signed_in("U-5", Some("P-1"), &["incentives"]).await;
    for path in PAGES.iter().filter(|path| !path.contains("/enrollments/")) {
        let page = reader.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.html.contains("class=\"button\""), "{path}: {}", page.html);
    }
    for path in ["/company/enrollments/DDPS/enroll", "/company/enrollments/DDPS/renew", "/company/add-location"] {
        let page = reader.get(path).await;
        assert_eq!(page.status, 403, "{path}");
        assert!(page.text().contains("Partner administrator"), "{path}: {}", page.text());
    }
    let csrf = reader.get("/company/requirements").await.value("csrf");
    for path in ["/company/agreement", "/company/profile", "/company/locations/L-1", "/company/enrollments/DDPS/renew"]
    {
        assert_eq!(reader.post(path, &[("csrf", &csrf)]).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn whoever_acts_for_no_company_is_told_whom_the_pages_are_for() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.signed_in("U-9", None, &["operations"]).await;
    for path in PAGES.iter().filter(|path| !path.contains("/enrollments/")) {
        let page = browser.get(path).await;
        assert_eq!((page.status, page.h1().as_str()), (200, "These pages are for partner companies"), "{path}");
    }
}

#[tokio::test]
async fn enrollments_that_cannot_be_read_take_no_page_down() {
    let portal = PortalWorld::new().await;
    portal.world.database.spoil("P#P-1", "E#DDPS", "term_end");
    let mut browser = portal.admin("P-1").await;
    let page = browser.get("/company/requirements").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("Your enrollments cannot be shown right now."), "{}", page.text());
    assert!(rows(&page)[0].ends_with("Active 3 of 3 requirements met Not shown"), "{:?}", rows(&page));
    let page = browser.get("/company/requirements/DDPS").await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Requirements of DDPS"));
}

#[tokio::test]
async fn every_page_exists_in_chinese_with_every_text() {
    let portal = PortalWorld::new().await;
    for (language, is_chinese) in [("en", false), ("zh-TW", true)] {
        let mut browser = portal.browser(language);
        browser.sign_in("U-1", Some("P-1"), &["mpn_admin", "global_admin"], "/").await;
        for path in PAGES.iter().chain(&["/company/add-location", "/company/enrollments/DDPS/renew"]) {
            let page = browser.get(path).await;
            let text = page.text();
            assert_eq!(page.status, 200, "{path}: {text}");
            assert_eq!(page.html.contains("<html lang=\"zh-Hant-TW\">"), is_chinese, "{path}");
            assert!(!text.contains("company-") && !page.html.contains("\"company-tab"), "{path} lacks a text: {text}");
            assert!(page.html.len() < 40 * 1024, "{path} has {} bytes", page.html.len());
        }
    }
}
