//! The `mailer` function: wiring only.

use domain::Email;
use domain::catalog::Catalog;
use host::{Aws, Clock, Env};
use lambda_runtime::{Error, run, service_fn};
use mail::{Portal, Ses};
use mailer::{ENVIRONMENT, Services, handle};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(ENVIRONMENT)?;
    let aws = Aws::from_env()?;
    let (from, reply_to) = (env.parse("MAIL_FROM", Email::parse)?, env.parse("MAIL_REPLY_TO", Email::parse)?);
    let services = Services {
        table: Table::new(aws.dynamodb(), env.text("TABLE_NAME")),
        sender: Ses::new(aws.ses(), from, reply_to),
        catalog: Catalog::shipped()?,
        portal: env.parse("PORTAL_ORIGIN", Portal::parse)?,
        clock: Clock::system(),
    };
    run(service_fn(|event| handle(&services, event))).await
}
