//! Authorization and confidentiality.

mod claims;
mod companies;
mod locations;
mod oracles;
mod partners;
mod silence;
mod tokens;
mod webhook;
