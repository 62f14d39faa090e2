//! Who may do what, and who learns what (api.md 1, 3).

mod claims;
mod companies;
mod locations;
mod oracles;
mod partners;
mod payer;
mod silence;
mod tokens;
mod webhook;
