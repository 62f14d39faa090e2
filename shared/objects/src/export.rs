//! Files too large for an answer: kept for a day, downloaded with a signed URL.

use std::fmt::Debug;
use std::path::Path;
use std::time::Duration;

use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::primitives::ByteStream;
use domain::{CompanyId, Fault};
use futures::future::BoxFuture;
use jiff::Timestamp;

use crate::signed::{after, attachment, lifetime, unsigned};
use crate::{DOWNLOAD_SECONDS, Objects};

/// What every export's key begins with; permissions and the rule that removes them after a day are limited to it.
const PREFIX: &str = "exports/";
/// Longest one attempt to store an export may take: it carries tens of megabytes where other calls carry none.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(30);
/// The same with all its attempts.
const UPLOADS_TIMEOUT: Duration = Duration::from_secs(75);

/// A file for somebody to download.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// Whose it is.
    pub company: &'a CompanyId,
    /// Sets it apart from every other export: letters, digits and `-`.
    pub id: &'a str,
    /// The name it is downloaded under.
    pub file_name: &'a str,
    /// Its media type.
    pub content_type: &'a str,
}

/// The capability to keep a file and to say where it can be downloaded.
pub trait KeepExport: Debug + Send + Sync {
    /// Stores the file; the URL to download it, and when that stops working.
    ///
    /// # Errors
    /// [`Fault`] when storage cannot be reached.
    fn keep<'a>(
        &'a self,
        export: Export<'a>,
        file: &'a Path,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<(String, Timestamp), Fault>>;
}

impl KeepExport for Objects {
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
    /// The IAM actions that keeping an export needs: what is signed here is done in the name of whoever signs it.
    pub const EXPORT_ACTIONS: [&str; 2] = ["s3:GetObject", "s3:PutObject"];

    /// Reads the file as it sends it: memory stays at one chunk.
    async fn upload(&self, export: Export<'_>, file: &Path) -> Result<(), Fault> {
        let body = ByteStream::from_path(file).await.map_err(|error| Fault::unavailable("reading an export", error))?;
        let request = self.client.put_object().bucket(&self.bucket).key(export.key()).content_type(export.content_type);
        let timeouts = TimeoutConfig::builder()
            .operation_attempt_timeout(UPLOAD_TIMEOUT)
            .operation_timeout(UPLOADS_TIMEOUT)
            .build();
        let config = aws_sdk_s3::config::Builder::new().timeout_config(timeouts);
        let sent = Box::pin(request.body(body).customize().config_override(config).send()).await;
        sent.map(drop).map_err(|error| Fault::unavailable("s3 PutObject", error))
    }

    async fn sign_export(&self, export: Export<'_>, now: Timestamp) -> Result<(String, Timestamp), Fault> {
        let request = self.client.get_object().bucket(&self.bucket).key(export.key());
        let request = request.response_content_disposition(attachment(export.file_name));
        let signed = request.presigned(lifetime(DOWNLOAD_SECONDS, now)?).await.map_err(unsigned)?;
        Ok((signed.uri().to_owned(), after(DOWNLOAD_SECONDS, now)))
    }
}

impl Export<'_> {
    /// Where it is kept. The name it is downloaded under is no part of that.
    pub fn key(&self) -> String {
        format!("{PREFIX}{}/{}", self.company, self.id)
    }
}
