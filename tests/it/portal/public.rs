//! The pages that everybody may open: the directory, the programs, help for customers and on roles, the accessibility
//! statement.

use domain::directory::{Description, Language, ProfileEvent};
use domain::{LocationId, Name};
use testkit::sample;
use tests::{PortalWorld, Visited, World};

/// Every public page, in English.
const PAGES: [&str; 7] = [
    "/directory",
    "/directory?program=DDPS&q=north",
    "/directory/P-20",
    "/programs",
    "/help/customers",
    "/help/roles",
    "/accessibility",
];

/// The sample companies, and Northwind with two locations that works in three languages.
async fn world() -> World {
    let world = World::new().await;
    let table = &world.database.table;
    for program in ["DDPS", "SDPS"] {
        sample::put_enrollment(table, sample::enrolled("P-20", program)).await;
    }
    let mut profile = sample::profile("P-20", &["DDPS", "SDPS"], &[]);
    for (id, country, name) in [("L-1", "TW", "Taipei office"), ("L-2", "JP", "Tokyo office")] {
        let mut location = sample::location("P-20", id, country);
        location.name = Name::parse(name).unwrap();
        profile.locations.push(LocationId::parse(id).unwrap());
        sample::put_location(table, location).await;
    }
    profile.display_name = Name::parse("Northwind <Planning> & Co").unwrap();
    let description = "We plan the deployment of desktops and servers for large estates, and write down what it takes: \
                       time, people, and what has to be decided first.\n\nOur consultants work on site in Taiwan and \
                       Japan, and remotely where that is of use. Ask us early.";
    profile.description = Description::parse(description).unwrap();
    profile.languages = ["en", "zh-TW", "pt-BR"].map(|tag| Language::parse(tag).unwrap()).into();
    sample::write(table, None, profile, ProfileEvent::Published).await;
    assert_eq!(world.run_outbox().await, 0);
    world
}

/// The world of [`world`] with 30 more companies, which work in German.
async fn with_thirty_more() -> World {
    let world = world().await;
    for n in 0..30 {
        let company = format!("P-{}", 100 + n);
        sample::put_enrollment(&world.database.table, sample::enrolled(&company, "DDPS")).await;
        let mut profile = sample::profile(&company, &["DDPS"], &[]);
        profile.languages = vec![Language::parse("de").unwrap()];
        sample::write(&world.database.table, None, profile, ProfileEvent::Published).await;
    }
    assert_eq!(world.run_outbox().await, 0);
    world
}

async fn open(portal: &PortalWorld, path: &str) -> Visited {
    let page = portal.browser("en").get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    page
}

/// The target of the link with this text.
fn link(page: &Visited, text: &str) -> String {
    let links = page.html.split("<a ").skip(1).map(|link| link.split("</a>").next().unwrap());
    let named = |link: &&str| link.split_once('>').unwrap().1.contains(text);
    let link = links.into_iter().find(named).unwrap_or_else(|| panic!("no link {text}: {}", page.html));
    let href = link.split_once("href=\"").unwrap().1.split('"').next().unwrap();
    href.replace("&#38;", "&").replace("&amp;", "&")
}

/// The names of the providers that a search shows, in order.
fn names(page: &Visited) -> Vec<String> {
    let found = page.html.split("<h3><a ").skip(1);
    found.map(|row| row.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn public_pages_are_the_same_bytes_for_everybody() {
    let portal = PortalWorld::over(world().await);
    let mut signed_in = portal.admin("P-1").await;
    let mut chinese = portal.browser("zh-TW");
    for path in PAGES {
        let page = open(&portal, path).await;
        assert_eq!(page.header("cache-control"), Some("public, max-age=300"), "{path}");
        assert_eq!(page.header("set-cookie"), None, "{path}");
        assert_eq!(signed_in.get(path).await.html, page.html, "{path}");
        assert_eq!(chinese.get(path).await.html, page.html, "{path}");
    }
}

#[tokio::test]
async fn public_pages_are_in_the_language_of_their_path_and_so_are_their_links() {
    let portal = PortalWorld::over(world().await);
    for path in PAGES {
        let (english, chinese) = (open(&portal, path).await, open(&portal, &format!("/zh-tw{path}")).await);
        assert!(english.html.contains("<html lang=\"en\">"), "{path}");
        assert!(chinese.html.contains("<html lang=\"zh-Hant-TW\">"), "{path}");
        assert_eq!(link(&english, "繁體中文"), format!("/zh-tw{path}"));
        assert_eq!(link(&chinese, "English"), path);
        for page in ["/directory", "/programs", "/help/roles", "/accessibility"] {
            // The only link to the other language is that of the language.
            let other = format!("href=\"{page}");
            let count = chinese.html.matches(&other).count();
            assert_eq!(count, if path.starts_with(page) { 2 } else { 0 }, "{path}: {other}");
        }
    }
}

#[tokio::test]
async fn public_pages_name_every_text_and_have_nothing_inline() {
    let portal = PortalWorld::over(world().await);
    for path in PAGES.into_iter().chain(["/directory/P-99", "/directory?q=nobody", "/directory?country=Atlantis"]) {
        for path in [path.to_owned(), format!("/zh-tw{path}")] {
            let page = portal.browser("en").get(&path).await;
            for prefix in ["directory-", "programs-", "help-customers-", "help-roles-", "accessibility-"] {
                let mut words = page.text();
                words = words.split(' ').filter(|word| word.starts_with(prefix)).collect();
                assert_eq!(words, "", "{path}");
            }
            for inline in ["<style", "style=\"", "<script>", "onclick="] {
                assert!(!page.html.contains(inline), "{path}: {inline}");
            }
            assert_eq!(page.html.matches("<h1").count(), 1, "{path}");
            assert!(page.html.len() < 40_000, "{path}: {} bytes", page.html.len());
        }
    }
}

#[tokio::test]
async fn the_directory_shows_where_how_and_in_what_a_provider_works() {
    let portal = PortalWorld::over(world().await);
    let page = open(&portal, "/directory?q=northwind").await;
    assert_eq!((page.h1().as_str(), names(&page).len()), ("Find a provider", 1));
    let text = page.text();
    for part in
        ["1 provider", "Japan, Taiwan", "Chinese (Taiwan), Portuguese (Brazil)", "DDPS SDPS", "hello@partner.example"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!page.html.contains("<Planning>"), "escaped");
    assert_eq!(link(&page, "hello@partner.example"), "mailto:hello@partner.example");
    assert_eq!(link(&page, "Northwind"), "/directory/P-20");
    assert_eq!(link(&page, "SDPS"), "/programs#SDPS");
    let chinese = open(&portal, "/zh-tw/directory?q=northwind").await;
    assert!(chinese.text().contains("中文（台灣）、葡萄牙文（巴西）"), "{}", chinese.text());
    assert_eq!(link(&chinese, "Northwind"), "/zh-tw/directory/P-20");
}

#[tokio::test]
async fn a_search_keeps_its_fields_and_offers_to_remove_each_filter() {
    let portal = PortalWorld::over(world().await);
    let page = open(&portal, "/directory?program=ddps&country=taiwan&language=ZH-tw&q=North%20wind%26").await;
    assert_eq!((page.value("country"), page.value("q")), ("taiwan".to_owned(), "North wind&".to_owned()));
    for chosen in ["value=\"DDPS\" selected", "value=\"zh-TW\" selected"] {
        assert!(page.html.contains(chosen), "{chosen}");
    }
    let chips = ["Program: Desktop Deployment", "Country or region: Taiwan", "Language: Chinese (Taiwan)"];
    for chip in chips {
        assert!(page.text().contains(chip), "{chip}: {}", page.text());
    }
    let without_country = "/directory?program=ddps&language=ZH-tw&q=North+wind%26";
    assert_eq!(link(&page, "Country or region: Taiwan"), without_country);
    assert_eq!(link(&page, "Remove all filters"), "/directory");
    assert_eq!(link(&page, "Search in every country"), without_country, "nothing matches: what to widen");
}

#[tokio::test]
async fn a_country_is_found_by_name_and_by_code_in_both_languages() {
    let portal = PortalWorld::over(world().await);
    for country in ["TW", "Taiwan", "%E5%8F%B0%E7%81%A3", "%20twn%20"] {
        let page = open(&portal, &format!("/directory?q=northwind&country={country}")).await;
        assert_eq!(names(&page).len(), 1, "{country}");
    }
    assert!(names(&open(&portal, "/directory?q=northwind&country=France").await).is_empty());
}

#[tokio::test]
async fn every_mistake_of_a_search_is_named_at_its_field() {
    let portal = PortalWorld::over(world().await);
    let page = portal.browser("en").get("/directory?program=XDPS&country=Atlantis&language=klingon&q=north").await;
    assert_eq!(page.status, 422);
    assert!(page.html.contains("<title>Error: Find a provider"), "{}", page.html);
    for field in ["program", "country", "language"] {
        assert!(page.html.contains(&format!("<a href=\"#{field}\">")), "{field}: {}", page.html);
        assert!(page.html.contains(&format!("id=\"{field}-error\"")), "{field}");
    }
    let places = ["program", "country", "language"].map(|field| page.html.find(&format!("<a href=\"#{field}\">")));
    assert!(places.is_sorted(), "the summary is in the order of the fields");
    assert_eq!((page.value("country"), page.value("q")), ("Atlantis".to_owned(), "north".to_owned()));
    assert!(names(&page).is_empty());
    let country = portal.browser("en").get("/zh-tw/directory?country=Atlantis").await;
    assert_eq!(country.status, 422);
    assert!(country.text().contains("沒有此名稱或代碼的國家／地區"), "{}", country.text());
}

#[tokio::test]
async fn next_leads_through_all_pages_and_first_leads_back() {
    let portal = PortalWorld::over(with_thirty_more().await);
    let first = open(&portal, "/directory?language=de").await;
    assert_eq!(names(&first).len(), 25);
    assert!(first.text().contains("25 providers on this page"), "{}", first.text());
    assert!(!first.text().contains("First page") && !first.text().contains("more may follow"));
    let second = open(&portal, &link(&first, "Next")).await;
    assert_eq!(names(&second).len(), 5);
    assert!(!second.html.contains("rel=\"next\""));
    assert_eq!(link(&second, "First page"), "/directory?language=de");
    assert_eq!(link(&second, "Language: German"), "/directory", "a filter is removed with the cursor");
    let all: std::collections::BTreeSet<_> = names(&first).into_iter().chain(names(&second)).collect();
    assert_eq!(all.len(), 30);
}

#[tokio::test]
async fn a_cursor_of_another_search_leads_to_the_first_page() {
    let portal = PortalWorld::over(with_thirty_more().await);
    let next = link(&open(&portal, "/directory?language=de").await, "Next");
    let mut browser = portal.browser("en");
    let other = browser.get(&next.replace("language=de", "language=en")).await;
    assert_eq!((other.status, other.location()), (303, "/directory?language=en"));
    let chinese = browser.get("/zh-tw/directory?cursor=nothing&q=x").await;
    assert_eq!((chinese.status, chinese.location()), (303, "/zh-tw/directory?q=x"));
}

#[tokio::test]
async fn an_empty_directory_says_who_appears_in_it() {
    let world = World::new().await;
    let portal = PortalWorld::over(world);
    // The sample companies' enrollments end in 2027.
    portal.world.clock.set("2028-01-01T00:00:00Z");
    let page = open(&portal, "/directory").await;
    assert!(page.text().contains("No provider No company is listed at the moment."), "{}", page.text());
}

#[tokio::test]
async fn a_provider_has_a_page_with_its_programs_locations_and_contact() {
    let portal = PortalWorld::over(world().await);
    let page = open(&portal, "/directory/P-20").await;
    assert!(page.h1().starts_with("Northwind"), "{}", page.h1());
    let text = page.text();
    for part in
        ["SharePoint Deployment Planning Services", "Taipei office Taiwan", "Tokyo office Japan", "Ask us early."]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(link(&page, "Write an e-mail"), "mailto:hello@partner.example");
    assert_eq!(link(&page, "www.partner.example"), "https://www.partner.example");
    assert_eq!(link(&page, "SharePoint"), "/programs#SDPS");
    let chinese = open(&portal, "/zh-tw/directory/P-20").await;
    assert!(chinese.text().contains("Taipei office 台灣"), "{}", chinese.text());
}

#[tokio::test]
async fn a_provider_that_left_and_one_that_never_was_have_a_page_that_leads_on() {
    let portal = PortalWorld::over(world().await);
    let mut browser = portal.browser("en");
    let unknown = [browser.get("/directory/P-99").await, browser.get("/directory/not%20an%20id").await];
    let table = &portal.world.database.table;
    let before = table.profile(&"P-20".parse().unwrap()).await.unwrap().unwrap();
    let mut profile = before.value.clone();
    profile.published = false;
    sample::write(table, Some(&before), profile, ProfileEvent::Unpublished).await;
    portal.world.run_outbox().await;
    let left = browser.get("/directory/P-20").await;
    for page in unknown.iter().chain([&left]) {
        assert_eq!((page.status, page.h1().as_str()), (404, "This provider is not in the directory"));
        assert_eq!(link(page, "Find another provider"), "/directory");
    }
}

#[tokio::test]
async fn the_programs_say_what_they_offer_and_require() {
    let portal = PortalWorld::over(world().await);
    let page = open(&portal, "/programs").await;
    let text = page.text();
    for part in [
        "Desktop Deployment Planning Services DDPS Offered Service levels 1, 3, 5, 10 or 15 days",
        "Compliance training",
        "Enterprise Mobility Management",
        "Retired since 1 Feb 2020",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let retired = text.find("Retired since").unwrap();
    assert!(text.rfind(" Offered ").unwrap() < retired, "retired programs come last");
    assert_eq!(link(&page, "Find providers of DDPS"), "/directory?program=DDPS");
    let chinese = open(&portal, "/zh-tw/programs").await;
    let text = chinese.text();
    for part in ["桌面部署規劃服務", "1、3、5、10 或 15 天", "法規遵循訓練", "自 2020 年 2 月 1 日起停辦"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(link(&chinese, "尋找 DDPS"), "/zh-tw/directory?program=DDPS");
}

#[tokio::test]
async fn the_help_says_what_each_role_may_do_and_who_grants_it() {
    let portal = PortalWorld::over(world().await);
    let page = open(&portal, "/help/roles").await;
    for role in ["mpn-admin", "global-admin", "incentives", "operations"] {
        assert!(page.html.contains(&format!("id=\"{role}\"")), "{role}");
    }
    for part in ["Partner administrator", "Redeem vouchers", "identity provider", "global administrators can tell you"]
    {
        assert!(page.text().contains(part), "{part}");
    }
}

/// The letters to customers lead here (PROGRAM.md 13.4).
#[tokio::test]
async fn the_help_for_customers_says_what_to_do_about_a_reservation_that_was_not_agreed_on() {
    let portal = PortalWorld::over(world().await);
    let page = open(&portal, "/help/customers").await;
    assert_eq!(link(&page, "Find a partner"), "/directory");
    for part in ["You did not agree to a reservation", "Reply to the message about the reservation right away"] {
        assert!(page.text().contains(part), "{part}");
    }
}

#[tokio::test]
async fn the_accessibility_statement_says_how_to_report_a_problem() {
    let portal = PortalWorld::over(world().await);
    assert!(open(&portal, "/accessibility").await.text().contains("Reply to any e-mail of the program"));
}
