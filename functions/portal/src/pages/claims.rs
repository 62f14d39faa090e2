//! The pages for payment requests: the list and its export, one request, submitting one or many, withdrawing
//! and reinstating, comments, disputes; where the company is paid; statements (PROGRAM.md 11 and 12).

mod act;
mod asked;
mod details;
mod dispute;
mod export;
mod filters;
pub mod forms;
mod history;
mod invoice;
mod list;
mod many;
mod many_result;
pub mod model;
mod next_step;
mod payee;
mod payee_form;
mod payees;
mod period;
pub mod reads;
mod statement;
mod submit;
pub mod sums;

use api::Role;

use crate::page::{Access, Page};

/// The roles that submit, withdraw, reinstate, comment and dispute (PROGRAM.md 1.2).
const SUBMITTING: &[Role] = &[Role::MpnAdmin, Role::Incentives];
/// The role that registers where the company is paid (PROGRAM.md 11.4).
const REGISTERING: &[Role] = &[Role::GlobalAdmin];
/// The roles that read the company's payment requests.
const READING: &[Role] = &[Role::MpnAdmin, Role::GlobalAdmin, Role::Incentives];

/// The pages of this part.
pub fn pages() -> Vec<Page> {
    let (submitting, registering) = (Access::Roles(SUBMITTING), Access::Roles(REGISTERING));
    let reading = Access::Roles(READING);
    vec![
        Page::get("/claims", reading, list::list),
        Page::get("/claims/export", reading, export::export),
        Page::get("/claims/submit", submitting, many::begin),
        Page::post("/claims/submit", submitting, many::step),
        Page::get("/claims/{claim_id}", reading, details::details),
        Page::get("/claims/{claim_id}/submit", submitting, submit::form),
        Page::post("/claims/{claim_id}/submit", submitting, submit::step),
        Page::get("/claims/{claim_id}/invoice", reading, invoice::show),
        Page::get("/claims/{claim_id}/invoice/states", reading, invoice::states),
        Page::post("/claims/{claim_id}/invoice/announce", submitting, invoice::announce),
        Page::get("/claims/{claim_id}/invoice/download", reading, invoice::download),
        Page::get("/claims/{claim_id}/withdraw", submitting, act::withdraw_form),
        Page::post("/claims/{claim_id}/withdraw", submitting, act::withdraw),
        Page::get("/claims/{claim_id}/reinstate", submitting, act::reinstate_form),
        Page::post("/claims/{claim_id}/reinstate", submitting, act::reinstate),
        Page::post("/claims/{claim_id}/comments", submitting, details::comment),
        Page::get("/claims/{claim_id}/dispute", submitting, dispute::form),
        Page::post("/claims/{claim_id}/dispute", submitting, dispute::dispute),
        Page::get("/statement", reading, statement::show),
        Page::get("/statement/export", reading, export::statement),
        Page::get("/company/payees", Access::SignedIn, payees::show),
        Page::get("/company/payees/{program}", Access::SignedIn, payee::show),
        Page::post("/company/payees/{program}", registering, payee::write),
    ]
}
