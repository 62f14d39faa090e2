//! Which vouchers a request asks for: the same parameters for a list and for an export.

use api::query::{self, noted};
use api::{Caller, Failure};
use domain::directory::folded;
use domain::voucher::{Status, Voucher};
use domain::{Country, Invalid, LocationId, ProgramCode};
use table::VouchersWanted;

use crate::Call;

/// What the vouchers must be.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    /// By what the index sorts them.
    pub(crate) wanted: VouchersWanted,
    program: Option<ProgramCode>,
    location: Option<LocationId>,
    country: Option<Country>,
    words: Vec<String>,
    caller: &'a Caller,
}

impl<'a> Asked<'a> {
    /// Reads the query string, and what else the route reads of it; everything wrong with it is named at once.
    ///
    /// # Errors
    /// 422 for what is not of its form, 404 for another company, 403 for a location where the caller may not act.
    pub(crate) fn read<K, B, T>(call: &Call<'a, K, B>, more: Result<Option<T>, Failure>) -> Result<(Self, T), Failure> {
        let (request, mut reasons) = (call.request, Vec::new());
        let known = |text: &str| call.deps.catalog.known(text);
        let company = noted(call.caller.company_asked(request).map(Some), &mut reasons)?;
        let status = noted(query::parsed(request, "status", Status::parse), &mut reasons)?;
        let program = noted(query::parsed(request, "program", known), &mut reasons)?;
        let location = noted(query::parsed(request, "location_id", LocationId::parse), &mut reasons)?;
        let country = noted(query::parsed(request, "country", Country::parse), &mut reasons)?;
        let words = noted(query::parsed(request, "q", query::words), &mut reasons)?.unwrap_or_default();
        let expiring_before = noted(query::parsed(request, "expiring_before", api::date), &mut reasons)?;
        let descending = noted(query::parsed(request, "sort", descending), &mut reasons)?.unwrap_or_default();
        let more = noted(more, &mut reasons)?;
        let Some((company, more)) = company.zip(more).filter(|_| reasons.is_empty()) else {
            return Err(Failure::Invalid(reasons));
        };
        location.as_ref().map_or(Ok(()), |location| call.caller.needs_location(location))?;
        let wanted = VouchersWanted { company, status, expiring_before, descending, today: call.today() };
        Ok((Self { wanted, program, location, country, words, caller: call.caller }, more))
    }

    /// Whether the index alone does not tell which ones are wanted.
    pub(crate) fn is_narrow(&self) -> bool {
        let scoped = self.caller.locations.is_some();
        scoped || self.program.is_some() || self.location.is_some() || self.country.is_some() || !self.words.is_empty()
    }

    /// Whether a voucher of the company is one of them.
    pub(crate) fn fits(&self, voucher: &Voucher) -> bool {
        let core = voucher.core();
        let here = voucher.reservation().map(|reservation| &reservation.location_id);
        let text = || folded(&format!("{} {}", core.number, core.customer.name));
        self.program.as_ref().is_none_or(|program| *program == core.program)
            && self.location.as_ref().is_none_or(|location| Some(location) == here)
            && self
                .country
                .as_ref()
                .is_none_or(|country| voucher.reservation().is_some_and(|held| held.country == *country))
            && here.is_some_and(|here| self.caller.may_act_at(here))
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
