//! Names of programs, engagement types, locations and countries as pages show them.

use domain::{Country, EngagementCode, Language, LocationId, PersonId, ProgramCode};

use super::consultants;
use super::model::{Bilingual, EngagementType, Location, Program};
use super::reads;
use crate::consultant::{self, Consultant};
use crate::visit::Visit;
use crate::words::Words;

impl Bilingual {
    /// The name in one language.
    pub fn text(&self, language: Language) -> &str {
        language.choose(&self.en, &self.zh_tw)
    }
}

/// The names that a page needs. What could not be read is shown by its code.
#[derive(Clone, Debug, Default)]
pub struct Names {
    language: Option<Language>,
    /// The programs.
    pub programs: Vec<Program>,
    /// The locations of the reader's company.
    pub locations: Vec<Location>,
    /// The people who qualify as lead consultants of the reader's company, where the page names them.
    pub consultants: Vec<Consultant>,
    /// True when some names could not be read.
    pub is_partial: bool,
}

impl Names {
    /// Reads the programs and the locations of the reader's company. A failure leaves names out.
    pub async fn read(visit: &Visit<'_>) -> Self {
        let has_company = visit.person.as_ref().is_some_and(|person| person.caller.company.is_some());
        let locations = async { if has_company { reads::locations(visit).await } else { Ok(Vec::new()) } };
        let (programs, locations) = futures::join!(reads::programs(visit), locations);
        let is_partial = programs.is_err() || locations.is_err();
        Self {
            language: Some(visit.language()),
            programs: programs.unwrap_or_default(),
            locations: locations.unwrap_or_default(),
            consultants: Vec::new(),
            is_partial,
        }
    }

    /// The same with the lead consultants of the reader's company.
    pub async fn read_with_consultants(visit: &Visit<'_>) -> Self {
        let (names, consultants) = futures::join!(Self::read(visit), consultants::everybody(visit));
        Self { consultants, ..names }
    }

    fn language(&self) -> Language {
        self.language.unwrap_or(Language::English)
    }

    /// The name of a program; its code where none is known.
    pub fn program(&self, code: &ProgramCode) -> String {
        let known = self.programs.iter().find(|program| program.code == *code);
        known.map_or_else(|| code.to_string(), |program| program.name.text(self.language()).to_owned())
    }

    /// The engagement type of a code.
    pub fn engagement_type(&self, code: &EngagementCode) -> Option<&EngagementType> {
        self.programs.iter().flat_map(|program| &program.engagement_types).find(|known| known.code == *code)
    }

    /// The name of an engagement type; its code where none is known.
    pub fn engagement(&self, code: &EngagementCode) -> String {
        let known = self.engagement_type(code);
        known.map_or_else(|| code.to_string(), |known| known.name.text(self.language()).to_owned())
    }

    /// The name of a location; its id where none is known.
    pub fn location(&self, id: &LocationId) -> String {
        let known = self.locations.iter().find(|location| location.id == *id);
        known.map_or_else(|| id.to_string(), |location| location.name.clone())
    }

    /// A lead consultant by name and id; by the id alone where no name is known.
    pub fn consultant(&self, w: Words, id: &PersonId) -> String {
        let mut same = self.consultants.iter().filter(|known| known.person == *id);
        consultant::person(w, id.as_str(), same.find_map(|known| known.name.as_deref()))
    }

    /// The name of a country.
    pub fn country(&self, country: &Country) -> &'static str {
        country.name(self.language())
    }

    /// The countries of the locations, each once, by name.
    pub fn countries(&self) -> Vec<&Country> {
        let mut countries: Vec<&Country> = self.locations.iter().map(|location| &location.country).collect();
        countries.sort_by_key(|country| self.country(country));
        countries.dedup();
        countries
    }
}
