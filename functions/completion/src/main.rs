//! The `completion` function: wiring only.

use api::{Api, TokenVerifier};
use completion::{ENVIRONMENT, Services, endpoints};
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
        catalog: Catalog::shipped()?,
    };
    api::run(Api::new(endpoints(), services, TokenVerifier::from_env(&env)?, Clock::system())).await
}
