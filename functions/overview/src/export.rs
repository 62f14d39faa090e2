//! `GET /vouchers/export`: the same vouchers as a list, all of them, as a workbook or as CSV.

use std::collections::HashMap;

use api::{Answer, Failure, log_unreadable};
use domain::claim::Claim;
use domain::{Fault, VoucherNumber};
use export::{File, KeptExport, LayoutRequest, Writer};
use table::{Stored, StoredVoucher, VouchersWanted};

use crate::Call;
use crate::filter::VoucherFilter;
use crate::row::{ClaimCell, Row, TITLES};

/// Vouchers read at once.
const PAGE: usize = 500;
/// Claims read at once: as many as one batch holds.
const BATCH: usize = 100;

type ExportCall<'a> = Call<'a, (VoucherFilter, LayoutRequest)>;

/// The vouchers asked for, as a file.
pub(crate) async fn export(call: ExportCall<'_>) -> Result<Answer<KeptExport>, Failure> {
    let wanted = call.query.0.wanted(&call)?;
    let file = write(&call, &wanted).await?;
    file.answer(&call, &*call.services.exports, &wanted.company, "vouchers").await
}

async fn write(call: &ExportCall<'_>, wanted: &VouchersWanted) -> Result<File, Failure> {
    let (filter, layout) = &call.query;
    let layout = layout.layout(call);
    let matches = |voucher: &_| filter.matches(voucher, &call.caller);
    let matches: Option<table::Fits<'_, _>> = if filter.needs_filtering(&call.caller) { Some(&matches) } else { None };
    let (mut writer, mut after) = (Writer::begin(layout, "Vouchers", &TITLES)?, None);
    loop {
        let page = call.services.table.page(wanted, after.as_ref(), PAGE, matches).await?;
        log_unreadable(&page.unreadable);
        let claims = claims(call, &page.items).await?;
        for stored in &page.items {
            let claim = claims.get(&stored.value.core().number).cloned().unwrap_or_default();
            writer.row(&Row::new(&stored.value, claim, call.today(), layout.language).cells())?;
        }
        after = page.next;
        if after.is_none() {
            return writer.finish();
        }
    }
}

/// The claims of the redeemed among these vouchers. One that cannot be read is named in its row, and hides no other.
async fn claims(
    call: &ExportCall<'_>,
    vouchers: &[StoredVoucher],
) -> Result<HashMap<VoucherNumber, ClaimCell>, Failure> {
    let redeemed = vouchers.iter().filter(|stored| stored.value.redeemed_at().is_some());
    let numbers: Vec<VoucherNumber> = redeemed.map(|stored| stored.value.core().number.clone()).collect();
    let batches = numbers.chunks(BATCH).map(|batch| call.services.table.claims(batch));
    let found = futures::future::try_join_all(batches).await?.into_iter().flatten();
    let told = |claim: Result<Stored<Claim>, Fault>| match claim {
        Ok(stored) => ClaimCell::of(&stored.value, call.today()),
        Err(fault) => {
            log_unreadable(&[fault]);
            ClaimCell::Unreadable
        }
    };
    Ok(found.map(|(number, claim)| (number, told(claim))).collect())
}
