//! What arrived: its length and digest by storage's account, what its content is, and the scanner's verdict.

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

/// The tag under which GuardDuty Malware Protection for S3 leaves its result.
const GUARDDUTY_TAG: &str = "GuardDutyMalwareScanStatus";

/// Who says whether a file is clean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanner {
    /// GuardDuty Malware Protection tags the object.
    GuardDuty,
    /// The built-in check knows the EICAR test file only; for one's own machine.
    Builtin,
}

impl Scanner {
    /// Parses the configuration value.
    ///
    /// # Errors
    /// [`Invalid`] lists the values there are.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "guardduty" => Ok(Self::GuardDuty),
            "builtin" => Ok(Self::Builtin),
            _ => Err(Invalid::new(Flaw::Invalid, "must be guardduty or builtin")),
        }
    }
}

/// The capability to look at what arrived.
pub trait Inspect {
    /// The object under the key, its content held against the announced type; nothing when there is none.
    ///
    /// # Errors
    /// [`Fault`] when storage cannot be asked.
    fn inspect(
        &self,
        key: &ObjectKey,
        announced: FileType,
    ) -> impl Future<Output = Result<Option<Observation>, Fault>> + Send;
}

/// The bucket, seen with a scanner.
#[derive(Clone, Debug)]
pub struct Inspector {
    objects: Objects,
    scanner: Scanner,
}

impl Inspector {
    /// The IAM actions that looking needs.
    pub const ACTIONS: [&str; 2] = ["s3:GetObject", "s3:GetObjectTagging"];

    /// The bucket and who scans it.
    pub fn new(objects: Objects, scanner: Scanner) -> Self {
        Self { objects, scanner }
    }
}

impl Inspect for Inspector {
    async fn inspect(&self, key: &ObjectKey, announced: FileType) -> Result<Option<Observation>, Fault> {
        let Some((size, sha256)) = self.objects.look_up(key).await? else { return Ok(None) };
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

/// An object of the bucket, to be read.
struct Object<'a> {
    objects: &'a Objects,
    key: &'a ObjectKey,
}

impl ReadRange for Object<'_> {
    /// Takes no more than was asked for, whatever storage answers.
    async fn read_range(&self, offset: u64, length: usize) -> Result<Vec<u8>, Fault> {
        let last = offset.saturating_add(u64::try_from(length).unwrap_or(u64::MAX)).saturating_sub(1);
        let mut body = self.get(Some(format!("bytes={offset}-{last}"))).await?;
        let mut read = Vec::with_capacity(length);
        while read.len() < length
            && let Some(chunk) = next(&mut body).await?
        {
            let wanted = length.saturating_sub(read.len());
            read.extend_from_slice(chunk.get(..wanted).unwrap_or(&chunk));
        }
        Ok(read)
    }
}

impl Object<'_> {
    /// Whether the EICAR test file is anywhere in it. Memory stays at one chunk.
    async fn has_eicar(&self) -> Result<bool, Fault> {
        let (mut scan, mut body) = (EicarScan::new(), self.get(None).await?);
        while let Some(chunk) = next(&mut body).await? {
            scan.feed(&chunk);
        }
        Ok(scan.found())
    }

    async fn get(&self, range: Option<String>) -> Result<ByteStream, Fault> {
        let request = self.objects.client.get_object().bucket(&self.objects.bucket).key(self.key.to_string());
        let object = request.set_range(range).send().await.map_err(unread)?;
        Ok(object.body)
    }
}

async fn next(body: &mut ByteStream) -> Result<Option<impl Deref<Target = [u8]>>, Fault> {
    body.next().await.transpose().map_err(unread)
}

fn unread(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::unavailable("s3 GetObject", error)
}

impl Objects {
    /// Length and digest, as storage took them on arrival; nothing when there is no such object.
    async fn look_up(&self, key: &ObjectKey) -> Result<Option<(u64, Option<Sha256>)>, Fault> {
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
            // UNSUPPORTED, ACCESS_DENIED, FAILED: nobody vouches for it.
            Some(_) => Verdict::Unreadable,
        })
    }
}

fn digest(base64: &str) -> Option<Sha256> {
    Sha256::parse(&hex::encode(STANDARD.decode(base64).ok()?)).ok()
}
