//! The portal: signing in and out, sessions, forms, headers, errors; its pages have modules of their own.

mod calls;
mod claims;
mod company;
mod delivery;
mod forms;
mod headers;
mod overview;
mod pages;
mod public;
mod sign_in;
mod vouchers;
mod words;
