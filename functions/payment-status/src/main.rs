//! The `payment-status` function: wiring only.

use api::{Api, Secrets};
use host::{Aws, Clock, Env};
use lambda_http::Error;
use payment_status::{ENVIRONMENT, Services, endpoints};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let services = Services { table: Table::new(Aws::from_env()?.dynamodb(), env.text("TABLE_NAME")) };
    let secrets = env.parse("PAYMENT_WEBHOOK_SECRET", Secrets::parse)?;
    api::run(Api::new(endpoints(), services, secrets, Clock::system())).await
}
