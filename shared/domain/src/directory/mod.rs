//! The public directory of providers: profiles, and the listings that are derived from them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Country;
use crate::enrollment::Enrollment;
use crate::ids::{CompanyId, LocationId, ProgramCode};
use crate::outcome::Outcome;
use crate::partner::Location;
use crate::text::{Email, Name};

mod fold;
mod profile_texts;

pub use fold::folded;
pub use profile_texts::{DESCRIPTION_CHARS_MAX, Description, Language, Website};

/// Most locations in one country that a profile can show (PROGRAM.md 5.1).
pub const LOCATIONS_PER_COUNTRY_MAX: usize = 5;

/// The most bytes of the text that a word search uses. Folding can make a letter ten times as long, and a listing must fit
/// an item of the table.
pub const SEARCH_TEXT_BYTES_MAX: usize = 100 * 1_024;

/// The profile that a company writes for the directory (PROGRAM.md 5.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "the contract describes the fields")]
pub struct Profile {
    pub company_id: CompanyId,
    pub display_name: Name,
    pub description: Description,
    pub website: Website,
    pub contact_email: Email,
    pub programs: Vec<ProgramCode>,
    pub languages: Vec<Language>,
    pub locations: Vec<LocationId>,
    pub published: bool,
}

crate::codes::events! {
    /// The events of a profile.
    pub enum ProfileEvent {
        Published = "profile.published",
        Unpublished = "profile.unpublished",
        Changed = "profile.changed",
    }
}

/// A company's entry in the directory, derived from its profile, enrollments and locations (DECISIONS.md 25).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The company.
    pub company_id: CompanyId,
    /// The public name.
    pub display_name: Name,
    /// The company's description of itself.
    pub description: Description,
    /// The company's website.
    pub website: Website,
    /// The address for inquiries.
    pub contact_email: Email,
    /// The listed programs, each with the last day on which the present enrollment is in force.
    pub programs: BTreeMap<ProgramCode, Date>,
    /// The working languages.
    pub languages: Vec<Language>,
    /// The locations from which it delivers.
    pub locations: Vec<Place>,
}

/// A location as the directory shows it; its country is what a customer's must equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "the names describe the fields")]
pub struct Place {
    pub location_id: LocationId,
    pub name: Name,
    pub country: Country,
}

impl Profile {
    /// Stores the profile in place of the one before.
    pub fn put(self, before: Option<&Self>) -> Outcome<Self, ProfileEvent> {
        let event = match (before.is_some_and(|before| before.published), self.published) {
            (false, true) => ProfileEvent::Published,
            (true, false) => ProfileEvent::Unpublished,
            (true, true) | (false, false) => ProfileEvent::Changed,
        };
        Outcome::of(before, self, event)
    }

    /// The mistakes in its locations: field and expectation. `known` are the locations of the company
    /// (PROGRAM.md 5.1).
    pub fn mistakes(&self, known: &[Location]) -> Vec<(String, String)> {
        let mut in_country: BTreeMap<&Country, usize> = BTreeMap::new();
        let mut mistakes = Vec::new();
        for (index, id) in self.locations.iter().enumerate() {
            let field = format!("locations[{index}]");
            let Some(location) = known.iter().find(|location| location.id == *id) else {
                mistakes.push((field, "is not a location of the company; GET /locations lists them".to_owned()));
                continue;
            };
            let shown = in_country.entry(&location.country).or_default();
            *shown = shown.saturating_add(1);
            if *shown > LOCATIONS_PER_COUNTRY_MAX {
                let detail = format!(
                    "is one too many: a profile shows at most {LOCATIONS_PER_COUNTRY_MAX} locations in a country"
                );
                mistakes.push((field, detail));
            }
        }
        mistakes
    }
}

impl Listing {
    /// The listing of a company; `None` when its profile is not published, or when no enrollment in an offered program
    /// is in force (PROGRAM.md 5.2). Each program has its last day, because an enrollment can end before the sweep
    /// records it (DECISIONS.md 29).
    pub fn of(profile: &Profile, enrollments: &[Enrollment], locations: &[Location]) -> Option<Self> {
        let offered = enrollments.iter().filter(|enrollment| profile.programs.contains(&enrollment.program));
        let programs: BTreeMap<ProgramCode, Date> =
            offered.filter_map(|enrollment| Some((enrollment.program.clone(), enrollment.in_force_until()?))).collect();
        let place = |id: &LocationId| locations.iter().find(|location| location.id == *id).map(Place::of);
        (profile.published && !programs.is_empty()).then(|| Self {
            company_id: profile.company_id.clone(),
            display_name: profile.display_name.clone(),
            description: profile.description.clone(),
            website: profile.website.clone(),
            contact_email: profile.contact_email.clone(),
            programs,
            languages: profile.languages.clone(),
            locations: profile.locations.iter().filter_map(place).collect(),
        })
    }

    /// The last day on which the company is listed.
    pub fn until(&self) -> Option<Date> {
        self.programs.values().copied().max()
    }

    /// The programs in which it is enrolled on a day.
    pub fn programs_on(&self, day: Date) -> Vec<&ProgramCode> {
        self.programs.iter().filter(|(_, until)| **until >= day).map(|(program, _)| program).collect()
    }

    /// The folded text that a word search uses: name, description and locations (PROGRAM.md 5.3), in
    /// [`SEARCH_TEXT_BYTES_MAX`] bytes at most.
    pub fn search_text(&self) -> String {
        let mut text = format!("{} {}", self.display_name, self.description);
        for place in &self.locations {
            text.push(' ');
            text.push_str(place.name.as_str());
        }
        let mut text = folded(&text);
        text.truncate(text.floor_char_boundary(SEARCH_TEXT_BYTES_MAX));
        text
    }
}

impl Place {
    fn of(location: &Location) -> Self {
        Self { location_id: location.id.clone(), name: location.name.clone(), country: location.country.clone() }
    }
}

#[cfg(test)]
mod tests;
