//! Who may do what, and who learns what.

mod claims;
mod companies;
mod locations;
mod oracles;
mod partners;
mod silence;
mod tokens;
mod webhook;
