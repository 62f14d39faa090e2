//! Adapters for the local cloud, or for the table that the environment names.

use crate::failure::{Failure, Outcome};
use crate::settings::{REGION, ROOT_KEY, Settings};
use host::{Aws, Env};
use queue::Queue;
use table::Table;

/// The local table with this name.
pub fn table(settings: &Settings, name: &str) -> Table {
    Table::new(aws(settings).dynamodb(), name)
}

/// Returns the table that `TABLE_NAME` names, with the environment's region, credentials and endpoint; `None` if it is
/// unset.
///
/// # Errors
/// `TABLE_NAME` is set and region or credentials are missing.
pub fn table_of_environment() -> Outcome<Option<Table>> {
    const NAME: &str = "TABLE_NAME";
    let Ok(env) = Env::read(&[NAME]) else { return Ok(None) };
    let aws = Aws::from_env()
        .map_err(|missing| Failure::new(format!("{NAME} is set: {missing}, or unset {NAME} to use the local cloud")))?;
    Ok(Some(Table::new(aws.dynamodb(), env.text(NAME))))
}

/// The local queue at this URL.
pub fn queue(settings: &Settings, url: &str) -> Queue {
    Queue::new(aws(settings).sqs(), url)
}

fn aws(settings: &Settings) -> Aws {
    Aws::with(REGION, ROOT_KEY, ROOT_KEY).at(&settings.cloud_url())
}
