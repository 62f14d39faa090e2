//! The authenticated caller, and what they may do.

use std::fmt;

use crate::auth::forbidden::Forbidden;
use crate::problem::Failure;
use domain::voucher::{Reservation, Voucher};
use domain::{Actor, CompanyId, Email, LocationId, Refusal};

domain::codes! {
    /// What a person may do.
    pub enum Role {
        /// Vouchers, reports and enrollment of a partner company.
        MpnAdmin = "mpn_admin",
        /// Agreement, payee registration and role overview of a partner company.
        GlobalAdmin = "global_admin",
        /// Payment requests of a partner company.
        Incentives = "incentives",
        /// The program's own staff; they belong to no company.
        Operations = "operations",
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What operations are told who name no company.
const COMPANY_REQUIRED: &str =
    "is required: operations act for no company of their own, and must name one with the query parameter company_id";

/// The person or program behind a verified token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The issuer's name for them; what the history records.
    pub sub: Actor,
    /// Where to reach them.
    pub email: Option<Email>,
    /// The partner company they act for; none for operations.
    pub company: Option<CompanyId>,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Where they may do it; `None` is everywhere in their company.
    pub locations: Option<Vec<LocationId>>,
}

impl Caller {
    /// The caller, when they hold any of these roles.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] naming the roles that would do.
    pub fn needs(&self, any_of: &[Role]) -> Result<&Self, Failure> {
        if any_of.iter().any(|role| self.roles.contains(role)) {
            return Ok(self);
        }
        Err(Forbidden::Role(any_of.to_vec()).into())
    }

    /// The caller, when they hold any of these roles. A partner's role is one in a company: only operations, where they
    /// are among the roles, need none.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] naming what is missing.
    pub(crate) fn admitted(self, any_of: &[Role]) -> Result<Self, Failure> {
        self.needs(any_of)?;
        if !(self.is_operations() && any_of.contains(&Role::Operations)) {
            self.company()?;
        }
        Ok(self)
    }

    /// The company they act for.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for a token without a company.
    pub fn company(&self) -> Result<&CompanyId, Failure> {
        self.company.as_ref().ok_or_else(|| Forbidden::Company.into())
    }

    /// The company they act for, all of it: for commands that concern no single location.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for a token without a company, and for one that is limited to some locations.
    pub fn whole_company(&self) -> Result<&CompanyId, Failure> {
        let company = self.company()?;
        self.require_whole_company()?;
        Ok(company)
    }

    /// Leaves when they may act at some locations of their company only.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for a token that is limited to some locations.
    pub fn require_whole_company(&self) -> Result<(), Failure> {
        if self.locations.is_none() {
            return Ok(());
        }
        Err(Forbidden::CompanyScope.into())
    }

    /// The company a request is about: a partner's own, or the one that operations name (`?company_id=`).
    ///
    /// # Errors
    /// Another company does not exist for a partner; operations must name one.
    pub fn requested_company(&self, named: Option<&CompanyId>) -> Result<CompanyId, Failure> {
        if self.is_operations() {
            let missing = || Failure::missing("company_id", COMPANY_REQUIRED);
            return named.or(self.company.as_ref()).cloned().ok_or_else(missing);
        }
        let own = self.company()?;
        if named.is_some_and(|named| named != own) {
            return Err(Refusal::CompanyNotFound.into());
        }
        Ok(own.clone())
    }

    /// Leaves when they may not act at this location of their company.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] naming the location.
    pub fn require_location(&self, location: &LocationId) -> Result<(), Failure> {
        if self.may_act_at(location) {
            return Ok(());
        }
        Err(Forbidden::Location(location.clone()).into())
    }

    /// The reservation, if it is their company's; nothing if it is another's or nobody's.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] when it is their company's, at a location where they may not act.
    pub fn own_reservation<'v>(&self, voucher: &'v Voucher) -> Result<Option<&'v Reservation>, Failure> {
        let company = self.company()?;
        let own = voucher.reservation().filter(|held| held.company_id == *company);
        own.map_or(Ok(()), |held| self.require_location(&held.location_id))?;
        Ok(own)
    }

    /// The reservation, for reading what belongs to it: operations read any, partners that of their locations.
    ///
    /// # Errors
    /// Another company's voucher does not exist; see also [`Caller::own_reservation`].
    pub fn readable<'v>(&self, voucher: &'v Voucher) -> Result<Option<&'v Reservation>, Failure> {
        if self.is_operations() {
            return Ok(voucher.reservation());
        }
        self.own_reservation(voucher)?.map(Some).ok_or_else(|| Refusal::VoucherNotFound.into())
    }

    /// Whether they may act at this location of their company.
    pub fn may_act_at(&self, location: &LocationId) -> bool {
        self.locations.as_ref().is_none_or(|allowed| allowed.contains(location))
    }

    /// Whether they are the program's own staff.
    pub fn is_operations(&self) -> bool {
        self.roles.contains(&Role::Operations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(roles: &[Role], locations: Option<&[&str]>) -> Caller {
        let parse = |id: &&str| LocationId::parse(id).unwrap();
        Caller {
            sub: Actor::parse("u-1").unwrap(),
            email: None,
            company: None,
            roles: roles.to_vec(),
            locations: locations.map(|ids| ids.iter().map(parse).collect()),
        }
    }

    #[test]
    fn a_missing_role_is_named() {
        let failure = caller(&[Role::Incentives], None).needs(&[Role::MpnAdmin, Role::GlobalAdmin]).unwrap_err();
        assert_eq!(failure.status().as_u16(), 403);
        assert_eq!(failure.detail(), "This needs the role mpn_admin or global_admin.");
    }

    #[test]
    fn any_of_the_roles_will_do() {
        assert!(caller(&[Role::GlobalAdmin], None).needs(&[Role::MpnAdmin, Role::GlobalAdmin]).is_ok());
        assert!(caller(&[Role::Operations], None).is_operations());
        assert!(caller(&[Role::Operations], None).needs(&[Role::MpnAdmin]).is_err());
    }

    #[test]
    fn no_list_of_locations_is_all_and_an_empty_one_is_none() {
        let here = LocationId::parse("L-1").unwrap();
        assert!(caller(&[], None).may_act_at(&here));
        assert!(caller(&[], Some(&["L-1"])).may_act_at(&here));
        assert!(!caller(&[], Some(&["L-2"])).may_act_at(&here));
        assert!(!caller(&[], Some(&[])).may_act_at(&here));
    }

    #[test]
    fn the_whole_company_needs_a_token_for_every_location() {
        let of = |locations| Caller { company: Some(CompanyId::parse("P-1").unwrap()), ..caller(&[], locations) };
        assert_eq!(of(None).whole_company().unwrap().as_str(), "P-1");
        for locations in [&["L-1"][..], &[]] {
            let failure = of(Some(locations)).whole_company().unwrap_err();
            assert_eq!((failure.status().as_u16(), failure.reasons()[0].code), (403, "company_scope_missing"));
        }
        assert_eq!(caller(&[], Some(&[])).whole_company().unwrap_err().reasons()[0].code, "company_missing");
    }

    #[test]
    fn operations_are_told_how_to_name_the_company() {
        let detail = of_company(&[Role::Operations], None).requested_company(None).unwrap_err().detail();
        assert!(detail.contains("act for no company") && detail.contains("query parameter company_id"), "{detail}");
    }

    #[test]
    fn a_partner_call_needs_a_company() {
        assert_eq!(caller(&[], None).company().unwrap_err().status().as_u16(), 403);
    }

    fn of_company(roles: &[Role], company: Option<&str>) -> Caller {
        Caller { company: company.map(|id| CompanyId::parse(id).unwrap()), ..caller(roles, None) }
    }

    /// The company a request is about that names one or none, or the status it is refused with.
    fn asked(caller: &Caller, named: Option<&str>) -> Result<String, u16> {
        let named = named.map(|id| CompanyId::parse(id).unwrap());
        let company = caller.requested_company(named.as_ref());
        company.map(|company| company.to_string()).map_err(|failure| failure.status().as_u16())
    }

    #[test]
    fn a_partner_asks_about_its_own_company_whether_it_names_it_or_not() {
        let partner = of_company(&[Role::MpnAdmin], Some("P-1"));
        for named in [None, Some("P-1"), Some(" P-1")] {
            assert_eq!(asked(&partner, named), Ok("P-1".to_owned()), "{named:?}");
        }
    }

    #[test]
    fn another_company_does_not_exist_for_a_partner() {
        let partner = of_company(&[Role::MpnAdmin, Role::GlobalAdmin], Some("P-1"));
        for named in ["P-2", "p-1"] {
            assert_eq!(asked(&partner, Some(named)), Err(404), "{named}");
        }
        assert_eq!(asked(&of_company(&[Role::MpnAdmin], None), Some("P-1")), Err(403), "without a company");
    }

    #[test]
    fn operations_name_the_company_they_ask_about() {
        let operations = of_company(&[Role::Operations], None);
        assert_eq!(asked(&operations, Some("P-2")), Ok("P-2".to_owned()));
        assert_eq!(asked(&operations, None), Err(422));
        let with_company = of_company(&[Role::Operations, Role::MpnAdmin], Some("P-1"));
        assert_eq!(asked(&with_company, None), Ok("P-1".to_owned()), "their own, if they have one");
        assert_eq!(asked(&with_company, Some("P-2")), Ok("P-2".to_owned()));
    }

    #[test]
    fn a_partner_is_admitted_with_a_company_and_operations_without() {
        let admitted = |caller: Caller, roles: &[Role]| caller.admitted(roles).map_err(|failure| failure.code());
        let partner = |company| of_company(&[Role::MpnAdmin], company);
        assert!(admitted(partner(Some("P-1")), &[Role::MpnAdmin]).is_ok());
        assert_eq!(admitted(partner(None), &[Role::MpnAdmin]).unwrap_err(), "forbidden");
        assert_eq!(admitted(partner(Some("P-1")), &[Role::Operations]).unwrap_err(), "forbidden");
        assert!(admitted(of_company(&[Role::Operations], None), &Role::ALL).is_ok());
        let both = of_company(&[Role::Operations, Role::MpnAdmin], None);
        assert!(admitted(both.clone(), &[Role::Operations, Role::MpnAdmin]).is_ok());
        assert_eq!(admitted(both, &[Role::MpnAdmin]).unwrap_err(), "forbidden", "here they act as a partner");
    }

    #[test]
    fn every_role_is_found_by_its_name() {
        assert!(Role::ALL.into_iter().all(|role| Role::parse(role.as_str()) == Ok(role)));
        assert!(Role::parse("MPN_ADMIN").is_err());
    }
}
