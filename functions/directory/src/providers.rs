//! The public search. What is listed follows from profiles and enrollments by itself.

use api::page::{Page, Wanted};
use api::query::{self, noted};
use api::{Answer, Failure, FetchKeys};
use domain::directory::{Description, Language, Listing, Place, Website};
use domain::{CompanyId, Country, Email, Name, ProgramCode};
use jiff::civil::Date;
use serde::Serialize;
use table::{ListingPlace, Search};

use crate::Call;

#[derive(Serialize)]
struct Provider<'a> {
    company_id: &'a CompanyId,
    display_name: &'a Name,
    description: &'a Description,
    website: &'a Website,
    contact_email: &'a Email,
    programs: Vec<&'a ProgramCode>,
    languages: &'a [Language],
    countries: Vec<&'a Country>,
    locations: &'a [Place],
}

/// `GET /providers`.
pub(crate) async fn search<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let (search, wanted) = read(call)?;
    let listed = call.deps.table.providers(&search, wanted.after.as_ref(), wanted.limit).await?;
    let items = listed.items.iter().map(|listing| Provider::new(listing, search.today)).collect();
    Answer::ok(&Page::new(items, listed.next))
}

/// `GET /providers/{company_id}`.
pub(crate) async fn show<K: FetchKeys>(call: &Call<'_, K>, company: CompanyId) -> Result<Answer, Failure> {
    let listing = call.deps.table.provider(&company, call.today()).await?;
    let missing = || Failure::not_found("provider_not_found", "There is no such provider in the directory.");
    Answer::ok(&Provider::new(&listing.ok_or_else(missing)?, call.today()))
}

/// What is looked for; everything wrong with it is named at once.
fn read<K>(call: &Call<'_, K>) -> Result<(Search, Wanted<ListingPlace>), Failure> {
    let known = |text: &str| call.deps.catalog.known_program(text).map(|program| program.code.clone());
    let mut reasons = Vec::new();
    let program = noted(query::parsed(call.request, "program", known), &mut reasons)?;
    let country = noted(query::parsed(call.request, "country", Country::parse), &mut reasons)?;
    let language = noted(query::parsed(call.request, "language", Language::parse), &mut reasons)?;
    let words = noted(query::parsed(call.request, "q", query::words), &mut reasons)?;
    let wanted = noted(Wanted::read(call.request).map(Some), &mut reasons)?;
    let search = Search { program, country, language, words: words.unwrap_or_default(), today: call.today() };
    wanted.filter(|_| reasons.is_empty()).map(|wanted| (search, wanted)).ok_or(Failure::Invalid(reasons))
}

impl<'a> Provider<'a> {
    fn new(listing: &'a Listing, today: Date) -> Self {
        let mut countries: Vec<&Country> = listing.locations.iter().map(|place| &place.country).collect();
        countries.sort_unstable();
        countries.dedup();
        Self {
            company_id: &listing.company_id,
            display_name: &listing.display_name,
            description: &listing.description,
            website: &listing.website,
            contact_email: &listing.contact_email,
            programs: listing.programs_on(today),
            languages: &listing.languages,
            countries,
            locations: &listing.locations,
        }
    }
}
