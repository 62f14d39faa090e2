//! The edge of every function with a URL: endpoints, authentication, decoding, answers.
//!
//! A function is a list of [`Endpoint`]s, each one value: method, path, who may call, body, query, summary, handler. The
//! frame does the rest for all of them: it finds the endpoint, verifies token or signature, checks path, headers, query
//! and body and names everything wrong at once, runs the handler, answers, and writes one log line and one metric.
//!
//! Nothing here reads a clock but [`Api`], which is given one. Nothing but this crate decides about an HTTP status, other
//! than which success it is.

mod answer;
pub mod auth;
pub mod body;
mod company_filter;
pub mod conditions;
mod context;
pub mod document;
mod endpoint;
mod language;
mod operation;
pub mod page;
mod path;
pub mod problem;
mod request;
mod response;
mod route;
mod serve;
pub mod view;
pub mod webhook;

pub use answer::{Answer, log_unreadable};
pub use auth::caller::{Caller, Role};
pub use auth::forbidden::FORBIDDEN;
pub use auth::gate::{Access, Authenticator};
pub use auth::jwks::Jwks;
pub use auth::policy::TokenPolicy;
pub use auth::token::TokenVerifier;
pub use body::fields::{Fields, Payload};
pub use body::reason::{Reason, Reasons};
pub use body::search::SearchTerms;
pub use company_filter::CompanyFilter;
pub use context::{BODY_BYTES_MAX, Context};
pub use document::Document;
pub use endpoint::Endpoint;
pub use operation::{BodyKind, Decode, Effect, Operation, Refused};
pub use page::{Page, PageRequest};
pub use path::Params;
pub use problem::{FAULTS, Failure, NOT_FOUND};
pub use response::Response;
pub use serve::{Api, start};
pub use view::VoucherView;
pub use webhook::signature::{Secrets, SignatureError, Verified};
