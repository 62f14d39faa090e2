//! Checks of every mail: its recipient and its content are of the company and the customer that it is about.

use domain::Email;
use mail::Mail;

use crate::cast::{COMPANIES, Company};
use crate::invariant::Invariant;
use crate::world::World;

/// Checks a mail with this key, before it is sent.
pub fn check(world: &World, key: &str, to: &Email, mail: &Mail) {
    let (to, text) = (to.to_string().to_lowercase(), format!("{} {}", mail.subject, mail.text).to_lowercase());
    let parties = world.book().letters.parties_of(key);
    let recipient = COMPANIES.iter().find(|company| is_of(&to, company));
    let is_party = recipient.map_or(parties.customers.contains(&to), |company| parties.companies.contains(company.id));
    world.check(Invariant::OwnDataOnly, is_party, || format!("{key} is sent to {to}, of {parties:?}"));
    for company in &COMPANIES {
        // A customer may read of each partner that held the voucher, a partner only of itself.
        let is_to_it = recipient.is_none_or(|recipient| recipient.id == company.id);
        let may_be_named = is_to_it && parties.companies.contains(company.id);
        let is_named = text.contains(&format!("{}-", company.id.to_lowercase()));
        world.check(Invariant::OwnDataOnly, may_be_named || !is_named, || format!("{key} to {to}: {text}"));
    }
}

/// True for an address of a company, of one of its people or of one of its locations.
fn is_of(address: &str, company: &Company) -> bool {
    let id = company.id.to_lowercase();
    address.starts_with(&format!("{id}-")) || address.ends_with(&format!("@{id}.example"))
}
