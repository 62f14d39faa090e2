//! The people of a company: those who acted for it, with their roles and the time of their last act (PROGRAM.md 1.4).

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::text::{Flaw, Invalid};
use crate::{Actor, CompanyId, Name, calendar};

crate::codes! {
    /// A role, which grants permissions (PROGRAM.md 1.2).
    pub enum Role {
        /// Vouchers, reports, enrollment and claims of a partner company.
        MpnAdmin = "mpn_admin",
        /// Agreement, payee registration, renewal and withdrawal of enrollments of a partner company.
        GlobalAdmin = "global_admin",
        /// Payment requests of a partner company.
        Incentives = "incentives",
        /// The program's own staff; they usually belong to no company.
        Operations = "operations",
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Role {
    /// The letter under which an event stores the role.
    const fn letter(self) -> char {
        match self {
            Self::MpnAdmin => 'm',
            Self::GlobalAdmin => 'g',
            Self::Incentives => 'i',
            Self::Operations => 'o',
        }
    }

    fn of_letter(letter: char) -> Result<Self, Invalid> {
        let known = Self::ALL.into_iter().find(|role| role.letter() == letter);
        known.ok_or_else(|| Invalid::new(Flaw::Invalid, "must be letters of roles"))
    }
}

/// The company and the roles of a token. An event stores them as `P-1 mi`, each role by its first letter: so short that
/// a voucher still fits one write unit (DECISIONS.md 45).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Membership {
    /// The company.
    pub company: CompanyId,
    /// The roles, each once, in the order of [`Role::ALL`].
    pub roles: Vec<Role>,
}

impl Membership {
    /// The membership of a token with these roles.
    pub fn new(company: CompanyId, roles: &[Role]) -> Self {
        Self { company, roles: Role::ALL.into_iter().filter(|role| roles.contains(role)).collect() }
    }
}

impl fmt::Display for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters: String = self.roles.iter().map(|role| role.letter()).collect();
        write!(f, "{} {letters}", self.company)
    }
}

impl From<Membership> for String {
    fn from(membership: Membership) -> Self {
        membership.to_string()
    }
}

impl TryFrom<String> for Membership {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let (company, letters) =
            text.split_once(' ').ok_or_else(|| Invalid::new(Flaw::Invalid, "must name the roles"))?;
        let roles: Vec<Role> = letters.chars().map(Role::of_letter).collect::<Result<_, _>>()?;
        Ok(Self::new(CompanyId::parse(company)?, &roles))
    }
}

/// A person who acted for a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The subject of the person's tokens.
    pub person: Actor,
    /// The last known name.
    pub name: Option<Name>,
    /// The roles of the token of the last stored act.
    pub roles: Vec<Role>,
    /// The time of that act. Later acts of the same day with the same name and roles are not stored.
    pub seen_at: Timestamp,
}

impl Person {
    /// The UTC day of the last act.
    pub fn last_seen_on(&self) -> Date {
        calendar::utc_day(self.seen_at)
    }

    /// The person after another act; `None` when it has nothing new: no later day, name or roles (PROGRAM.md 1.4). A
    /// token without a name leaves the known one.
    #[must_use]
    pub fn after(self, act: Self) -> Option<Self> {
        if act.seen_at <= self.seen_at {
            return None;
        }
        let act = Self { name: act.name.or_else(|| self.name.clone()), ..act };
        let facts = |person: &Self| (person.last_seen_on(), person.name.clone(), person.roles.clone());
        (facts(&act) != facts(&self)).then_some(act)
    }
}

#[cfg(test)]
mod tests;
