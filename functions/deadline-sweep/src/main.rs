//! The `deadline-sweep` function: wiring only.

use deadline_sweep::{ENVIRONMENT, Services, handle};
use host::{Aws, Clock, Env};
use lambda_runtime::{Error, run, service_fn};
use queue::Queue;
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let aws = Aws::from_env()?;
    let services = Services {
        table: Table::new(aws.dynamodb(), env.text("TABLE_NAME")),
        claims: Queue::new(aws.sqs(), env.text("CLAIMS_QUEUE_URL")),
        clock: Clock::system(),
    };
    run(service_fn(|event| handle(&services, event))).await
}
