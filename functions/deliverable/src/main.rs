//! The `deliverable` function: wiring only.

use api::{Api, TokenVerifier};
use deliverable::{ENVIRONMENT, Services, endpoints};
use host::{Aws, Clock, Env};
use lambda_http::Error;
use objects::Objects;
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let aws = Aws::from_env()?;
    let services = Services {
        table: Table::new(aws.dynamodb(), env.text("TABLE_NAME")),
        objects: Objects::new(aws.s3(), env.text("BUCKET_NAME")),
    };
    api::run(Api::new(endpoints(), services, TokenVerifier::from_env(&env)?, Clock::system())).await
}
