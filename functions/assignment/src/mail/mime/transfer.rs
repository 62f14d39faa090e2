//! Decodes transfer encodings (RFC 2045 6).

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use super::super::header::{Entity, Field};

/// The decoded bytes of a part.
///
/// # Errors
/// The encoding is unknown, or the body violates it.
pub(super) fn decoded<'m>(entity: &Entity<'m>) -> Result<Cow<'m, [u8]>, String> {
    let declared = entity.all("Content-Transfer-Encoding").next().map(Field::text).unwrap_or_default();
    let declared = declared.to_ascii_lowercase();
    let name = declared.split(|c: char| c.is_whitespace() || "(;".contains(c)).next().unwrap_or_default();
    let broken = || format!("a text whose {name} encoding is broken");
    match name {
        "" | "7bit" | "8bit" | "binary" => Ok(Cow::Borrowed(entity.body)),
        "base64" => base64(entity.body).map(Cow::Owned).ok_or_else(broken),
        "quoted-printable" => quoted_printable_decode(entity.body).map(Cow::Owned).ok_or_else(broken),
        _ => Err(format!("a text in the transfer encoding {name:?}, which is not known")),
    }
}

/// Decodes base64 in whole groups of four characters. A truncated body is refused, because it would yield half a text.
fn base64(body: &[u8]) -> Option<Vec<u8>> {
    let characters = body.iter().filter(|byte| !byte.is_ascii_whitespace()).count();
    if characters % 4 == 0 { base64_decode(body) } else { None }
}
