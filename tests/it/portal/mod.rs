//! The portal: signing in and out, sessions, forms, headers, errors; its pages have modules of their own.

mod company;
mod forms;
mod headers;
mod pages;
mod public;
mod sign_in;
mod vouchers;
mod words;
