//! Compound files: the old formats of Office, and encrypted files of the new formats.

use super::*;

/// A compound file of 512-byte sectors. Its directory has these names, four in a sector, and its sectors this order.
fn compound(names: &[&str], order: &[u16]) -> Vec<u8> {
    let sectors = 2 + order.iter().max().copied().unwrap_or_default();
    let mut bytes = vec![0_u8; 512 * (1 + usize::from(sectors))];
    bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    bytes[30] = 9;
    bytes[48..52].copy_from_slice(&u32::from(order[0]).to_le_bytes());
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    bytes[80..512].fill(0xff);
    // Sector 0 is the allocation table.
    bytes[512..1024].fill(0xff);
    for (at, sector) in order.iter().enumerate() {
        let next = order.get(at + 1).map_or(0xffff_fffe, |next| u32::from(*next));
        let place = 512 + 4 * usize::from(*sector);
        bytes[place..place + 4].copy_from_slice(&next.to_le_bytes());
        for (slot, name) in names.iter().skip(4 * at).take(4).enumerate() {
            let written: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let place = 512 * (1 + usize::from(*sector)) + 128 * slot;
            bytes[place..place + written.len()].copy_from_slice(&written);
        }
    }
    bytes
}

const OFFICE: [FileType; 8] = [
    FileType::Docx,
    FileType::Xlsx,
    FileType::Pptx,
    FileType::Vsdx,
    FileType::Odt,
    FileType::Zip,
    FileType::Pdf,
    FileType::Jpg,
];

fn assert_finding(names: &[&str], order: &[u16], expected: Finding) {
    for announced in OFFICE {
        assert_eq!(finding(announced, &compound(names, order)), Some(expected), "{names:?} as {announced:?}");
    }
}

#[test]
fn the_finding_names_the_old_formats_under_every_announced_type() {
    for (names, format) in [
        (&["Root Entry", "1Table", "WordDocument"][..], Format::LegacyWord),
        (&["Root Entry", "Workbook"], Format::LegacyExcel),
        (&["Root Entry", "Book"], Format::LegacyExcel),
        (&["Root Entry", "Current User", "PowerPoint Document"], Format::LegacyPowerPoint),
        (&["Root Entry", "VisioDocument"], Format::LegacyVisio),
        (&["Root Entry", "__nameid_version1.0"], Format::OutlookMessage),
        (&["Root Entry", "Something"], Format::OtherOle),
        (&["Root Entry", "WordDocuments"], Format::OtherOle),
    ] {
        assert_finding(names, &[1], Finding::OtherFormat(format));
    }
}

#[test]
fn a_workbook_with_an_embedded_document_is_a_workbook() {
    let names = ["Root Entry", "Workbook", "MBD0001", "WordDocument"];
    assert_finding(&names, &[1], Finding::OtherFormat(Format::LegacyExcel));
}

/// With a password or rights management, the package is one stream among those that describe its encryption.
#[test]
fn an_encrypted_office_file_is_detected_at_every_position_of_its_directory() {
    let names = [
        "Root Entry",
        "\u{6}DataSpaces",
        "Version",
        "DataSpaceMap",
        "DataSpaceInfo",
        "TransformInfo",
        "EncryptedPackage",
    ];
    assert_finding(&names, &[1, 2], Finding::ProtectedOffice);
    assert_finding(&names, &[90, 3], Finding::ProtectedOffice);
    let (found, reads) = examined(FileType::Docx, &[compound(&names, &[90, 3]), vec![1; 300_000]].concat());
    assert_eq!((found, reads), (Some(Finding::ProtectedOffice), 1));
}

#[test]
fn a_cyclic_or_broken_directory_chain_is_followed_up_to_the_limit() {
    let mut ring = compound(&["Root Entry"], &[1]);
    ring[512 + 4..512 + 8].copy_from_slice(&1_u32.to_le_bytes());
    assert_eq!(finding(FileType::Docx, &ring), other(Format::OtherOle));
    for sector in [7_000_u32, 0x7fff_ffff, u32::MAX] {
        let mut lost = compound(&["Root Entry"], &[1]);
        lost[48..52].copy_from_slice(&sector.to_le_bytes());
        assert_eq!(finding(FileType::Docx, &lost), other(Format::OtherOle), "{sector}");
    }
    assert_eq!(finding(FileType::Docx, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), other(Format::OtherOle));
}
