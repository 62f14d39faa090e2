//! `/vouchers/{number}/files`: the files of an engagement, with what was found wrong with them, and their upload.

use askama::Template;
use domain::deliverable::Status;
use domain::voucher::Action;
use domain::{DeliverableId, VoucherNumber};
use serde_json::Value;

use super::file_row::FileRow;
use super::model::File;
use super::upload::{State, UploadForm};
use crate::failure::PageError;
use crate::functions::{CallError, Got, segment};
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::forms::address;
use crate::pages::vouchers::model::Voucher;
use crate::pages::vouchers::reads;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/delivery/files.html")]
struct FilesPage {
    layout: Layout,
    /// What was just done.
    done: Option<String>,
    voucher: String,
    number: String,
    customer: String,
    lead: String,
    rows: Vec<FileRow>,
    /// The form, while files can be uploaded.
    form: Option<UploadForm>,
    /// The page of the report, when a file counts and it is not submitted.
    report: Option<String>,
}

/// Shows the files.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let (voucher, files) = futures::join!(reads::voucher(visit, &number), files(visit, &number));
        Reply::page(&FilesPage::new(visit, &voucher?.value.voucher, &files?)?)
    })
}

/// Every file of the reservation: there are at most `FILES_MAX`.
async fn files(visit: &Visit<'_>, number: &VoucherNumber) -> Result<Vec<File>, PageError> {
    let path = format!("/vouchers{}/deliverables", reads::voucher_segment(number));
    Ok(reads::whole_list(visit, "deliverable", &path).await?)
}

impl FilesPage {
    fn new(visit: &Visit<'_>, voucher: &Voucher, files: &[File]) -> Result<Self, PageError> {
        let w = visit.words;
        let is_admin = visit.person()?.has(&[api::Role::MpnAdmin]);
        let (may_upload, is_open) = (is_admin && voucher.can(Action::Upload), is_admin && voucher.can(Action::Report));
        let counts = files.iter().any(|file| file.status == Status::Clean && file.kind.is_deliverable());
        let known = ["uploaded", "deleted"].into_iter().find(|done| *done == visit.query.text("done"));
        let lead = match (may_upload, is_open, counts) {
            (true, _, false) => "files-lead-missing",
            (true, _, true) => "files-lead-counts",
            // Rejected files count, too.
            (false, true, _) => "files-lead-full",
            (false, false, _) => "files-lead-closed",
        };
        Ok(Self {
            layout: Layout::new(visit, Section::Vouchers, w.get("files-title")),
            done: known.map(|done| w.get(&format!("files-done-{done}"))),
            voucher: address(&voucher.number, ""),
            number: voucher.number.to_string(),
            customer: voucher.customer.name.clone(),
            lead: w.get(lead),
            rows: files.iter().map(|file| row(visit, voucher, file, is_open)).collect(),
            form: may_upload.then(|| UploadForm::of_files(visit, &address(&voucher.number, "files"))),
            report: (is_open && counts).then(|| address(&voucher.number, "report")),
        })
    }
}

/// The row of a file; while the report is open, with the form that deletes it.
fn row(visit: &Visit<'_>, voucher: &Voucher, file: &File, is_open: bool) -> FileRow {
    let own = |act: &str| format!("{}/{}/{act}", address(&voucher.number, "files"), segment(file.id.as_str()));
    let delete = (is_open && !is_redeemed_with(voucher, file)).then(|| (own("delete"), visit.new_key()));
    FileRow { delete, ..FileRow::new(visit.words, file, own("download")) }
}

/// True for a file that the voucher was redeemed with; it stays (PROGRAM.md 9.4).
fn is_redeemed_with(voucher: &Voucher, file: &File) -> bool {
    file.status == Status::Clean && voucher.redeemed_at.is_some_and(|at| file.announced_at <= at)
}

/// Answers the states of the files.
pub fn states<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let files = files(visit, &number).await?;
        let states: Vec<State> = files.into_iter().map(|file| State { id: file.id, status: file.status }).collect();
        Reply::json(&states)
    })
}

/// Redirects to the signed address of a clean file.
pub fn download<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let got: Got<File> = visit.get("deliverable", &path_of_file(visit)?, &[]).await?;
        let download = got.value.download.ok_or(PageError::NotFound)?;
        Ok(Reply::see_other(&download.url))
    })
}

/// Deletes a file.
pub fn delete<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let path = path_of_file(visit)?;
        let answer: Result<Got<Value>, CallError> = visit.command("DELETE", "deliverable", &path, &Value::Null).await;
        match answer.map_err(PageError::from) {
            // A file that is gone already is deleted.
            Ok(_) | Err(PageError::NotFound) => {
                Ok(Reply::see_other(&format!("{}?done=deleted", address(&number, "files"))))
            }
            Err(error) => Err(error),
        }
    })
}

fn path_of_file(visit: &Visit<'_>) -> Result<String, PageError> {
    let number: VoucherNumber = visit.capture("number")?;
    let id: DeliverableId = visit.capture("id")?;
    Ok(format!("/vouchers{}/deliverables/{}", reads::voucher_segment(&number), segment(id.as_str())))
}
