//! Previews and redeems many vouchers at once, and shows what was redeemed; invoked by its function URL.
//!
//! Tests: `tests/it/redemption`.

use api::{Endpoint, Role};
use domain::refusal::Rule;
use lambda_http::http::StatusCode;
use table::Table;

mod facts;
mod named;
mod preview;
mod redeem;
mod show;

pub use named::VOUCHERS_MAX;

use named::NamedVoucher;
use redeem::RedeemMany;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// The clients and configuration the endpoints use.
#[derive(Debug)]
pub struct Services {
    /// Vouchers, redemptions, locations and rates.
    pub table: Table,
}

type Context<'a, B = ()> = api::Context<'a, Services, B>;

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    const ADMIN: &[Role] = &[Role::MpnAdmin];
    vec![
        Endpoint::post("preview_redemption", "/preview", "Show what redeeming these vouchers would do.")
            .roles(ADMIN)
            .body::<Vec<NamedVoucher>>()
            .without_effect()
            .reports(facts::REFUSALS)
            .reports(api::FAULTS)
            .reports(api::FORBIDDEN)
            .reports(&[api::NOT_FOUND])
            .answers(StatusCode::OK, |context| Box::pin(preview::preview(context))),
        Endpoint::post("redeem_vouchers", "/redemptions", "Redeem these vouchers, each on its own.")
            .roles(ADMIN)
            .body::<RedeemMany>()
            .bulk()
            .reports(facts::REFUSALS)
            .reports(api::FAULTS)
            .reports(api::FORBIDDEN)
            .reports(&[api::NOT_FOUND])
            .answers(StatusCode::OK, |context| Box::pin(redeem::redeem(context))),
        Endpoint::get("show_redemption", "/redemptions/{redemption_id}", "Show which vouchers a redemption redeemed.")
            .roles(ADMIN)
            .refuses(&[Rule::RedemptionNotFound])
            .answers(StatusCode::OK, |context| Box::pin(show::show(context))),
    ]
}
