//! The listings of the directory: one item per company and program, and one for all its programs. The outbox derives
//! them from the profile, the enrollments and the locations (DECISIONS.md 25). The sparse `by_listing` index finds
//! them.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::directory::{Language, Listing, folded};
use domain::{CompanyId, Country, Fault, Flaw, Invalid, ProgramCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table, unavailable};
use crate::item::{self, Item, number, text};
use crate::keys::{self, ANY_PROGRAM, Key};

/// The longest part of a folded name in the index's sort key, in characters: a sort key holds 1,024 bytes.
const NAME_CHARS_MAX: usize = 200;
/// The longest cursor in bytes: the length of a sort key.
const CURSOR_BYTES_MAX: usize = 1_024;
/// The number of items that one query reads when the search filters them.
const FILTERED_PAGE: i32 = 300;
/// The number of queries for one page. A search that few companies match ends the page early; the cursor continues
/// there.
const CALLS_MAX: usize = 4;

/// A search in the directory. A provider matches when it meets every criterion (PROGRAM.md 5.3).
#[derive(Clone, Debug, Default)]
pub struct ProviderFilter {
    /// A program of its enrollments.
    pub program: Option<ProgramCode>,
    /// A country of its locations.
    pub country: Option<Country>,
    /// A language of its profile. A language without a region matches every region.
    pub language: Option<Language>,
    /// The words of the search text, folded. All of them must occur.
    pub words: Vec<String>,
}

domain::parsed_text!(
    /// The position of a listing in the directory: its folded name, then the company.
    ListingCursor,
    |cursor| {
        let company = cursor.rsplit_once('#').map(|(_, company)| company).unwrap_or_default();
        if cursor.len() > CURSOR_BYTES_MAX {
            return Err(Invalid::new(Flaw::Invalid, "is longer than any cursor of the directory"));
        }
        CompanyId::parse(company).map(|_| cursor.to_owned())
    }
);

/// A page of the directory.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The listings, sorted by name.
    pub items: Vec<Listing>,
    /// The cursor of the next page; `None` at the end.
    pub next: Option<ListingCursor>,
}

/// The stored shape of a listing. A record without a listing stores the version only, so that a refresh from older data
/// cannot restore a removed listing (DECISIONS.md 25).
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ListingRecord {
    /// The sum of the revisions of all aggregates that the listing is derived from. It only grows.
    version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    listing: Option<Listing>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    found_by: Option<SearchFields>,
    #[serde(flatten)]
    index_entry: Option<ListingEntry>,
}

/// The attributes that a search filters by.
#[derive(Debug, Serialize, Deserialize)]
struct SearchFields {
    until: Date,
    text: String,
    countries: BTreeSet<Country>,
    languages: BTreeSet<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ListingEntry {
    listing_pk: String,
    listing_sk: String,
}

impl ListingRecord {
    pub(crate) fn new(version: u64, program: &str, listing: Option<&Listing>) -> Self {
        let until = listing.and_then(|listing| until(listing, program));
        let Some((listing, until)) = listing.zip(until) else {
            return Self { version, listing: None, found_by: None, index_entry: None };
        };
        let languages = listing.languages.iter().flat_map(|tag| [tag.as_str(), tag.primary()]);
        Self {
            version,
            found_by: Some(SearchFields {
                until,
                text: listing.search_text(),
                countries: listing.locations.iter().map(|location| location.country.clone()).collect(),
                languages: languages.map(str::to_owned).collect(),
            }),
            index_entry: Some(ListingEntry { listing_pk: keys::listing_pk(program), listing_sk: cursor(listing).0 }),
            listing: Some(listing.clone()),
        }
    }
}

impl ListingRecord {
    /// The listing; `None` for a removed one.
    #[cfg(test)]
    pub(crate) fn listing(&self) -> Option<&Listing> {
        self.listing.as_ref()
    }
}

/// The last day (UTC, inclusive) on which a listing is shown under a program, or under any (PROGRAM.md 5.2).
fn until(listing: &Listing, program: &str) -> Option<Date> {
    if program == ANY_PROGRAM {
        return listing.until();
    }
    listing.programs.iter().find(|(code, _)| code.as_str() == program).map(|(_, until)| *until)
}

fn cursor(listing: &Listing) -> ListingCursor {
    let name: String = folded(listing.display_name.as_str()).chars().take(NAME_CHARS_MAX).collect();
    ListingCursor(format!("{name}#{}", listing.company_id))
}

impl Table {
    /// Derives a company's listings again from its current records. Concurrent refreshes may write in any order: the
    /// one with the higher version wins (DECISIONS.md 25).
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or written.
    pub async fn refresh_listings(&self, company: &CompanyId) -> Result<(), Fault> {
        // Read first: most companies have no profile and therefore no listing.
        let Some(profile) = self.profile(company).await? else { return Ok(()) };
        let listings = self.query_items(keys::company_pk(company), keys::LISTINGS);
        let (enrollments, locations, listed) =
            futures::try_join!(self.enrollments(company), self.locations(company), listings)?;
        let revs = enrollments.iter().map(|stored| stored.rev).chain(locations.iter().map(|stored| stored.rev));
        let version = revs.fold(profile.rev, u64::saturating_add);
        let enrollments: Vec<_> = enrollments.into_iter().map(|stored| stored.value).collect();
        let locations: Vec<_> = locations.into_iter().map(|stored| stored.value).collect();
        let listing = Listing::of(&profile.value, &enrollments, &locations);
        // Every program of an enrollment gets a record, listed or not: its version blocks a later write of an older
        // refresh.
        let enrolled = enrollments.iter().map(|enrollment| enrollment.program.to_string());
        let programs = listed.iter().filter_map(program_of).chain([ANY_PROGRAM.to_owned()]);
        let programs: BTreeSet<String> = programs.chain(enrolled).collect();
        let writes = programs.iter().map(|program| self.put_listing(company, program, version, listing.as_ref()));
        futures::future::try_join_all(writes).await.map(drop)
    }

    async fn put_listing(
        &self,
        company: &CompanyId,
        program: &str,
        version: u64,
        listing: Option<&Listing>,
    ) -> Result<(), Fault> {
        let record = ListingRecord::new(version, program, listing);
        let item = item::write(&Key::listing(company, program), &record)?;
        let condition = Condition {
            expression: "attribute_not_exists(pk) OR version < :version".to_owned(),
            values: Some([(":version".to_owned(), number(version))].into()),
        };
        self.put_when(item, condition).await.map(drop)
    }

    /// The listing of one company, with the programs whose enrollment is in force today.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn provider(&self, company: &CompanyId, today: Date) -> Result<Option<Listing>, Fault> {
        let key = Key::listing(company, ANY_PROGRAM);
        let (record, enrollments) = futures::try_join!(self.get::<ListingRecord>(&key), self.enrollments(company))?;
        let in_force = |program: &ProgramCode| {
            enrollments.iter().any(|held| held.value.program == *program && held.value.is_in_force(today))
        };
        let listing = record.and_then(|record| record.listing).map(|mut listing| {
            listing.programs.retain(|program, _| in_force(program));
            listing
        });
        Ok(listing.filter(|listing| listing.until().is_some_and(|until| until >= today)))
    }

    /// The page of the directory on a day after a cursor. It may hold less than `limit` and still have a next page,
    /// since the number of items read for one page is bounded.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn providers(
        &self,
        filter: &ProviderFilter,
        today: Date,
        after: Option<&ListingCursor>,
        limit: usize,
    ) -> Result<Listed, Fault> {
        let mut found: Vec<Listing> = Vec::new();
        let mut next = after.cloned();
        for _ in 0..CALLS_MAX {
            let page = Box::pin(filter.request(self, today, next.as_ref(), limit).send()).await;
            let page = page.map_err(|error| unavailable("dynamodb Query", error))?;
            let records = page.items.unwrap_or_default().into_iter().map(item::read::<ListingRecord>);
            let records: Vec<ListingRecord> = records.collect::<Result<_, _>>()?;
            found.extend(records.into_iter().filter_map(|record| record.listing));
            next = page.last_evaluated_key.as_ref().and_then(cursor_of);
            if found.len() > limit || next.is_none() {
                break;
            }
        }
        if found.len() > limit {
            found.truncate(limit);
            next = found.last().map(cursor);
        }
        Ok(Listed { items: found, next })
    }
}

fn program_of(listed: &Item) -> Option<String> {
    listed.get("sk")?.as_s().ok()?.strip_prefix(keys::LISTINGS).map(str::to_owned)
}

fn cursor_of(last: &Item) -> Option<ListingCursor> {
    last.get("listing_sk")?.as_s().ok().cloned().map(ListingCursor)
}

impl ProviderFilter {
    fn request(&self, table: &Table, today: Date, after: Option<&ListingCursor>, limit: usize) -> QueryFluentBuilder {
        let program = self.program.as_ref().map_or(ANY_PROGRAM, ProgramCode::as_str);
        let request = table.client.query().table_name(&table.name).index_name(keys::BY_LISTING);
        let request = match after {
            Some(after) => request
                .key_condition_expression("listing_pk = :program AND listing_sk > :after")
                .expression_attribute_values(":after", text(&after.0)),
            None => request.key_condition_expression("listing_pk = :program"),
        };
        let request = request.expression_attribute_values(":program", text(keys::listing_pk(program)));
        self.filtered(request.limit(self.read_limit(limit)), today)
    }

    /// The number of items to read: a page and one more, and at least [`FILTERED_PAGE`] when the search filters.
    fn read_limit(&self, limit: usize) -> i32 {
        let needs_filtering = self.country.is_some() || self.language.is_some() || !self.words.is_empty();
        let page = i32::try_from(limit.saturating_add(1)).unwrap_or(FILTERED_PAGE);
        if needs_filtering { FILTERED_PAGE.max(page) } else { page }
    }

    fn filtered(&self, request: QueryFluentBuilder, today: Date) -> QueryFluentBuilder {
        let mut filters = vec!["found_by.#until >= :today".to_owned()];
        let mut request = request
            .expression_attribute_names("#until", "until")
            .expression_attribute_values(":today", text(today.to_string()));
        if let Some(country) = &self.country {
            filters.push("contains(found_by.countries, :country)".to_owned());
            request = request.expression_attribute_values(":country", text(country.as_str()));
        }
        if let Some(language) = &self.language {
            filters.push("contains(found_by.languages, :language)".to_owned());
            request = request.expression_attribute_values(":language", text(language.as_str()));
        }
        for (index, word) in self.words.iter().enumerate() {
            filters.push(format!("contains(found_by.#text, :word{index})"));
            request = request.expression_attribute_values(format!(":word{index}"), text(word));
        }
        if !self.words.is_empty() {
            request = request.expression_attribute_names("#text", "text");
        }
        request.filter_expression(filters.join(" AND "))
    }
}
