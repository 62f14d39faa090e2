//! The `assignment` function: wiring only.

use api::{Api, Secrets};
use assignment::{ENVIRONMENT, SenderPolicy, Services, endpoints};
use domain::catalog::Catalog;
use host::{Aws, Clock, Env};
use lambda_http::Error;
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let services = Services {
        table: Table::new(Aws::from_env()?.dynamodb(), env.text("TABLE_NAME")),
        senders: env.parse("MAIL_SENDER_DOMAINS", |domains| SenderPolicy::parse(domains, env.text("MAIL_PROVIDER")))?,
        catalog: Catalog::shipped()?,
    };
    let secrets = env.parse("ASSIGNMENT_WEBHOOK_SECRET", Secrets::parse)?;
    api::run(Api::new(endpoints(), services, secrets, Clock::system())).await
}
