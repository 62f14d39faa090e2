//! `GET /vouchers/export`: the same vouchers as a list, all of them, as a workbook or as CSV.
//!
//! Pages are read and written as they come, into a file: memory does not grow with the number of vouchers. What Lambda can
//! answer goes into the answer itself; what is larger is kept in the bucket for a day, and the answer is JSON that names
//! where to download it (`download.url`, as that of a deliverable). Not a redirect: a browser that follows one from page to
//! page and on to storage loses its origin on the way, and is refused there.

use std::collections::HashMap;
use std::io::Read;

use domain::{Fault, Invalid, VoucherNumber, digest};
use jiff::Timestamp;
use lambda_http::RequestExt;
use lambda_http::http::header::{CONTENT_DISPOSITION, HeaderValue};
use objects::{Export, KeepExport};
use serde::Serialize;
use table::StoredVoucher;
use tempfile::NamedTempFile;
use web::{Answer, Failure, FetchKeys, query};

use crate::asked::Asked;
use crate::{Call, VIEWERS, tell};

mod csv;
mod row;
mod xlsx;

use row::{ClaimCell, Row};

/// Vouchers read at once.
const PAGE: usize = 500;
/// Claims read at once: as many as one batch holds.
const BATCH: usize = 100;
/// Largest file in an answer. Lambda answers six megabytes at most, and bytes grow by a third on the way.
const ANSWERED_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// What the vouchers are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    Xlsx,
}

/// A file in the making.
trait Rows: Send {
    fn row(&mut self, row: &Row<'_>) -> Result<(), Failure>;
    fn finish(self: Box<Self>) -> Result<NamedTempFile, Failure>;
}

/// A finished file.
struct File {
    written: NamedTempFile,
    rows: usize,
}

#[derive(Serialize)]
struct Kept {
    file_name: String,
    rows: usize,
    size: u64,
    download: Download,
}

#[derive(Serialize)]
struct Download {
    url: String,
    expires_at: Timestamp,
}

/// The vouchers asked for, as a file.
pub(crate) async fn export<K, B>(call: &Call<'_, K, B>) -> Result<Answer, Failure>
where
    K: FetchKeys,
    B: KeepExport + Sync,
{
    call.caller.needs(&VIEWERS)?;
    let (asked, format) = Asked::read(call, format(call))?;
    let file = write(call, &asked, format).await?;
    let size = file.written.as_file().metadata().map_err(broken)?.len();
    if size <= ANSWERED_BYTES_MAX { answer(call, format, &file) } else { keep(call, &asked, format, &file, size).await }
}

fn format<K, B>(call: &Call<'_, K, B>) -> Result<Option<Format>, Failure> {
    let format = query::parsed(call.request, "format", Format::parse)?;
    Ok(Some(format.ok_or_else(|| Failure::invalid("format", "is required: xlsx or csv"))?))
}

async fn write<K, B>(call: &Call<'_, K, B>, asked: &Asked<'_>, format: Format) -> Result<File, Failure>
where
    K: FetchKeys,
    B: Sync,
{
    let fits = |voucher: &_| asked.fits(voucher);
    let fits: Option<table::Fits<'_>> = if asked.is_narrow() { Some(&fits) } else { None };
    let (mut writer, mut rows, mut after) = (format.begin()?, 0_usize, None);
    loop {
        let page = call.deps.table.vouchers_of(&asked.wanted, after.as_ref(), PAGE, fits).await?;
        tell(&page.unreadable);
        let claims = claims(call, &page.vouchers).await?;
        for stored in &page.vouchers {
            let claim = claims.get(&stored.value.core().number).cloned().unwrap_or_default();
            writer.row(&Row::new(&stored.value, claim, call.today()))?;
        }
        rows = rows.saturating_add(page.vouchers.len());
        after = page.next;
        if after.is_none() {
            return Ok(File { written: writer.finish()?, rows });
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
            ClaimCell::unreadable()
        }
    };
    Ok(found.map(|(number, claim)| (number, told(claim))).collect())
}

fn answer<K, B>(call: &Call<'_, K, B>, format: Format, file: &File) -> Result<Answer, Failure> {
    let mut bytes = Vec::new();
    file.written.reopen().and_then(|mut written| written.read_to_end(&mut bytes)).map_err(broken)?;
    let attachment = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", format.file_name(call)));
    let attachment = attachment.map_err(broken)?;
    Ok(Answer::bytes(format.content_type(), bytes).with_header(CONTENT_DISPOSITION, attachment))
}

async fn keep<K, B: KeepExport>(
    call: &Call<'_, K, B>,
    asked: &Asked<'_>,
    format: Format,
    file: &File,
    size: u64,
) -> Result<Answer, Failure> {
    let request_id = call.request.lambda_context_ref().map(|context| context.request_id.clone()).unwrap_or_default();
    let (id, file_name) = (export_id(&request_id, call.now), format.file_name(call));
    let company = &asked.wanted.company;
    let export = Export { company, id: &id, file_name: &file_name, content_type: format.content_type() };
    let (url, expires_at) = call.deps.exports.keep(export, file.written.path(), call.now).await?;
    Answer::ok(&Kept { rows: file.rows, size, download: Download { url, expires_at }, file_name })
}

/// One of its own for every request: no export is stored over another.
fn export_id(request_id: &str, now: Timestamp) -> String {
    digest::hex_of_parts(&[request_id.as_bytes(), now.to_string().as_bytes()])
}

/// A file on this machine that cannot be written or read.
fn broken(error: impl std::error::Error) -> Failure {
    Failure::Internal(web::reason::Cause::of(&error))
}

impl Format {
    fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(Invalid::new("must be xlsx or csv")),
        }
    }

    fn begin(self) -> Result<Box<dyn Rows>, Failure> {
        Ok(match self {
            Self::Csv => Box::new(csv::Writer::new()?),
            Self::Xlsx => Box::new(xlsx::Writer::new()?),
        })
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    fn file_name<K, B>(self, call: &Call<'_, K, B>) -> String {
        let extension = match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        };
        format!("vouchers-{}.{extension}", call.today())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_has_a_place_of_its_own() {
        let (one, other): (Timestamp, Timestamp) =
            ("2026-11-22T09:00:00Z".parse().unwrap(), "2026-11-22T09:00:01Z".parse().unwrap());
        let id = export_id("request-1", one);
        assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(id, export_id("request-2", one));
        assert_ne!(id, export_id("request-1", other));
    }
}
