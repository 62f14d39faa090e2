//! Refuses repeated fields that may occur only once (RFC 5322 3.6, RFC 2045 to 2047, RFC 2183). Of two such fields one
//! mail program shows the first and another the second, so the meaning of the mail would be ambiguous.

use api::Reason;

use super::header::Entity;

/// The fields that may occur only once. `From`, `Message-ID` and `Date` are checked where they are read.
const ONCE: &[&str] = &[
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "In-Reply-To",
    "References",
    "Subject",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-ID",
    "Content-Description",
    "Content-Disposition",
];

/// The reasons for the repeated fields of a message or of one of its parts. `whose` names the entity in the detail.
pub(super) fn problems(entity: &Entity<'_>, whose: &str) -> Vec<Reason> {
    let counted = ONCE.iter().map(|name| (*name, entity.count(name)));
    counted.filter(|(_, count)| *count > 1).map(|(name, count)| repeated(name, count, whose)).collect()
}

fn repeated(name: &str, count: usize, whose: &str) -> Reason {
    let field = name.to_ascii_lowercase().replace('-', "_");
    Reason::at(field, "ambiguous", format!("{whose} has {count} {name} fields; it may have one"))
}
