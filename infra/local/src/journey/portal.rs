//! The steps that people take in the portal: by the real pages, without script, as a browser sends their forms.

mod browser;
pub mod claims;
pub mod company;
pub mod delivery;
mod form;
mod html;
pub mod session;
pub mod vouchers;

pub use browser::Browser;
