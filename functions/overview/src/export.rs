//! `GET /vouchers/export`: the same vouchers as a list, all of them, as a workbook or as CSV.

use std::collections::HashMap;

use api::{Answer, Failure, log_unreadable};
use domain::claim::Claim;
use domain::{CompanyId, Fault, VoucherNumber};
use export::{File, KeptExport, LayoutRequest, Writer};
use table::{Stored, StoredVoucher, VouchersWanted};

use crate::filter::{Order, VoucherFilter};
use crate::row::{ClaimCell, Row, TITLES};
use crate::{Call, sorted};

/// Vouchers read at once.
const PAGE: usize = 500;
/// Vouchers or claims read at once by their numbers: as many as one batch holds.
const BATCH: usize = 100;

type ExportCall<'a> = Call<'a, (VoucherFilter, LayoutRequest)>;

/// The vouchers asked for, as a file.
pub(crate) async fn export(call: ExportCall<'_>) -> Result<Answer<KeptExport>, Failure> {
    let company = call.query.0.company(&call)?;
    let file = write(&call, &company).await?;
    file.answer(&call, &*call.services.exports, &company, "vouchers").await
}

async fn write(call: &ExportCall<'_>, company: &CompanyId) -> Result<File, Failure> {
    let (filter, layout) = &call.query;
    let mut writer = Writer::begin(layout.layout(call), "Vouchers", &TITLES)?;
    if let Some(wanted) = filter.wanted(call, company) {
        match filter.order(&wanted) {
            None => by_index(call, &wanted, &mut writer).await?,
            Some(order) => by_summary(call, &wanted, order, &mut writer).await?,
        }
    }
    writer.finish()
}

async fn by_index(call: &ExportCall<'_>, wanted: &VouchersWanted, writer: &mut Writer) -> Result<(), Failure> {
    let filter = &call.query.0;
    let matches = |voucher: &_| filter.is_one(call, voucher);
    let matches: Option<table::Fits<'_, _>> = if filter.needs_filtering(&call.caller) { Some(&matches) } else { None };
    let mut after = None;
    loop {
        let page = call.services.table.page(wanted, after.as_ref(), PAGE, matches).await?;
        log_unreadable(&page.unreadable);
        rows(call, &page.items, writer).await?;
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn by_summary(
    call: &ExportCall<'_>,
    wanted: &VouchersWanted,
    order: Order,
    writer: &mut Writer,
) -> Result<(), Failure> {
    let filter = &call.query.0;
    let sorted = sorted::sorted(call, filter, wanted, order).await?.into_items();
    let numbers: Vec<VoucherNumber> = sorted.into_iter().map(|summary| summary.number).collect();
    for page in numbers.chunks(PAGE) {
        let batches = page.chunks(BATCH).map(|batch| sorted::read(call, filter, wanted, batch));
        let found = futures::future::try_join_all(batches).await?;
        rows(call, &found.concat(), writer).await?;
    }
    Ok(())
}

async fn rows(call: &ExportCall<'_>, vouchers: &[StoredVoucher], writer: &mut Writer) -> Result<(), Failure> {
    let (claims, language) = (claims(call, vouchers).await?, call.query.1.layout(call).language);
    for stored in vouchers {
        let claim = claims.get(&stored.value.core().number).cloned().unwrap_or_default();
        writer.row(&Row::new(&stored.value, claim, call.today(), language).cells())?;
    }
    Ok(())
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
