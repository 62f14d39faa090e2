//! Which vouchers a request asks for: the same parameters for a list and for an export.

use api::{Caller, Decode, Failure, Fields, Words};
use domain::directory::folded;
use domain::voucher::{Status, Voucher};
use domain::{CompanyId, Country, LocationId, ProgramCode};
use jiff::civil::Date;
use table::VouchersWanted;

use crate::{Call, Services};

domain::codes! {
    /// What the vouchers are ordered by.
    pub enum VoucherSort {
        Deadline = "deadline",
        LatestDeadline = "-deadline",
    }
}

/// What the vouchers must be.
#[derive(Debug)]
pub(crate) struct VoucherFilter {
    company_id: Option<CompanyId>,
    status: Option<Status>,
    program: Option<ProgramCode>,
    location: Option<LocationId>,
    country: Option<Country>,
    words: Words,
    expiring_before: Option<Date>,
    descending: bool,
}

impl Decode<Services> for VoucherFilter {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        Some(Self {
            company_id: fields.optional("company_id"),
            status: fields.optional("status"),
            program: fields.optional_with("program", |code| services.catalog.known(code)),
            location: fields.optional("location_id"),
            country: fields.optional("country"),
            words: fields.optional("q").unwrap_or_default(),
            expiring_before: fields.optional("expiring_before"),
            descending: fields.optional("sort") == Some(VoucherSort::LatestDeadline),
        })
    }
}

impl VoucherFilter {
    /// What the index finds of it.
    ///
    /// # Errors
    /// 404 for another company, 422 where operations name none, 403 for a location where the caller may not act.
    pub(crate) fn wanted<Q>(&self, call: &Call<'_, Q>) -> Result<VouchersWanted, Failure> {
        let company = call.caller.company_asked(self.company_id.as_ref())?;
        self.location.as_ref().map_or(Ok(()), |location| call.caller.needs_location(location))?;
        let Self { status, expiring_before, descending, .. } = *self;
        Ok(VouchersWanted { company, status, expiring_before, descending, today: call.today() })
    }

    /// Whether the index alone does not tell which ones are wanted.
    pub(crate) fn needs_filtering(&self, caller: &Caller) -> bool {
        let scoped = caller.locations.is_some();
        scoped || self.program.is_some() || self.location.is_some() || self.country.is_some() || !self.words.is_empty()
    }

    /// Whether a voucher of the company is one of them.
    pub(crate) fn matches(&self, voucher: &Voucher, caller: &Caller) -> bool {
        let (core, held) = (voucher.core(), voucher.reservation());
        let text = || folded(&format!("{} {}", core.number, core.customer.name));
        self.program.as_ref().is_none_or(|program| *program == core.program)
            && self.location.as_ref().is_none_or(|location| held.is_some_and(|held| held.location_id == *location))
            && self.country.as_ref().is_none_or(|country| held.is_some_and(|held| held.country == *country))
            && held.is_some_and(|held| caller.may_act_at(&held.location_id))
            && (self.words.is_empty() || self.words.are_in(&text()))
    }
}
