//! What every function with a URL shares: finding the route, decoding the request, knowing the caller, and answering.
//!
//! A handler reads top to bottom: route, caller, fields, decision, answer.
//!
//! ```text
//! web::serve(&ROUTES, &request, |hit| async move { ... }).await
//!
//! let caller = tokens.caller(&request, now).await?;
//! let company = caller.needs(&[Role::MpnAdmin])?.company()?;
//! let mut fields = Fields::read(&request, BODY_BYTES_MAX)?;
//! let number = fields.required("voucher_number", VoucherNumber::parse);
//! let start = fields.required("start_date", web::date);
//! let command = fields.finish(|| Some(Command { number: number?, start: start? }))?;
//! ```
//!
//! Nothing here reads a clock: `now` is an argument. Nothing but this crate knows an HTTP status.

pub mod caller;
mod claims;
pub mod command;
mod decode;
pub mod fields;
pub mod idempotency;
pub mod issuer;
mod json;
pub mod jwks;
mod language;
pub mod page;
pub mod policy;
pub mod problem;
pub mod query;
pub mod reason;
pub mod respond;
mod response;
pub mod route;
pub mod signature;
#[cfg(test)]
mod test_issuer;
pub mod token;
pub mod view;

pub use caller::{Caller, Role};
pub use command::{BODY_BYTES_MAX, check_rev, intent};
pub use domain::calendar::{day as date, instant};
pub use fields::Fields;
pub use idempotency::{RequestKey, if_match};
pub use issuer::HttpKeys;
pub use jwks::{FetchKeys, Jwks};
pub use language::language;
pub use page::{Page, Wanted};
pub use policy::TokenPolicy;
pub use problem::Failure;
pub use reason::Reason;
pub use respond::{Answer, serve};
pub use response::Response;
pub use route::{Hit, Params, Route};
pub use signature::{Secrets, SignatureError, Verified};
pub use token::TokenVerifier;
pub use view::VoucherView;
