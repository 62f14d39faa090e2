//! Tests of the stored shapes: they read back, they do not change, and they stay small.

pub mod any;
mod chain;
mod damaged;
pub mod golden;
mod index_entries;
mod keys;
mod partners;
mod partners_at_random;
pub mod round_trip;
mod size;
pub mod world;
