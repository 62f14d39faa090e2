//! Signed URLs. Signing is arithmetic: no call is made.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::presigning::PresigningConfig;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Fault;
use domain::deliverable::Announcement;
use jiff::{SignedDuration, Timestamp};

use crate::{ObjectKey, Objects};

/// How long an upload URL lives, in seconds: 15 minutes.
pub const UPLOAD_SECONDS: u32 = 15 * 60;
/// How long a download URL lives, in seconds: 5 minutes.
pub const DOWNLOAD_SECONDS: u32 = 5 * 60;

/// A request that uploads exactly the announced bytes, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedUpload {
    /// Always `PUT`.
    pub method: &'static str,
    /// Where to.
    pub url: String,
    /// Headers that must be sent as they are; all of them are signed.
    pub headers: Vec<(String, String)>,
    /// When the URL stops working.
    pub expires_at: Timestamp,
}

impl Objects {
    /// The IAM actions that what is signed here needs of whoever signs it.
    pub const SIGNED_ACTIONS: [&str; 2] = ["s3:GetObject", "s3:PutObject"];

    /// Signs the upload of an announced file: its length, type and SHA-256 are part of the signature, and
    /// `If-None-Match` lets the first upload win.
    ///
    /// # Errors
    /// [`Fault`] when the announcement cannot be signed.
    pub async fn sign_upload(
        &self,
        key: &ObjectKey,
        file: &Announcement,
        now: Timestamp,
    ) -> Result<SignedUpload, Fault> {
        let size = i64::try_from(file.size).map_err(unsigned)?;
        let digest = hex::decode(file.sha256.as_str()).map_err(unsigned)?;
        let request = self.client.put_object().bucket(&self.bucket).key(key.to_string()).content_length(size);
        let request = request.content_type(file.file_type.content_type()).checksum_sha256(STANDARD.encode(digest));
        let signed = request.if_none_match("*").presigned(lifetime(UPLOAD_SECONDS, now)?).await.map_err(unsigned)?;
        let headers = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(SignedUpload {
            method: "PUT",
            url: signed.uri().to_owned(),
            headers,
            expires_at: after(UPLOAD_SECONDS, now),
        })
    }

    /// Signs the download of a file under the name it was announced with; returns the URL and when it stops working.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be signed.
    pub async fn sign_download(
        &self,
        key: &ObjectKey,
        file: &Announcement,
        now: Timestamp,
    ) -> Result<(String, Timestamp), Fault> {
        let request = self.client.get_object().bucket(&self.bucket).key(key.to_string());
        let request = request.response_content_disposition(attachment(file.file_name.as_str()));
        let request = request.response_content_type(file.file_type.content_type());
        let signed = request.presigned(lifetime(DOWNLOAD_SECONDS, now)?).await.map_err(unsigned)?;
        Ok((signed.uri().to_owned(), after(DOWNLOAD_SECONDS, now)))
    }
}

pub(crate) fn lifetime(seconds: u32, now: Timestamp) -> Result<PresigningConfig, Fault> {
    let lives = Duration::from_secs(u64::from(seconds));
    PresigningConfig::builder().start_time(SystemTime::from(now)).expires_in(lives).build().map_err(unsigned)
}

pub(crate) fn after(seconds: u32, now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(now)
}

/// RFC 6266 with RFC 8187: the name percent-encoded as UTF-8, so that no character of it can end the header.
pub(crate) fn attachment(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encode = |byte: u8| {
        if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    let encoded: String = name.bytes().map(encode).collect();
    format!("attachment; filename*=UTF-8''{encoded}")
}

pub(crate) fn unsigned(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::unavailable("s3 signing", error)
}
