//! The address and language of letters to a partner (PROGRAM.md 13.1, 13.3). The program stores no directory of a
//! partner's people. The contacts are tried in this order: the location's, the company's, the profile's, that of
//! another of the company's locations.

use domain::notice::EventId;
use domain::{Email, Fault, Language};
use mail::Mail;
use table::{MailContacts, Side};

use crate::letter::{Delivery, Envelope};

/// The first known address of the partner.
fn address(contacts: &MailContacts) -> Option<&Email> {
    let location = contacts.location.as_ref().and_then(|location| location.contact_email.as_ref());
    let company = || contacts.company.as_ref().and_then(|company| company.details.primary_contact_email.as_ref());
    let profile = || contacts.profile.as_ref().map(|profile| &profile.contact_email);
    let reachable = || contacts.reachable.as_ref().and_then(|location| location.contact_email.as_ref());
    location.or_else(company).or_else(profile).or_else(reachable)
}

/// The language of the location's country, or else of the company's country (PROGRAM.md 13.3).
fn language(contacts: &MailContacts) -> Language {
    let location = contacts.location.as_ref().or(contacts.reachable.as_ref()).map(|location| &location.country);
    let country = location.or_else(|| contacts.company.as_ref().map(|company| &company.details.country));
    country.map_or(Language::English, Language::of)
}

/// The name of the company, or else of its profile.
pub(crate) fn name(contacts: &MailContacts) -> Option<String> {
    let company = contacts.company.as_ref().map(|company| company.details.name.to_string());
    company.or_else(|| contacts.profile.as_ref().map(|profile| profile.display_name.to_string()))
}

/// A letter to the partner, or [`Delivery::NoRecipient`] when no address is known.
pub(crate) fn delivery(
    contacts: &MailContacts,
    event: &EventId,
    write: impl FnOnce(Language) -> Result<Mail, Fault>,
) -> Result<Delivery, Fault> {
    let Some(to) = address(contacts) else {
        tracing::warn!(%event, "the partner has no contact address");
        return Ok(Delivery::NoRecipient);
    };
    let envelope = Envelope { side: Side::Partner, to: to.clone(), mail: write(language(contacts))? };
    Ok(Delivery::To(Box::new(envelope)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_to_a_partner_without_a_known_address_has_no_recipient() {
        let event = EventId::new("P#P-1/E#DDPS/1");
        let written =
            delivery(&MailContacts::default(), &event, |_| unreachable!("no letter is written without a recipient"))
                .unwrap();
        assert!(matches!(written, Delivery::NoRecipient), "{written:?}");
    }
}
