//! The public search. What is listed follows from profiles and enrollments by itself.

use api::{Answer, Decode, Failure, Fields, PageRequest};
use domain::directory::{Description, Language, Listing, Place, Website};
use domain::{CompanyId, Country, Email, Name, ProgramCode, Refusal};
use jiff::civil::Date;
use serde::Serialize;
use table::{ListingPlace, ProviderFilter};

use crate::{PublicCall, Services};

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

impl Decode<Services> for ProviderFilter {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        Some(Self {
            program: fields.optional("program", |text| services.catalog.known(text)),
            country: fields.optional("country", Country::parse),
            language: fields.optional("language", Language::parse),
            words: fields.optional("q", api::search::words).unwrap_or_default(),
        })
    }
}

/// `GET /providers`.
pub(crate) async fn search(
    call: PublicCall<'_, (ProviderFilter, PageRequest<ListingPlace>)>,
) -> Result<Answer, Failure> {
    let ((filter, page), today) = (&call.query, call.today());
    let listed = call.services.table.providers(filter, today, page.after.as_ref(), page.limit).await?;
    let items = listed.items.iter().map(|listing| Provider::new(listing, today)).collect();
    Answer::ok(&page.cut(items, listed.next))
}

/// `GET /providers/{company_id}`.
pub(crate) async fn show(call: PublicCall<'_>) -> Result<Answer, Failure> {
    let (company, today) = (call.path.parse("company_id", CompanyId::parse)?, call.today());
    let listing = call.services.table.provider(&company, today).await?.ok_or(Refusal::ProviderNotFound)?;
    Answer::ok(&Provider::new(&listing, today))
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
