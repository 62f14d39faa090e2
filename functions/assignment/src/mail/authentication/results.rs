//! One `Authentication-Results` field (RFC 8601 2.2).

use super::super::excerpt::excerpt;
use super::super::header::Field;
use super::super::lexer::{Lexeme, Token, tokens};

/// What the field is made of besides words.
const SPECIALS: &str = ";=";

/// The host that wrote a field, as far as the field tells.
pub(super) enum Source {
    /// The provider, with its results.
    Provider(Results),
    /// Another host, by its name; without one it is none of a provider that writes its own.
    Other(String),
    /// It may be the provider: why that cannot be told, or why its results cannot be read.
    Unknown(String),
}

/// The results that one field reports.
pub(super) struct Results(Vec<Verdict>);

/// One method's result with what it is about, such as `header.d`.
pub(super) struct Verdict {
    method: String,
    /// In lower case; nothing when the result cannot be read.
    result: Option<String>,
    properties: Vec<(String, String)>,
}

/// How a field begins.
enum Beginning {
    Server(String),
    /// Version 1 is the only one there is.
    Version(String, String),
    /// A result, in place of a server: Microsoft 365 writes its own fields so.
    Nameless,
    Unreadable,
}

impl Source {
    pub(super) fn of(field: &Field<'_>, provider: &str) -> Self {
        let text = field.text();
        match tokens(&text, SPECIALS) {
            Ok(tokens) => Self::read(&tokens, provider),
            Err(why) => Self::unreadable(&text, why, provider),
        }
    }

    fn read(tokens: &[Token], provider: &str) -> Self {
        let mut sections = tokens.split(|token| token.lexeme == Lexeme::Special(';'));
        match Beginning::of(sections.next().unwrap_or_default()) {
            Beginning::Server(server) if server == provider => {
                Self::Provider(Results(sections.filter_map(Verdict::read).collect()))
            }
            Beginning::Version(server, version) if server == provider => {
                Self::Unknown(format!("its version is {}, and not 1", excerpt(&version)))
            }
            Beginning::Server(server) | Beginning::Version(server, _) => Self::Other(server),
            Beginning::Nameless => Self::Other("a host that it does not name".to_owned()),
            Beginning::Unreadable => Self::Unknown("it does not begin with the name of a host".to_owned()),
        }
    }

    /// A field that has no tokens can still be another host's: its first section may have some.
    fn unreadable(text: &str, why: &str, provider: &str) -> Self {
        let first = text.split(';').next().unwrap_or_default();
        let beginning = tokens(first, SPECIALS).map_or(Beginning::Unreadable, |tokens| Beginning::of(&tokens));
        match beginning {
            Beginning::Server(server) | Beginning::Version(server, _) if server != provider => Self::Other(server),
            Beginning::Nameless | Beginning::Unreadable | Beginning::Server(_) | Beginning::Version(..) => {
                Self::Unknown(why.to_owned())
            }
        }
    }
}

impl Beginning {
    fn of(section: &[Token]) -> Self {
        let name = |token: &Token| token.text().filter(|name| !name.is_empty()).map(str::to_ascii_lowercase);
        match section {
            [server] => name(server).map_or(Self::Unreadable, Self::Server),
            [server, version] => match (name(server), name(version)) {
                (Some(server), Some(version)) if version == "1" => Self::Server(server),
                (Some(server), Some(version)) if version.bytes().all(|byte| byte.is_ascii_digit()) => {
                    Self::Version(server, version)
                }
                _ => Self::Unreadable,
            },
            [_, equals, _, ..] if equals.lexeme == Lexeme::Special('=') => Self::Nameless,
            _ => Self::Unreadable,
        }
    }
}

impl Results {
    /// What was reported by a method.
    pub(super) fn of(&self, method: &str) -> impl Iterator<Item = &Verdict> {
        self.0.iter().filter(move |verdict| verdict.method == method)
    }
}

impl Verdict {
    /// One result; nothing for an empty section. Of a result that cannot be read the method counts, as no pass.
    fn read(section: &[Token]) -> Option<Self> {
        let first = section.first()?;
        let mut properties = pairs(section).unwrap_or_default().into_iter();
        let (method, result) = match properties.next() {
            Some((method, result)) => (method, Some(result.to_ascii_lowercase())),
            None => (first.text().unwrap_or_default().to_ascii_lowercase(), None),
        };
        let method = method.strip_suffix("/1").map_or(method.clone(), str::to_owned);
        Some(Self { method, result, properties: properties.collect() })
    }

    pub(super) fn passed(&self) -> bool {
        self.result.as_deref() == Some("pass")
    }

    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.properties.iter().filter(move |(property, _)| property == name).map(|(_, value)| value.as_str())
    }

    /// Whether it is a valid signature of the sender's domain.
    pub(super) fn signed_by(&self, sender: Option<&str>) -> bool {
        let domains = self.domains();
        let aligned = |domain: &&str| sender.is_none_or(|sender| aligned(domain, sender));
        self.method == "dkim" && self.passed() && !domains.is_empty() && domains.iter().all(aligned)
    }

    /// The domains that a signature is said to be of.
    fn domains(&self) -> Vec<&str> {
        let mut domains: Vec<&str> = self.values("header.d").collect();
        if domains.is_empty() {
            domains.extend(self.values("header.i").filter_map(|id| id.rsplit_once('@')).map(|(_, domain)| domain));
        }
        domains
    }

    /// Result and domains, such as `dkim=fail for licensing.example`.
    pub(super) fn shown(&self) -> String {
        let Some(result) = &self.result else { return format!("a {} result that cannot be read", self.method) };
        let domains: Vec<String> = self.domains().into_iter().chain(self.values("header.from")).map(excerpt).collect();
        let about = if domains.is_empty() { String::new() } else { format!(" for {}", domains.join(" and ")) };
        format!("{}={}{about}", self.method, excerpt(result))
    }
}

/// Whether one is the other or lies within it (RFC 7489 3.1.1, without a list of public suffixes: `sender` is on the
/// list of allowed domains already, and only the owner of a domain decides what lies within it).
fn aligned(signer: &str, sender: &str) -> bool {
    let signer = signer.to_ascii_lowercase();
    let within = |inner: &str, outer: &str| inner.strip_suffix(outer).is_some_and(|rest| rest.ends_with('.'));
    signer == sender || within(&signer, sender) || (signer.contains('.') && within(sender, &signer))
}

/// The `name=value` pairs of one result, names in lower case.
fn pairs(section: &[Token]) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut rest = section;
    while let [name, equals, value, after @ ..] = rest {
        if equals.lexeme != Lexeme::Special('=') {
            return None;
        }
        let glued = after.iter().take_while(|token| token.glued).count();
        let (more, after) = after.split_at_checked(glued)?;
        pairs.push((name.text()?.to_ascii_lowercase(), joined(value.text()?, more)));
        rest = after;
    }
    rest.is_empty().then_some(pairs)
}

/// A value and what is glued to it: addresses hold `=` themselves, and quoted parts.
fn joined(first: &str, more: &[Token]) -> String {
    more.iter().fold(first.to_owned(), |mut value, token| {
        value.push_str(token.text().unwrap_or("="));
        value
    })
}
