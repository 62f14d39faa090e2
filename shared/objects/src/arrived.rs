//! Inspection of an uploaded object: length and digest from S3, type from its content, verdict of the malware scanner.

use std::future::Future;
use std::ops::Deref;

use aws_sdk_s3::operation::head_object::HeadObjectError;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::ChecksumMode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use content::ReadRange;
use domain::Fault;
use domain::deliverable::{FileType, Observation, Sha256, Verdict};
use domain::text::{Flaw, Invalid};

use crate::eicar::EicarScan;
use crate::{ObjectKey, Objects};

/// The tag with the result of GuardDuty Malware Protection for S3.
const GUARDDUTY_TAG: &str = "GuardDutyMalwareScanStatus";

/// The malware scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanner {
    /// GuardDuty Malware Protection, which tags the object.
    GuardDuty,
    /// The built-in scanner, which detects only the EICAR test file; for local development.
    Builtin,
}

impl Scanner {
    /// Parses the configuration value.
    ///
    /// # Errors
    /// [`Invalid`] with the valid values.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "guardduty" => Ok(Self::GuardDuty),
            "builtin" => Ok(Self::Builtin),
            _ => Err(Invalid::new(Flaw::Invalid, "must be guardduty or builtin")),
        }
    }
}

/// The capability to inspect an uploaded object.
pub trait Inspect {
    /// Inspects the object with this key and compares its content with the announced type; `None` when there is no
    /// object (PROGRAM.md 8.2).
    ///
    /// # Errors
    /// [`Fault`] when S3 is unreachable.
    fn inspect(
        &self,
        key: &ObjectKey,
        announced: FileType,
    ) -> impl Future<Output = Result<Option<Observation>, Fault>> + Send;
}

/// Inspects the objects of a bucket, with a scanner.
#[derive(Clone, Debug)]
pub struct Inspector {
    objects: Objects,
    scanner: Scanner,
}

impl Inspector {
    /// The IAM actions that an inspection needs.
    pub const ACTIONS: [&str; 2] = ["s3:GetObject", "s3:GetObjectTagging"];

    /// The inspector of this bucket with this scanner.
    pub fn new(objects: Objects, scanner: Scanner) -> Self {
        Self { objects, scanner }
    }
}

impl Inspect for Inspector {
    async fn inspect(&self, key: &ObjectKey, announced: FileType) -> Result<Option<Observation>, Fault> {
        let Some((size, sha256)) = self.objects.head(key).await? else { return Ok(None) };
        let object = Object { objects: &self.objects, key };
        let finding = content::examine(announced, size, &object).await?;
        let verdict = match self.scanner {
            Scanner::Builtin if object.has_eicar().await? => Verdict::Threat,
            Scanner::Builtin => Verdict::Clean,
            Scanner::GuardDuty => self.objects.tagged_verdict(key).await?,
        };
        Ok(Some(Observation { size, sha256, finding, verdict }))
    }
}

/// An object of the bucket, for ranged reads.
struct Object<'a> {
    objects: &'a Objects,
    key: &'a ObjectKey,
}

impl ReadRange for Object<'_> {
    /// Reads at most `length` bytes, even when S3 returns more.
    async fn read_range(&self, offset: u64, length: usize) -> Result<Vec<u8>, Fault> {
        let last = offset.saturating_add(u64::try_from(length).unwrap_or(u64::MAX)).saturating_sub(1);
        let mut body = self.get(Some(format!("bytes={offset}-{last}"))).await?;
        let mut read = Vec::with_capacity(length);
        while read.len() < length
            && let Some(chunk) = next(&mut body).await?
        {
            let missing = length.saturating_sub(read.len());
            read.extend_from_slice(chunk.get(..missing).unwrap_or(&chunk));
        }
        Ok(read)
    }
}

impl Object<'_> {
    /// True when the object contains the EICAR test file. Memory is bounded to one chunk.
    async fn has_eicar(&self) -> Result<bool, Fault> {
        let (mut scan, mut body) = (EicarScan::new(), self.get(None).await?);
        while let Some(chunk) = next(&mut body).await? {
            scan.feed(&chunk);
        }
        Ok(scan.found())
    }

    async fn get(&self, range: Option<String>) -> Result<ByteStream, Fault> {
        let request = self.objects.client.get_object().bucket(&self.objects.bucket).key(self.key.to_string());
        let object = request.set_range(range).send().await.map_err(read_failed)?;
        Ok(object.body)
    }
}

async fn next(body: &mut ByteStream) -> Result<Option<impl Deref<Target = [u8]>>, Fault> {
    body.next().await.transpose().map_err(read_failed)
}

fn read_failed(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::unavailable("s3 GetObject", error)
}

impl Objects {
    /// The length and digest that S3 computed on upload; `None` when there is no object.
    async fn head(&self, key: &ObjectKey) -> Result<Option<(u64, Option<Sha256>)>, Fault> {
        let request = self.client.head_object().bucket(&self.bucket).key(key.to_string());
        let object = match request.checksum_mode(ChecksumMode::Enabled).send().await {
            Ok(object) => object,
            Err(error) if error.as_service_error().is_some_and(HeadObjectError::is_not_found) => {
                return Ok(None);
            }
            Err(error) => return Err(Fault::unavailable("s3 HeadObject", error)),
        };
        let size = object.content_length().and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
        Ok(Some((size, object.checksum_sha256().and_then(digest))))
    }

    async fn tagged_verdict(&self, key: &ObjectKey) -> Result<Verdict, Fault> {
        let request = self.client.get_object_tagging().bucket(&self.bucket).key(key.to_string());
        let tags = request.send().await.map_err(|error| Fault::unavailable("s3 GetObjectTagging", error))?;
        let status = tags.tag_set().iter().find(|tag| tag.key() == GUARDDUTY_TAG);
        Ok(match status.map(aws_sdk_s3::types::Tag::value) {
            None => Verdict::Pending,
            Some("NO_THREATS_FOUND") => Verdict::Clean,
            Some("THREATS_FOUND") => Verdict::Threat,
            // UNSUPPORTED, ACCESS_DENIED, FAILED: the file was not scanned.
            Some(_) => Verdict::Unreadable,
        })
    }
}

fn digest(base64: &str) -> Option<Sha256> {
    Sha256::parse(&hex::encode(STANDARD.decode(base64).ok()?)).ok()
}
