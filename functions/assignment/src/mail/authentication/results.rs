//! The parser of one `Authentication-Results` field (RFC 8601 2.2; DECISIONS.md 17).

use super::super::excerpt::excerpt;
use super::super::header::Field;
use super::super::lexer::{Lexeme, Token, tokens};

/// The special characters of the field's grammar.
const SPECIALS: &str = ";=";

/// The host that wrote a field, according to its authserv-id.
pub(super) enum Source {
    /// The provider, with its results.
    Provider(Results),
    /// Another host, with its name. A field without an authserv-id is never the provider's.
    Other(String),
    /// Possibly the provider, with the problem of the authserv-id or of the results.
    Unknown(String),
}

/// The results of one field.
pub(super) struct Results(Vec<Verdict>);

/// The result of one method, with its properties such as `header.d`.
pub(super) struct Verdict {
    method: String,
    /// The result in lower case; `None` when it cannot be read.
    result: Option<String>,
    properties: Vec<(String, String)>,
}

/// The first section of a field: the authserv-id and the version.
enum AuthservId {
    Server(String),
    /// A host and a version other than 1, the only one defined.
    Version(String, String),
    /// A result in place of a host, as Microsoft 365 writes.
    Absent,
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
        match AuthservId::of(sections.next().unwrap_or_default()) {
            AuthservId::Server(server) if server == provider => {
                Self::Provider(Results(sections.filter_map(Verdict::read).collect()))
            }
            AuthservId::Version(server, version) if server == provider => {
                Self::Unknown(format!("its version is {}, and not 1", excerpt(&version)))
            }
            AuthservId::Server(server) | AuthservId::Version(server, _) => Self::Other(server),
            AuthservId::Absent => Self::Other("a host that it does not name".to_owned()),
            AuthservId::Unreadable => Self::Unknown("it does not begin with the name of a host".to_owned()),
        }
    }

    /// The source of a field that cannot be tokenized. Its first section alone may identify another host.
    fn unreadable(text: &str, why: &str, provider: &str) -> Self {
        let first = text.split(';').next().unwrap_or_default();
        let id = tokens(first, SPECIALS).map_or(AuthservId::Unreadable, |tokens| AuthservId::of(&tokens));
        match id {
            AuthservId::Server(server) | AuthservId::Version(server, _) if server != provider => Self::Other(server),
            AuthservId::Absent | AuthservId::Unreadable | AuthservId::Server(_) | AuthservId::Version(..) => {
                Self::Unknown(why.to_owned())
            }
        }
    }
}

impl AuthservId {
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
            [_, equals, _, ..] if equals.lexeme == Lexeme::Special('=') => Self::Absent,
            _ => Self::Unreadable,
        }
    }
}

impl Results {
    /// The results of a method.
    pub(super) fn of(&self, method: &str) -> impl Iterator<Item = &Verdict> {
        self.0.iter().filter(move |verdict| verdict.method == method)
    }
}

impl Verdict {
    /// Reads one result; `None` for an empty section. An unreadable result counts for its method as not passed.
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

    /// True for a valid DKIM signature of the sender's domain; without a sender, of any domain.
    pub(super) fn signed_by(&self, sender: Option<&str>) -> bool {
        let domains = self.domains();
        let aligned = |domain: &&str| sender.is_none_or(|sender| aligned(domain, sender));
        self.method == "dkim" && self.passed() && !domains.is_empty() && domains.iter().all(aligned)
    }

    /// The reported signer domains: `header.d`, or else those of `header.i`.
    fn domains(&self) -> Vec<&str> {
        let mut domains: Vec<&str> = self.values("header.d").collect();
        if domains.is_empty() {
            domains.extend(self.values("header.i").filter_map(|id| id.rsplit_once('@')).map(|(_, domain)| domain));
        }
        domains
    }

    /// The result with its domains, such as `dkim=fail for licensing.example`.
    pub(super) fn shown(&self) -> String {
        let Some(result) = &self.result else { return format!("a {} result that cannot be read", self.method) };
        let domains: Vec<String> = self.domains().into_iter().chain(self.values("header.from")).map(excerpt).collect();
        let about = if domains.is_empty() { String::new() } else { format!(" for {}", domains.join(" and ")) };
        format!("{}={}{about}", self.method, excerpt(result))
    }
}

/// True when one domain equals or contains the other (RFC 7489 3.1.1). No list of public suffixes is needed: `sender`
/// is an allowed domain, and only the owner of a domain creates its subdomains.
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
        let adjacent = after.iter().take_while(|token| token.adjacent).count();
        let (more, after) = after.split_at_checked(adjacent)?;
        pairs.push((name.text()?.to_ascii_lowercase(), joined(value.text()?, more)));
        rest = after;
    }
    rest.is_empty().then_some(pairs)
}

/// A value with the adjacent tokens: addresses may contain `=` and quoted parts.
fn joined(first: &str, more: &[Token]) -> String {
    more.iter().fold(first.to_owned(), |mut value, token| {
        value.push_str(token.text().unwrap_or("="));
        value
    })
}
