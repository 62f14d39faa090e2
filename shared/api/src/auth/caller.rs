//! The authenticated caller and their permissions.

use crate::auth::forbidden::Forbidden;
use crate::problem::Failure;
use domain::people::Membership;
use domain::voucher::{Reservation, Voucher};
use domain::{Actor, CompanyId, Email, LocationId, Name, Refusal, Role};

/// The detail of the 422 for operations that name no company.
const COMPANY_REQUIRED: &str =
    "is required: operations act for no company of their own, and must name one with the query parameter company_id";

/// The subject of a verified token: a person or a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The subject id of the issuer, which the history records.
    pub sub: Actor,
    /// The name, if the token has a usable one; the history records it beside the subject.
    pub name: Option<Name>,
    /// The e-mail address, if the token has a valid one.
    pub email: Option<Email>,
    /// The partner company the caller acts for; `None` for operations.
    pub company: Option<CompanyId>,
    /// The roles of the token.
    pub roles: Vec<Role>,
    /// The locations the token is limited to; `None` means every location of the company (PROGRAM.md 1.2).
    pub locations: Option<Vec<LocationId>>,
}

impl Caller {
    /// Returns the caller if they have any of these roles.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] with the accepted roles.
    pub fn require_role(&self, any_of: &[Role]) -> Result<&Self, Failure> {
        if any_of.iter().any(|role| self.roles.contains(role)) {
            return Ok(self);
        }
        Err(Forbidden::Role(any_of.to_vec()).into())
    }

    /// Returns the caller if they have any of these roles, and a company. Operations need no company where their role
    /// is among those accepted (PROGRAM.md 1.2).
    ///
    /// # Errors
    /// [`Failure::Forbidden`] with the missing role or company.
    pub(crate) fn authorized(self, any_of: &[Role]) -> Result<Self, Failure> {
        self.require_role(any_of)?;
        if !(self.is_operations() && any_of.contains(&Role::Operations)) {
            self.company()?;
        }
        Ok(self)
    }

    /// Returns the caller if they belong to a company, whatever their roles, or to operations.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for a partner's token without a company.
    pub(crate) fn member(self) -> Result<Self, Failure> {
        if !self.is_operations() {
            self.company()?;
        }
        Ok(self)
    }

    /// The company the caller acts for.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for a token without a company.
    pub fn company(&self) -> Result<&CompanyId, Failure> {
        self.company.as_ref().ok_or_else(|| Forbidden::Company.into())
    }

    /// The company the caller acts for, if the token covers every location: for commands that concern no single
    /// location.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for a token without a company, or one that is limited to some locations.
    pub fn whole_company(&self) -> Result<&CompanyId, Failure> {
        let company = self.company()?;
        self.require_whole_company()?;
        Ok(company)
    }

    /// Checks that the token covers every location of the company.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] for a token that is limited to some locations.
    pub fn require_whole_company(&self) -> Result<(), Failure> {
        if self.locations.is_none() {
            return Ok(());
        }
        Err(Forbidden::CompanyScope.into())
    }

    /// The company and roles of the token; `None` without a company.
    pub(crate) fn membership(&self) -> Option<Membership> {
        self.company.clone().map(|company| Membership::new(company, &self.roles))
    }

    /// The company a request concerns: a partner's own, or the one that operations name (`?company_id=`).
    ///
    /// # Errors
    /// 404 when a partner names another company (PROGRAM.md 15.2); 422 when operations name none.
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

    /// Checks that the caller may act at this location of their company.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] with the location.
    pub fn require_location(&self, location: &LocationId) -> Result<(), Failure> {
        if self.may_act_at(location) {
            return Ok(());
        }
        Err(Forbidden::Location(location.clone()).into())
    }

    /// The reservation of the voucher, if the caller's company holds it; `None` if the voucher is not reserved or
    /// another company holds it.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] when the company holds it at a location where the caller may not act.
    pub fn own_reservation<'v>(&self, voucher: &'v Voucher) -> Result<Option<&'v Reservation>, Failure> {
        let company = self.company()?;
        let own = voucher.reservation().filter(|reservation| reservation.company_id == *company);
        own.map_or(Ok(()), |reservation| self.require_location(&reservation.location_id))?;
        Ok(own)
    }

    /// The reservation of the voucher, for read access: operations may read any, partners those of their locations
    /// (PROGRAM.md 15.2).
    ///
    /// # Errors
    /// 404 for a voucher that the partner's company does not hold (DECISIONS.md 9); else as
    /// [`Caller::own_reservation`].
    pub fn readable<'v>(&self, voucher: &'v Voucher) -> Result<Option<&'v Reservation>, Failure> {
        if self.is_operations() {
            return Ok(voucher.reservation());
        }
        self.own_reservation(voucher)?.map(Some).ok_or_else(|| Refusal::VoucherNotFound.into())
    }

    /// True when the caller may act at this location of their company.
    pub fn may_act_at(&self, location: &LocationId) -> bool {
        self.locations.as_ref().is_none_or(|allowed| allowed.contains(location))
    }

    /// True for the program's own staff.
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
            name: None,
            email: None,
            company: None,
            roles: roles.to_vec(),
            locations: locations.map(|ids| ids.iter().map(parse).collect()),
        }
    }

    #[test]
    fn a_missing_role_is_named() {
        let failure = caller(&[Role::Incentives], None).require_role(&[Role::MpnAdmin, Role::GlobalAdmin]).unwrap_err();
        assert_eq!(failure.status().as_u16(), 403);
        assert_eq!(failure.detail(), "This needs the role mpn_admin or global_admin.");
    }

    #[test]
    fn any_of_the_accepted_roles_is_enough() {
        assert!(caller(&[Role::GlobalAdmin], None).require_role(&[Role::MpnAdmin, Role::GlobalAdmin]).is_ok());
        assert!(caller(&[Role::Operations], None).is_operations());
        assert!(caller(&[Role::Operations], None).require_role(&[Role::MpnAdmin]).is_err());
    }

    #[test]
    fn a_missing_list_of_locations_allows_all_and_an_empty_one_none() {
        let here = LocationId::parse("L-1").unwrap();
        assert!(caller(&[], None).may_act_at(&here));
        assert!(caller(&[], Some(&["L-1"])).may_act_at(&here));
        assert!(!caller(&[], Some(&["L-2"])).may_act_at(&here));
        assert!(!caller(&[], Some(&[])).may_act_at(&here));
    }

    #[test]
    fn a_company_wide_command_needs_a_token_without_a_location_limit() {
        let of = |locations| Caller { company: Some(CompanyId::parse("P-1").unwrap()), ..caller(&[], locations) };
        assert_eq!(of(None).whole_company().unwrap().as_str(), "P-1");
        for locations in [&["L-1"][..], &[]] {
            let failure = of(Some(locations)).whole_company().unwrap_err();
            assert_eq!((failure.status().as_u16(), failure.reasons()[0].code), (403, "company_scope_missing"));
        }
        assert_eq!(caller(&[], Some(&[])).whole_company().unwrap_err().reasons()[0].code, "company_missing");
    }

    #[test]
    fn operations_without_company_id_get_a_detail_that_names_the_parameter() {
        let detail = caller_of(&[Role::Operations], None).requested_company(None).unwrap_err().detail();
        assert!(detail.contains("act for no company") && detail.contains("query parameter company_id"), "{detail}");
    }

    #[test]
    fn a_partner_request_needs_a_company() {
        assert_eq!(caller(&[], None).company().unwrap_err().status().as_u16(), 403);
    }

    fn caller_of(roles: &[Role], company: Option<&str>) -> Caller {
        Caller { company: company.map(|id| CompanyId::parse(id).unwrap()), ..caller(roles, None) }
    }

    /// The company of a request that names `named`, or the status of the failure.
    fn requested(caller: &Caller, named: Option<&str>) -> Result<String, u16> {
        let named = named.map(|id| CompanyId::parse(id).unwrap());
        let company = caller.requested_company(named.as_ref());
        company.map(|company| company.to_string()).map_err(|failure| failure.status().as_u16())
    }

    #[test]
    fn a_partner_gets_its_own_company_whether_it_names_it_or_not() {
        let partner = caller_of(&[Role::MpnAdmin], Some("P-1"));
        for named in [None, Some("P-1"), Some(" P-1")] {
            assert_eq!(requested(&partner, named), Ok("P-1".to_owned()), "{named:?}");
        }
    }

    #[test]
    fn another_company_does_not_exist_for_a_partner() {
        let partner = caller_of(&[Role::MpnAdmin, Role::GlobalAdmin], Some("P-1"));
        for named in ["P-2", "p-1"] {
            assert_eq!(requested(&partner, Some(named)), Err(404), "{named}");
        }
        assert_eq!(requested(&caller_of(&[Role::MpnAdmin], None), Some("P-1")), Err(403), "without a company");
    }

    #[test]
    fn operations_must_name_the_company_unless_they_have_one() {
        let operations = caller_of(&[Role::Operations], None);
        assert_eq!(requested(&operations, Some("P-2")), Ok("P-2".to_owned()));
        assert_eq!(requested(&operations, None), Err(422));
        let with_company = caller_of(&[Role::Operations, Role::MpnAdmin], Some("P-1"));
        assert_eq!(requested(&with_company, None), Ok("P-1".to_owned()), "the company of the token is the default");
        assert_eq!(requested(&with_company, Some("P-2")), Ok("P-2".to_owned()));
    }

    #[test]
    fn a_partner_is_authorized_with_a_company_and_operations_without() {
        let authorized = |caller: Caller, roles: &[Role]| caller.authorized(roles).map_err(|failure| failure.code());
        let partner = |company| caller_of(&[Role::MpnAdmin], company);
        assert!(authorized(partner(Some("P-1")), &[Role::MpnAdmin]).is_ok());
        assert_eq!(authorized(partner(None), &[Role::MpnAdmin]).unwrap_err(), "forbidden");
        assert_eq!(authorized(partner(Some("P-1")), &[Role::Operations]).unwrap_err(), "forbidden");
        assert!(authorized(caller_of(&[Role::Operations], None), &Role::ALL).is_ok());
        let both = caller_of(&[Role::Operations, Role::MpnAdmin], None);
        assert!(authorized(both.clone(), &[Role::Operations, Role::MpnAdmin]).is_ok());
        assert_eq!(authorized(both, &[Role::MpnAdmin]).unwrap_err(), "forbidden", "here they act as a partner");
    }

    #[test]
    fn every_role_parses_from_its_code() {
        assert!(Role::ALL.into_iter().all(|role| Role::parse(role.as_str()) == Ok(role)));
        assert!(Role::parse("MPN_ADMIN").is_err());
    }
}
