//! Text of the input, parsed once when it is received: names, notes and e-mail addresses, and the normalization that
//! they share (PROGRAM.md 14.2).

use std::collections::BTreeSet;

pub(crate) mod character;
mod email;
mod form;
mod invalid;
mod mailbox;
mod names;
mod paste;
mod prose;
#[cfg(test)]
mod tests;

pub(crate) use email::is_domain;
pub use email::{EMAIL_BYTES_MAX, Email};
pub use form::{Form, Text};
pub use invalid::{Flaw, Invalid};
pub use mailbox::Mailbox;
pub use paste::normalized;
pub(crate) use prose::lines;
pub use prose::{NAME_CHARS_MAX, NOTE_CHARS_MAX, Name, Note};

/// Removes duplicates from a list; the first occurrence of each value stays.
pub fn deduplicated<T: Clone + Ord>(mut list: Vec<T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    list.retain(|value| seen.insert(value.clone()));
    list
}

/// Declares a text newtype that is only created by its `parse`, in code and when it is deserialized. One with a
/// [`Form`] can be a field of requests and answers.
#[macro_export]
macro_rules! parsed_text {
    ($(#[$doc:meta])* $name:ident = $form:expr, $rule:expr) => {
        $crate::parsed_text!($(#[$doc])* $name, $rule);

        impl $crate::Text for $name {
            const FORM: $crate::text::Form = $form;

            fn read(text: &str) -> Result<Self, $crate::Invalid> {
                Self::parse(text)
            }
        }

        $crate::described_as_text!($name);
    };
    ($(#[$doc:meta])* $name:ident, $rule:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Parses the text.
            ///
            /// # Errors
            /// [`Invalid`](crate::Invalid) names the expectation.
            pub fn parse(text: &str) -> Result<Self, $crate::Invalid> {
                let rule: fn(&str) -> Result<String, $crate::Invalid> = $rule;
                rule(text).map(Self)
            }

            /// The text in normal form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Invalid;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        $crate::text_by_parse!($name);
    };
}

/// Implements `Display`, and deserialization through `parse`, for a text newtype.
#[macro_export]
macro_rules! text_by_parse {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::Invalid;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}
