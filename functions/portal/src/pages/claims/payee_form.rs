//! The form of a payee registration: rows of bank profiles, and for each location the row by which it is paid.
//!
//! A location chooses a row and not an id, so that a profile that was just typed can be chosen without script.

use std::collections::BTreeMap;

use domain::LocationId;
use serde_json::{Value, json};

use super::model::{BankProfile, Payee};
use crate::form::Form;
use crate::html::{Choice, Errors, Message};
use crate::pages::vouchers::forms::choice;
use crate::pages::vouchers::model::Location;
use crate::words::Words;

/// The most bank profiles (PROGRAM.md 11.4).
const PROFILES_MAX: usize = 50;
/// The blank rows that are added on demand.
const MORE: usize = 3;

/// The fields of a bank profile: the names in the form and in the API.
const FIELDS: [(&str, &str); 3] = [("profile_id", "id"), ("profile_label", "label"), ("profile_currency", "currency")];

/// A registration as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    profiles: Vec<BankProfile>,
    /// The row of each location that is paid; `None` for a row that is blank.
    locations: BTreeMap<LocationId, Option<usize>>,
}

/// The form.
pub struct PayeeForm {
    /// The bank profiles.
    pub profiles: Vec<ProfileRow>,
    /// The locations.
    pub locations: Vec<LocationRow>,
}

/// A row for a bank profile.
pub struct ProfileRow {
    /// Its heading.
    pub title: String,
    /// Its fields.
    pub cells: Vec<Cell>,
}

/// A field of a row.
pub struct Cell {
    /// The name in the form.
    pub name: &'static str,
    /// The id on the page.
    pub anchor: String,
    /// The label.
    pub label: String,
    /// What was typed.
    pub value: String,
    /// What is wrong with it.
    pub errors: Vec<Message>,
}

/// The choice of a location.
pub struct LocationRow {
    /// The name in the form and the id on the page.
    pub anchor: String,
    /// The location.
    pub label: String,
    /// The rows.
    pub choices: Vec<Choice>,
    /// What is wrong with it.
    pub errors: Vec<Message>,
}

impl Draft {
    /// The stored registration.
    pub fn stored(payee: &Payee) -> Self {
        let row = |id: &String| payee.bank_profiles.iter().position(|profile| profile.id == *id);
        let locations = payee.locations.iter().map(|(location, id)| (location.clone(), row(id)));
        Self { profiles: payee.bank_profiles.clone(), locations: locations.collect() }
    }

    /// What was typed: rows that are not blank, and the choice of each location among them.
    pub fn typed(form: &Form, locations: &[Location]) -> Self {
        let (ids, labels) = (form.all("profile_id"), form.all("profile_label"));
        let currencies = form.all("profile_currency").map(str::to_uppercase);
        let rows = ids.zip(labels).zip(currencies).map(|((id, label), currency)| BankProfile {
            id: id.to_owned(),
            label: label.to_owned(),
            currency,
        });
        let (mut profiles, mut places) = (Vec::new(), Vec::new());
        for row in rows {
            let is_blank = row.id.is_empty() && row.label.is_empty() && row.currency.is_empty();
            places.push((!is_blank).then_some(profiles.len()));
            profiles.extend((!is_blank).then_some(row));
        }
        let chosen = |location: &Location| {
            let row: usize = form.text(&location_name(&location.id)).parse().ok()?;
            let place = places.get(row.checked_sub(1)?).copied().flatten();
            Some((location.id.clone(), place))
        };
        Self { profiles, locations: locations.iter().filter_map(chosen).collect() }
    }

    /// The body of the command. What is blank is left out: the function says what is missing.
    pub fn body(&self) -> Value {
        let profile = |profile: &BankProfile| {
            let members = [("id", &profile.id), ("label", &profile.label), ("currency", &profile.currency)];
            let filled = members.into_iter().filter(|(_, text)| !text.is_empty());
            Value::Object(filled.map(|(name, text)| (name.to_owned(), json!(text))).collect())
        };
        let location = |(id, row): (&LocationId, &Option<usize>)| {
            let profile = self.profiles.get((*row)?).filter(|profile| !profile.id.is_empty())?;
            Some((id.to_string(), json!(profile.id)))
        };
        json!({
            "bank_profiles": self.profiles.iter().map(profile).collect::<Vec<_>>(),
            "locations": self.locations.iter().filter_map(location).collect::<serde_json::Map<_, _>>(),
        })
    }

    /// Adds the locations that chose a blank row to the errors.
    pub fn check(&self, w: Words, errors: &mut Errors) {
        for (id, _) in self.locations.iter().filter(|(_, row)| row.is_none()) {
            errors.push(&location_name(id), w.get("payee-location-blank"));
        }
    }
}

impl PayeeForm {
    /// The form of a draft, with one blank row or several.
    pub fn new(w: Words, draft: &Draft, locations: &[Location], wants_more: bool) -> Self {
        let blank = if wants_more { MORE } else { 1 };
        let rows = draft.profiles.len().saturating_add(blank).clamp(1, PROFILES_MAX);
        let profiles = (0..rows).map(|index| ProfileRow::new(w, index, draft.profiles.get(index))).collect();
        let locations = locations.iter().map(|location| LocationRow::new(w, draft, location, rows)).collect();
        Self { profiles, locations }
    }

    /// Puts the reasons beside the fields; in the summary each says which field it is about.
    pub fn place(&mut self, errors: &mut Errors) {
        for entry in &mut errors.entries {
            let anchor = anchor(&entry.field).unwrap_or_default();
            let cells = self.profiles.iter_mut().flat_map(|row| {
                let title = row.title.clone();
                row.cells
                    .iter_mut()
                    .map(move |cell| (&cell.anchor, format!("{title}, {}", cell.label), &mut cell.errors))
            });
            let locations = self.locations.iter_mut().map(|row| (&row.anchor, row.label.clone(), &mut row.errors));
            match cells.chain(locations).find(|(known, ..)| **known == anchor) {
                Some((_, label, beside)) => {
                    beside.push(entry.message.clone());
                    entry.message.text = format!("{label}: {}", entry.message.text);
                    entry.field = anchor;
                }
                None => entry.field.clear(),
            }
        }
    }
}

impl ProfileRow {
    fn new(w: Words, index: usize, profile: Option<&BankProfile>) -> Self {
        let cell = |(name, of_api): (&'static str, &str)| Cell {
            name,
            anchor: cell_anchor(index, of_api),
            label: w.get(&format!("payee-{of_api}")),
            value: profile.map(|profile| value(profile, of_api)).unwrap_or_default().to_owned(),
            errors: Vec::new(),
        };
        Self { title: title(w, index), cells: FIELDS.map(cell).into() }
    }
}

impl LocationRow {
    fn new(w: Words, draft: &Draft, location: &Location, rows: usize) -> Self {
        let chosen = draft.locations.get(&location.id).copied().flatten();
        let chosen = chosen.map(|row| row.saturating_add(1).to_string()).unwrap_or_default();
        let row = |index: usize| {
            let title = title(w, index);
            let text = match draft.profiles.get(index) {
                Some(profile) => w.with(
                    "payee-choice",
                    &[("title", title), ("label", profile.label.clone()), ("currency", profile.currency.clone())],
                ),
                None => title,
            };
            choice(index.saturating_add(1).to_string(), text, &chosen)
        };
        let none = choice("", w.get("payee-choice-none"), &chosen);
        Self {
            anchor: location_name(&location.id),
            label: place(w, location),
            choices: std::iter::once(none).chain((0..rows).map(row)).collect(),
            errors: Vec::new(),
        }
    }
}

/// A location by name, country and id: several may have the same name.
pub fn place(w: Words, location: &Location) -> String {
    let country = location.country.name(w.language()).to_owned();
    let variables = [("name", location.name.clone()), ("country", country), ("id", location.id.to_string())];
    w.with("company-profile-place", &variables)
}

fn title(w: Words, index: usize) -> String {
    w.one("payee-profile", "n", index.saturating_add(1))
}

fn value<'p>(profile: &'p BankProfile, field: &str) -> &'p str {
    match field {
        "id" => &profile.id,
        "label" => &profile.label,
        _ => &profile.currency,
    }
}

fn location_name(id: &LocationId) -> String {
    format!("location-{id}")
}

fn cell_anchor(index: usize, field: &str) -> String {
    format!("profile-{index}-{field}")
}

/// The id of the field that a reason is about: `bank_profiles[1].id` is `profile-1-id`.
fn anchor(field: &str) -> Option<String> {
    if field.starts_with("location-") {
        return Some(field.to_owned());
    }
    if let Some(location) = field.strip_prefix("locations.") {
        return Some(format!("location-{location}"));
    }
    let (index, rest) = field.strip_prefix("bank_profiles")?.strip_prefix('[').unwrap_or("0]").split_once(']')?;
    let cell = rest.strip_prefix('.').unwrap_or("id");
    Some(cell_anchor(index.parse().ok()?, cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(id: &str) -> Location {
        serde_json::from_value(json!({"location_id": id, "name": id, "country": "TW"})).unwrap()
    }

    fn typed(body: &str) -> Draft {
        Draft::typed(&Form::decode(body.as_bytes()), &[location("L-1"), location("L-2"), location("L-3")])
    }

    #[test]
    fn blank_rows_are_left_out_and_locations_keep_their_profile() {
        let draft = typed(
            "profile_id=&profile_label=&profile_currency=&profile_id=B-2&profile_label=Harbor&profile_currency=usd\
             &location-L-1=2&location-L-2=&location-L-3=1",
        );
        assert_eq!(
            draft.body(),
            json!({
                "bank_profiles": [{"id": "B-2", "label": "Harbor", "currency": "USD"}], "locations": {"L-1": "B-2"},
            })
        );
        let mut errors = Errors::default();
        draft.check(Words::of(domain::Language::English), &mut errors);
        assert_eq!(errors.entries.iter().map(|entry| entry.field.as_str()).collect::<Vec<_>>(), ["location-L-3"]);
    }

    #[test]
    fn what_is_not_typed_is_left_to_the_function() {
        let draft = typed("profile_id=&profile_label=Harbor&profile_currency=&location-L-1=1&location-L-2=9");
        assert_eq!(draft.body(), json!({"bank_profiles": [{"label": "Harbor"}], "locations": {}}));
    }

    #[test]
    fn a_stored_registration_is_typed_as_it_is() {
        let payee = Payee {
            program: domain::ProgramCode::parse("DDPS").unwrap(),
            bank_profiles: vec![BankProfile {
                id: "B-1".to_owned(),
                label: "Harbor".to_owned(),
                currency: "USD".to_owned(),
            }],
            locations: [(LocationId::parse("L-2").unwrap(), "B-1".to_owned())].into(),
            rev: 1,
        };
        let form = "profile_id=B-1&profile_label=Harbor&profile_currency=USD&location-L-2=1";
        assert_eq!(Draft::stored(&payee), typed(form));
    }

    #[test]
    fn reasons_are_about_a_field_of_the_form() {
        let shown = |field: &str| anchor(field).unwrap_or_default();
        assert_eq!(shown("bank_profiles[1].currency"), "profile-1-currency");
        assert_eq!(shown("bank_profiles[1]"), "profile-1-id");
        assert_eq!(shown("bank_profiles"), "profile-0-id");
        assert_eq!(shown("locations.L-1"), "location-L-1");
        assert_eq!(shown("other"), "");
    }
}
