//! OLE compound files (MS-CFB): the old binary formats of Office, and the container of encrypted Office files.
//!
//! The names in the directory decide the format. The directory is a chain of sectors in the file.

use domain::deliverable::{Finding, Format};

use crate::bytes::{self, le16, le32, wide};
use crate::source::{ReadRange, Source, Stop};

const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Most sectors of a directory that are read; the names that decide are at its beginning.
const SECTORS_MAX: usize = 12;
/// The number of allocation table sectors that the header lists.
const LISTED: u32 = 109;
const ENTRY_LENGTH: usize = 128;

/// The directory names that decide the format, with their findings.
const NAMES: [(&str, Finding); 9] = [
    ("EncryptedPackage", Finding::ProtectedOffice),
    ("WordDocument", Finding::OtherFormat(Format::LegacyWord)),
    ("Workbook", Finding::OtherFormat(Format::LegacyExcel)),
    ("Book", Finding::OtherFormat(Format::LegacyExcel)),
    ("PowerPoint Document", Finding::OtherFormat(Format::LegacyPowerPoint)),
    ("PP40", Finding::OtherFormat(Format::LegacyPowerPoint)),
    ("VisioDocument", Finding::OtherFormat(Format::LegacyVisio)),
    ("__properties_version1.0", Finding::OtherFormat(Format::OutlookMessage)),
    ("__nameid_version1.0", Finding::OtherFormat(Format::OutlookMessage)),
];

/// True when the first bytes are those of a compound file.
pub fn has_signature(head: &[u8]) -> bool {
    head.starts_with(SIGNATURE)
}

/// The finding for a compound file. None of these formats is accepted (PROGRAM.md 8.2).
pub async fn finding<R: ReadRange + Sync>(source: &mut Source<'_, R>) -> Result<Finding, Stop> {
    let Some(header) = Header::read(source.head()) else { return Ok(Finding::OtherFormat(Format::OtherOle)) };
    let (mut found, mut next) = (Vec::new(), Some(header.directory));
    for _ in 0..SECTORS_MAX {
        let Some(sector) = next else { break };
        let entries = source.range(header.offset(sector), header.sector_length()).await?.chunks(ENTRY_LENGTH);
        found.extend(entries.filter_map(finding_of_entry));
        next = header.next(source, sector).await?;
    }
    // Embedded objects have their names in the same directory, after those of the file itself.
    let first = found.first().copied().unwrap_or(Finding::OtherFormat(Format::OtherOle));
    Ok(if found.contains(&Finding::ProtectedOffice) { Finding::ProtectedOffice } else { first })
}

fn finding_of_entry(entry: &[u8]) -> Option<Finding> {
    NAMES.iter().find(|(name, _)| is_named(entry, name)).map(|(_, finding)| *finding)
}

fn is_named(entry: &[u8], name: &str) -> bool {
    let written: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    entry.starts_with(&written)
}

/// The layout of the sectors, from the header.
struct Header {
    shift: u32,
    directory: u32,
    /// The sectors of the allocation table.
    table: Vec<u32>,
}

impl Header {
    fn read(head: &[u8]) -> Option<Self> {
        let shift = u32::from(le16(head, 30)?).clamp(9, 12);
        let table = (0..LISTED).map_while(|index| le32(head, bytes::narrow(76 + 4 * u64::from(index))));
        Some(Self { shift, directory: le32(head, 48)?, table: table.collect() })
    }

    fn sector_length(&self) -> usize {
        1 << self.shift
    }

    /// The offset of a sector; sector 0 follows the header.
    fn offset(&self, sector: u32) -> u64 {
        u64::from(sector).saturating_add(1) << self.shift
    }

    /// The next sector of the chain; `None` at its end.
    async fn next<R: ReadRange + Sync>(&self, source: &mut Source<'_, R>, sector: u32) -> Result<Option<u32>, Stop> {
        let each = u32::try_from(self.sector_length() / 4).unwrap_or(u32::MAX);
        let listed = self.table.get(bytes::narrow(u64::from(sector / each)));
        let Some(table) = listed.filter(|table| **table < END_OF_CHAIN) else { return Ok(None) };
        let at = self.offset(*table).saturating_add(wide(4).saturating_mul(u64::from(sector % each)));
        Ok(le32(source.range(at, 4).await?, 0).filter(|next| *next < END_OF_CHAIN))
    }
}

/// The first value that is not a sector number.
const END_OF_CHAIN: u32 = 0xFFFF_FFFA;
