//! The portal's texts in English and Traditional Chinese, by Fluent message ids.
//!
//! The files are in `locales/<language>/`; tests compare ids and variables of both languages, and every id that a page
//! uses.

use std::fmt::Display;
use std::sync::OnceLock;

use domain::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

/// The message files of a language.
type Files = &'static [(&'static str, &'static str)];

macro_rules! files {
    ($language:literal: $($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../locales/", $language, "/", $name, ".ftl")))),+]
    };
}

/// The English files.
pub const ENGLISH: Files = files!(
    "en": "layout", "errors", "reasons", "terms", "sign-in", "public", "company", "vouchers", "delivery", "redemption",
    "claims", "overview"
);
/// The Chinese files, the same ones.
pub const CHINESE: Files = files!(
    "zh-TW": "layout", "errors", "reasons", "terms", "sign-in", "public", "company", "vouchers", "delivery", "redemption",
    "claims", "overview"
);

/// The texts of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(Language);

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static BUNDLES: OnceLock<[FluentBundle<FluentResource>; 2]> = OnceLock::new();
    let [english, chinese] =
        BUNDLES.get_or_init(|| [load(langid!("en"), ENGLISH), load(langid!("zh-Hant-TW"), CHINESE)]);
    language.choose(english, chinese)
}

/// Reads the files. A message with a mistake is missing then; a test reports it.
fn load(language: LanguageIdentifier, files: Files) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    for (name, text) in files {
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(name, ?errors, "a file of texts has mistakes");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(name, ?errors, "a file of texts repeats ids");
        }
    }
    bundle
}

impl Words {
    /// The texts of a language.
    pub fn of(language: Language) -> Self {
        Self(language)
    }

    /// The language.
    pub fn language(self) -> Language {
        self.0
    }

    /// The tag of `html lang`.
    pub fn tag(self) -> &'static str {
        self.0.choose("en", "zh-Hant-TW")
    }

    /// A text without variables. A missing one is its id.
    pub fn get(self, id: &str) -> String {
        self.text(id, None).unwrap_or_else(|| id.to_owned())
    }

    /// A text with a number `n`, by which it may choose a plural form.
    pub fn count(self, id: &str, n: usize) -> String {
        let mut args = FluentArgs::new();
        args.set("n", FluentValue::from(n));
        self.text(id, Some(&args)).unwrap_or_else(|| id.to_owned())
    }

    /// A text with one variable.
    pub fn one(self, id: &str, name: &str, value: impl Display) -> String {
        self.with(id, &[(name, value.to_string())])
    }

    /// A text with two variables.
    pub fn two(self, id: &str, first: (&str, &str), second: (&str, &str)) -> String {
        self.with(id, &[(first.0, first.1.to_owned()), (second.0, second.1.to_owned())])
    }

    /// A text with variables.
    pub fn with(self, id: &str, variables: &[(&str, String)]) -> String {
        self.known(id, variables).unwrap_or_else(|| id.to_owned())
    }

    /// A text with variables, when there is one and every variable that it names is given.
    pub fn known(self, id: &str, variables: &[(&str, String)]) -> Option<String> {
        let mut args = FluentArgs::new();
        for (name, value) in variables {
            // A number chooses a plural form; text is shown as it is, such as an invoice number that begins with zeros.
            let number = value.parse::<i64>().ok().filter(|number| number.to_string() == *value);
            let value = number.map_or_else(|| FluentValue::from(value.clone()), FluentValue::from);
            args.set((*name).to_owned(), value);
        }
        self.text(id, Some(&args))
    }

    fn text(self, id: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let bundle = bundle(self.0);
        let pattern = bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors);
        errors.is_empty().then(|| text.into_owned())
    }
}
