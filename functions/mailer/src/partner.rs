//! Where a partner is written to. There is no directory of its people: a location's own contact comes first, then the
//! company's, then the one its profile shows; when there is none of these, that of another of its locations.

use domain::notice::EventId;
use domain::{Email, Fault, Language};
use mail::Mail;
use table::{MailContacts, Side};

use crate::letter::{Delivery, Envelope};

/// The partner's address, if one is known.
fn address(known: &MailContacts) -> Option<&Email> {
    let location = known.location.as_ref().and_then(|location| location.contact_email.as_ref());
    let company = || known.company.as_ref().and_then(|company| company.details.primary_contact_email.as_ref());
    let profile = || known.profile.as_ref().map(|profile| &profile.contact_email);
    let reachable = || known.reachable.as_ref().and_then(|location| location.contact_email.as_ref());
    location.or_else(company).or_else(profile).or_else(reachable)
}

/// The language of the location's country, else of the company's.
fn language(known: &MailContacts) -> Language {
    let location = known.location.as_ref().or(known.reachable.as_ref()).map(|location| &location.country);
    let country = location.or_else(|| known.company.as_ref().map(|company| &company.details.country));
    country.map_or(Language::English, Language::of)
}

/// What the partner is called.
pub(crate) fn name(known: &MailContacts) -> Option<String> {
    let company = known.company.as_ref().map(|company| company.details.name.to_string());
    company.or_else(|| known.profile.as_ref().map(|profile| profile.display_name.to_string()))
}

/// A letter to the partner, if anybody of it is known.
pub(crate) fn delivery(
    known: &MailContacts,
    event: &EventId,
    write: impl FnOnce(Language) -> Result<Mail, Fault>,
) -> Result<Delivery, Fault> {
    let Some(to) = address(known) else {
        tracing::warn!(%event, "nobody of the partner to write to");
        return Ok(Delivery::NoRecipient);
    };
    let envelope = Envelope { side: Side::Partner, to: to.clone(), mail: write(language(known))? };
    Ok(Delivery::To(Box::new(envelope)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_to_a_partner_of_which_nobody_is_known_has_no_recipient() {
        let event = EventId::new("P#P-1/E#DDPS/1");
        let written = delivery(&MailContacts::default(), &event, |_| unreachable!("nobody reads it")).unwrap();
        assert!(matches!(written, Delivery::NoRecipient), "{written:?}");
    }
}
