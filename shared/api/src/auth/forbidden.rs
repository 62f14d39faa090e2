//! The reasons of a 403: the caller is authenticated but lacks a permission (PROGRAM.md 1.2).

use domain::{AsParam, LocationId, Param, ParamKind, Params, ReasonKind};

use crate::body::reason::Reason;
use crate::problem::Failure;
use domain::Role;

/// Every reason of a 403.
pub const FORBIDDEN: &[ReasonKind] = &[
    ReasonKind {
        code: "role_missing",
        params: &[("roles", ParamKind::Texts)],
        template: "This needs the role {roles}.",
    },
    ReasonKind { code: "company_missing", params: &[], template: "This needs a token that names a partner company." },
    ReasonKind {
        code: "company_scope_missing",
        params: &[],
        template: "This concerns the whole company: it needs a token that is not limited to some locations.",
    },
    ReasonKind {
        code: "location_missing",
        params: &[("location_id", ParamKind::Text)],
        template: "This needs a token for the location {location_id}.",
    },
];

/// The permission a caller lacks. `Display` is sent to the caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// One of these roles.
    #[error("This needs the role {}.", joined(.0))]
    Role(Vec<Role>),
    /// A company in the token.
    #[error("This needs a token that names a partner company.")]
    Company,
    /// A token for every location of the company.
    #[error("This concerns the whole company: it needs a token that is not limited to some locations.")]
    CompanyScope,
    /// A token for this location.
    #[error("This needs a token for the location {0}.")]
    Location(LocationId),
}

impl Forbidden {
    /// The published code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Role(_) => "role_missing",
            Self::Company => "company_missing",
            Self::CompanyScope => "company_scope_missing",
            Self::Location(_) => "location_missing",
        }
    }

    /// The parameters of the reason.
    pub fn params(&self) -> Params {
        match self {
            Self::Role(roles) => {
                Params::from([("roles", Param::Texts(roles.iter().map(|role| role.as_str().to_owned()).collect()))])
            }
            Self::Location(location) => Params::from([("location_id", location.as_param())]),
            Self::Company | Self::CompanyScope => Params::new(),
        }
    }
}

fn joined(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" or ")
}

impl From<Forbidden> for Failure {
    fn from(forbidden: Forbidden) -> Self {
        Self::Forbidden { reason: Reason::new(forbidden.code(), forbidden.to_string()).with(forbidden.params()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_listed_with_its_parameters() {
        let every = [
            Forbidden::Role(vec![Role::MpnAdmin]),
            Forbidden::Company,
            Forbidden::CompanyScope,
            Forbidden::Location(LocationId::parse("L-1").unwrap()),
        ];
        let given = every.iter().map(|reason| (reason.code(), reason.params().into_keys().collect::<Vec<_>>()));
        let listed = FORBIDDEN.iter().map(|kind| (kind.code, kind.params.iter().map(|(name, _)| *name).collect()));
        assert_eq!(given.collect::<Vec<_>>(), listed.collect::<Vec<_>>());
    }
}
