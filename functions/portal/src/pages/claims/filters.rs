//! The filters of the list: their form, and the active ones as chips.

use domain::{Country, LocationId, ProgramCode, Text};

use super::asked::{Asked, FILTERS};
use super::list::Link;
use crate::html::{Choice, Errors, Field, dashed};
use crate::pages::vouchers::forms::{choice, field};
use crate::pages::vouchers::names::Names;
use crate::words::Words;

/// The form.
pub struct Filters {
    /// Words of numbers and names.
    pub q: Field,
    /// The program.
    pub program: (Field, Vec<Choice>),
    /// The location.
    pub location: (Field, Vec<Choice>),
    /// The country.
    pub country: (Field, Vec<Choice>),
    /// Only what is disputed.
    pub disputed: Field,
}

impl Filters {
    /// The form with what the address asks for.
    pub fn new(w: Words, asked: &Asked, names: &Names) -> Self {
        let value = |name: &str| asked.query.text(name);
        let input = |name: &'static str| field(w, "claims", name, value(name));
        let select = |name: &'static str, choices: Vec<Choice>| {
            let any = choice("", w.get("claims-any"), value(name));
            (input(name), std::iter::once(any).chain(choices).collect::<Vec<_>>())
        };
        let programs = names.programs.iter().map(|program| (program.code.as_str(), names.program(&program.code)));
        let locations = names.locations.iter().map(|location| (location.id.as_str(), location.name.clone()));
        let countries = names.countries();
        let countries = countries.into_iter().map(|code| (code.as_str(), names.country(code).to_owned()));
        Self {
            q: input("q"),
            program: select("program", programs.map(|(code, text)| choice(code, text, value("program"))).collect()),
            location: select(
                "location_id",
                locations.map(|(id, text)| choice(id, text, value("location_id"))).collect(),
            ),
            country: select("country", countries.map(|(code, text)| choice(code, text, value("country"))).collect()),
            disputed: input("disputed"),
        }
    }

    /// Puts the reasons of a refused list, or of a missing selection, beside the fields.
    pub fn place(&mut self, errors: &mut Errors, select: Option<&mut Field>) {
        let (program, location, country) = (&mut self.program.0, &mut self.location.0, &mut self.country.0);
        let mut fields = vec![&mut self.q, program, location, country, &mut self.disputed];
        fields.extend(select);
        errors.place(&mut fields);
    }
}

/// The active filters, each with the address of the list without it.
pub fn chips(w: Words, asked: &Asked, names: &Names) -> Vec<Link> {
    let shown = |name: &str, value: &str| {
        let known = match name {
            "program" => ProgramCode::read(value).ok().map(|code| names.program(&code)),
            "location_id" => LocationId::read(value).ok().map(|id| names.location(&id)),
            "country" => Country::read(value).ok().map(|code| names.country(&code).to_owned()),
            _ => None,
        };
        known.unwrap_or_else(|| value.to_owned())
    };
    let chip = |name: &&'static str| {
        let value = asked.query.filled(name)?;
        let text = w.one(&format!("claims-chip-{}", dashed(name)), "value", shown(name, value));
        Some(Link { href: format!("/claims{}", asked.query.without(name)), text, is_current: false })
    };
    FILTERS.iter().filter_map(chip).collect()
}
