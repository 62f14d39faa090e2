//! DKIM signatures that leave a part of the body unsigned (RFC 6376 3.5, tag `l`): anybody on the way can add to it.

use super::super::excerpt::excerpt;
use super::super::header::{Entity, Field};

/// Why the signed body is not the whole body, by the first signature that says so.
pub(super) fn problem(message: &Entity<'_>) -> Option<String> {
    message.all("DKIM-Signature").find_map(|field| {
        let signature = compact(field);
        let length = tag(&signature, "l")?;
        let signer = tag(&signature, "d").unwrap_or("an unknown domain");
        Some(format!(
            "the DKIM-Signature of {} says l={}: it signs only so many bytes of the body; it must sign all of it",
            excerpt(signer),
            excerpt(length)
        ))
    })
}

/// The tags without white space, which may stand anywhere between them and folds long values.
fn compact(field: &Field<'_>) -> String {
    field.text().chars().filter(|c| !c.is_whitespace()).collect()
}

/// The value of a tag. Names are lower case by the standard, and some verifier may not mind.
fn tag<'s>(signature: &'s str, name: &str) -> Option<&'s str> {
    let mut tags = signature.split(';').filter_map(|tag| tag.split_once('='));
    tags.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
