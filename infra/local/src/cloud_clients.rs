//! The adapters, pointed at the local cloud.

use crate::settings::{REGION, ROOT_KEY, Settings};
use host::Aws;
use queue::RawQueue;
use table::Table;

/// The table of this name.
pub fn table(settings: &Settings, name: &str) -> Table {
    Table::new(aws(settings).dynamodb(), name)
}

/// The queue at this URL.
pub fn queue(settings: &Settings, url: &str) -> RawQueue {
    RawQueue::new(aws(settings).sqs(), url)
}

fn aws(settings: &Settings) -> Aws {
    Aws::with(REGION, ROOT_KEY, ROOT_KEY).at(&settings.cloud_url())
}
