//! A mailbox as people write and paste it: the address alone, behind a name, or as a link.

use super::paste::normalized;

/// Brackets around an address behind a name, in ASCII and in the widths of East Asian text.
const ANGLES: (&[char], &[char]) = (&['<', '＜', '﹤', '〈', '⟨'], &['>', '＞', '﹥', '〉', '⟩']);
const ROUND: (&[char], &[char]) = (&['(', '（', '﹙'], &[')', '）', '﹚']);
const SQUARE: (&[char], &[char]) = (&['[', '［', '【', '〔'], &[']', '］', '】', '〕']);

/// What may stand around an address and is no part of it. Compatibility forms are plain by then.
const AROUND: [(char, char); 16] = [
    ('<', '>'),
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('“', '”'),
    ('‘', '’'),
    ('«', '»'),
    ('〈', '〉'),
    ('《', '》'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〔', '〕'),
];
/// What ends a sentence or a list, not an address.
const AFTER: [char; 6] = ['.', ',', ';', ':', '、', '!'];

/// A name and an address. Neither is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// What stands before the brackets, without its quotation marks; nothing when the address stands alone.
    pub name: Option<String>,
    /// The address, normalized.
    pub address: String,
}

impl Mailbox {
    /// Reads `a@b.example`, `Name <a@b.example>`, `"Name, quoted" <a@b.example>`, `Name (a@b.example)`,
    /// `a@b.example (Name)`, each also as a `mailto:` link or repeated in one. Nothing when two addresses differ.
    pub fn parse(text: &str) -> Option<Self> {
        let text = unescaped(text);
        let text = text.trim_end_matches(|c: char| c.is_whitespace() || AFTER.contains(&c) || "。，；".contains(c));
        let text = text.trim();
        let (quoted, rest) = leading_quotation(text).map_or((None, text), |(name, rest)| (Some(name), rest));
        if let Some((before, inside)) = bracketed(rest, ANGLES, str::find) {
            return Self::with(quoted.unwrap_or_else(|| unquoted(before)), linked(inside)?);
        }
        let behind = bracketed(text, ROUND, str::rfind).or_else(|| bracketed(text, SQUARE, str::rfind));
        match behind.filter(|(before, _)| !before.is_empty()) {
            Some((before, inside)) if inside.contains(['@', '＠']) => Self::with(unquoted(before), inside),
            Some((before, inside)) if before.contains(['@', '＠']) => Self::with(unquoted(inside), before),
            Some(_) | None => Some(Self { name: None, address: address(text) }),
        }
    }

    /// A name that is an address must be the address: two that differ leave open which one was meant.
    fn with(name: String, text: &str) -> Option<Self> {
        let address = address(text);
        let named = self::address(&name);
        let differs = named.contains('@') && !named.eq_ignore_ascii_case(&address);
        (!differs).then_some(Self { name: Some(name), address })
    }
}

/// The text with the angle brackets that HTML spells in letters.
fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&LT;", "<"), ("&gt;", ">"), ("&GT;", ">")]
        .iter()
        .fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

/// What stands before and in the brackets that end the text; `find` chooses among several that open.
fn bracketed<'t>(
    text: &'t str,
    (opening, closing): (&'static [char], &'static [char]),
    find: fn(&'t str, &'static [char]) -> Option<usize>,
) -> Option<(&'t str, &'t str)> {
    let text = text.strip_suffix(closing)?;
    let (before, rest) = text.split_at_checked(find(text, opening)?)?;
    let inside = rest.strip_prefix(opening)?;
    Some((before.trim(), inside.trim()))
}

/// The address of a pair of brackets. The plain text of some mail programs repeats it as a link in brackets of its own:
/// `a@b.example<mailto:a@b.example>`; nothing when the two differ.
fn linked(inside: &str) -> Option<&str> {
    match inside.split_once('<') {
        Some((shown, link)) if link.to_ascii_lowercase().starts_with("mailto:") => {
            let same = link.strip_suffix('>').is_some_and(|link| address(link).eq_ignore_ascii_case(&address(shown)));
            same.then_some(shown)
        }
        Some(_) | None => Some(inside),
    }
}

/// The address without anything around it that cannot be part of one.
fn address(text: &str) -> String {
    let plain = normalized(text).replace('。', ".");
    let mut rest = plain.as_str();
    let mut is_link = false;
    loop {
        let bare = rest.trim_end_matches(AFTER).trim();
        let bare =
            AROUND.iter().find_map(|(open, close)| bare.strip_prefix(*open)?.strip_suffix(*close)).unwrap_or(bare);
        let target = without_scheme(bare);
        is_link |= target.is_some();
        let bare = target.unwrap_or(bare).trim();
        if bare == rest {
            break;
        }
        rest = bare;
    }
    if is_link { normalized(&percent_decoded(rest)).into_owned() } else { rest.to_owned() }
}

/// The address of a `mailto:` link, without subject and body (RFC 6068).
fn without_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_at_checked("mailto:".len())?;
    scheme.eq_ignore_ascii_case("mailto:").then(|| rest.split('?').next().unwrap_or_default())
}

/// `%2E` as the character it stands for; what is no such escape, or none of a character in ASCII, stays.
fn percent_decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let escaped = part.split_at_checked(2).and_then(|(digits, rest)| {
            let byte = u8::from_str_radix(digits, 16).ok().filter(u8::is_ascii_graphic)?;
            Some((char::from(byte), rest))
        });
        match escaped {
            Some((c, rest)) => decoded.extend([c.to_string().as_str(), rest]),
            None => decoded.extend(["%", part]),
        }
    }
    decoded
}

/// A quoted string at the beginning, without marks and backslashes (RFC 5322 3.2.4), and the text behind it.
fn leading_quotation(text: &str) -> Option<(String, &str)> {
    let mut quoted = String::new();
    let mut chars = text.strip_prefix('"')?.chars();
    loop {
        match chars.next()? {
            '"' => return Some((quoted, chars.as_str().trim())).filter(|(_, rest)| rest.starts_with(ANGLES.0)),
            '\\' => quoted.push(chars.next()?),
            c => quoted.push(c),
        }
    }
}

/// A name without the quotation marks that mail programs put around it.
fn unquoted(name: &str) -> String {
    let marks = [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’')];
    let bare = marks.iter().find_map(|(open, close)| name.strip_prefix(*open)?.strip_suffix(*close));
    bare.unwrap_or(name).trim().to_owned()
}
