//! Countries, ISO 3166-1 alpha-2, and their names (PROGRAM.md 14.5).

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::directory::folded;
use crate::language::Language;
use crate::text::{Flaw, Form, Invalid, character, normalized};

/// A line for each officially assigned code, sorted by it: alpha-2, alpha-3, the name in English and in Traditional
/// Chinese, further names.
static LINES: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("country/names.txt").lines().collect());

/// The line of each code and each name, by its [`key`].
static LINES_BY_KEY: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let names = |line: &'static str| line.split('|').map(move |name| (key(name), line));
    LINES.iter().copied().flat_map(names).collect()
});

crate::parsed_text!(
    /// A country, ISO 3166-1 alpha-2, upper case.
    Country = Form::new("TW").pattern("^[A-Z]{2}$").or(&[Flaw::NotACountry]),
    |text| {
        let code = normalized(text).to_ascii_uppercase();
        if line(&code).is_some() { Ok(code) } else { Err(unknown(&code)) }
    }
);

impl Country {
    /// The name in one language.
    pub fn name(&self, language: Language) -> &'static str {
        line(&self.0).and_then(|line| line.split('|').nth(language.choose(2, 3))).unwrap_or_default()
    }

    /// The country with an alpha-2 code, an alpha-3 code, or a name such as `Taiwan, R.O.C.` or `中華民國`. A name that
    /// several countries share, such as `Korea` or `Congo`, matches none.
    pub fn known(text: &str) -> Option<Self> {
        let text = normalized(text);
        let code = text.to_ascii_uppercase();
        let line = line(&code).or_else(|| LINES_BY_KEY.get(&key(&text)).copied())?;
        line.get(..2).map(|code| Self(code.to_owned()))
    }
}

fn line(code: &str) -> Option<&'static str> {
    let index = LINES.binary_search_by_key(&code, |line| line.get(..2).unwrap_or_default()).ok()?;
    LINES.get(index).copied()
}

/// The comparison key of a name: its folded words in alphabetical order, because `Korea, Republic of` is
/// `Republic of Korea`.
fn key(name: &str) -> String {
    let plain = folded(&name.replace('&', " and ")).replace(['.', '\'', '’', '‘'], "").replace('臺', "台");
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !["", "of", "the"].contains(word));
    let mut words: Vec<&str> = words.map(|word| if word == "st" { "saint" } else { word }).collect();
    if words.len() > 1 {
        words.retain(|word| *word != "and");
    }
    words.sort_unstable();
    words.join(" ")
}

/// The error for an unknown code. It suggests the code for the name of a country, and names a look-alike letter.
fn unknown(text: &str) -> Invalid {
    let expected = "must be a country of ISO 3166-1 alpha-2 such as TW";
    match Country::known(text) {
        Some(country) => {
            Invalid::new(Flaw::NotACountry, format!("{expected}; {} is {country}", country.name(Language::English)))
        }
        None if text.chars().count() == 2 => {
            character::explained(Flaw::NotACountry, expected, text, |c| c.is_ascii_uppercase())
        }
        None => Invalid::new(Flaw::NotACountry, expected),
    }
}

#[cfg(test)]
mod tests;
