//! Searches the public directory of providers; reads and writes a company's profile; invoked by its function URL.
//!
//! Tests: `tests/it/directory`.

use api::{CompanyFilter, Endpoint, PageRequest, Role};
use domain::Flaw;
use domain::catalog::Catalog;
use domain::refusal::Rule;
use lambda_http::http::StatusCode;
use table::{ListingCursor, ProviderFilter, Table};

mod profile;
mod providers;

use profile::ProfileContent;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// The clients and configuration the endpoints use.
#[derive(Debug)]
pub struct Services {
    /// Profiles and listings.
    pub table: Table,
    /// The programs.
    pub catalog: Catalog,
}

type Context<'a, B = (), Q = ()> = api::Context<'a, Services, B, Q>;
type PublicContext<'a, Q = ()> = api::Context<'a, Services, (), Q, ()>;

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::get("search_providers", "/providers", "Search the public directory of providers.")
            .query::<(ProviderFilter, PageRequest<ListingCursor>)>()
            .answers(StatusCode::OK, |context| Box::pin(providers::search(context))),
        Endpoint::get("show_provider", "/providers/{company_id}", "Read what the directory shows of a provider.")
            .refuses(&[Rule::ProviderNotFound])
            .answers(StatusCode::OK, |context| Box::pin(providers::show(context))),
        Endpoint::get("show_profile", "/profile", "Read the company's profile, and whether the directory shows it.")
            .roles(&Role::ALL)
            .query::<CompanyFilter>()
            .etag()
            .refuses(&[Rule::CompanyNotFound, Rule::ProfileNotFound])
            .rejects(&[Flaw::Missing])
            .answers(StatusCode::OK, |context| Box::pin(profile::show(context))),
        Endpoint::put("write_profile", "/profile", "Write the company's profile.")
            .roles(&[Role::MpnAdmin])
            .body::<ProfileContent>()
            .etag()
            .refuses(&[Rule::CompanyNotRegistered])
            .answers(StatusCode::OK, |context| Box::pin(profile::put(context))),
    ]
}
