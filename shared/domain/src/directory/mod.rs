//! The public directory of providers: what a company says of itself, and what of it is shown.

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
mod words;

pub use fold::folded;
pub use words::{DESCRIPTION_CHARS_MAX, Description, Language, Website};

/// Most locations a profile shows in one country.
pub const LOCATIONS_PER_COUNTRY_MAX: usize = 5;

/// What a company says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "each field is that of the interface")]
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
    /// What happened to a profile.
    pub enum ProfileEvent {
        Published = "profile.published",
        Unpublished = "profile.unpublished",
        Changed = "profile.changed",
    }
}

/// A provider as the directory shows it: derived from its profile, enrollments and locations, never written by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Whose.
    pub company_id: CompanyId,
    /// What it is called.
    pub display_name: Name,
    /// What it says of itself.
    pub description: Description,
    /// Its site.
    pub website: Website,
    /// Whom to write to.
    pub contact_email: Email,
    /// The programs it is enrolled in, each with the last day on which that holds if nothing happens.
    pub programs: BTreeMap<ProgramCode, Date>,
    /// The languages it works in.
    pub languages: Vec<Language>,
    /// From where it delivers.
    pub locations: Vec<Place>,
}

/// A location as the directory shows it; its country is what a customer's must equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Place {
    pub location_id: LocationId,
    pub name: Name,
    pub country: Country,
}

impl Profile {
    /// Writes it down in the place of what stood there.
    pub fn put(self, seen: Option<&Self>) -> Outcome<Self, ProfileEvent> {
        let event = match (seen.is_some_and(|seen| seen.published), self.published) {
            (false, true) => ProfileEvent::Published,
            (true, false) => ProfileEvent::Unpublished,
            (true, true) | (false, false) => ProfileEvent::Changed,
        };
        Outcome::of(seen, self, event)
    }

    /// What is wrong with its locations, given those the company has: field and expectation.
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
    /// What the directory shows of a company; nothing when it is not published or enrolled in nothing it offers. Time
    /// may end an enrollment before anybody writes that down, so each program carries its last day.
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

    /// The last day on which it is shown at all.
    pub fn until(&self) -> Option<Date> {
        self.programs.values().copied().max()
    }

    /// The programs in which it is enrolled on a day.
    pub fn programs_on(&self, day: Date) -> Vec<&ProgramCode> {
        self.programs.iter().filter(|(_, until)| **until >= day).map(|(program, _)| program).collect()
    }

    /// What a search for words looks through: name, description and places, folded.
    pub fn search_text(&self) -> String {
        let mut text = format!("{} {}", self.display_name, self.description);
        for place in &self.locations {
            text.push(' ');
            text.push_str(place.name.as_str());
        }
        folded(&text)
    }
}

impl Place {
    fn of(location: &Location) -> Self {
        Self { location_id: location.id.clone(), name: location.name.clone(), country: location.country.clone() }
    }
}

#[cfg(test)]
mod tests;
