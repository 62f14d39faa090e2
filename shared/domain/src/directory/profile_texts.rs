//! The parsed texts of a profile (PROGRAM.md 5.1).

use crate::text::character::{is_invisible, is_unfit};
use crate::text::{Flaw, Form, Invalid, is_domain, lines};

/// Longest description of a profile, in characters.
pub const DESCRIPTION_CHARS_MAX: usize = 2_500;
const WEBSITE_BYTES_MAX: usize = 2_000;

crate::parsed_text!(
    /// A company's description of itself: 1 to 2,500 characters, line breaks allowed.
    Description = Form::new("Planning for large estates.").lengths(1, DESCRIPTION_CHARS_MAX).or(&[Flaw::Unprintable]),
    |text| lines(text, DESCRIPTION_CHARS_MAX)
);

crate::parsed_text!(
    /// An https address with a host name.
    Website = Form::new("https://www.contoso.example").format("uri").or(&[Flaw::NotAUrl]),
    |text| {
        let text = text.trim();
        let host = text.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
        if text.len() <= WEBSITE_BYTES_MAX && host.is_some_and(is_host) && text.chars().all(is_of_url) {
            return Ok(text.to_owned());
        }
        Err(Invalid::new(Flaw::NotAUrl, "must be an https address such as https://www.contoso.example"))
    }
);

crate::parsed_text!(
    /// A language tag (BCP 47) such as `en` or `zh-TW`: the language in lower case, a region in capitals.
    Language = Form::new("zh-TW").pattern("^[a-z]{2,3}(-[A-Z][a-z]{3}|-[A-Z]{2}|-[0-9]{3}){0,2}$").or(&[Flaw::NotALanguage]),
    |text| {
        let mut subtags = text.trim().split('-');
        let language = subtags.next().filter(|tag| (2..=3).contains(&tag.len()) && is_alphabetic(tag));
        let rest: Option<Vec<String>> = subtags.map(subtag).collect();
        let (Some(language), Some(rest)) = (language, rest.filter(|rest| rest.len() <= 2)) else {
            return Err(Invalid::new(Flaw::NotALanguage, "must be a language tag such as en or zh-TW"));
        };
        Ok(std::iter::once(language.to_ascii_lowercase()).chain(rest).collect::<Vec<_>>().join("-"))
    }
);

impl Language {
    /// The primary subtag, without script and region.
    pub fn primary(&self) -> &str {
        self.as_str().split('-').next().unwrap_or_default()
    }
}

/// A script of four letters, or a region of two letters or three digits, in its conventional letter case.
fn subtag(tag: &str) -> Option<String> {
    match tag.len() {
        2 if is_alphabetic(tag) => Some(tag.to_ascii_uppercase()),
        3 if tag.bytes().all(|byte| byte.is_ascii_digit()) => Some(tag.to_owned()),
        4 if is_alphabetic(tag) => {
            let (first, rest) = tag.split_at(1);
            Some(format!("{}{}", first.to_ascii_uppercase(), rest.to_ascii_lowercase()))
        }
        _ => None,
    }
}

fn is_alphabetic(tag: &str) -> bool {
    tag.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// True for a host name with a dot and an optional port, without user name and password.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    is_domain(name) && port.is_none_or(is_port)
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
}

fn is_of_url(c: char) -> bool {
    !c.is_whitespace() && !is_unfit(c) && !is_invisible(c) && !"<>\"`{}|\\^".contains(c)
}
