//! Preview and redeem many vouchers at once. Tests: `tests/it/redemption`.

use api::{Endpoint, Role};
use lambda_http::http::StatusCode;
use table::Table;

mod facts;
mod named;
mod preview;
mod redeem;

pub use named::VOUCHERS_MAX;

use named::Named;
use redeem::RedeemMany;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// What the endpoints work with.
#[derive(Debug)]
pub struct Services {
    /// Vouchers, locations and rates.
    pub table: Table,
}

type Call<'a, B> = api::Call<'a, Services, B>;

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    const ADMIN: &[Role] = &[Role::MpnAdmin];
    vec![
        Endpoint::post("preview_redemption", "/preview", "Show what redeeming these vouchers would do.")
            .roles(ADMIN)
            .body::<Vec<Named>>()
            .without_effect()
            .tells(facts::REFUSALS)
            .tells(api::FAULTS)
            .tells(api::FORBIDDEN)
            .tells(&[api::NOT_FOUND])
            .answers(StatusCode::OK, |call| Box::pin(preview::preview(call))),
        Endpoint::post("redeem_vouchers", "/redemptions", "Redeem these vouchers, each on its own.")
            .roles(ADMIN)
            .body::<RedeemMany>()
            .of_many()
            .tells(facts::REFUSALS)
            .tells(api::FAULTS)
            .tells(api::FORBIDDEN)
            .tells(&[api::NOT_FOUND])
            .answers(StatusCode::OK, |call| Box::pin(redeem::redeem(call))),
    ]
}
