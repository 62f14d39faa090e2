//! The table adapter, pointed at the local cloud.

use crate::settings::{REGION, ROOT_KEY, Settings};
use host::Aws;
use table::Table;

/// The table of this name in the local cloud.
pub fn table(settings: &Settings, name: &str) -> Table {
    let aws = Aws::with(REGION, ROOT_KEY, ROOT_KEY).at(&settings.cloud_url());
    Table::new(aws.dynamodb(), name)
}
