//! The `payment-request` function: wiring only.

use std::sync::Arc;

use api::TokenVerifier;
use domain::catalog::Catalog;
use host::Aws;
use lambda_http::Error;
use objects::Objects;
use payment_request::{ENVIRONMENT, Services, endpoints};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    api::start(ENVIRONMENT, endpoints(), |env| {
        let aws = Aws::from_env()?;
        let table = Table::new(aws.dynamodb(), env.text("TABLE_NAME"));
        let objects = Objects::new(aws.s3(), env.text("BUCKET_NAME"));
        let exports = Arc::new(objects.clone());
        Ok((Services { table, exports, objects, catalog: Catalog::shipped()? }, TokenVerifier::from_env(env)?))
    })
    .await
}
