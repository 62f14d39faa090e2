//! A look at what arrived: storage's own account of it, its first bytes, and the scanner's word.

use std::future::Future;

use aws_sdk_s3::operation::head_object::HeadObjectError;
use aws_sdk_s3::types::ChecksumMode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Fault;
use domain::deliverable::{HEAD_BYTES, Observed, Sha256, Verdict};
use domain::text::Invalid;

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
            _ => Err(Invalid::new("must be guardduty or builtin")),
        }
    }
}

/// What arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// Length in bytes.
    pub size: u64,
    /// The digest storage computed on arrival.
    pub sha256: Option<Sha256>,
    /// The first bytes.
    pub head: Vec<u8>,
    /// The scanner's word.
    pub verdict: Verdict,
}

impl Arrived {
    /// As the rules want it.
    pub fn observed(&self) -> Observed<'_> {
        Observed { size: self.size, sha256: self.sha256.clone(), head: &self.head, verdict: self.verdict }
    }
}

/// The capability to look at what arrived.
pub trait Inspect {
    /// What stands under the key; nothing when nothing does.
    ///
    /// # Errors
    /// [`Fault`] when storage cannot be asked.
    fn inspect(&self, key: &ObjectKey) -> impl Future<Output = Result<Option<Arrived>, Fault>> + Send;
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

    /// GuardDuty reads the object itself: its first bytes are enough here. The built-in check reads all of it.
    fn range(&self) -> Option<String> {
        match self.scanner {
            Scanner::GuardDuty => Some(format!("bytes=0-{}", HEAD_BYTES.saturating_sub(1))),
            Scanner::Builtin => None,
        }
    }
}

impl Inspect for Inspector {
    async fn inspect(&self, key: &ObjectKey) -> Result<Option<Arrived>, Fault> {
        let Some((size, sha256)) = self.objects.look_up(key).await? else { return Ok(None) };
        let (head, has_eicar) = self.objects.read(key, self.range()).await?;
        let verdict = match self.scanner {
            Scanner::Builtin if has_eicar => Verdict::Threat,
            Scanner::Builtin => Verdict::Clean,
            Scanner::GuardDuty => self.objects.tagged_verdict(key).await?,
        };
        Ok(Some(Arrived { size, sha256, head, verdict }))
    }
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

    /// The first bytes, and whether the EICAR test file is anywhere in what was read. Memory stays at one chunk.
    async fn read(&self, key: &ObjectKey, range: Option<String>) -> Result<(Vec<u8>, bool), Fault> {
        let request = self.client.get_object().bucket(&self.bucket).key(key.to_string()).set_range(range);
        let object = request.send().await.map_err(|error| Fault::unavailable("s3 GetObject", error))?;
        let (mut head, mut scan, mut body) = (Vec::with_capacity(HEAD_BYTES), EicarScan::new(), object.body);
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|error| Fault::unavailable("s3 GetObject", error))?;
            head.extend(chunk.iter().take(HEAD_BYTES.saturating_sub(head.len())));
            scan.feed(&chunk);
        }
        Ok((head, scan.found()))
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
