//! What both calls need to know of the vouchers named, in one round trip however many there are.

use std::collections::HashMap;

use api::{Caller, Failure, Reason};
use domain::partner::Location;
use domain::refusal::Rule;
use domain::voucher::{Redeem, Voucher};
use domain::{CompanyId, Fault, LocationId, Refusal, VoucherNumber};
use table::{Stored, StoredVoucher};

use crate::Context;
use crate::named::Named;

/// Who asks, the vouchers named, and where the locations lie that hold them.
pub(crate) struct Facts<'a> {
    caller: &'a Caller,
    pub(crate) company: &'a CompanyId,
    vouchers: HashMap<VoucherNumber, Result<StoredVoucher, Fault>>,
    locations: HashMap<LocationId, Result<Stored<Location>, Fault>>,
}

impl<'a> Facts<'a> {
    pub(crate) async fn load<B>(
        context: &'a Context<'_, B>,
        company: &'a CompanyId,
        named: &[Named],
    ) -> Result<Self, Fault> {
        let numbers: Vec<_> = named.iter().filter_map(|entry| entry.number().ok().cloned()).collect();
        let table = &context.services.table;
        let (vouchers, locations) = futures::try_join!(table.vouchers(&numbers), table.each_location(company))?;
        Ok(Self { caller: &context.caller, company, vouchers, locations })
    }

    /// The voucher, if it exists, can be read, and the caller may act at its location.
    pub(crate) fn voucher(&mut self, named: &Named) -> Result<StoredVoucher, Failure> {
        let stored = self.vouchers.remove(named.number()?).ok_or(Refusal::VoucherNotFound)??;
        self.caller.own_reservation(&stored.value)?;
        Ok(stored)
    }

    /// # Errors
    /// The voucher's location cannot be read: that stops its own vouchers, and no others.
    pub(crate) fn command(&self, voucher: &Voucher, redemption: &str) -> Result<Redeem, Failure> {
        let location = voucher.reservation().and_then(|held| self.locations.get(&held.location_id));
        let location = location.map(Result::as_ref).transpose()?;
        Ok(Redeem {
            company: self.company.clone(),
            redemption: redemption.to_owned(),
            location_country: location.map(|stored| stored.value.country.clone()),
        })
    }
}

/// Why one voucher of many was not redeemed. What the caller must not know of looks like what does not exist.
pub(crate) fn reasons(failure: &Failure) -> Vec<Reason> {
    failure.reasons_or_itself().into_iter().map(named_as_here).collect()
}

fn named_as_here(reason: Reason) -> Reason {
    if reason.code == Refusal::VoucherNotFound.code() { Reason { code: "not_found", ..reason } } else { reason }
}

/// The rules by which a voucher is refused.
pub(crate) const REFUSALS: &[Rule] = &[
    Rule::Expired,
    Rule::AlreadyRedeemed,
    Rule::ReportMissing,
    Rule::DeliverableMissing,
    Rule::EngagementNotFinished,
    Rule::LocationNotApproved,
    Rule::CountryMismatch,
];
