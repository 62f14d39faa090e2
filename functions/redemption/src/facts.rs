//! What both calls need to know of the vouchers named, in two round trips however many there are.

use std::collections::{BTreeSet, HashMap};

use domain::voucher::{Redeem, Voucher};
use domain::{Country, Fault, LocationId, Refusal, VoucherNumber};
use table::StoredVoucher;
use web::{Failure, FetchKeys, Reason};

use crate::Call;

/// The vouchers named, and where the locations lie that hold them.
pub(crate) struct Facts {
    vouchers: HashMap<VoucherNumber, Result<StoredVoucher, Fault>>,
    countries: HashMap<LocationId, Country>,
}

impl Facts {
    pub(crate) async fn load<K: FetchKeys>(call: &Call<'_, K>, numbers: &[VoucherNumber]) -> Result<Self, Fault> {
        let vouchers = call.deps.table.vouchers(numbers).await?;
        let stored = vouchers.values().filter_map(|found| found.as_ref().ok());
        let ids: BTreeSet<LocationId> = stored.filter_map(|found| location_of(call, &found.value)).collect();
        let ids: Vec<LocationId> = ids.into_iter().collect();
        let locations = call.deps.table.locations(call.company, &ids).await?;
        let countries = locations.into_iter().map(|location| (location.id, location.country)).collect();
        Ok(Self { vouchers, countries })
    }

    /// The voucher, if it exists, can be read, and the caller may act at its location.
    pub(crate) fn voucher<K: FetchKeys>(
        &mut self,
        call: &Call<'_, K>,
        number: &VoucherNumber,
    ) -> Result<StoredVoucher, Failure> {
        let stored = self.vouchers.remove(number).ok_or(Refusal::VoucherNotFound)??;
        if let Some(location) = location_of(call, &stored.value) {
            call.caller.needs_location(&location)?;
        }
        Ok(stored)
    }

    pub(crate) fn command<K>(&self, call: &Call<'_, K>, voucher: &Voucher, redemption: &str) -> Redeem {
        let location = voucher.reservation().map(|held| &held.location_id);
        Redeem {
            company: call.company.clone(),
            redemption: redemption.to_owned(),
            location_country: location.and_then(|id| self.countries.get(id)).cloned(),
        }
    }
}

/// The location of a voucher that the caller's company holds.
fn location_of<K>(call: &Call<'_, K>, voucher: &Voucher) -> Option<LocationId> {
    voucher.reservation().filter(|held| held.company_id == *call.company).map(|held| held.location_id.clone())
}

/// Why one voucher of many was not redeemed. What the caller must not know of looks like what does not exist.
pub(crate) fn reasons(failure: &Failure) -> Vec<Reason> {
    let reasons = failure.reasons();
    if reasons.is_empty() {
        return vec![Reason::new(failure.code(), failure.detail())];
    }
    reasons.into_iter().map(named_as_here).collect()
}

fn named_as_here(reason: Reason) -> Reason {
    if reason.code == Refusal::VoucherNotFound.code() { Reason { code: "not_found", ..reason } } else { reason }
}
