//! The `deadline-sweep` function: wiring only.

use deadline_sweep::{Deps, ENVIRONMENT, handle};
use host::{Aws, Clock, Env};
use lambda_runtime::{Error, run, service_fn};
use queue::Queue;
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let aws = Aws::from_env()?;
    let deps = Deps {
        table: Table::new(aws.dynamodb(), env.text("TABLE_NAME")),
        claims: Queue::new(aws.sqs(), env.text("CLAIMS_QUEUE_URL")),
        clock: Clock::system(),
    };
    run(service_fn(|event| handle(&deps, event))).await
}
