//! `directory`: profiles, and the public search.

mod listing;
mod order;
mod paging;
mod profiles;
mod search;
mod stream;

use domain::directory::{Description, Language, Profile, ProfileEvent};
use domain::{LocationId, Name};
use serde_json::{Value, json};
use testkit::{Reply, sample, send};
use tests::{Function, World};

/// A valid and published profile.
pub fn profile(programs: &[&str], locations: &[&str]) -> Value {
    json!({
        "display_name": "Northwind", "description": "Plans deployments.", "website": "https://www.northwind.example",
        "contact_email": "hello@northwind.example", "programs": programs, "languages": ["en", "zh-TW"],
        "locations": locations, "published": true,
    })
}

/// Puts a profile as the company's administrator.
pub async fn publish(world: &World, company: &str, profile: &Value) -> Reply {
    world.as_admin(company, Function::Directory, "PUT", "/profile", profile).await
}

/// Sends a public request, without a token.
async fn get(world: &World, path: &str) -> Reply {
    world.call(Function::Directory, send("GET", path)).await
}

/// The companies that a search finds, in order, all pages.
async fn found(world: &World, query: &str) -> Vec<String> {
    let list = format!("/providers?{query}");
    let (items, _) = crate::bodies::all_pages(world, Function::Directory, "", &list, 100).await;
    items.iter().map(|item| item["company_id"].as_str().unwrap().to_owned()).collect()
}

/// The status of the public page of a company: 200 or 404.
async fn status(world: &World, company: &str) -> u16 {
    get(world, &format!("/providers/{company}")).await.status
}

/// A company of the directory.
struct Provider {
    company: String,
    name: &'static str,
    description: &'static str,
    programs: &'static [&'static str],
    languages: &'static [&'static str],
    /// Country and name.
    locations: &'static [(&'static str, &'static str)],
}

impl Provider {
    fn new(company: &str, name: &'static str) -> Self {
        let company = company.to_owned();
        let (programs, languages, locations) = (&["DDPS"][..], &["en"][..], &[][..]);
        Self { company, name, description: "Plans deployments.", programs, languages, locations }
    }

    /// Writes an enrollment for each program, the locations and a published profile.
    async fn write(&self, world: &World) {
        let table = &world.database.table;
        for program in self.programs {
            sample::put_enrollment(table, sample::enrolled(&self.company, program)).await;
        }
        let mut profile = sample::profile(&self.company, self.programs, &[]);
        for (index, (country, name)) in self.locations.iter().enumerate() {
            let mut location = sample::location(&self.company, &format!("L-{index}"), country);
            location.name = Name::parse(name).unwrap();
            profile.locations.push(LocationId::parse(location.id.as_str()).unwrap());
            sample::put_location(table, location).await;
        }
        profile.display_name = Name::parse(self.name).unwrap();
        profile.description = Description::parse(self.description).unwrap();
        profile.languages = self.languages.iter().map(|tag| Language::parse(tag).unwrap()).collect();
        put_profile(world, profile).await;
    }
}

/// Writes a profile, replacing the stored one.
async fn put_profile(world: &World, profile: Profile) {
    let table = &world.database.table;
    let before = table.profile(&profile.company_id).await.unwrap();
    sample::write(table, before.as_ref(), profile, ProfileEvent::Published).await;
}
