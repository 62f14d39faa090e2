//! Which vouchers a request asks for: the same parameters for a list and for an export.

use api::{Caller, Decode, Failure, Fields};
use domain::directory::folded;
use domain::voucher::{Status, Voucher};
use domain::{CompanyId, Country, Invalid, LocationId, ProgramCode};
use jiff::civil::Date;
use table::VouchersWanted;

use crate::{Call, Services};

/// What the vouchers must be.
#[derive(Debug)]
pub(crate) struct VoucherFilter {
    company_id: Option<CompanyId>,
    status: Option<Status>,
    program: Option<ProgramCode>,
    location: Option<LocationId>,
    country: Option<Country>,
    words: Vec<String>,
    expiring_before: Option<Date>,
    descending: bool,
}

impl Decode<Services> for VoucherFilter {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        Some(Self {
            company_id: fields.optional("company_id", CompanyId::parse),
            status: fields.optional("status", Status::parse),
            program: fields.optional("program", |text| services.catalog.known(text)),
            location: fields.optional("location_id", LocationId::parse),
            country: fields.optional("country", Country::parse),
            words: fields.optional("q", api::search::words).unwrap_or_default(),
            expiring_before: fields.optional("expiring_before", api::date),
            descending: fields.optional("sort", descending).unwrap_or_default(),
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
            && (self.words.is_empty() || holds_all(&text(), &self.words))
    }
}

fn holds_all(text: &str, words: &[String]) -> bool {
    words.iter().all(|word| text.contains(word.as_str()))
}

/// Whether the latest deadline comes first.
fn descending(text: &str) -> Result<bool, Invalid> {
    match text {
        "deadline" => Ok(false),
        "-deadline" => Ok(true),
        _ => Err(Invalid::new("must be one of deadline, -deadline")),
    }
}
