//! The `claims` function: wiring only.

use claims::{ENVIRONMENT, Services, handle};
use host::{Aws, Clock, Env};
use lambda_runtime::{Error, run, service_fn};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let services =
        Services { table: Table::new(Aws::from_env()?.dynamodb(), env.text("TABLE_NAME")), clock: Clock::system() };
    run(service_fn(|event| handle(&services, event))).await
}
