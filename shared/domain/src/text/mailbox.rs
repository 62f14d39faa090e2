//! Parsing of pasted mailboxes: an address alone, after a name, or as a link (PROGRAM.md 14.2).

use super::paste::normalized;

/// Brackets around an address after a name, in ASCII and in East Asian widths.
const ANGLES: (&[char], &[char]) = (&['<', '＜', '﹤', '〈', '⟨'], &['>', '＞', '﹥', '〉', '⟩']);
const ROUND: (&[char], &[char]) = (&['(', '（', '﹙'], &[')', '）', '﹚']);
const SQUARE: (&[char], &[char]) = (&['[', '［', '【', '〔'], &[']', '］', '】', '〕']);

/// Characters that can surround an address. Compatibility forms are already normalized.
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
/// Characters that end a sentence or a list item, but not an address.
const AFTER: [char; 6] = ['.', ',', ';', ':', '、', '!'];

/// A name and an address, both not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name before the brackets without quotation marks; `None` for an address alone.
    pub name: Option<String>,
    /// The address, normalized.
    pub address: String,
}

impl Mailbox {
    /// Parses `a@b.example`, `Name <a@b.example>`, `"Name, quoted" <a@b.example>`, `Name (a@b.example)` and
    /// `a@b.example (Name)`, each also as a `mailto:` link or repeated in one. `None` for two different addresses.
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

    /// The mailbox with a name; `None` when the name is another address, because the intended one is not known.
    fn with(name: String, text: &str) -> Option<Self> {
        let address = address(text);
        let named = self::address(&name);
        let differs = named.contains('@') && !named.eq_ignore_ascii_case(&address);
        (!differs).then_some(Self { name: Some(name), address })
    }
}

/// The text with HTML character references for angle brackets decoded.
fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&LT;", "<"), ("&gt;", ">"), ("&GT;", ">")]
        .iter()
        .fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

/// The text before and inside the brackets at the end; `find` selects one of several opening brackets.
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

/// The address inside brackets. Some mail programs repeat it as a link in plain text:
/// `a@b.example<mailto:a@b.example>`. `None` when the two differ.
fn linked(inside: &str) -> Option<&str> {
    match inside.split_once('<') {
        Some((shown, link)) if link.to_ascii_lowercase().starts_with("mailto:") => {
            let same = link.strip_suffix('>').is_some_and(|link| address(link).eq_ignore_ascii_case(&address(shown)));
            same.then_some(shown)
        }
        Some(_) | None => Some(inside),
    }
}

/// The normalized address without surrounding characters.
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

/// The address of a `mailto:` link without subject and body (RFC 6068); `None` for another text.
fn without_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_at_checked("mailto:".len())?;
    scheme.eq_ignore_ascii_case("mailto:").then(|| rest.split('?').next().unwrap_or_default())
}

/// The text with percent escapes of visible ASCII characters decoded; everything else stays.
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

/// A quoted string at the beginning, unescaped (RFC 5322 3.2.4), and the text after it.
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

/// A name without surrounding quotation marks.
fn unquoted(name: &str) -> String {
    let marks = [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’')];
    let bare = marks.iter().find_map(|(open, close)| name.strip_prefix(*open)?.strip_suffix(*close));
    bare.unwrap_or(name).trim().to_owned()
}
