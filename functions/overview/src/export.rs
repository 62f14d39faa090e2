//! `GET /vouchers/export`: the same vouchers as a list, all of them, as a workbook or as CSV.

use std::collections::HashMap;

use api::{Answer, Failure, FetchKeys};
use domain::{Fault, VoucherNumber};
use export::{File, Layout, Name, Writer};
use objects::KeepExport;
use table::StoredVoucher;

use crate::asked::Asked;
use crate::row::{ClaimCell, Row, TITLES};
use crate::{Call, VIEWERS, tell};

/// Vouchers read at once.
const PAGE: usize = 500;
/// Claims read at once: as many as one batch holds.
const BATCH: usize = 100;

/// The vouchers asked for, as a file.
pub(crate) async fn export<K, B>(call: &Call<'_, K, B>) -> Result<Answer, Failure>
where
    K: FetchKeys,
    B: KeepExport + Sync,
{
    call.caller.needs(&VIEWERS)?;
    let (asked, layout) = Asked::read(call, Layout::read(call.request).map(Some))?;
    let file = write(call, &asked, layout).await?;
    let name = Name { of: "vouchers", day: call.today() };
    file.answer(&call.deps.exports, (call.request, call.now), &asked.wanted.company, name).await
}

async fn write<K, B>(call: &Call<'_, K, B>, asked: &Asked<'_>, layout: Layout) -> Result<File, Failure>
where
    K: FetchKeys,
    B: Sync,
{
    let fits = |voucher: &_| asked.fits(voucher);
    let fits: Option<table::Fits<'_, _>> = if asked.is_narrow() { Some(&fits) } else { None };
    let (mut writer, mut after) = (Writer::begin(layout, "Vouchers", &TITLES)?, None);
    loop {
        let page = call.deps.table.page(&asked.wanted, after.as_ref(), PAGE, fits).await?;
        tell(&page.unreadable);
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

/// The claims of the redeemed among these vouchers. One that cannot be read is told in its row, and hides no other.
async fn claims<K: FetchKeys, B: Sync>(
    call: &Call<'_, K, B>,
    vouchers: &[StoredVoucher],
) -> Result<HashMap<VoucherNumber, ClaimCell>, Failure> {
    let redeemed = vouchers.iter().filter(|stored| stored.value.redeemed_at().is_some());
    let numbers: Vec<VoucherNumber> = redeemed.map(|stored| stored.value.core().number.clone()).collect();
    let batches = numbers.chunks(BATCH).map(|batch| call.deps.table.claims(batch));
    let found = futures::future::try_join_all(batches).await?.into_iter().flatten();
    let told = |claim: Result<table::Stored<domain::claim::Claim>, Fault>| match claim {
        Ok(stored) => ClaimCell::of(&stored.value, call.today()),
        Err(fault) => {
            tell(&[fault]);
            ClaimCell::Unreadable
        }
    };
    Ok(found.map(|(number, claim)| (number, told(claim))).collect())
}
