//! Archives that are written byte by byte, so that tests can make every field invalid.

use flate2::{Compress, Compression, FlushCompress};

use crate::bytes::wide;

/// One entry to write.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub packed: Vec<u8>,
    pub size: u32,
    /// The extra field in the directory.
    pub extra: Vec<u8>,
}

pub fn stored(name: &str, content: &[u8]) -> Entry {
    let size = u32::try_from(content.len()).unwrap();
    Entry { name: name.into(), flags: 0, method: 0, packed: content.to_vec(), size, extra: Vec::new() }
}

pub fn deflated(name: &str, content: &[u8]) -> Entry {
    let mut packed = Vec::with_capacity(content.len() + 1_000);
    Compress::new(Compression::default(), false).compress_vec(content, &mut packed, FlushCompress::Finish).unwrap();
    Entry { method: 8, packed, ..stored(name, content) }
}

/// The values of the end record.
#[derive(Clone, Debug, Default)]
pub struct End {
    pub comment: Vec<u8>,
    /// True to write 64-bit records before it.
    pub is_wide: bool,
    /// Values in place of the correct ones: number of entries, length and offset of the directory.
    pub entries: Option<u64>,
    pub length: Option<u64>,
    pub offset: Option<u64>,
}

pub fn archive(entries: &[Entry]) -> Vec<u8> {
    archive_with(entries, &End::default())
}

pub fn archive_with(entries: &[Entry], end: &End) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let offset = u32::try_from(bytes.len()).unwrap();
        bytes.extend(local(entry));
        directory.extend(central(entry, offset));
    }
    let offset = end.offset.unwrap_or(wide(bytes.len()));
    let length = end.length.unwrap_or(wide(directory.len()));
    let count = end.entries.unwrap_or(wide(entries.len()));
    bytes.extend(directory);
    if end.is_wide {
        let at = wide(bytes.len());
        bytes.extend(b"PK\x06\x06");
        bytes.extend(44_u64.to_le_bytes());
        bytes.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend([count, count, length, offset].map(u64::to_le_bytes).concat());
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend(at.to_le_bytes());
        bytes.extend([1, 0, 0, 0]);
    }
    let narrow = |value: u64| if end.is_wide { u32::MAX } else { u32::try_from(value).unwrap() };
    let small = if end.is_wide { u16::MAX } else { u16::try_from(count).unwrap() };
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(small.to_le_bytes());
    bytes.extend(small.to_le_bytes());
    bytes.extend(narrow(length).to_le_bytes());
    bytes.extend(narrow(offset).to_le_bytes());
    bytes.extend(u16::try_from(end.comment.len()).unwrap().to_le_bytes());
    bytes.extend(&end.comment);
    bytes
}

/// The fields that both headers of an entry share: from the version to the length of the name.
fn common(entry: &Entry) -> Vec<u8> {
    let mut bytes = vec![20, 0];
    bytes.extend(entry.flags.to_le_bytes());
    bytes.extend(entry.method.to_le_bytes());
    bytes.extend([0, 0, 0x21, 0x58, 0, 0, 0, 0]);
    bytes.extend(u32::try_from(entry.packed.len()).unwrap().to_le_bytes());
    bytes.extend(entry.size.to_le_bytes());
    bytes.extend(u16::try_from(entry.name.len()).unwrap().to_le_bytes());
    bytes
}

fn local(entry: &Entry) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend(common(entry));
    bytes.extend([0, 0]);
    bytes.extend(&entry.name);
    bytes.extend(&entry.packed);
    bytes
}

fn central(entry: &Entry, offset: u32) -> Vec<u8> {
    let mut bytes = b"PK\x01\x02\x14\0".to_vec();
    bytes.extend(common(entry));
    bytes.extend(u16::try_from(entry.extra.len()).unwrap().to_le_bytes());
    bytes.extend([0; 10]);
    bytes.extend(offset.to_le_bytes());
    bytes.extend(&entry.name);
    bytes.extend(&entry.extra);
    bytes
}

pub const TYPES: &[u8] = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;

/// The entries of an Office package whose main part has this name.
pub fn package(main: &str) -> Vec<Entry> {
    vec![
        deflated("[Content_Types].xml", TYPES),
        deflated("_rels/.rels", b"<Relationships/>"),
        deflated(main, b"<w:document/>"),
        stored("docProps/app.xml", b"<Properties/>"),
    ]
}

pub fn docx() -> Vec<u8> {
    archive(&package("word/document.xml"))
}

/// The entries of an OpenDocument file with this media type.
pub fn open_document(media_type: &str) -> Vec<Entry> {
    let manifest = format!(
        r#"<manifest:manifest><manifest:file-entry manifest:full-path="/" manifest:media-type="{media_type}"/></manifest:manifest>"#
    );
    vec![
        stored("mimetype", media_type.as_bytes()),
        deflated("content.xml", b"<office:document-content/>"),
        deflated("META-INF/manifest.xml", manifest.as_bytes()),
    ]
}

pub const TEXT: &str = "application/vnd.oasis.opendocument.text";

/// Pseudo-random bytes without structure, the same in each run.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0] & 0x7f | 1
    };
    (0..length).map(|_| next()).collect()
}
