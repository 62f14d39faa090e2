//! The form of values that are written as text, for parsing and for the contract.

use schemars::{Schema, json_schema};

use super::{Flaw, Invalid};

/// A value that is written as text.
pub trait Text: Sized {
    /// The form of its text.
    const FORM: Form;

    /// Parses the text.
    ///
    /// # Errors
    /// [`Invalid`] names the expectation.
    fn read(text: &str) -> Result<Self, Invalid>;
}

/// The leniency of `read`. A schema must not exclude a text that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// The text is parsed as it is.
    Exact,
    /// The text is normalized first: surrounding characters, width and letter case.
    Lenient,
    /// Any text is accepted, and checked later.
    Any,
}

/// The form of a text.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    example: &'static str,
    reading: Reading,
    pattern: Option<&'static str>,
    format: Option<&'static str>,
    lengths: Option<(usize, usize)>,
    one_of: &'static [&'static str],
    /// The possible flaws besides those of length and characters.
    flaws: &'static [Flaw],
}

impl Form {
    /// The form of texts such as the example, which must be valid. Texts are normalized before they are checked.
    pub const fn new(example: &'static str) -> Self {
        Self { example, reading: Reading::Lenient, pattern: None, format: None, lengths: None, one_of: &[], flaws: &[] }
    }

    /// The same form with another example.
    #[must_use]
    pub const fn with_example(self, example: &'static str) -> Self {
        Self { example, ..self }
    }

    /// The form of a code out of these.
    pub const fn one_of(codes: &'static [&'static str]) -> Self {
        let example = match codes {
            [first, ..] => first,
            [] => "",
        };
        Self { one_of: codes, ..Self::new(example) }
    }

    /// The same form with other accepted spellings.
    #[must_use]
    pub const fn lenient(self) -> Self {
        Self { reading: Reading::Lenient, ..self }
    }

    /// The same form, where any text is accepted and checked later.
    #[must_use]
    pub const fn any(self) -> Self {
        Self { reading: Reading::Any, ..self }
    }

    /// The same form without normalization.
    #[must_use]
    pub const fn exact(self) -> Self {
        Self { reading: Reading::Exact, ..self }
    }

    /// The same form with a regular expression (ECMA 262) for its normal form.
    #[must_use]
    pub const fn pattern(self, pattern: &'static str) -> Self {
        Self { pattern: Some(pattern), ..self }
    }

    /// The same form with a format of JSON Schema for its normal form.
    #[must_use]
    pub const fn format(self, format: &'static str) -> Self {
        Self { format: Some(format), ..self }
    }

    /// The same form with the fewest and the most characters of its normal form.
    #[must_use]
    pub const fn lengths(self, min: usize, max: usize) -> Self {
        Self { lengths: Some((min, max)), ..self }
    }

    /// The same form with further possible flaws.
    #[must_use]
    pub const fn or(self, flaws: &'static [Flaw]) -> Self {
        Self { flaws, ..self }
    }

    /// All possible flaws.
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = self.flaws.to_vec();
        if self.lengths.is_some() || self.pattern.is_some() {
            flaws.extend([Flaw::TooShort, Flaw::TooLong, Flaw::BadCharacter]);
        }
        if !self.one_of.is_empty() {
            flaws.push(Flaw::NotOneOf);
        }
        flaws
    }

    /// A valid text.
    pub const fn example(&self) -> &'static str {
        self.example
    }

    /// The schema for answers: the normal form.
    pub fn answered(&self) -> Schema {
        let mut schema = json_schema!({"type": "string"});
        let mut set = |name: &str, value| drop(schema.insert(name.to_owned(), value));
        if !self.one_of.is_empty() {
            set("enum", self.one_of.into());
            return schema;
        }
        self.pattern.into_iter().for_each(|pattern| set("pattern", pattern.into()));
        self.format.into_iter().for_each(|format| set("format", format.into()));
        if let Some((min, max)) = self.lengths {
            set("minLength", min.into());
            set("maxLength", max.into());
        }
        schema
    }

    /// The schema for requests. Where texts are normalized, it excludes only texts that cannot become valid, and its
    /// description gives the normal form (DECISIONS.md 15).
    pub fn accepted(&self) -> Schema {
        let mut schema = match self.reading {
            Reading::Exact => self.answered(),
            Reading::Lenient => json_schema!({"type": "string", "minLength": 1}),
            Reading::Any => json_schema!({"type": "string"}),
        };
        if self.reading == Reading::Lenient
            && let Some(normal) = self.description()
        {
            schema.insert("description".to_owned(), normal.into());
        }
        if self.one_of.is_empty() {
            schema.insert("examples".to_owned(), [self.example].into_iter().collect());
        }
        schema
    }

    fn description(&self) -> Option<String> {
        if !self.one_of.is_empty() {
            return Some(format!("One of {}, in any case.", self.one_of.join(", ")));
        }
        let lengths = self.lengths.map(|(min, max)| format!("{min} to {max} characters"));
        let pattern = self.pattern.map(|pattern| format!("`{pattern}`"));
        let form = [lengths, pattern].into_iter().flatten().collect::<Vec<_>>().join(", ");
        if form.is_empty() { None } else { Some(format!("After normalization: {form}.")) }
    }
}

/// Implements the JSON Schema of a text type, inline in the schemas that contain it.
#[macro_export]
macro_rules! described_as_text {
    ($name:ty) => {
        impl $crate::schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema(_: &mut $crate::schemars::SchemaGenerator) -> $crate::schemars::Schema {
                <Self as $crate::Text>::FORM.answered()
            }
        }
    };
}
