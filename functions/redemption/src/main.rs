//! The `redemption` function: wiring only.

use api::TokenVerifier;
use host::{Aws, Clock, Env};
use lambda_http::{Error, run, service_fn};
use redemption::{Deps, ENVIRONMENT, handle};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let deps = Deps {
        table: Table::new(Aws::from_env()?.dynamodb(), env.text("TABLE_NAME")),
        tokens: TokenVerifier::of_issuer(env.text("OIDC_ISSUER"), env.text("OIDC_AUDIENCE"), env.text("OIDC_CLAIMS"))?,
        clock: Clock::system(),
    };
    run(service_fn(|request| handle(&deps, request))).await
}
