//! S3: signed uploads and downloads, and the inspection of uploads. The only crate that uses the S3 SDK.
//!
//! Partners send requests to S3 directly, with signed URLs for exactly one object: its key, length, type and SHA-256
//! are fixed. The key contains nothing that the partner chose; the file name is used for display and download only.
//!
//! | module | content |
//! |---|---|
//! | `key` | keys of uploads |
//! | `signed` | signed URLs for uploads and downloads |
//! | `arrived`, `eicar` | inspection of an uploaded object, and the scanner for local development |
//! | `export` | large exports |

mod arrived;
mod eicar;
mod export;
mod key;
mod signed;

pub use arrived::{Inspect, Inspector, Scanner};
pub use eicar::eicar_file;
pub use export::{Export, StoreExport};
pub use key::{ObjectKey, Owner, UPLOADS};
pub use signed::{DOWNLOAD_SECONDS, SignedDownload, SignedUpload, UPLOAD_SECONDS};

/// The bucket of deliverables, invoices and exports. Cheap to clone; one per process.
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
