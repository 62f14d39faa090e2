//! The `payment-status` function: wiring only.

use api::Secrets;
use host::Aws;
use lambda_http::Error;
use payment_status::{ENVIRONMENT, Services, endpoints};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    api::start(ENVIRONMENT, endpoints(), |env| {
        let table = Table::new(Aws::from_env()?.dynamodb(), env.text("TABLE_NAME"));
        Ok((Services { table }, env.parse("PAYMENT_WEBHOOK_SECRET", Secrets::parse)?))
    })
    .await
}
