//! The company pages: requirements, agreement, enrollments, locations, profile, people (PROGRAM.md 1.4, 2 to 5).
//!
//! Everybody of a partner company may read them, but the list of people. Forms are shown to those who may send them (PROGRAM.md 1.2).

mod agreement;
pub mod answers;
mod draft;
mod engagements;
mod enrollment;
mod location;
mod locations;
mod next_step;
pub mod parts;
mod people;
mod profile;
mod profile_page;
mod program;
mod requirements;

use api::Role;

use crate::page::{Access, Page};

/// The role that enrolls a company and writes its profile.
pub(super) const ENROLLING: &[Role] = &[Role::MpnAdmin];
/// The roles that renew and withdraw, and that write locations.
const ADMINS: &[Role] = &[Role::MpnAdmin, Role::GlobalAdmin];
/// The role that signs the agreement.
pub(super) const SIGNING: &[Role] = &[Role::GlobalAdmin];

/// The roles that read who acted for a company.
pub const READING_PEOPLE: &[Role] = &[Role::GlobalAdmin, Role::Operations];

/// The pages of this part.
pub fn pages() -> Vec<Page> {
    let (enrolling, admins, signing) = (Access::Roles(ENROLLING), Access::Roles(ADMINS), Access::Roles(SIGNING));
    vec![
        Page::get("/company/requirements", Access::SignedIn, requirements::show),
        Page::get("/company/requirements/{program}", Access::SignedIn, program::show),
        Page::get("/company/agreement", Access::SignedIn, agreement::show),
        Page::post("/company/agreement", signing, agreement::sign),
        Page::get("/company/enrollments/{program}/enroll", enrolling, enrollment::check_enrolling),
        Page::post("/company/enrollments/{program}/enroll", enrolling, enrollment::enroll),
        Page::get("/company/enrollments/{program}/renew", admins, enrollment::check_renewing),
        Page::post("/company/enrollments/{program}/renew", admins, enrollment::renew),
        Page::get("/company/enrollments/{program}/withdraw", admins, enrollment::check_withdrawing),
        Page::post("/company/enrollments/{program}/withdraw", admins, enrollment::withdraw),
        Page::get("/company/locations", Access::SignedIn, locations::show),
        Page::get("/company/add-location", admins, location::show_new),
        Page::post("/company/add-location", admins, location::add),
        Page::get("/company/locations/{location_id}", Access::SignedIn, location::show),
        Page::post("/company/locations/{location_id}", admins, location::change),
        Page::get("/company/profile", Access::SignedIn, profile::show),
        Page::post("/company/profile", enrolling, profile::write),
        Page::get("/company/people", Access::Roles(READING_PEOPLE), people::show),
    ]
}
