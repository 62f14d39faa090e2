//! Where a partner is written to. There is no directory of its people: a location's own contact comes first, then the
//! company's, then the one its profile shows; when there is none of these, that of another of its locations.

use domain::notice::EventKey;
use domain::{Email, Fault};
use mail::{Language, Mail};
use table::{Correspondents, Side};

use crate::compose::{Letter, Outgoing};

/// The partner's address, if one is known.
pub(crate) fn address(known: &Correspondents) -> Option<&Email> {
    let location = known.location.as_ref().and_then(|location| location.contact_email.as_ref());
    let company = || known.company.as_ref().and_then(|company| company.details.primary_contact_email.as_ref());
    let profile = || known.profile.as_ref().map(|profile| &profile.contact_email);
    let reachable = || known.reachable.as_ref().and_then(|location| location.contact_email.as_ref());
    location.or_else(company).or_else(profile).or_else(reachable)
}

/// The language of the location's country, else of the company's.
pub(crate) fn language(known: &Correspondents) -> Language {
    let location = known.location.as_ref().or(known.reachable.as_ref()).map(|location| &location.country);
    let country = location.or_else(|| known.company.as_ref().map(|company| &company.details.country));
    country.map_or(Language::English, Language::of)
}

/// What the partner is called.
pub(crate) fn name(known: &Correspondents) -> Option<String> {
    let company = known.company.as_ref().map(|company| company.details.name.to_string());
    company.or_else(|| known.profile.as_ref().map(|profile| profile.display_name.to_string()))
}

/// A letter to the partner, if anybody of it is known.
pub(crate) fn outgoing(
    known: &Correspondents,
    event: &EventKey,
    write: impl FnOnce(Language) -> Result<Mail, Fault>,
) -> Result<Letter, Fault> {
    let Some(to) = address(known) else {
        tracing::warn!(%event, "nobody of the partner to write to");
        return Ok(Letter::ToNobody);
    };
    let outgoing = Outgoing { side: Side::Partner, to: to.clone(), mail: write(language(known))? };
    Ok(Letter::To(Box::new(outgoing)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_to_a_partner_of_which_nobody_is_known_is_one_to_nobody() {
        let event = EventKey { pk: "P#P-1".to_owned(), sk: "E#DDPS".to_owned(), rev: 1 };
        let written = outgoing(&Correspondents::default(), &event, |_| unreachable!("nobody reads it")).unwrap();
        assert!(matches!(written, Letter::ToNobody), "{written:?}");
    }
}
