//! Files of every type: valid, damaged, and manipulated.

use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use domain::Fault;
use domain::deliverable::{FileType, Finding, Format};

use crate::{BLOCK_BYTES, CHUNK_BYTES, READS_MAX, ReadRange, examine};

mod archives;
mod limits;
mod made;
mod office;
mod ole;
mod open_documents;
mod pdfs;
mod pictures;
mod texts;

const ALL: [FileType; 13] = [
    FileType::Pdf,
    FileType::Docx,
    FileType::Xlsx,
    FileType::Pptx,
    FileType::Odt,
    FileType::Ods,
    FileType::Odp,
    FileType::Vsdx,
    FileType::Zip,
    FileType::Md,
    FileType::Txt,
    FileType::Png,
    FileType::Jpg,
];

/// A file in memory that records its reads.
#[derive(Default)]
struct File {
    bytes: Vec<u8>,
    reads: Mutex<Vec<usize>>,
    is_unavailable: bool,
}

impl ReadRange for File {
    async fn read_range(&self, offset: u64, length: usize) -> Result<Vec<u8>, Fault> {
        if self.is_unavailable {
            return Err(Fault::Unavailable { what: "memory", source: "out of reach".into() });
        }
        let offset = usize::try_from(offset).unwrap();
        assert!(length > 0 && length <= CHUNK_BYTES, "{length} bytes at once");
        assert!(offset + length <= self.bytes.len(), "{length} bytes at {offset} of {}", self.bytes.len());
        self.reads.lock().unwrap().push(length);
        Ok(self.bytes[offset..offset + length].to_vec())
    }
}

fn file(bytes: &[u8]) -> File {
    File { bytes: bytes.to_vec(), ..File::default() }
}

/// Runs a future that is ready at once.
fn block_on<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future is pending"),
    }
}

/// The finding for bytes announced as a type, and the number of reads.
fn examined(announced: FileType, bytes: &[u8]) -> (Option<Finding>, usize) {
    let file = file(bytes);
    let size = u64::try_from(bytes.len()).unwrap();
    let finding = block_on(examine(announced, size, &file)).unwrap();
    let reads = file.reads.lock().unwrap().len();
    assert!(reads <= usize::try_from(READS_MAX).unwrap());
    (finding, reads)
}

fn finding(announced: FileType, bytes: &[u8]) -> Option<Finding> {
    examined(announced, bytes).0
}

/// Asserts that the file is accepted as exactly these types.
#[track_caller]
fn assert_accepted_as(what: &str, bytes: &[u8], fitting: &[FileType]) {
    for announced in ALL {
        let found = finding(announced, bytes);
        assert_eq!(found.is_none(), fitting.contains(&announced), "{what} as {announced:?}: {found:?}");
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with an optional finding")]
fn other(format: Format) -> Option<Finding> {
    Some(Finding::OtherFormat(format))
}

#[test]
fn a_file_that_cannot_be_read_is_a_fault_and_not_a_finding() {
    for announced in ALL {
        let file = File { is_unavailable: true, ..file(b"whatever") };
        assert!(block_on(examine(announced, 8, &file)).is_err(), "{announced:?}");
    }
}

#[test]
fn a_file_without_content_is_empty_as_every_type() {
    for announced in ALL {
        for blank in [&b""[..], b" ", b"\r\n\t \n", &[0; 30], &b"\0".repeat(300_000)] {
            assert_eq!(finding(announced, blank), Some(Finding::Empty), "{} bytes as {announced:?}", blank.len());
        }
    }
}

/// Storage can return fewer bytes than the size in its metadata.
#[test]
fn a_file_that_is_shorter_than_its_size_has_a_finding() {
    struct Short;
    impl ReadRange for Short {
        async fn read_range(&self, _: u64, _: usize) -> Result<Vec<u8>, Fault> {
            Ok(b"PK\x03\x04".to_vec())
        }
    }
    for announced in ALL {
        for size in [5, 200_000, u64::MAX] {
            assert!(block_on(examine(announced, size, &Short)).unwrap().is_some(), "{announced:?} of {size}");
        }
    }
}
