//! The page of the profile.

use tests::PortalWorld;

use super::{follow, send, submit};

/// The fields of a profile that is accepted.
const PROFILE: [(&str, &str); 8] = [
    ("display_name", "Contoso"),
    ("description", "Plans deployments."),
    ("website", "https://www.contoso.example"),
    ("contact_email", "hello@contoso.example"),
    ("programs", "DDPS"),
    ("languages", "en"),
    ("other_languages", "fi"),
    ("published", "yes"),
];

#[tokio::test]
async fn a_profile_is_written_and_the_page_says_why_it_is_not_listed() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-3").await;
    let new = browser.get("/company/profile").await;
    assert_eq!(new.h1(), "Write your directory profile");
    assert!(new.text().contains("It has no profile yet."), "{}", new.text());
    let saved = send(&mut browser, &new, "/company/profile", &PROFILE).await;
    let page = follow(&mut browser, &saved).await;
    assert!(page.text().contains("The profile is saved The directory does not show your company"), "{}", page.text());
    assert!(page.text().contains("not enrolled in any program that the profile names (DDPS)"), "{}", page.text());
    assert_eq!((page.value("display_name").as_str(), page.value("other_languages").as_str()), ("Contoso", "fi"));
    let unpublished: Vec<_> = PROFILE.into_iter().filter(|(name, _)| *name != "published").collect();
    let saved = send(&mut browser, &page, "/company/profile", &unpublished).await;
    let page = follow(&mut browser, &saved).await;
    assert!(page.text().contains("The profile is not published"), "{}", page.text());
    let listed = portal.admin("P-1").await.get("/company/profile").await;
    assert!(listed.html.contains("href=\"/directory/P-1\"") && !listed.text().contains("does not show"));
}

#[tokio::test]
async fn mistakes_of_a_profile_stand_at_their_fields_with_what_was_typed() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let long = "字".repeat(2_501);
    let typed = [
        ("display_name", "Contoso & Co"),
        ("description", long.as_str()),
        ("website", "http://plain.example"),
        ("contact_email", ""),
        ("languages", "en"),
        ("other_languages", "english"),
        ("locations", "L-1"),
        ("locations", "L-9"),
        ("act", "save"),
    ];
    let refused = submit(&mut browser, "/company/profile", &typed).await;
    assert_eq!(refused.status, 422);
    for field in ["description", "website", "contact_email", "programs", "other_languages"] {
        assert!(refused.html.contains(&format!("<a href=\"#{field}\">")), "{field}: {}", refused.html);
        assert!(refused.html.contains(&format!("id=\"{field}-error\"")), "{field}");
    }
    assert!(refused.text().contains("2501 of 2500 characters used"));
    assert!(refused.text().contains("english: "), "the entry of the list is named: {}", refused.text());
    assert_eq!(refused.value("display_name"), "Contoso & Co");
    assert!(refused.html.contains("value=\"L-9\" checked"), "what was chosen stays chosen");
}

#[tokio::test]
async fn a_preview_shows_what_was_typed_and_saves_nothing() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let long = "x".repeat(2_600);
    let typed =
        [("display_name", "New name"), ("description", "One.\r\n\r\nTwo."), ("act", "preview"), ("locations", "L-1")];
    let preview = submit(&mut browser, "/company/profile", &typed).await;
    assert_eq!(preview.status, 200);
    assert!(preview.html.contains("<h3>New name</h3><p>One.</p><p>Two.</p>"), "{}", preview.html);
    assert!(preview.text().contains("It is not saved yet.") && preview.text().contains("Office, Taiwan"));
    let preview = submit(&mut browser, "/company/profile", &[("description", &long), ("act", "preview")]).await;
    assert!(preview.text().contains("The description is too long by 100 characters."), "{}", preview.text());
    assert_eq!(browser.get("/company/profile").await.value("display_name"), "Company P-1");
}

#[tokio::test]
async fn a_profile_that_was_changed_meanwhile_shows_both_versions() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let (one, other) = (browser.get("/company/profile").await, browser.get("/company/profile").await);
    let saved = send(&mut browser, &one, "/company/profile", &PROFILE).await;
    assert_eq!(saved.status, 303);
    let typed = PROFILE.map(|(name, value)| match name {
        "display_name" => (name, "Contoso Taiwan"),
        "languages" => (name, "ja"),
        _ => (name, value),
    });
    let stale = send(&mut browser, &other, "/company/profile", &typed).await;
    assert_eq!((stale.status, stale.value("display_name").as_str()), (412, "Contoso Taiwan"));
    let text = stale.text();
    assert!(text.contains("Stored now: Contoso") && text.contains("Stored now: English"), "{text}");
    assert_eq!(text.matches("Stored now").count(), 4, "two fields, in the summary and beside them: {text}");
    assert_eq!(browser.get("/company/profile").await.value("display_name"), "Contoso");
    assert_eq!(send(&mut browser, &stale, "/company/profile", &typed).await.status, 303);
}

#[tokio::test]
async fn a_profile_keeps_its_locations_when_they_cannot_be_read() {
    let portal = PortalWorld::new().await;
    portal.world.database.spoil("P#P-1", "L#L-2", "country");
    let page = portal.admin("P-1").await.get("/company/profile").await;
    assert_eq!(page.status, 200, "{}", page.text());
    for id in ["L-1", "L-2", "L-3"] {
        assert!(page.html.contains(&format!("value=\"{id}\" checked")), "{id}: {}", page.html);
    }
}
