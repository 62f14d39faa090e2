//! `GET /vouchers/export`: the same vouchers as a list, all of them, as a workbook or as CSV.

use std::collections::HashMap;

use api::{Answer, Failure, log_unreadable};
use domain::claim::Claim;
use domain::{CompanyId, Fault, VoucherNumber};
use export::{File, KeptExport, LayoutRequest, Writer};
use table::{Stored, StoredVoucher, VoucherQuery};

use crate::filter::{Order, VoucherFilter};
use crate::row::{ClaimCell, Row, TITLES};
use crate::{Context, sorted};

/// Vouchers read at once.
const PAGE: usize = 500;
/// Vouchers or claims read at once by their numbers: as many as one batch holds.
const BATCH: usize = 100;

type ExportContext<'a> = Context<'a, (VoucherFilter, LayoutRequest)>;

/// The vouchers asked for, as a file.
pub(crate) async fn export(context: ExportContext<'_>) -> Result<Answer<KeptExport>, Failure> {
    let company = context.query.0.company(&context)?;
    let file = write(&context, &company).await?;
    file.answer(&context, &*context.services.exports, &company, "vouchers").await
}

async fn write(context: &ExportContext<'_>, company: &CompanyId) -> Result<File, Failure> {
    let (filter, layout) = &context.query;
    let mut writer = Writer::begin(layout.layout(context), "Vouchers", &TITLES)?;
    if let Some(wanted) = filter.wanted(context, company) {
        match filter.order(&wanted) {
            None => by_index(context, &wanted, &mut writer).await?,
            Some(order) => by_summary(context, &wanted, order, &mut writer).await?,
        }
    }
    writer.finish()
}

async fn by_index(context: &ExportContext<'_>, wanted: &VoucherQuery, writer: &mut Writer) -> Result<(), Failure> {
    let filter = &context.query.0;
    let matches = |voucher: &_| filter.is_one(context, voucher);
    let matches: Option<table::Predicate<'_, _>> =
        if filter.needs_filtering(&context.caller) { Some(&matches) } else { None };
    let mut after = None;
    loop {
        let page = context.services.table.page(wanted, after.as_ref(), PAGE, matches).await?;
        log_unreadable(&page.unreadable);
        rows(context, &page.items, writer).await?;
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn by_summary(
    context: &ExportContext<'_>,
    wanted: &VoucherQuery,
    order: Order,
    writer: &mut Writer,
) -> Result<(), Failure> {
    let filter = &context.query.0;
    let sorted = sorted::sorted(context, filter, wanted, order).await?.into_items();
    let numbers: Vec<VoucherNumber> = sorted.into_iter().map(|summary| summary.number).collect();
    for page in numbers.chunks(PAGE) {
        let batches = page.chunks(BATCH).map(|batch| sorted::read(context, filter, wanted, batch));
        let found = futures::future::try_join_all(batches).await?;
        rows(context, &found.concat(), writer).await?;
    }
    Ok(())
}

async fn rows(context: &ExportContext<'_>, vouchers: &[StoredVoucher], writer: &mut Writer) -> Result<(), Failure> {
    let (claims, language) = (claims(context, vouchers).await?, context.query.1.layout(context).language);
    for stored in vouchers {
        let claim = claims.get(&stored.value.core().number).cloned().unwrap_or_default();
        writer.row(&Row::new(&stored.value, claim, context.today(), language).cells())?;
    }
    Ok(())
}

/// The claims of the redeemed among these vouchers. One that cannot be read is named in its row, and hides no other.
async fn claims(
    context: &ExportContext<'_>,
    vouchers: &[StoredVoucher],
) -> Result<HashMap<VoucherNumber, ClaimCell>, Failure> {
    let redeemed = vouchers.iter().filter(|stored| stored.value.redeemed_at().is_some());
    let numbers: Vec<VoucherNumber> = redeemed.map(|stored| stored.value.core().number.clone()).collect();
    let batches = numbers.chunks(BATCH).map(|batch| context.services.table.claims(batch));
    let found = futures::future::try_join_all(batches).await?.into_iter().flatten();
    let told = |claim: Result<Stored<Claim>, Fault>| match claim {
        Ok(stored) => ClaimCell::of(&stored.value, context.today()),
        Err(fault) => {
            log_unreadable(&[fault]);
            ClaimCell::Unreadable
        }
    };
    Ok(found.map(|(number, claim)| (number, told(claim))).collect())
}
