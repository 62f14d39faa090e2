//! The `deliverable-intake` function: wiring only.

use deliverable_intake::{ENVIRONMENT, Services, handle};
use host::{Aws, Clock, Env};
use lambda_runtime::{Error, run, service_fn};
use objects::{Inspector, Objects, Scanner};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let aws = Aws::from_env()?;
    let bucket = Objects::new(aws.s3(), env.text("BUCKET_NAME"));
    let services = Services {
        table: Table::new(aws.dynamodb(), env.text("TABLE_NAME")),
        objects: Inspector::new(bucket, env.parse("SCANNER", Scanner::parse)?),
        clock: Clock::system(),
    };
    run(service_fn(|event| handle(&services, event))).await
}
