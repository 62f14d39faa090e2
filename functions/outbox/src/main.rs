//! The `outbox` function: wiring only.

use host::{Aws, Clock, Env};
use lambda_runtime::{Error, run, service_fn};
use outbox::{ENVIRONMENT, Services, handle};
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
        mail: Queue::new(aws.sqs(), env.text("MAIL_QUEUE_URL")),
        quarantined: Queue::new(aws.sqs(), env.text("OUTBOX_DEAD_LETTERS_URL")),
        clock: Clock::system(),
    };
    run(service_fn(|event| handle(&services, event))).await
}
