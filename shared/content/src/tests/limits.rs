//! Any bytes are verified with few reads of a bounded length. [`File`](super::File) asserts the bound of every read.

use proptest::prelude::*;

use super::made::*;
use super::*;

/// Valid files of every kind.
fn samples() -> Vec<Vec<u8>> {
    let wide = End { is_wide: true, comment: b"made".to_vec(), ..End::default() };
    let pdf = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Root 1 0 R/Prev 9>>\nstartxref\n40\n%%EOF\n";
    let stream = b"%PDF-1.7\n2 0 obj<</Type/XRef/Root 1 0 R/ID[<00>(a\\)b)]>>stream\nstartxref\n9\n%%EOF\n";
    vec![
        docx(),
        archive(&open_document(TEXT)),
        archive_with(&package("xl/workbook.xml"), &wide),
        archive(&[stored("a.txt", &noise(3_000)), Entry { flags: 1, ..deflated("b.txt", &noise(3_000)) }]),
        pdf.to_vec(),
        stream.to_vec(),
        b"\xff\xd8\xff\xe0\0\x04ab\xff\xda\0\x02picture\xff\x00\xff\xd9".to_vec(),
        [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 40], &[1; 600]].concat(),
        "\u{feff}plan".encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ]
}

fn examine_as_every_type(bytes: &[u8]) {
    for announced in ALL {
        let _finding_and_reads = examined(announced, bytes);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_verified(bytes in prop::collection::vec(any::<u8>(), 0..3_000)) {
        examine_as_every_type(&bytes);
    }

    #[test]
    fn any_bytes_after_a_signature_are_verified(
        signature in prop::sample::select(vec![
            &b"PK\x03\x04"[..], b"PK\x05\x06", b"%PDF-1.7\n", b"\xff\xd8\xff\xe1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..2_000),
        end in prop::sample::select(vec![&b""[..], b"startxref\n12\n%%EOF", b"PK\x05\x06\0\0\0\0\x01\0\x01\0"]),
        behind in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        examine_as_every_type(&[signature, &rest, end, &behind].concat());
    }

    #[test]
    fn any_damaged_file_is_verified(
        sample in 0..9_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        is_cut in prop::bool::weighted(0.3),
    ) {
        let mut bytes = samples().remove(sample);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        examine_as_every_type(&bytes);
    }

    #[test]
    fn any_number_in_the_records_of_an_archive_is_verified(
        place in 0..60_usize,
        value in prop_oneof![Just(0_u64), Just(u64::MAX), Just(u64::from(u32::MAX)), any::<u64>()],
        is_wide in any::<bool>(),
    ) {
        let end = End { is_wide, ..End::default() };
        let mut bytes = archive_with(&package("word/document.xml"), &end);
        let at = bytes.len() - 22 - place;
        let rest = (bytes.len() - at).min(8);
        bytes[at..at + rest].copy_from_slice(&value.to_le_bytes()[..rest]);
        examine_as_every_type(&bytes);
    }
}

/// The most entries that are accepted, and one more.
#[test]
fn an_archive_has_at_most_65_535_entries() {
    let entries = |count: u32| (0..count).map(|n| stored(&format!("{n}.txt"), b"1")).collect::<Vec<_>>();
    let of = |count| {
        let end = End { is_wide: true, ..End::default() };
        examined(FileType::Zip, &archive_with(&entries(count), &end))
    };
    let (found, reads) = of(65_535);
    assert_eq!(found, None);
    assert!(reads <= 8, "{reads}");
    assert_eq!(of(65_536).0, Some(Finding::TooComplex));
}

/// Long names make a directory of the largest accepted size.
#[test]
fn a_directory_has_at_most_16_mib_and_is_read_in_chunks() {
    let name = "n".repeat(60_000);
    let entries = |count: usize| (0..count).map(|n| stored(&format!("{n}{name}"), b"1")).collect::<Vec<_>>();
    let (found, reads) = examined(FileType::Zip, &archive(&entries(270)));
    assert_eq!(found, None);
    assert!((16..=24).contains(&reads), "{reads}");
    let (found, reads) = examined(FileType::Zip, &archive(&entries(290)));
    assert_eq!(found, Some(Finding::TooComplex));
    assert!(reads <= 4, "{reads}");
}

#[test]
fn the_limits_have_their_documented_values() {
    assert_eq!((BLOCK_BYTES, CHUNK_BYTES, READS_MAX), (66_560, 1_048_576, 40));
    assert_eq!((crate::archive::ENTRIES_MAX, crate::archive::DIRECTORY_BYTES_MAX), (65_535, 16_777_216));
    assert_eq!(crate::archive::UNPACKED_BYTES_MAX, 16_384);
}
