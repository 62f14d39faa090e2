//! S3: signed uploads and downloads, and a look at what arrived. Nothing else names the S3 SDK.
//!
//! Partners talk to S3 directly, with URLs that fix exactly one object: its key, length, type and SHA-256. Keys are
//! ours; a file's name is only what it is shown and downloaded under.

mod arrived;
mod eicar;
mod export;
mod key;
mod signed;

pub use arrived::{Inspect, Inspector, Scanner};
pub use eicar::eicar_file;
pub use export::{Export, KeepExport};
pub use key::ObjectKey;
pub use signed::{DOWNLOAD_SECONDS, SignedUpload, UPLOAD_SECONDS};

/// The bucket of deliverables and exports. Cheap to clone; one per process.
#[derive(Clone, Debug)]
pub struct Objects {
    client: aws_sdk_s3::Client,
    bucket: String,
}

impl Objects {
    /// The bucket with this name behind this client.
    pub fn new(client: aws_sdk_s3::Client, bucket: impl Into<String>) -> Self {
        Self { client, bucket: bucket.into() }
    }
}
