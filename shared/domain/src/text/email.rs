//! E-mail addresses (PROGRAM.md 14.2).

use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use super::character::described;
use super::{Flaw, Form, Invalid, Mailbox, Text};

/// Longest e-mail address, in bytes (RFC 5321 4.5.3.1.3, less the angle brackets).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Longest local part, in bytes (RFC 5321 4.5.3.1.1).
const LOCAL_BYTES_MAX: usize = 64;
const EXPECTED: &str = "must be an e-mail address such as lin.mei@contoso.example";

/// An e-mail address. Addresses that differ only in letter case are equal, because mail systems treat them as one
/// mailbox and people do not type them in one letter case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// Parses `local@domain` in any pasted form (see [`Mailbox`]). It has at most 254 bytes, a local part in ASCII,
    /// and a domain with a dot. Each label of the domain is in ASCII or in letters of one script, because a look-alike
    /// letter of another script makes another domain (PROGRAM.md 14.2).
    ///
    /// # Errors
    /// [`Invalid`] when it is not such an address; it names the first character that is not allowed.
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

    /// The address in lower case, for comparison.
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

/// The reason why a text is not an address.
enum Problem {
    /// A part is missing, empty or too long.
    Form,
    /// A character that is not allowed there, with its position, counted from 1.
    Character(usize, char),
}

fn problem(address: &str) -> Option<Problem> {
    let Some((local, domain)) = address.split_once('@') else {
        return Some(Problem::Form);
    };
    let wrong = local.chars().zip(1..).find(|(c, _)| !is_of_local_part(*c));
    if let Some((c, place)) = wrong.or_else(|| invalid_in_domain(domain, local.chars().count().saturating_add(2))) {
        return Some(Problem::Character(place, c));
    }
    let bounded = (1..=LOCAL_BYTES_MAX).contains(&local.len()) && address.len() <= EMAIL_BYTES_MAX;
    (!bounded || !is_domain(domain)).then_some(Problem::Form)
}

/// The first invalid character of a domain that begins at this position.
fn invalid_in_domain(domain: &str, begins_at: usize) -> Option<(char, usize)> {
    let mut place = begins_at;
    for label in domain.split('.') {
        if let Some((c, within)) = invalid_in_label(label) {
            return Some((c, place.saturating_add(within)));
        }
        place = place.saturating_add(label.chars().count()).saturating_add(1);
    }
    None
}

/// True for a character of an atom, or the dot between two (RFC 5322 3.2.3).
fn is_of_local_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

/// True for a host name with a dot, whose labels are each in ASCII or in letters of one script.
pub(crate) fn is_domain(name: &str) -> bool {
    let is_label = |label: &str| {
        let ends = label.chars().next().zip(label.chars().next_back());
        let sound = ends.is_some_and(|(first, last)| first != '-' && last != '-' && !is_combining_mark(first));
        sound && invalid_in_label(label).is_none()
    };
    name.contains('.') && name.split('.').all(is_label)
}

/// The first character that a label cannot have, or whose script differs from the others, and its offset. In a mixture
/// with Latin letters, the letter of the other script is the invalid one.
fn invalid_in_label(label: &str) -> Option<(char, usize)> {
    let letters = || label.chars().zip(0..).filter_map(|(c, place)| Some((c, place, script_of(c)?)));
    let stray = label.chars().zip(0..).find(|(c, _)| !is_of_label(*c));
    stray.or_else(|| {
        let (.., first) = letters().next()?;
        let latin = letters().map(|(.., script)| script).find(|script| *script == Script::Latin);
        let foreign = letters().find(|(.., script)| *script != latin.unwrap_or(first))?;
        Some((foreign.0, foreign.1))
    })
}

fn is_of_label(c: char) -> bool {
    c == '-' || c.is_ascii_alphanumeric() || (!c.is_ascii() && (script_of(c).is_some() || c == 'ー'))
}

/// The script of a letter or mark; `None` for digits and for marks of no script. Scripts that Chinese, Japanese and
/// Korean mix count as one.
fn script_of(c: char) -> Option<Script> {
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
