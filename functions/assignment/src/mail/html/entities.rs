//! Decodes character references as browsers do: some end without a semicolon.

use mail_parser::decoders::html::add_html_token;

/// The longest name of an entity between `&` and `;`, in bytes.
const NAME_BYTES_MAX: usize = 32;
/// The most digits of a numeric reference, without leading zeros.
const DIGITS_MAX: usize = 10;

/// The entities that need no semicolon; from `nbsp` on they are the characters from U+00A0 to U+00FF, in order.
const OPEN_ENDED: [&str; 106] = [
    "amp", "AMP", "lt", "LT", "gt", "GT", "quot", "QUOT", "copy", "COPY", "REG", "nbsp", "iexcl", "cent", "pound",
    "curren", "yen", "brvbar", "sect", "uml", "ordf", "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2",
    "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34",
    "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc",
    "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml",
    "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig", "agrave", "aacute", "acirc",
    "atilde", "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc",
    "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute",
    "ucirc", "uuml", "yacute", "thorn", "yuml",
];

/// The text with its character references decoded. An ampersand that begins no reference is unchanged.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = match after.strip_prefix('#') {
            Some(number) => numbered(&mut out, number),
            None => named(&mut out, after),
        }
        .unwrap_or_else(|| {
            out.push('&');
            after
        });
    }
    out.push_str(rest);
    out
}

/// Adds the character of a reference such as `#58;` and returns the rest.
fn numbered<'h>(out: &mut String, number: &'h str) -> Option<&'h str> {
    let (radix, digits) = number.strip_prefix(['x', 'X']).map_or((10, number), |digits| (16, digits));
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at_checked(end).filter(|(digits, _)| !digits.is_empty())?;
    let significant = digits.trim_start_matches('0');
    let code = Some(significant)
        .filter(|digits| digits.len() <= DIGITS_MAX)
        .and_then(|digits| u32::from_str_radix(digits, radix).ok());
    out.push(code.and_then(character).unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(rest.strip_prefix(';').unwrap_or(rest))
}

/// The character of a code. Codes from 128 to 159 are decoded as windows-1252, as browsers do.
fn character(code: u32) -> Option<char> {
    const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match code.checked_sub(0x80).and_then(|offset| usize::try_from(offset).ok()) {
        Some(offset) if offset < 0x20 => WINDOWS.chars().nth(offset),
        _ => char::from_u32(code).filter(|c| *c != '\0'),
    }
}

/// Adds the character of a reference such as `amp;` and returns the rest.
fn named<'h>(out: &mut String, after: &'h str) -> Option<&'h str> {
    let end = after
        .bytes()
        .take(NAME_BYTES_MAX)
        .position(|byte| !byte.is_ascii_alphanumeric())
        .unwrap_or(after.len().min(NAME_BYTES_MAX));
    let (name, rest) = after.split_at_checked(end)?;
    if let Some(rest) = rest.strip_prefix(';')
        && lookup(out, name)
    {
        return Some(rest);
    }
    let open_ended = OPEN_ENDED.iter().filter(|known| name.starts_with(**known)).max_by_key(|known| known.len())?;
    lookup(out, open_ended).then(|| after.strip_prefix(open_ended)).flatten()
}

/// Adds the character of a named entity. Returns false for an unknown name.
fn lookup(out: &mut String, name: &str) -> bool {
    let before = out.len();
    let token = format!("&{name};");
    add_html_token(out, token.as_bytes(), false);
    let known = out.get(before..) != Some(token.as_str());
    if !known {
        out.truncate(before);
    }
    known
}
