//! The `assignment` function: wiring only.

use api::Secrets;
use assignment::{Deps, ENVIRONMENT, SenderPolicy, handle};
use domain::catalog::Catalog;
use host::{Aws, Clock, Env};
use lambda_http::{Error, run, service_fn};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let deps = Deps {
        table: Table::new(Aws::from_env()?.dynamodb(), env.text("TABLE_NAME")),
        secrets: env.parse("ASSIGNMENT_WEBHOOK_SECRET", Secrets::parse)?,
        senders: env.parse("MAIL_SENDER_DOMAINS", |domains| SenderPolicy::parse(domains, env.text("MAIL_PROVIDER")))?,
        catalog: Catalog::shipped()?,
        clock: Clock::system(),
    };
    run(service_fn(|request| handle(&deps, request))).await
}
