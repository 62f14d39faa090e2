//! The adapters, pointed at the local cloud, or at what the environment names.

use crate::failure::{Failure, Outcome};
use crate::settings::{REGION, ROOT_KEY, Settings};
use host::{Aws, Env};
use queue::Queue;
use table::Table;

/// The table of this name.
pub fn table(settings: &Settings, name: &str) -> Table {
    Table::new(aws(settings).dynamodb(), name)
}

/// The table that the environment names, with its region, credentials and endpoint; nothing when it names none.
///
/// # Errors
/// It names a table, and no region or credentials.
pub fn table_of_environment() -> Outcome<Option<Table>> {
    const NAME: &str = "TABLE_NAME";
    let Ok(env) = Env::read(&[NAME]) else { return Ok(None) };
    let aws = Aws::from_env().map_err(|missing| {
        Failure::new(format!("{NAME} names a table: {missing}, or unset {NAME} for the local cloud"))
    })?;
    Ok(Some(Table::new(aws.dynamodb(), env.text(NAME))))
}

/// The queue at this URL.
pub fn queue(settings: &Settings, url: &str) -> Queue {
    Queue::new(aws(settings).sqs(), url)
}

fn aws(settings: &Settings) -> Aws {
    Aws::with(REGION, ROOT_KEY, ROOT_KEY).at(&settings.cloud_url())
}
