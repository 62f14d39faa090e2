//! Decodes character sets, which mail programs declare by many names.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;

/// The length of the beginning of a page that is searched for its own declaration, in bytes.
const PAGE_HEAD_BYTES: usize = 1024;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Character sets with their aliases, without punctuation. A set that is not listed is decoded by its own name.
const ALIASES: [(&str, &[&str]); 16] = [
    (
        "utf-8",
        &[
            "",
            "utf8",
            "usascii",
            "ascii",
            "ansix341968",
            "utf8sig",
            "utf8mb4",
            "unicode11utf8",
            "unicode20utf8",
            "cp65001",
        ],
    ),
    ("utf-8", &["65001", "unknown8bit", "xunknown", "8bit", "7bit", "binary", "default", "none"]),
    ("utf-7", &["utf7", "csutf7", "unicode11utf7", "unicode20utf7", "xunicode20utf7", "cp65000"]),
    (
        "utf-16",
        &["utf16", "utf16be", "utf16le", "unicode", "ucs2", "iso10646ucs2", "csutf16", "csunicode", "unicodefffe"],
    ),
    (
        "big5",
        &[
            "big5",
            "big5hkscs",
            "big5eten",
            "cnbig5",
            "xxbig5",
            "xbig5",
            "csbig5",
            "cp950",
            "big5tw",
            "big52003",
            "big5e",
            "ms950hkscs",
            "cp951",
        ],
    ),
    (
        "gb18030",
        &["gb18030", "gb2312", "gbk", "cngb", "cp936", "xgbk", "euccn", "xeuccn", "csgb2312", "gb231280", "chinese"],
    ),
    ("gb18030", &["csgb18030", "csgbk", "gb180302000", "gb180302005", "gb180302022", "csiso58gb231280", "cp54936"]),
    (
        "shift_jis",
        &["shiftjis", "sjis", "xsjis", "mskanji", "cp932", "windows31j", "cswindows31j", "csshiftjis", "xshiftjis"],
    ),
    ("euc-jp", &["eucjp", "xeucjp", "ujis", "eucjpms", "eucjpwin", "cp51932", "cseucpkdfmtjapanese"]),
    (
        "iso-2022-jp",
        &["iso2022jp", "csiso2022jp", "iso2022jp1", "iso2022jp2", "iso2022jpms", "cp50220", "cp50221", "cp50222"],
    ),
    (
        "euc-kr",
        &["euckr", "cp949", "uhc", "ksc5601", "ksc56011987", "ksc56011989", "ksc56011992", "csksc56011987", "korean"],
    ),
    ("euc-kr", &["cseuckr", "isoir149", "cp51949", "ksx1001", "xuhc"]),
    ("windows-1252", &["cp1252", "iso88591", "latin1", "l1", "isolatin1", "csisolatin1", "cp819", "ibm819", "ansi"]),
    ("iso-8859-15", &["iso885915", "latin9", "l9", "csisolatin9", "latin0"]),
    ("tis-620", &["tis620", "iso885911", "cp874", "cstis620"]),
    // mail-parser decodes these sets into a single replacement character, so they count as unknown.
    ("", &["iso2022kr", "csiso2022kr", "iso2022cn", "iso2022cnext", "hzgb2312", "hz", "replacement", "xuserdefined"]),
];

/// The decoded text; `None` for an unknown set. Bytes that are no character of the set become U+FFFD.
pub(super) fn decoded(declared: &str, bytes: &[u8]) -> Option<String> {
    let key = key(declared);
    let known = ALIASES.iter().find(|(_, names)| names.contains(&key.as_str()));
    let mut text = match known.map_or(declared, |(set, _)| *set) {
        "" => return None,
        "utf-8" => String::from_utf8_lossy(bytes).into_owned(),
        "utf-7" => utf7(bytes),
        "utf-16" => utf16(bytes),
        other => charset_decoder(other.as_bytes()).or_else(|| charset_decoder(key.as_bytes()))?(bytes),
    };
    if text.starts_with(BYTE_ORDER_MARK) {
        text.remove(0);
    }
    Some(text)
}

/// The character set that a page declares in a `meta` element, for pages whose header declares none.
pub(super) fn of_page(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..PAGE_HEAD_BYTES).unwrap_or(bytes)).to_ascii_lowercase();
    let (_, meta) = head.split_once("<meta")?;
    let (_, value) = meta.split_once("charset=")?;
    let value = value.trim_start_matches(|c: char| c.is_whitespace() || "\"'".contains(c));
    let name = value.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.:".contains(c))).next()?;
    // A page whose head could be read as ASCII is not in UTF-16, even if it declares so.
    Some(name.to_owned()).filter(|name| !name.is_empty() && !name.starts_with("utf-16"))
}

/// The name in lower case without punctuation; `ms950`, `windows-950` and `win950` become `cp950`.
fn key(declared: &str) -> String {
    let name: String = declared.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let code_page = ["windows", "xwindows", "cswindows", "win", "xcp", "xmscp", "xms", "mscp", "ms", "ibm", "cp"]
        .into_iter()
        .filter_map(|prefix| name.strip_prefix(prefix))
        .find(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    code_page.map_or(name.clone(), |number| format!("cp{number}"))
}

/// Decodes UTF-16 with or without a byte order mark. Without one, the zero bytes of ASCII characters give the order.
fn utf16(bytes: &[u8]) -> String {
    let (bytes, big) = match bytes {
        [0xfe, 0xff, rest @ ..] => (rest, true),
        [0xff, 0xfe, rest @ ..] => (rest, false),
        rest => {
            let zeros = |offset: usize| rest.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
            (rest, zeros(0) >= zeros(1))
        }
    };
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> =
        pairs.iter().map(|pair| if big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) }).collect();
    let mut text = String::from_utf16_lossy(&units);
    text.extend(rest.iter().map(|_| char::REPLACEMENT_CHARACTER));
    text
}

/// Decodes UTF-7 (RFC 2152): `+`, UTF-16 in base64, and a `-` that may be omitted before other characters.
fn utf7(bytes: &[u8]) -> String {
    let text: String = bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '\u{fffd}' }).collect();
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('+') {
        out.push_str(before);
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || "+/".contains(c))).unwrap_or(after.len());
        let (encoded, unshifted) = after.split_at_checked(end).unwrap_or((after, ""));
        out.push_str(&shifted(encoded));
        rest = unshifted.strip_prefix('-').unwrap_or(unshifted);
    }
    out + rest
}

/// The characters of one run of base64; an empty run is the plus sign itself.
fn shifted(encoded: &str) -> String {
    if encoded.is_empty() {
        return "+".to_owned();
    }
    base64_decode(encoded.as_bytes()).filter(|bytes| bytes.len() > 1).map_or_else(
        || char::REPLACEMENT_CHARACTER.to_string(),
        |bytes| {
            let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            String::from_utf16_lossy(&units)
        },
    )
}
