//! Signed URLs. Signing is local: no request is sent.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aws_sdk_s3::presigning::PresigningConfig;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Fault;
use domain::deliverable::Announcement;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{ObjectKey, Objects};

/// The lifetime of an upload URL, in seconds: 15 minutes.
pub const UPLOAD_SECONDS: u32 = 15 * 60;
/// The lifetime of a download URL, in seconds: 5 minutes.
pub const DOWNLOAD_SECONDS: u32 = 5 * 60;

/// A signed request that uploads exactly the announced bytes, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Upload")]
pub struct SignedUpload {
    /// Always `PUT`.
    pub method: &'static str,
    /// The signed URL.
    pub url: String,
    /// The headers to send unchanged; all of them are signed.
    pub headers: BTreeMap<String, String>,
    /// The time at which the URL expires.
    pub expires_at: Timestamp,
}

/// The signed address from which the bytes of a file are downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Download")]
pub struct SignedDownload {
    /// The signed URL.
    pub url: String,
    /// The time at which the URL expires.
    pub expires_at: Timestamp,
}

impl Objects {
    /// The IAM actions that the signer needs: a signed URL has the permissions of its signer.
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
        let size = i64::try_from(file.size).map_err(signing_failed)?;
        let digest = hex::decode(file.sha256.as_str()).map_err(signing_failed)?;
        let request = self.client.put_object().bucket(&self.bucket).key(key.to_string()).content_length(size);
        let request = request.content_type(file.file_type.content_type()).checksum_sha256(STANDARD.encode(digest));
        let signed =
            request.if_none_match("*").presigned(lifetime(UPLOAD_SECONDS, now)?).await.map_err(signing_failed)?;
        let headers = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(SignedUpload {
            method: "PUT",
            url: signed.uri().to_owned(),
            headers,
            expires_at: after(UPLOAD_SECONDS, now),
        })
    }

    /// Signs the download of a file with its announced name.
    ///
    /// # Errors
    /// [`Fault`] when the URL cannot be signed.
    pub async fn sign_download(
        &self,
        key: &ObjectKey,
        file: &Announcement,
        now: Timestamp,
    ) -> Result<SignedDownload, Fault> {
        let request = self.client.get_object().bucket(&self.bucket).key(key.to_string());
        let request = request.response_content_disposition(attachment(file.file_name.as_str()));
        let request = request.response_content_type(file.file_type.content_type());
        let signed = request.presigned(lifetime(DOWNLOAD_SECONDS, now)?).await.map_err(signing_failed)?;
        Ok(SignedDownload { url: signed.uri().to_owned(), expires_at: after(DOWNLOAD_SECONDS, now) })
    }
}

pub(crate) fn lifetime(seconds: u32, now: Timestamp) -> Result<PresigningConfig, Fault> {
    let lifetime = Duration::from_secs(u64::from(seconds));
    PresigningConfig::builder().start_time(SystemTime::from(now)).expires_in(lifetime).build().map_err(signing_failed)
}

pub(crate) fn after(seconds: u32, now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(now)
}

/// The value of `Content-Disposition` (RFC 6266, RFC 8187). The name is percent-encoded UTF-8, so that no character can
/// end the header.
pub(crate) fn attachment(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encode = |byte: u8| {
        if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    let encoded: String = name.bytes().map(encode).collect();
    format!("attachment; filename*=UTF-8''{encoded}")
}

pub(crate) fn signing_failed(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::unavailable("s3 signing", error)
}
