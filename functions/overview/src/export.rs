//! `GET /vouchers/export`: all vouchers of a list, as a workbook or as CSV.

use std::collections::HashMap;

use api::{Answer, Failure, log_unreadable};
use domain::claim::Claim;
use domain::{CompanyId, Fault, VoucherNumber};
use export::{File, LayoutRequest, StoredExport, Writer};
use table::{Stored, StoredVoucher, VoucherQuery};

use crate::columns::{ClaimCell, Row, TITLES};
use crate::filter::{Order, VoucherFilter};
use crate::{Context, sorted};

/// The vouchers of one page of the index.
const PAGE_SIZE: usize = 500;
/// The vouchers or claims read by number in one batch; DynamoDB reads at most 100 items in one.
const BATCH_SIZE: usize = 100;

type ExportContext<'a> = Context<'a, (VoucherFilter, LayoutRequest)>;

/// Returns the file, or its download address when it is too large for an answer.
pub(crate) async fn export(context: ExportContext<'_>) -> Result<Answer<StoredExport>, Failure> {
    let company = context.query.0.company(&context)?;
    let file = write(&context, &company).await?;
    file.answer(&context, &*context.services.exports, &company, "vouchers").await
}

async fn write(context: &ExportContext<'_>, company: &CompanyId) -> Result<File, Failure> {
    let (filter, layout) = &context.query;
    let mut writer = Writer::begin(layout.layout(context), "Vouchers", &TITLES)?;
    if let Some(query) = filter.index_query(context, company) {
        match filter.order(&query) {
            None => export_by_index(context, &query, &mut writer).await?,
            Some(order) => export_by_summary(context, &query, order, &mut writer).await?,
        }
    }
    writer.finish()
}

async fn export_by_index(
    context: &ExportContext<'_>,
    query: &VoucherQuery,
    writer: &mut Writer,
) -> Result<(), Failure> {
    let filter = &context.query.0;
    let matches = |voucher: &_| filter.matches_voucher(context, voucher);
    let matches: Option<table::Predicate<'_, _>> =
        if filter.needs_filtering(&context.caller) { Some(&matches) } else { None };
    let mut after = None;
    loop {
        let page = context.services.table.page(query, after.as_ref(), PAGE_SIZE, matches).await?;
        log_unreadable(&page.unreadable);
        write_rows(context, &page.items, writer).await?;
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn export_by_summary(
    context: &ExportContext<'_>,
    query: &VoucherQuery,
    order: Order,
    writer: &mut Writer,
) -> Result<(), Failure> {
    let filter = &context.query.0;
    let sorted = sorted::sort_summaries(context, filter, query, order).await?.into_items();
    let numbers: Vec<VoucherNumber> = sorted.into_iter().map(|summary| summary.number).collect();
    for page in numbers.chunks(PAGE_SIZE) {
        let batches = page.chunks(BATCH_SIZE).map(|batch| sorted::read_vouchers(context, filter, query, batch));
        let found = futures::future::try_join_all(batches).await?;
        write_rows(context, &found.concat(), writer).await?;
    }
    Ok(())
}

async fn write_rows(
    context: &ExportContext<'_>,
    vouchers: &[StoredVoucher],
    writer: &mut Writer,
) -> Result<(), Failure> {
    let (claims, language) = (read_claim_cells(context, vouchers).await?, context.query.1.layout(context).language);
    for stored in vouchers {
        let claim = claims.get(&stored.value.core().number).cloned().unwrap_or_default();
        writer.row(&Row::new(&stored.value, claim, context.today(), language).cells())?;
    }
    Ok(())
}

/// Reads the claims of the redeemed vouchers. A claim that cannot be read is marked in its row (DECISIONS.md 34).
async fn read_claim_cells(
    context: &ExportContext<'_>,
    vouchers: &[StoredVoucher],
) -> Result<HashMap<VoucherNumber, ClaimCell>, Failure> {
    let redeemed = vouchers.iter().filter(|stored| stored.value.redeemed_at().is_some());
    let numbers: Vec<VoucherNumber> = redeemed.map(|stored| stored.value.core().number.clone()).collect();
    let batches = numbers.chunks(BATCH_SIZE).map(|batch| context.services.table.claims(batch));
    let found = futures::future::try_join_all(batches).await?.into_iter().flatten();
    let cell = |claim: Result<Stored<Claim>, Fault>| match claim {
        Ok(stored) => ClaimCell::of(&stored.value, context.today()),
        Err(fault) => {
            log_unreadable(&[fault]);
            ClaimCell::Unreadable
        }
    };
    Ok(found.map(|(number, claim)| (number, cell(claim))).collect())
}
