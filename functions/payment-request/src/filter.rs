//! Which claims a request asks for: the same parameters for a list and for an export.

use api::{Caller, Decode, Failure, Fields};
use domain::claim::{Claim, Status};
use domain::{CompanyId, Country, LocationId, ProgramCode};
use table::{ClaimsWanted, Due};

use crate::{Call, Services};

/// What the claims must be.
#[derive(Debug)]
pub(crate) struct ClaimFilter {
    company_id: Option<CompanyId>,
    pub(crate) status: Option<Status>,
    program: Option<ProgramCode>,
    location: Option<LocationId>,
    country: Option<Country>,
    disputed: Option<bool>,
}

impl Decode<Services> for ClaimFilter {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        Some(Self {
            company_id: fields.optional("company_id"),
            status: fields.optional("status"),
            program: fields.optional("program"),
            location: fields.optional("location_id"),
            country: fields.optional("country"),
            disputed: fields.optional_boolean("disputed"),
        })
    }
}

impl ClaimFilter {
    /// What the index finds of it.
    ///
    /// # Errors
    /// 404 for another company, 422 where operations name none.
    pub(crate) fn wanted<Q>(&self, call: &Call<'_, (), Q>) -> Result<ClaimsWanted, Failure> {
        let company = call.caller.company_asked(self.company_id.as_ref())?;
        Ok(ClaimsWanted { company, status: self.status, today: call.today() })
    }

    /// Whether the index alone does not tell which ones are wanted.
    pub(crate) fn needs_filtering(&self, caller: &Caller) -> bool {
        let Self { company_id: _, status: _, program, location, country, disputed } = self;
        program.is_some() || location.is_some() || country.is_some() || disputed.is_some() || caller.locations.is_some()
    }

    /// Whether a claim of the company is one of them, whatever its status.
    pub(crate) fn matches(&self, claim: &Claim, caller: &Caller) -> bool {
        let voucher = &claim.voucher;
        self.program.as_ref().is_none_or(|program| *program == voucher.program)
            && self.location.as_ref().is_none_or(|location| *location == voucher.location_id)
            && self.country.as_ref().is_none_or(|country| *country == voucher.country)
            && self.disputed.is_none_or(|disputed| disputed == claim.dispute.is_some())
            && caller.may_act_at(&voucher.location_id)
    }

    /// What such claims of all companies wait for, if for anybody but their partner: operations that name no company ask
    /// for those.
    pub(crate) fn waits_for(&self, caller: &Caller) -> Option<Due> {
        if !caller.is_operations() || self.company_id.is_some() {
            return None;
        }
        match self.status {
            Some(Status::Submitted | Status::UnderReview) => Some(Due::Reviews),
            None | Some(Status::Paid) => self.disputed.filter(|disputed| *disputed).map(|_| Due::Reviews),
            Some(Status::Approved | Status::OnHold | Status::Scheduled | Status::PaymentFailed) => Some(Due::Payments),
            Some(Status::Draft | Status::ActionRequired | Status::Rejected | Status::Expired | Status::Withdrawn) => {
                None
            }
        }
    }
}
