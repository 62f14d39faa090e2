//! E-mail addresses.

use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use super::character::described;
use super::{Flaw, Form, Invalid, Mailbox, Text};

/// Longest e-mail address, in bytes (RFC 5321 4.5.3.1.3, less the angle brackets).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Longest part before the `@`, in bytes (RFC 5321 4.5.3.1.1).
const LOCAL_BYTES_MAX: usize = 64;
const EXPECTED: &str = "must be an e-mail address such as lin.mei@contoso.example";

/// An e-mail address. Two addresses are the same when they differ in letter case only: nobody remembers how the
/// licensing side capitalized theirs, and no mailbox of today tells the two apart.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// Parses `local@domain` however it was pasted (see [`Mailbox`]): at most 254 bytes, the part before the `@` in
    /// ASCII, a domain with a dot. A label of the domain is in ASCII or in the letters of one script: a letter of
    /// another script that looks the same makes it another domain.
    ///
    /// # Errors
    /// [`Invalid`] when it is not such an address; it names the character that cannot be part of one.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let written = text.trim();
        if written.is_ascii() && problem(written).is_none() {
            return Ok(Self(written.to_owned()));
        }
        let several = || Invalid::new(Flaw::NotAnEmail, format!("{EXPECTED}; it names two addresses"));
        let Mailbox { address, .. } = Mailbox::parse(text).ok_or_else(several)?;
        match problem(&address) {
            None => Ok(Self(address)),
            Some(Problem::Form) => Err(Invalid::new(Flaw::NotAnEmail, EXPECTED)),
            Some(Problem::Character(place, c)) => {
                Err(Invalid::new(Flaw::NotAnEmail, format!("{EXPECTED}; character {place} is {}", described(c))))
            }
        }
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as addresses are compared: in lower case, whatever the script.
    pub fn folded(&self) -> String {
        self.lower_case().collect()
    }

    fn lower_case(&self) -> impl Iterator<Item = char> {
        self.0.chars().flat_map(char::to_lowercase)
    }

    /// The part after the `@`, in lower case.
    pub fn domain(&self) -> String {
        self.folded().rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default()
    }
}

/// Why a text is not an address.
enum Problem {
    /// A part is missing, empty or too long.
    Form,
    /// A character that cannot be where it is, and its place, counted from one.
    Character(usize, char),
}

fn problem(address: &str) -> Option<Problem> {
    let Some((local, domain)) = address.split_once('@') else {
        return Some(Problem::Form);
    };
    let wrong = local.chars().zip(1..).find(|(c, _)| !is_of_local_part(*c));
    if let Some((c, place)) = wrong.or_else(|| wrong_in_domain(domain, local.chars().count().saturating_add(2))) {
        return Some(Problem::Character(place, c));
    }
    let bounded = (1..=LOCAL_BYTES_MAX).contains(&local.len()) && address.len() <= EMAIL_BYTES_MAX;
    (!bounded || !is_domain(domain)).then_some(Problem::Form)
}

/// The first wrong character of a domain that begins at this place.
fn wrong_in_domain(domain: &str, begins_at: usize) -> Option<(char, usize)> {
    let mut place = begins_at;
    for label in domain.split('.') {
        if let Some((c, within)) = wrong_in_label(label) {
            return Some((c, place.saturating_add(within)));
        }
        place = place.saturating_add(label.chars().count()).saturating_add(1);
    }
    None
}

/// A character of an atom, or the dot between two (RFC 5322 3.2.3).
fn is_of_local_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

/// A name of a host with a dot in it, each of its labels in ASCII or in the letters of one script.
pub(crate) fn is_domain(name: &str) -> bool {
    let is_label = |label: &str| {
        let ends = label.chars().next().zip(label.chars().next_back());
        let sound = ends.is_some_and(|(first, last)| first != '-' && last != '-' && !is_combining_mark(first));
        sound && wrong_in_label(label).is_none()
    };
    name.contains('.') && name.split('.').all(is_label)
}

/// The first character that a label cannot have, or whose script is not that of the others, and how many come before it.
/// Latin letters are those that everybody expects, so the other script is named.
fn wrong_in_label(label: &str) -> Option<(char, usize)> {
    let letters = || label.chars().zip(0..).filter_map(|(c, place)| Some((c, place, writing(c)?)));
    let stray = label.chars().zip(0..).find(|(c, _)| !is_of_label(*c));
    stray.or_else(|| {
        let (.., first) = letters().next()?;
        let latin = letters().map(|(.., script)| script).find(|script| *script == Script::Latin);
        let foreign = letters().find(|(.., script)| *script != latin.unwrap_or(first))?;
        Some((foreign.0, foreign.1))
    })
}

fn is_of_label(c: char) -> bool {
    c == '-' || c.is_ascii_alphanumeric() || (!c.is_ascii() && (writing(c).is_some() || c == 'ー'))
}

/// The script of a letter or mark, those that are written together as one: Chinese, Japanese and Korean each mix theirs.
/// Nothing for digits and for marks of any script.
fn writing(c: char) -> Option<Script> {
    let script = c.script();
    if matches!(script, Script::Common | Script::Inherited | Script::Unknown) {
        return None;
    }
    let mixed = matches!(script, Script::Bopomofo | Script::Hiragana | Script::Katakana | Script::Hangul);
    let script = if mixed { Script::Han } else { script };
    (c.is_alphanumeric() || is_combining_mark(c)).then_some(script)
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.lower_case().eq(other.lower_case())
    }
}

impl Eq for Email {}

crate::text_by_parse!(Email);

impl Text for Email {
    const FORM: Form = Form::new("lin.mei@contoso.example").lengths(3, EMAIL_BYTES_MAX).or(&[Flaw::NotAnEmail]);

    fn read(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

crate::described_as_text!(Email);
