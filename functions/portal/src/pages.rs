//! The pages, by part of the site.

mod claims;
mod company;
mod delivery;
mod overview;
mod public;
mod redemption;
mod vouchers;

use crate::page::{Access, Page};

/// Every page of the modules here.
pub fn all() -> Vec<Page> {
    let mut pages = vec![Page::get("/", Access::SignedIn, overview::show)];
    pages.extend(public::pages());
    pages.extend(vouchers::pages());
    pages.extend(delivery::pages());
    pages.extend(redemption::pages());
    pages.extend(claims::pages());
    pages.extend(company::pages());
    pages
}
