//! The `payment-request` function: wiring only.

use std::sync::Arc;

use api::{Api, TokenVerifier};
use domain::catalog::Catalog;
use host::{Aws, Clock, Env};
use lambda_http::Error;
use objects::Objects;
use payment_request::{ENVIRONMENT, Services, endpoints};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let aws = Aws::from_env()?;
    let services = Services {
        table: Table::new(aws.dynamodb(), env.text("TABLE_NAME")),
        exports: Arc::new(Objects::new(aws.s3(), env.text("BUCKET_NAME"))),
        catalog: Catalog::shipped()?,
    };
    api::run(Api::new(endpoints(), services, TokenVerifier::from_env(&env)?, Clock::system())).await
}
