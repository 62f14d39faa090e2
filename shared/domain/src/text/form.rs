//! What a value that is written as text looks like, for the contract and for whoever reads it.

use schemars::{Schema, json_schema};

use super::{Flaw, Invalid};

/// A value that is written as text.
pub trait Text: Sized {
    /// What its text looks like.
    const FORM: Form;

    /// Parses the text.
    ///
    /// # Errors
    /// [`Invalid`] says what is expected instead.
    fn read(text: &str) -> Result<Self, Invalid>;
}

/// How lenient `read` is: a schema must never call wrong what is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// The text is taken as it is.
    Exact,
    /// What was pasted around it or written in another width or case is put right first.
    Lenient,
    /// Any text is taken; what is wrong with it is told later.
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
    /// What can be wrong with it besides its length and its characters.
    flaws: &'static [Flaw],
}

impl Form {
    /// Text such as the example, which must be one that is accepted. It is put right before it is checked.
    pub const fn new(example: &'static str) -> Self {
        Self { example, reading: Reading::Lenient, pattern: None, format: None, lengths: None, one_of: &[], flaws: &[] }
    }

    /// The same form with another example.
    #[must_use]
    pub const fn with_example(self, example: &'static str) -> Self {
        Self { example, ..self }
    }

    /// One of these words.
    pub const fn words(words: &'static [&'static str]) -> Self {
        let example = match words {
            [first, ..] => first,
            [] => "",
        };
        Self { one_of: words, ..Self::new(example) }
    }

    /// The text may be spelled in other ways.
    #[must_use]
    pub const fn lenient(self) -> Self {
        Self { reading: Reading::Lenient, ..self }
    }

    /// Any text is taken; what is wrong with it is told later.
    #[must_use]
    pub const fn any(self) -> Self {
        Self { reading: Reading::Any, ..self }
    }

    /// The text is taken exactly as it is sent.
    #[must_use]
    pub const fn exact(self) -> Self {
        Self { reading: Reading::Exact, ..self }
    }

    /// The regular expression (ECMA 262) that its normal form fits.
    #[must_use]
    pub const fn pattern(self, pattern: &'static str) -> Self {
        Self { pattern: Some(pattern), ..self }
    }

    /// The format of JSON Schema that its normal form has.
    #[must_use]
    pub const fn format(self, format: &'static str) -> Self {
        Self { format: Some(format), ..self }
    }

    /// The fewest and the most characters of its normal form.
    #[must_use]
    pub const fn lengths(self, min: usize, max: usize) -> Self {
        Self { lengths: Some((min, max)), ..self }
    }

    /// What can be wrong with it besides its length and its characters.
    #[must_use]
    pub const fn or(self, flaws: &'static [Flaw]) -> Self {
        Self { flaws, ..self }
    }

    /// What can be wrong with it.
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

    /// A text that is accepted.
    pub const fn example(&self) -> &'static str {
        self.example
    }

    /// The schema of what is answered: the normal form.
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

    /// The schema of what is accepted. Where the text is put right first, only what then cannot be right is excluded,
    /// and the normal form stands in words.
    pub fn accepted(&self) -> Schema {
        let mut schema = match self.reading {
            Reading::Exact => self.answered(),
            Reading::Lenient => json_schema!({"type": "string", "minLength": 1}),
            Reading::Any => json_schema!({"type": "string"}),
        };
        if self.reading == Reading::Lenient
            && let Some(normal) = self.in_words()
        {
            schema.insert("description".to_owned(), normal.into());
        }
        if self.one_of.is_empty() {
            schema.insert("examples".to_owned(), [self.example].into_iter().collect());
        }
        schema
    }

    fn in_words(&self) -> Option<String> {
        if !self.one_of.is_empty() {
            return Some(format!("One of {}, in any case.", self.one_of.join(", ")));
        }
        let lengths = self.lengths.map(|(min, max)| format!("{min} to {max} characters"));
        let pattern = self.pattern.map(|pattern| format!("`{pattern}`"));
        let form = [lengths, pattern].into_iter().flatten().collect::<Vec<_>>().join(", ");
        if form.is_empty() { None } else { Some(format!("Once put right: {form}.")) }
    }
}

/// Describes answers that hold such a text: inline, since a text is no object of its own.
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
