//! The public search. Listings are derived from profiles and enrollments (DECISIONS.md 25).

use api::{Answer, Decode, Failure, Fields, Page, PageRequest, SearchTerms};
use domain::directory::{Description, Language, Listing, Place, Website};
use domain::{CompanyId, Country, Email, Name, ProgramCode, Refusal};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use table::{ListingCursor, ProviderFilter};

use crate::{PublicContext, Services};

/// A provider as the directory shows it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Provider {
    company_id: CompanyId,
    display_name: Name,
    description: Description,
    website: Website,
    contact_email: Email,
    programs: Vec<ProgramCode>,
    languages: Vec<Language>,
    countries: Vec<Country>,
    locations: Vec<Place>,
}

impl Decode<Services> for ProviderFilter {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        Some(Self {
            program: fields
                .about("Providers that are enrolled in this program.")
                .optional_with("program", |code| services.catalog.known(code)),
            country: fields.about("Providers with a location in this country.").optional("country"),
            language: fields.about("Providers that work in this language.").optional("language"),
            words: fields
                .about("Words that must all occur in the provider's name.")
                .optional::<SearchTerms>("q")
                .map(SearchTerms::into_list)
                .unwrap_or_default(),
        })
    }
}

/// `GET /providers`.
pub(crate) async fn search(
    context: PublicContext<'_, (ProviderFilter, PageRequest<ListingCursor>)>,
) -> Result<Answer<Page<Provider>>, Failure> {
    let ((filter, page), today) = (&context.query, context.today());
    let listed = context.services.table.providers(filter, today, page.after.as_ref(), page.limit).await?;
    let items = listed.items.iter().map(|listing| Provider::new(listing, today)).collect();
    Answer::json(&page.cut(items, listed.next))
}

/// `GET /providers/{company_id}`.
pub(crate) async fn show(context: PublicContext<'_>) -> Result<Answer<Provider>, Failure> {
    let (company, today): (CompanyId, _) = (context.path.parse("company_id")?, context.today());
    let listing = context.services.table.provider(&company, today).await?.ok_or(Refusal::ProviderNotFound)?;
    Answer::json(&Provider::new(&listing, today))
}

impl Provider {
    fn new(listing: &Listing, today: Date) -> Self {
        let mut countries: Vec<Country> = listing.locations.iter().map(|place| place.country.clone()).collect();
        countries.sort_unstable();
        countries.dedup();
        Self {
            company_id: listing.company_id.clone(),
            display_name: listing.display_name.clone(),
            description: listing.description.clone(),
            website: listing.website.clone(),
            contact_email: listing.contact_email.clone(),
            programs: listing.programs_on(today).into_iter().cloned().collect(),
            languages: listing.languages.clone(),
            countries,
            locations: listing.locations.clone(),
        }
    }
}
