//! What is stored reads back, and it stays small.

pub mod any;
mod chain;
pub mod golden;
mod keys;
mod partners;
mod partners_at_random;
mod places;
pub mod round_trip;
mod size;
pub mod world;
