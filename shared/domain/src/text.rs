//! Text from outside, parsed once at the door: names, notes and e-mail addresses, and what is common to all that people
//! paste.

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

/// The values of a list, each once, in the order in which they first stand there.
pub fn once_each<T: Clone + Ord>(mut list: Vec<T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    list.retain(|value| seen.insert(value.clone()));
    list
}

/// Declares a text newtype that can only be made by its `parse`, in code and when it is read back from storage. One with
/// a [`Form`] can stand in requests and answers.
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
            /// [`Invalid`](crate::Invalid) says what is expected instead.
            pub fn parse(text: &str) -> Result<Self, $crate::Invalid> {
                let rule: fn(&str) -> Result<String, $crate::Invalid> = $rule;
                rule(text).map(Self)
            }

            /// The text in its normal form.
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

/// Declares that a text newtype is shown as it is, and only made by its `parse` when it is read back from storage.
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
