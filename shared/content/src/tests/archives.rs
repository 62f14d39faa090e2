//! ZIP archives.

use super::made::*;
use super::*;
use crate::bytes;

fn zip(entries: &[Entry]) -> Option<Finding> {
    finding(FileType::Zip, &archive(entries))
}

#[test]
fn an_archive_with_a_file_is_accepted() {
    let one = archive(&[stored("readme.txt", b"hello")]);
    assert_accepted_as("an archive", &one, &[FileType::Zip]);
    assert_eq!(examined(FileType::Zip, &one), (None, 1), "read once");
    let marked = [b"PK\x07\x08", &one[..]].concat();
    assert_eq!(finding(FileType::Zip, &marked), None, "an archive that was split and joined again");
}

#[test]
fn an_archive_without_a_file_with_content_is_empty() {
    let empty = Some(Finding::EmptyArchive);
    assert_eq!(zip(&[]), empty);
    assert_eq!(zip(&[stored("folder/", b"")]), empty);
    assert_eq!(zip(&[stored("folder/", b""), stored("folder/empty.txt", b"")]), empty);
    assert_eq!(zip(&[stored("folder/", b""), stored("folder/one.txt", b"1")]), None);
    for announced in [FileType::Docx, FileType::Odt] {
        assert_eq!(finding(announced, &archive(&[])), empty, "{announced:?}");
    }
}

#[test]
fn an_archive_cut_off_anywhere_is_damaged() {
    let whole = archive(&[stored("a.txt", &noise(500)), deflated("b.txt", &noise(500)), stored("c.txt", b"end")]);
    assert_eq!(finding(FileType::Zip, &whole), None);
    for length in 4..whole.len() {
        assert_eq!(finding(FileType::Zip, &whole[..length]), Some(Finding::DamagedArchive), "{length} bytes");
    }
}

#[test]
fn an_archive_with_missing_bytes_is_damaged() {
    let whole = archive(&[stored("a.txt", &noise(5_000)), stored("b.txt", b"end")]);
    for lost in [1, 100, 4_000] {
        let holed = [&whole[..500], &whole[500 + lost..]].concat();
        assert_eq!(finding(FileType::Zip, &holed), Some(Finding::DamagedArchive), "{lost} bytes lost");
    }
}

#[test]
fn a_comment_may_have_the_greatest_length_and_contain_end_records() {
    for comment in [b"made by hand".to_vec(), b"PK\x05\x06".repeat(20), b"PK\x05\x06".repeat(16_383), noise(65_535)] {
        let length = comment.len();
        let end = End { comment, ..End::default() };
        let commented = archive_with(&[stored("a.txt", b"a")], &end);
        assert_eq!(finding(FileType::Zip, &commented), None, "{length} bytes");
    }
}

#[test]
fn bytes_before_and_after_an_archive_are_skipped() {
    let whole = archive(&[stored("a.txt", b"a"), stored("b.txt", b"b")]);
    assert_eq!(finding(FileType::Zip, &[&whole[..], &[0; 700]].concat()), None, "padding");
    assert_eq!(finding(FileType::Zip, &[&whole[..], b"\r\n-- \r\nsent from my phone"].concat()), None, "a footer");
    let twice = [&whole[..], &whole[..]].concat();
    assert_eq!(finding(FileType::Zip, &twice), None, "after another archive");
    let program = [&b"MZ\x90\0"[..], &whole[..]].concat();
    assert_eq!(finding(FileType::Zip, &program), other(Format::Program), "a self-extracting archive");
}

#[test]
fn an_archive_with_64_bit_records_is_accepted() {
    let wide = End { is_wide: true, ..End::default() };
    let entries = [stored("a.txt", b"a"), deflated("b.txt", &noise(200_000))];
    assert_eq!(finding(FileType::Zip, &archive_with(&entries, &wide)), None);
    // The lengths are in the extra field, in the order of the 32-bit fields.
    let mut entry = stored("word/document.xml", b"<w:document/>");
    let sizes = [u64::from(entry.size), bytes::wide(entry.packed.len())];
    entry.extra = [&[9, 9, 2, 0, 7, 7, 1, 0, 16, 0][..], &sizes[0].to_le_bytes(), &sizes[1].to_le_bytes()].concat();
    let mut bytes = archive(&[entry]);
    let at = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[at + 20..at + 28].fill(0xff);
    assert_eq!(finding(FileType::Docx, &bytes), None);
}

#[test]
fn an_end_record_with_wrong_values_is_damaged() {
    let entries = [stored("a.txt", &noise(300)), stored("b.txt", b"b")];
    let with_end = |end: End| finding(FileType::Zip, &archive_with(&entries, &end));
    let damaged = Some(Finding::DamagedArchive);
    for is_wide in [false, true] {
        let end = End { is_wide, ..End::default() };
        assert_eq!(with_end(End { length: Some(0), ..end.clone() }), damaged);
        assert_eq!(with_end(End { length: Some(50), ..end.clone() }), damaged);
        assert_eq!(with_end(End { length: Some(0xffff_0000), ..end.clone() }), damaged);
        assert_eq!(with_end(End { entries: Some(3), ..end.clone() }), damaged, "fewer than announced");
        assert_eq!(with_end(End { entries: Some(0), length: Some(0), ..end.clone() }), Some(Finding::EmptyArchive));
        assert_eq!(with_end(End { offset: Some(0xffff_0000), ..end }), damaged);
    }
    for absurd in [u64::MAX, u64::MAX - 21, 1 << 63, 1 << 32] {
        let end = End { is_wide: true, ..End::default() };
        assert_eq!(with_end(End { length: Some(absurd), ..end.clone() }), damaged, "{absurd}");
        assert_eq!(with_end(End { offset: Some(absurd), ..end.clone() }), damaged, "{absurd}");
        assert_eq!(with_end(End { entries: Some(absurd), ..end }), damaged, "{absurd}");
    }
}

#[test]
fn an_entry_with_an_offset_after_the_directory_is_damaged() {
    let whole = archive(&[stored("a.txt", b"a")]);
    let at = whole.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    for offset in [u32::try_from(at).unwrap(), 70_000, u32::MAX] {
        let mut altered = whole.clone();
        altered[at + 42..at + 46].copy_from_slice(&offset.to_le_bytes());
        assert_eq!(finding(FileType::Zip, &altered), Some(Finding::DamagedArchive), "{offset}");
    }
}

#[test]
fn an_archive_with_one_encrypted_entry_is_encrypted() {
    let plain = stored("a.txt", b"a");
    for (how, flags, method) in [
        ("by password", 1, 8),
        ("by AES", 1, 99),
        ("by certificate", 65, 8),
        ("masked", 8_193, 8),
        ("AES alone", 0, 99),
    ] {
        let secret = Entry { flags, method, ..stored("secret.txt", b"secret") };
        let entries = [plain.clone(), secret];
        assert_eq!(zip(&entries), Some(Finding::ProtectedArchive), "{how}");
        assert_eq!(finding(FileType::Docx, &archive(&entries)), Some(Finding::ProtectedArchive), "{how}");
        assert_eq!(finding(FileType::Odt, &archive(&entries)), Some(Finding::ProtectedArchive), "{how}");
    }
    assert_eq!(zip(&[Entry { flags: 0x0808, ..plain }]), None, "UTF-8 names and lengths after the content");
}

#[test]
fn an_encrypted_directory_is_detected_by_the_first_entry() {
    let mut hidden = archive(&[Entry { flags: 0x2041, ..stored("1", b"secret") }]);
    let at = hidden.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    hidden[at..at + 10].copy_from_slice(b"encrypted!");
    assert_eq!(finding(FileType::Zip, &hidden), Some(Finding::ProtectedArchive));
}

#[test]
fn a_part_of_a_split_archive_has_no_directory() {
    let mut last = archive(&[stored("a.txt", b"a")]);
    let end = last.len() - 22;
    last[end + 4] = 1;
    assert_eq!(finding(FileType::Zip, &last), Some(Finding::DamagedArchive));
}

#[test]
fn the_finding_names_the_format_of_other_files() {
    for (bytes, format) in [
        (&b"7z\xbc\xaf\x27\x1c\0\x04rest"[..], Format::SevenZip),
        (b"Rar!\x1a\x07\x01\0rest of it", Format::Rar),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03rest", Format::Gzip),
        (b"just some text", Format::Text),
        (b"%PDF-1.7\n", Format::Pdf),
    ] {
        assert_eq!(finding(FileType::Zip, bytes), other(format));
    }
}

/// The crate stands for archive tools of other programs.
#[test]
fn an_archive_of_the_zip_crate_is_accepted() {
    use std::io::Write;
    let mut made = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, large) in [("plan/計畫.txt", false), ("plan/large.txt", true)] {
        made.start_file(name, options.large_file(large)).unwrap();
        made.write_all(&noise(100_000)).unwrap();
    }
    made.add_directory("plan/more", options).unwrap();
    let bytes = made.finish().unwrap().into_inner();
    assert_accepted_as("an archive of the zip crate", &bytes, &[FileType::Zip]);
}
