//! Which claims a request asks for: the same parameters for a list and for an export.

use api::query::{self, noted};
use api::{Caller, Failure};
use domain::claim::{Claim, Status};
use domain::{Country, Invalid, LocationId, ProgramCode};
use table::Due;

use crate::Call;

/// What the claims must be, besides whose they are.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) status: Option<Status>,
    program: Option<ProgramCode>,
    location: Option<LocationId>,
    country: Option<Country>,
    disputed: Option<bool>,
    caller: &'a Caller,
}

impl<'a> Asked<'a> {
    /// Reads the query string; everything wrong with it is named at once, with what else the route reads of it.
    ///
    /// # Errors
    /// 422 for what is not of its form.
    pub(crate) fn read<T>(call: &Call<'a>, more: Result<T, Failure>) -> Result<(Self, T), Failure> {
        let (request, mut reasons) = (call.request, Vec::new());
        let asked = Self {
            status: noted(query::parsed(request, "status", Status::parse), &mut reasons)?,
            program: noted(query::parsed(request, "program", ProgramCode::parse), &mut reasons)?,
            location: noted(query::parsed(request, "location_id", LocationId::parse), &mut reasons)?,
            country: noted(query::parsed(request, "country", Country::parse), &mut reasons)?,
            disputed: noted(query::parsed(request, "disputed", yes_or_no), &mut reasons)?,
            caller: call.caller,
        };
        let more = noted(more.map(Some), &mut reasons)?;
        match more.filter(|_| reasons.is_empty()) {
            Some(more) => Ok((asked, more)),
            None => Err(Failure::Invalid(reasons)),
        }
    }

    /// Whether the index alone does not tell which ones are wanted.
    pub(crate) fn is_narrow(&self) -> bool {
        let Self { status: _, program, location, country, disputed, caller } = self;
        program.is_some() || location.is_some() || country.is_some() || disputed.is_some() || caller.locations.is_some()
    }

    /// Whether a claim is one of them, whatever its status.
    pub(crate) fn fits(&self, claim: &Claim) -> bool {
        let voucher = &claim.voucher;
        self.program.as_ref().is_none_or(|program| *program == voucher.program)
            && self.location.as_ref().is_none_or(|location| *location == voucher.location_id)
            && self.country.as_ref().is_none_or(|country| *country == voucher.country)
            && self.disputed.is_none_or(|disputed| disputed == claim.dispute.is_some())
            && self.caller.may_act_at(&voucher.location_id)
    }

    /// What such claims of all companies wait for, if for anybody but their partner.
    pub(crate) fn waits_for(&self) -> Option<Due> {
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

fn yes_or_no(text: &str) -> Result<bool, Invalid> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Invalid::new("must be true or false")),
    }
}
