//! The `payment-status` function: wiring only.

use api::Secrets;
use host::{Aws, Clock, Env};
use lambda_http::{Error, run, service_fn};
use payment_status::{Deps, ENVIRONMENT, handle};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let deps = Deps {
        table: Table::new(Aws::from_env()?.dynamodb(), env.text("TABLE_NAME")),
        secrets: env.parse("PAYMENT_WEBHOOK_SECRET", Secrets::parse)?,
        clock: Clock::system(),
    };
    run(service_fn(|request| handle(&deps, request))).await
}
