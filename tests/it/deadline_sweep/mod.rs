//! `deadline-sweep`: expiry of vouchers and claims, reminders, and redeemed vouchers without a claim.

mod claims;
mod unclaimed;
mod vouchers;
