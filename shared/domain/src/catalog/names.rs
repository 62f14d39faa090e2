//! Names in every language of the program.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::language::Language;
use crate::text::Name;

/// A name in every language of the program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Names {
    /// English.
    pub en: String,
    /// Traditional Chinese.
    #[serde(rename = "zh-TW")]
    pub zh_tw: String,
}

/// A name as the catalog file contains it. Missing languages are reported by the catalog's check, with every other
/// mistake.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedNames {
    #[serde(default)]
    en: String,
    #[serde(default, rename = "zh-TW")]
    zh_tw: String,
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        UncheckedNames::deserialize(deserializer).map(|UncheckedNames { en, zh_tw }| Self { en, zh_tw })
    }
}

impl Names {
    /// A name from both languages.
    pub fn new(en: impl Into<String>, zh_tw: impl Into<String>) -> Self {
        Self { en: en.into(), zh_tw: zh_tw.into() }
    }

    /// The name in one language.
    pub fn in_language(&self, language: Language) -> &str {
        language.choose(&self.en, &self.zh_tw)
    }

    /// The name in the first language that has one.
    pub(super) fn any_language(&self) -> &str {
        if self.en.is_empty() { &self.zh_tw } else { &self.en }
    }

    /// A message for each language whose name is missing or invalid.
    pub(super) fn mistakes(&self, what: &str) -> Vec<String> {
        let languages = Language::ALL.into_iter();
        let wrong = languages.filter_map(|language| {
            let name = self.in_language(language);
            let mistake = match Name::parse(name) {
                _ if name.trim().is_empty() => "is missing".to_owned(),
                Ok(parsed) if parsed.as_str() == name => return None,
                Ok(parsed) => format!("must be written {parsed}"),
                Err(invalid) => invalid.to_string(),
            };
            Some(format!("{what}: the name in {} {mistake}", language.tag()))
        });
        wrong.collect()
    }
}

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}
