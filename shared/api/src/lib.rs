//! The HTTP layer of every function with a URL: endpoints, authentication, decoding, answers.
//!
//! A function is a list of [`Endpoint`]s. Each is one value: method, path, roles, body, query, summary, handler
//! (DECISIONS.md 3). [`Api`] serves them: it finds the endpoint, verifies the token or signature, checks path, headers,
//! query and body, reports every problem in one answer, runs the handler, answers, and writes one log line and one
//! metric.
//!
//! Only [`Api`] reads a clock, which it is given. Only this crate chooses an HTTP status; a handler chooses between the
//! successes of its endpoint.
//!
//! | module | content |
//! |---|---|
//! | `serve`, `route`, `request`, `response` | one invocation: routing, log line, metric, `x-request-id` |
//! | `endpoint`, `operation`, `context` | an endpoint, its published properties, the decoded request of a handler |
//! | [`distribution`] | the secret header of the distribution in front of the functions |
//! | [`auth`], [`webhook`] | bearer tokens and roles; signed webhooks |
//! | [`body`], `path`, `company_filter`, [`conditions`], `language` | decoding of body, query, path and headers |
//! | [`page`], [`view`], `answer` | pages of a list, the view of a voucher, successful answers |
//! | [`problem`] | failures, as problem details |
//! | [`document`] | the OpenAPI document, generated from the endpoints |

mod answer;
#[cfg(test)]
mod arbitrary;
pub mod auth;
pub mod body;
mod company_filter;
pub mod conditions;
mod context;
pub mod distribution;
pub mod document;
mod endpoint;
mod file;
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
pub use auth::authenticator::{Access, Authenticator};
pub use auth::caller::Caller;
pub use auth::forbidden::FORBIDDEN;
pub use auth::jwks::Jwks;
pub use auth::token::{TokenVerifier, VerifiedToken};
pub use auth::token_policy::TokenPolicy;
pub use body::fields::{Fields, Payload};
pub use body::reason::{Reason, Reasons};
pub use body::search::SearchTerms;
pub use company_filter::CompanyFilter;
pub use context::{BODY_BYTES_MAX, Context};
pub use distribution::DistributionSecrets;
pub use document::Document;
pub use domain::Role;
pub use endpoint::Endpoint;
pub use file::{AnnouncedFile, FileView};
pub use operation::{BodyKind, Decode, Effect, Operation, Refused};
pub use page::{Page, PageRequest};
pub use path::Params;
pub use problem::{FAULTS, Failure, NOT_FOUND};
pub use response::Response;
pub use serve::{Api, start};
pub use view::VoucherView;
pub use webhook::signature::{Secrets, SignatureError, Verified};
