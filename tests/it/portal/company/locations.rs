//! The pages of locations.

use testkit::sample;
use tests::PortalWorld;

use super::{follow, global_admin, rows, send};

#[tokio::test]
async fn locations_are_added_and_changed_and_never_deleted() {
    let portal = PortalWorld::new().await;
    let mut browser = global_admin(&portal, "P-3").await;
    let empty = browser.get("/company/locations").await;
    assert!(empty.text().contains("There is no location yet. Add one"), "{}", empty.text());
    assert!(empty.text().contains("A location cannot be deleted"));
    let typed = [("name", "Taipei <1>"), ("country", "TW"), ("contact_email", "nobody")];
    let page = browser.get("/company/add-location").await;
    let refused = send(&mut browser, &page, "/company/add-location", &typed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.html.contains("href=\"#address\"") && refused.html.contains("href=\"#contact_email\""));
    assert_eq!(
        (refused.value("contact_email").as_str(), refused.value("location_id")),
        ("nobody", page.value("location_id"))
    );
    assert!(refused.html.contains("<option value=\"TW\" selected>Taiwan"), "{}", refused.html);
    let typed = [("name", "Taipei"), ("country", "TW"), ("address", "1 Road"), ("contact_email", "a@partner.example")];
    let added = send(&mut browser, &refused, "/company/add-location", &typed).await;
    let again = send(&mut browser, &refused, "/company/add-location", &typed).await;
    assert_eq!((added.status, again.location()), (303, added.location()), "sent twice, one location is added");
    let page = follow(&mut browser, &added).await;
    assert!(page.text().contains("The location is added"));
    let path = added.location().split('?').next().unwrap().to_owned();
    let typed =
        [("name", "Taipei 2"), ("country", "TW"), ("address", "2 Road"), ("contact_email", "b@partner.example")];
    let changed = send(&mut browser, &page, &path, &typed).await;
    assert_eq!(changed.location(), format!("{path}?done=changed"));
    let stale =
        send(&mut browser, &page, &path, &[typed[0], typed[1], typed[2], ("contact_email", "c@x.example")]).await;
    assert_eq!(stale.status, 422, "the key of the form was used with other content");
    let list = browser.get("/company/locations").await;
    assert!(list.text().contains("b@partner.example") && rows(&list).len() == 1, "{}", list.text());
}

#[tokio::test]
async fn a_location_that_was_changed_meanwhile_is_not_overwritten() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let (one, other) = (browser.get("/company/locations/L-1").await, browser.get("/company/locations/L-1").await);
    let typed = |name| [("name", name), ("country", "TW"), ("address", "Road"), ("contact_email", "a@x.example")];
    assert_eq!(send(&mut browser, &one, "/company/locations/L-1", &typed("First")).await.status, 303);
    let stale = send(&mut browser, &other, "/company/locations/L-1", &typed("Second")).await;
    assert_eq!((stale.status, stale.value("name").as_str()), (412, "Second"));
    assert!(stale.text().contains("Name: Stored now: First"), "{}", stale.text());
    assert!(!stale.text().contains("Country: Stored now"), "{}", stale.text());
    assert!(browser.get("/company/locations").await.text().contains("First L-1"));
    assert_eq!(send(&mut browser, &stale, "/company/locations/L-1", &typed("Second")).await.status, 303);
}

#[tokio::test]
async fn a_long_list_of_locations_is_read_page_by_page_and_each_has_a_page() {
    let portal = PortalWorld::new().await;
    for number in 0..30 {
        sample::put_location(&portal.world.database.table, sample::location("P-1", &format!("M-{number:02}"), "US"))
            .await;
    }
    let mut browser = portal.admin("P-1").await;
    let first = browser.get("/company/locations").await;
    assert_eq!(rows(&first).len(), 25);
    let next = first.html.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&");
    let second = browser.get(&next).await;
    assert_eq!((second.status, rows(&second).len()), (200, 8), "{next}");
    assert_eq!(browser.get("/company/locations/M-29").await.status, 200);
}
