//! Exports too large for an answer: stored for a day, downloaded with a signed URL.

use std::fmt::Debug;
use std::path::Path;
use std::time::Duration;

use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::primitives::ByteStream;
use domain::{CompanyId, Fault};
use futures::future::BoxFuture;
use jiff::Timestamp;

use crate::signed::{after, attachment, lifetime, signing_failed};
use crate::{DOWNLOAD_SECONDS, Objects};

/// The key prefix of exports. Permissions and the lifecycle rule that deletes them after a day are limited to it.
const PREFIX: &str = "exports/";
/// The timeout of one attempt to upload an export, longer than for other calls: it sends tens of megabytes.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(30);
/// The timeout of the upload with all its attempts.
const UPLOAD_TIMEOUT_TOTAL: Duration = Duration::from_secs(75);

/// The properties of an export.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// The company it belongs to.
    pub company: &'a CompanyId,
    /// The unique id: letters, digits and `-`.
    pub id: &'a str,
    /// The file name of the download.
    pub file_name: &'a str,
    /// The media type.
    pub content_type: &'a str,
}

/// The capability to store an export and sign its download.
pub trait StoreExport: Debug + Send + Sync {
    /// Stores the file; returns the download URL and the time at which it expires.
    ///
    /// # Errors
    /// [`Fault`] when S3 is unreachable.
    fn keep<'a>(
        &'a self,
        export: Export<'a>,
        file: &'a Path,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<(String, Timestamp), Fault>>;
}

impl StoreExport for Objects {
    fn keep<'a>(
        &'a self,
        export: Export<'a>,
        file: &'a Path,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<(String, Timestamp), Fault>> {
        Box::pin(async move {
            self.upload(export, file).await?;
            self.sign_export(export, now).await
        })
    }
}

impl Objects {
    /// The IAM actions that storing an export needs. A signed URL has the permissions of its signer, so that signing a
    /// download needs `s3:GetObject`.
    pub const EXPORT_ACTIONS: [&str; 2] = ["s3:GetObject", "s3:PutObject"];

    /// Uploads the file as a stream: memory is bounded to one chunk.
    async fn upload(&self, export: Export<'_>, file: &Path) -> Result<(), Fault> {
        let body = ByteStream::from_path(file).await.map_err(|error| Fault::unavailable("reading an export", error))?;
        let request = self.client.put_object().bucket(&self.bucket).key(export.key()).content_type(export.content_type);
        let timeouts = TimeoutConfig::builder()
            .operation_attempt_timeout(UPLOAD_TIMEOUT)
            .operation_timeout(UPLOAD_TIMEOUT_TOTAL)
            .build();
        let config = aws_sdk_s3::config::Builder::new().timeout_config(timeouts);
        let sent = Box::pin(request.body(body).customize().config_override(config).send()).await;
        sent.map(drop).map_err(|error| Fault::unavailable("s3 PutObject", error))
    }

    async fn sign_export(&self, export: Export<'_>, now: Timestamp) -> Result<(String, Timestamp), Fault> {
        let request = self.client.get_object().bucket(&self.bucket).key(export.key());
        let request = request.response_content_disposition(attachment(export.file_name));
        let signed = request.presigned(lifetime(DOWNLOAD_SECONDS, now)?).await.map_err(signing_failed)?;
        Ok((signed.uri().to_owned(), after(DOWNLOAD_SECONDS, now)))
    }
}

impl Export<'_> {
    /// The key of the export, without its file name.
    pub fn key(&self) -> String {
        format!("{PREFIX}{}/{}", self.company, self.id)
    }
}
