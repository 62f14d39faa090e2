//! The `deliverable` function: wiring only.

use api::TokenVerifier;
use deliverable::{ENVIRONMENT, Services, endpoints};
use host::Aws;
use lambda_http::Error;
use objects::Objects;
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    api::start(ENVIRONMENT, endpoints(), |env| {
        let aws = Aws::from_env()?;
        let table = Table::new(aws.dynamodb(), env.text("TABLE_NAME"));
        let objects = Objects::new(aws.s3(), env.text("BUCKET_NAME"));
        Ok((Services { table, objects }, TokenVerifier::from_env(env)?))
    })
    .await
}
