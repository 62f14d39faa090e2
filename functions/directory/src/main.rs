//! The `directory` function: wiring only.

use api::TokenVerifier;
use directory::{ENVIRONMENT, Services, endpoints};
use domain::catalog::Catalog;
use host::Aws;
use lambda_http::Error;
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    api::start(ENVIRONMENT, endpoints(), |env| {
        let table = Table::new(Aws::from_env()?.dynamodb(), env.text("TABLE_NAME"));
        Ok((Services { table, catalog: Catalog::shipped()? }, TokenVerifier::from_env(env)?))
    })
    .await
}
