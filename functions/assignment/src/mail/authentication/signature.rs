//! Detects DKIM signatures over only a part of the body (RFC 6376 3.5, tag `l`). Any relay can append text to such a
//! body.

use super::super::excerpt::excerpt;
use super::super::header::{Entity, Field};

/// The problem of the first signature that has a body length.
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

/// The field without white space, which may separate tags and fold long values.
fn compact(field: &Field<'_>) -> String {
    field.text().chars().filter(|c| !c.is_whitespace()).collect()
}

/// The value of a tag. The standard wants lower case; names match in any case, because some verifiers accept that.
fn tag<'s>(signature: &'s str, name: &str) -> Option<&'s str> {
    let mut tags = signature.split(';').filter_map(|tag| tag.split_once('='));
    tags.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
