//! The inspection of uploaded objects, over the wire: the requests to S3 and the observations from its answers.

use domain::Fault;
use domain::deliverable::{FileType, Finding, Observation, Verdict};
use host::Aws;
use objects::{Inspect, Inspector, ObjectKey, Objects, Scanner};
use testkit::{Storage, sha256_hex};

const KEY: &str = "deliverables/SA-0001-0001/0a1b2c/1";

/// Inspects the object, which was announced as this type.
async fn inspect(storage: &Storage, scanner: Scanner, announced: FileType) -> Result<Option<Observation>, Fault> {
    let client = Aws::with("us-east-1", "test", "test").at(&storage.endpoint).s3();
    let inspector = Inspector::new(Objects::new(client, "bucket"), scanner);
    inspector.inspect(&ObjectKey::parse(KEY).unwrap(), announced).await
}

fn stored(bytes: &[u8], status: Option<&'static str>) -> Storage {
    let storage = Storage::start();
    storage.put(&format!("bucket/{KEY}"), bytes, status);
    storage
}

/// A PDF of this length; the trailer at its end names the catalog.
fn pdf(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n".to_vec();
    bytes.resize(length - 120, b'x');
    let at = bytes.len() + 1;
    bytes.extend(
        format!("\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n").bytes(),
    );
    bytes.resize(length, b'\n');
    bytes
}

#[tokio::test]
async fn a_small_object_is_read_by_one_range_and_a_large_one_by_its_first_and_last_bytes() {
    for (length, ranges) in
        [(5_000, vec!["GET bytes=0-4999"]), (3_000_000, vec!["GET bytes=0-66559", "GET bytes=2933440-2999999"])]
    {
        let bytes = pdf(length);
        let storage = stored(&bytes, Some("NO_THREATS_FOUND"));
        let observed = inspect(&storage, Scanner::GuardDuty, FileType::Pdf).await.unwrap().unwrap();
        assert_eq!(observed.size, u64::try_from(length).unwrap());
        assert_eq!(observed.sha256.unwrap().as_str(), sha256_hex(&bytes));
        assert_eq!((observed.finding, observed.verdict), (None, Verdict::Clean));
        assert_eq!(storage.requests(), [&["HEAD all"][..], &ranges, &["GET tags"]].concat());
    }
}

#[tokio::test]
async fn the_tag_of_the_scanner_is_its_verdict() {
    for (status, verdict) in [
        (None, Verdict::Pending),
        (Some("NO_THREATS_FOUND"), Verdict::Clean),
        (Some("THREATS_FOUND"), Verdict::Threat),
        (Some("UNSUPPORTED"), Verdict::Unreadable),
    ] {
        let storage = stored(b"MZ", status);
        let observed = inspect(&storage, Scanner::GuardDuty, FileType::Zip).await.unwrap().unwrap();
        assert_eq!(observed.verdict, verdict);
        assert_eq!(
            observed.finding.map(Finding::defect).map(domain::deliverable::Defect::as_str),
            Some("type_mismatch")
        );
    }
}

#[tokio::test]
async fn the_built_in_scanner_reads_the_whole_object_and_finds_the_eicar_file() {
    let infected = [b"plan\n".repeat(100_000), objects::eicar_file()].concat();
    let storage = stored(&infected, None);
    let observed = inspect(&storage, Scanner::Builtin, FileType::Txt).await.unwrap().unwrap();
    assert_eq!((observed.finding, observed.verdict), (None, Verdict::Threat));
    assert_eq!(storage.requests(), ["HEAD all", "GET bytes=0-66559", "GET all"]);
}

#[tokio::test]
async fn an_empty_object_is_not_read_and_a_missing_object_has_no_observation() {
    let storage = stored(b"", Some("NO_THREATS_FOUND"));
    let observed = inspect(&storage, Scanner::GuardDuty, FileType::Pdf).await.unwrap().unwrap();
    assert_eq!(observed.finding, Some(Finding::Empty));
    assert_eq!(storage.requests(), ["HEAD all", "GET tags"]);
    assert_eq!(inspect(&Storage::start(), Scanner::GuardDuty, FileType::Pdf).await.unwrap(), None);
}
