//! The facts that both operations need, read in one round trip.

use std::collections::HashMap;

use api::{Caller, Failure, Reason};
use domain::attempt::Intent;
use domain::partner::Location;
use domain::refusal::Rule;
use domain::voucher::{Redeem, Voucher};
use domain::{CompanyId, Fault, LocationId, Refusal, VoucherNumber};
use table::{Stored, StoredVoucher};

use crate::Context;
use crate::named::NamedVoucher;

/// The caller, the named vouchers, and the locations of the caller's company.
pub(crate) struct RedemptionFacts<'a> {
    caller: &'a Caller,
    pub(crate) company: &'a CompanyId,
    vouchers: HashMap<VoucherNumber, Result<StoredVoucher, Fault>>,
    locations: HashMap<LocationId, Result<Stored<Location>, Fault>>,
}

impl<'a> RedemptionFacts<'a> {
    pub(crate) async fn load<B>(
        context: &'a Context<'_, B>,
        company: &'a CompanyId,
        named: &[NamedVoucher],
    ) -> Result<Self, Fault> {
        let numbers: Vec<_> = named.iter().filter_map(|entry| entry.number().ok().cloned()).collect();
        let table = &context.services.table;
        let (vouchers, locations) = futures::try_join!(table.vouchers(&numbers), table.each_location(company))?;
        Ok(Self { caller: &context.caller, company, vouchers, locations })
    }

    /// Returns the voucher.
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`] when there is none; a fault when it cannot be read; [`Failure::Forbidden`] when the
    /// caller may not act at its location.
    pub(crate) fn voucher(&mut self, named: &NamedVoucher) -> Result<StoredVoucher, Failure> {
        let stored = self.vouchers.remove(named.number()?).ok_or(Refusal::VoucherNotFound)??;
        self.caller.own_reservation(&stored.value)?;
        Ok(stored)
    }

    /// The number of vouchers that the request has redeemed before.
    pub(crate) fn done(&self, intent: &Intent) -> usize {
        self.vouchers.values().flatten().filter(|stored| is_done(stored, self.company, intent)).count()
    }

    /// Builds the command for a voucher.
    ///
    /// # Errors
    /// A fault when the voucher's location cannot be read; vouchers of other locations are not affected
    /// (DECISIONS.md 34).
    pub(crate) fn command(&self, voucher: &Voucher, redemption: &str) -> Result<Redeem, Failure> {
        let location = voucher.reservation().and_then(|reservation| self.locations.get(&reservation.location_id));
        let location = location.map(Result::as_ref).transpose()?;
        Ok(Redeem {
            company: self.company.clone(),
            redemption: redemption.to_owned(),
            location_country: location.map(|stored| stored.value.country.clone()),
        })
    }
}

/// True when the request has redeemed the voucher before.
pub(crate) fn is_done(stored: &StoredVoucher, company: &CompanyId, intent: &Intent) -> bool {
    let is_own = stored.value.is_held_by(company);
    is_own && stored.has_attempt(&intent.attempt) && stored.value.redeemed_at().is_some()
}

/// Returns the reasons for which a voucher is not redeemed. A voucher the caller may not know of is not found
/// (DECISIONS.md 9).
pub(crate) fn reasons(failure: &Failure) -> Vec<Reason> {
    failure.reasons_or_itself().into_iter().map(with_local_code).collect()
}

/// Replaces the code of a voucher that is not found by the code of these operations, `not_found`.
fn with_local_code(reason: Reason) -> Reason {
    if reason.code == Refusal::VoucherNotFound.code() { Reason { code: "not_found", ..reason } } else { reason }
}

/// The rules by which a voucher is refused (PROGRAM.md 10.1).
pub(crate) const REFUSALS: &[Rule] = &[
    Rule::Expired,
    Rule::AlreadyRedeemed,
    Rule::ReportMissing,
    Rule::DeliverableMissing,
    Rule::EngagementNotFinished,
    Rule::LocationNotApproved,
    Rule::CountryMismatch,
];
