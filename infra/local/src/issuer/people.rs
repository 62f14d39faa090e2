//! The test users that may sign in to the portal on this machine.

use crate::token::Holder;
use api::Role;

/// A test user.
#[derive(Debug)]
pub struct Person {
    /// The subject of the person's tokens.
    pub id: &'static str,
    /// The name.
    pub name: &'static str,
    /// The roles.
    pub roles: &'static [Role],
    /// The company; none for operations.
    pub company: Option<&'static str>,
    /// The locations the person is limited to; none means all.
    pub locations: Option<&'static [&'static str]>,
    /// The company and what the person is good for.
    pub about: &'static str,
}

const ADMIN: &[Role] = &[Role::MpnAdmin];
const OPERATIONS: &[Role] = &[Role::Operations];
const EVERY_ROLE: &[Role] = &[Role::MpnAdmin, Role::GlobalAdmin, Role::Incentives];

/// Every test user. Two of operations, because whoever prepares a claim may not approve it (PROGRAM.md 11.9).
pub const PEOPLE: [Person; 12] = [
    partner("chen", "Chen", ADMIN, "P-1", "Contoso Partners (P-1)"),
    partner("wang", "Wang", &[Role::GlobalAdmin], "P-1", "Contoso Partners (P-1)"),
    partner("lee", "Lee", &[Role::Incentives], "P-1", "Contoso Partners (P-1)"),
    partner("kao", "Kao", EVERY_ROLE, "P-1", "Contoso Partners (P-1)"),
    Person {
        locations: Some(&["L-1"]),
        ..partner("lin", "Lin", ADMIN, "P-1", "Contoso Partners (P-1), only the location L-1")
    },
    partner("brown", "Brown", ADMIN, "P-2", "Fabrikam (P-2)"),
    partner("novak", "Novak", ADMIN, "P-3", "Adatum Planning (P-3): a new company without evidence or agreement"),
    partner("horak", "Horak", &[Role::GlobalAdmin], "P-3", "Adatum Planning (P-3): signs its agreement"),
    partner("hsu", "Hsu", ADMIN, "P-4", "Tailspin Planning (P-4): another new company"),
    partner("tsai", "Tsai", &[Role::GlobalAdmin], "P-4", "Tailspin Planning (P-4): signs its agreement"),
    operations("ada", "Ada"),
    operations("ben", "Ben"),
];

const fn partner(
    id: &'static str,
    name: &'static str,
    roles: &'static [Role],
    company: &'static str,
    about: &'static str,
) -> Person {
    Person { id, name, roles, company: Some(company), locations: None, about }
}

const fn operations(id: &'static str, name: &'static str) -> Person {
    Person { id, name, roles: OPERATIONS, company: None, locations: None, about: "Operations of the program" }
}

/// The test user with this id.
pub fn find(id: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.id == id)
}

/// The first test user who has just this role, at a company or with operations.
pub fn with_role(role: Role, company: Option<&str>) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.roles == [role] && person.company == company && person.locations.is_none())
}

impl Person {
    /// The claims of the person's tokens.
    pub fn holder(&self) -> Holder {
        Holder {
            roles: self.roles.to_vec(),
            company: self.company.map(str::to_owned),
            sub: self.id.to_owned(),
            name: self.name.to_owned(),
            email: None,
            locations: self.locations.map(|ids| ids.iter().copied().map(str::to_owned).collect()),
        }
    }

    /// The roles by their names in tokens.
    pub fn role_names(&self) -> String {
        self.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_test_user_has_an_id_of_its_own_and_a_company_of_the_sample_data() {
        assert_eq!(PEOPLE.iter().map(|person| person.id).collect::<BTreeSet<_>>().len(), PEOPLE.len());
        let sample = include_str!("../../sample/partners.json");
        for person in &PEOPLE {
            assert!(find(person.id).is_some_and(|found| found.name == person.name));
            let (name, _) = person.about.split_once(" (").unwrap_or_default();
            match person.company {
                Some(id) => assert!(sample.contains(id) && sample.contains(name), "{person:?}"),
                None => assert_eq!(person.roles, OPERATIONS),
            }
        }
    }
}
