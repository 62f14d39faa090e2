//! The `assignment` function: wiring only.

use api::Secrets;
use assignment::{ENVIRONMENT, SenderPolicy, Services, endpoints};
use domain::catalog::Catalog;
use host::Aws;
use lambda_http::Error;
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    api::start(ENVIRONMENT, endpoints(), |env| {
        let table = Table::new(Aws::from_env()?.dynamodb(), env.text("TABLE_NAME"));
        let provider = env.text("MAIL_PROVIDER");
        let senders = env.parse("MAIL_SENDER_DOMAINS", |domains| SenderPolicy::parse(domains, provider))?;
        Ok((
            Services { table, senders, catalog: Catalog::shipped()? },
            env.parse("ASSIGNMENT_WEBHOOK_SECRET", Secrets::parse)?,
        ))
    })
    .await
}
