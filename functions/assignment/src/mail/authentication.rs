//! What the inbound provider found out about the sender: `Authentication-Results` (RFC 8601).
//!
//! Only the provider's topmost field counts, and only above `From`. Fields are added on top, so what stands below may
//! have come with the mail, written by anyone.

use web::Reason;

use super::header::{Entity, Field};
use super::lexer::{Lexeme, Token, tokens};

/// What the field is made of besides words (RFC 8601 2.2).
const SPECIALS: &str = ";=";

/// One method's result with what it is about, such as `header.d`.
struct Verdict {
    method: String,
    passed: bool,
    properties: Vec<(String, String)>,
}

/// The results that one server reports.
struct Results {
    server: String,
    verdicts: Vec<Verdict>,
}

/// Why the mail is not authenticated. `sender` is the domain in `From`, when there is one to compare with.
pub(super) fn problems(message: &Entity<'_>, provider: &str, sender: Option<&str>) -> Vec<Reason> {
    let reason = |detail: String| Reason::new("not_authenticated", detail);
    let Some(verdicts) = reported(message, provider) else {
        let detail = format!("a readable Authentication-Results field of {provider} must stand above From");
        return vec![reason(detail)];
    };
    let mut reasons = Vec::new();
    if !verdicts.iter().any(|verdict| verdict.signed_by(sender)) {
        reasons.push(reason("dkim=pass is missing, with the domain of From in header.d".to_owned()));
    }
    if !dmarc_passed(&verdicts, sender) {
        reasons.push(reason("dmarc=pass is missing for the domain of From".to_owned()));
    }
    reasons
}

/// The provider's own results. One that cannot be read may be the provider's, so nothing below it is believed either.
fn reported(message: &Entity<'_>, provider: &str) -> Option<Vec<Verdict>> {
    let mut fields = message.above("From").filter(|field| field.is("Authentication-Results")).map(Results::read);
    let own = fields.find(|results| results.as_ref().is_none_or(|results| results.server == provider));
    own.flatten().map(|results| results.verdicts)
}

/// A result that is not a pass outweighs one that is: the passing one may be text that the sender slipped in through
/// an address the provider quotes.
fn dmarc_passed(verdicts: &[Verdict], sender: Option<&str>) -> bool {
    let mut dmarc = verdicts.iter().filter(|verdict| verdict.method == "dmarc").peekable();
    let about_sender = |verdict: &Verdict| {
        verdict.values("header.from").all(|from| sender.is_none_or(|sender| from.eq_ignore_ascii_case(sender)))
    };
    dmarc.peek().is_some() && dmarc.all(|verdict| verdict.passed && about_sender(verdict))
}

impl Results {
    /// Reads one field; nothing when it is not one of RFC 8601, version 1.
    fn read(field: &Field<'_>) -> Option<Self> {
        let tokens = tokens(&field.text(), SPECIALS)?;
        let mut sections = tokens.split(|token| token.lexeme == Lexeme::Special(';'));
        let server = server(sections.next()?)?;
        Some(Self { server, verdicts: sections.filter_map(Verdict::read).collect() })
    }
}

fn server(section: &[Token]) -> Option<String> {
    let (server, version) = section.split_first()?;
    let known = version.is_empty() || matches!(version, [one] if text(one) == Some("1"));
    known.then(|| text(server).map(str::to_ascii_lowercase)).flatten()
}

impl Verdict {
    /// One result; nothing for `none` and for what cannot be read: either is no pass.
    fn read(section: &[Token]) -> Option<Self> {
        let mut properties = pairs(section)?.into_iter();
        let (method, result) = properties.next()?;
        let method = method.strip_suffix("/1").map_or(method.clone(), str::to_owned);
        Some(Self { method, passed: result.eq_ignore_ascii_case("pass"), properties: properties.collect() })
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.properties.iter().filter(move |(property, _)| property == name).map(|(_, value)| value.as_str())
    }

    /// Whether it is a valid signature of the sender's domain.
    fn signed_by(&self, sender: Option<&str>) -> bool {
        let mut domains: Vec<&str> = self.values("header.d").collect();
        if domains.is_empty() {
            domains.extend(self.values("header.i").filter_map(|id| id.rsplit_once('@')).map(|(_, domain)| domain));
        }
        let aligned = |domain: &&str| sender.is_none_or(|sender| aligned(domain, sender));
        self.method == "dkim" && self.passed && !domains.is_empty() && domains.iter().all(aligned)
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
        pairs.push((text(name)?.to_ascii_lowercase(), joined(text(value)?, more)));
        rest = after;
    }
    rest.is_empty().then_some(pairs)
}

/// A value and what is glued to it: addresses hold `=` themselves, and quoted parts.
fn joined(first: &str, more: &[Token]) -> String {
    more.iter().fold(first.to_owned(), |mut value, token| {
        value.push_str(text(token).unwrap_or("="));
        value
    })
}

fn text(token: &Token) -> Option<&str> {
    match &token.lexeme {
        Lexeme::Word(text) | Lexeme::Quoted(text) => Some(text),
        Lexeme::Special(_) => None,
    }
}
