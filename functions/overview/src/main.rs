//! The `overview` function: wiring only.

use api::TokenVerifier;
use domain::catalog::Catalog;
use host::{Aws, Clock, Env};
use lambda_http::{Error, run, service_fn};
use objects::Objects;
use overview::{Deps, ENVIRONMENT, handle};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let aws = Aws::from_env()?;
    let deps = Deps {
        table: Table::new(aws.dynamodb(), env.text("TABLE_NAME")),
        exports: Objects::new(aws.s3(), env.text("BUCKET_NAME")),
        tokens: TokenVerifier::of_issuer(env.text("OIDC_ISSUER"), env.text("OIDC_AUDIENCE"), env.text("OIDC_CLAIMS"))?,
        catalog: Catalog::shipped()?,
        clock: Clock::system(),
    };
    run(service_fn(|request| handle(&deps, request))).await
}
