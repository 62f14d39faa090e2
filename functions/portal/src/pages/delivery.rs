//! The pages of a delivery: its files, the completion report, the receipt (PROGRAM.md 8, 9).

pub mod announce;
pub mod file_row;
mod files;
pub mod model;
mod questions;
mod receipt;
mod report;
mod report_check;
mod report_step;
pub mod upload;

use api::Role;

use crate::page::{Access, Page};

/// Who uploads and reports.
const ADMIN: Access = Access::Roles(&[Role::MpnAdmin]);
/// Who reads files and receipts.
const READERS: Access = Access::Roles(&[Role::MpnAdmin, Role::Operations]);

/// The pages of this part.
pub fn pages() -> Vec<Page> {
    vec![
        Page::get("/vouchers/{number}/files", READERS, files::show),
        Page::get("/vouchers/{number}/files/states", READERS, files::states),
        Page::post("/vouchers/{number}/files/announce", ADMIN, announce::announce),
        Page::get("/vouchers/{number}/files/{id}/download", READERS, files::download),
        Page::post("/vouchers/{number}/files/{id}/delete", ADMIN, files::delete),
        Page::get("/vouchers/{number}/report", ADMIN, report::begin),
        Page::get("/vouchers/{number}/report/{step}", ADMIN, report::show),
        Page::post("/vouchers/{number}/report/{step}", ADMIN, report::save),
        Page::get("/vouchers/{number}/report/check", ADMIN, report::check),
        Page::post("/vouchers/{number}/report/check", ADMIN, report::submit),
        Page::get("/vouchers/{number}/receipt", READERS, receipt::show),
        Page::post("/vouchers/{number}/receipt/reopen", ADMIN, receipt::reopen),
        Page::get("/vouchers/{number}/receipt/download", READERS, receipt::download),
    ]
}
