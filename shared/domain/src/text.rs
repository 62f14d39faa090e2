//! Text from outside, parsed once at the door: names, notes and e-mail addresses.

use serde::{Deserialize, Serialize};

/// Why a value from outside was not accepted: what is wrong and what is expected, in words for the sender.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(String);

impl Invalid {
    /// An explanation that names the expectation, for example `"must be 6 to 40 characters"`.
    pub fn new(expectation: impl Into<String>) -> Self {
        Self(expectation.into())
    }
}

/// Declares a text newtype that can only be made by its `parse`, in code and when it is read back from storage.
macro_rules! parsed_text {
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

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Invalid;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
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
pub(crate) use parsed_text;

/// Longest name of a person, company or thing, in characters.
pub const NAME_CHARS_MAX: usize = 200;
/// Longest free text (reason, remark, comment), in characters.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// Longest e-mail address, in bytes (RFC 5321 4.5.3.1.3, less the angle brackets).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Longest part before the `@`, in bytes (RFC 5321 4.5.3.1.1).
const EMAIL_LOCAL_BYTES_MAX: usize = 64;

parsed_text!(
    /// The name of a person, company or thing: one line of 1 to 200 characters.
    Name,
    |text| bounded(text, NAME_CHARS_MAX, char::is_control)
);

parsed_text!(
    /// A reason, remark or comment: 1 to 2,000 characters, line breaks allowed.
    Note,
    |text| bounded(text, NOTE_CHARS_MAX, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
);

pub(crate) fn bounded(text: &str, chars_max: usize, forbidden: fn(char) -> bool) -> Result<String, Invalid> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > chars_max {
        return Err(Invalid::new(format!("must be 1 to {chars_max} characters")));
    }
    if text.chars().any(forbidden) {
        return Err(Invalid::new("must not contain control characters"));
    }
    Ok(text.to_owned())
}

/// An e-mail address. Two addresses are the same when they differ in letter case only: nobody remembers how the
/// licensing side capitalized theirs, and no mailbox of today tells the two apart.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// Parses `local@domain`: at most 254 bytes, one `@`, a domain with a dot, no spaces or control characters.
    ///
    /// # Errors
    /// [`Invalid`] when it is not such an address.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.len() <= EMAIL_BYTES_MAX && text.split_once('@').is_some_and(is_mailbox) {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new("must be an e-mail address such as lin.mei@contoso.example"))
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`, in lower case.
    pub fn domain(&self) -> String {
        self.0.rsplit_once('@').map(|(_, domain)| domain.to_ascii_lowercase()).unwrap_or_default()
    }
}

fn is_mailbox((local, domain): (&str, &str)) -> bool {
    let local_ok = !local.is_empty()
        && local.len() <= EMAIL_LOCAL_BYTES_MAX
        && local.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c));
    let label_ok = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    local_ok && domain.contains('.') && domain.split('.').all(label_ok)
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Email {}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Email {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(value: Email) -> Self {
        value.0
    }
}

#[cfg(test)]
mod tests;
