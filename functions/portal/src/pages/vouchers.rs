//! The vouchers pages: the list and its export, a voucher, validating and reserving, changing and cancelling.

mod cancel;
mod change;
pub mod consultants;
pub mod details;
pub mod export;
pub mod forms;
mod list;
mod mail;
pub mod model;
pub mod names;
mod notify;
pub mod reads;
mod reserve;
mod reserve_check;
mod reserve_state;
mod reserve_steps;
pub mod tags;
mod tasks;
pub mod timeline;
mod validate;

use api::Role;

use crate::page::{Access, Page};

/// Who reserves, changes and cancels.
const ADMIN: Access = Access::Roles(&[Role::MpnAdmin]);
/// Who reads the company's vouchers.
const COMPANY: Access = Access::Roles(&[Role::MpnAdmin, Role::GlobalAdmin, Role::Incentives]);
/// Who reads one voucher.
const READERS: Access = Access::Roles(&[Role::MpnAdmin, Role::GlobalAdmin, Role::Incentives, Role::Operations]);

/// The pages of this part.
pub fn pages() -> Vec<Page> {
    vec![
        Page::get("/vouchers", COMPANY, list::list),
        Page::get("/vouchers/export", ADMIN, export::export),
        Page::get("/vouchers/validate", ADMIN, validate::form),
        Page::post("/vouchers/validate", ADMIN, validate::validate),
        Page::get("/vouchers/{number}", READERS, details::details),
        Page::get("/vouchers/{number}/reserve", ADMIN, reserve::begin),
        Page::post("/vouchers/{number}/reserve", ADMIN, reserve::step),
        Page::get("/vouchers/{number}/change", ADMIN, change::form),
        Page::post("/vouchers/{number}/change", ADMIN, change::change),
        Page::get("/vouchers/{number}/cancel", ADMIN, cancel::form),
        Page::post("/vouchers/{number}/cancel", ADMIN, cancel::cancel),
        Page::get("/vouchers/{number}/notify", ADMIN, notify::form),
        Page::post("/vouchers/{number}/notify", ADMIN, notify::notify),
    ]
}
