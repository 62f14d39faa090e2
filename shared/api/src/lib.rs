//! What every function with a URL shares: finding the route, decoding the request, knowing the caller, and answering.
//!
//! A handler reads top to bottom: route, caller, fields, decision, answer.
//!
//! ```text
//! api::serve(&ROUTES, &request, |hit| async move { ... }).await
//!
//! let caller = tokens.caller(&request, now).await?;
//! let company = caller.needs(&[Role::MpnAdmin])?.company()?;
//! let mut fields = Fields::read(&request, BODY_BYTES_MAX)?;
//! let number = fields.required("voucher_number", VoucherNumber::parse);
//! let start = fields.required("start_date", api::date);
//! let command = fields.finish(|| Some(Command { number: number?, start: start? }))?;
//! ```
//!
//! Nothing here reads a clock: `now` is an argument. Nothing but this crate knows an HTTP status.

pub mod auth;
pub mod body;
pub mod command;
pub mod idempotency;
mod language;
pub mod page;
pub mod problem;
pub mod respond;
mod response;
pub mod route;
pub mod view;
pub mod webhook;

pub use auth::caller::{Caller, Role};
pub use auth::issuer::HttpKeys;
pub use auth::jwks::{FetchKeys, Jwks};
pub use auth::policy::TokenPolicy;
pub use auth::token::TokenVerifier;
pub use body::fields::Fields;
pub use body::query;
pub use body::reason::Reason;
pub use command::{BODY_BYTES_MAX, check_rev, intent};
pub use domain::calendar::{day as date, instant};
pub use idempotency::{RequestKey, if_match};
pub use language::language;
pub use page::{Page, Wanted};
pub use problem::Failure;
pub use respond::{Answer, serve};
pub use response::Response;
pub use route::{Hit, Params, Route};
pub use view::VoucherView;
pub use webhook::signature::{Secrets, SignatureError, Verified};
