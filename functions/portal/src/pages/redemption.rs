//! The pages of redeeming: which vouchers are ready, what redeeming them does, and what it did, then and later (PROGRAM.md
//! 10).

mod confirm;
mod list;
mod model;
mod result;
mod show;

use api::Role;

use crate::html::{self, StepMark};
use crate::page::{Access, Page};
use crate::words::Words;

/// Who redeems.
const ADMIN: Access = Access::Roles(&[Role::MpnAdmin]);

/// The pages of this part.
pub fn pages() -> Vec<Page> {
    vec![
        Page::get("/redeem", ADMIN, list::show),
        Page::post("/redeem/confirm", ADMIN, confirm::show),
        Page::post("/redeem/result", ADMIN, result::redeem),
        Page::get("/redemptions/{redemption_id}", ADMIN, show::show),
    ]
}

/// Selecting, confirming and the result, with the one at `current`, from 0, marked.
fn marks(w: Words, current: usize) -> Vec<StepMark> {
    html::steps(["select", "confirm", "result"].map(|step| w.get(&format!("redeem-step-{step}"))), current)
}
