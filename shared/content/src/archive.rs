//! ZIP archives, read by their central directory (APPNOTE 6.3.10): its position, its entries, and the content of small
//! parts.
//!
//! Only the directory is authoritative: an archive can have any prefix, and programs write the parts in any order. The
//! directory is located from the end of the file and read in chunks. It is not stored; a visitor gets each entry.

use domain::deliverable::Finding;
use flate2::{Decompress, FlushDecompress};

use crate::bytes::{self, find_last, first, le16, le32, le64, narrow, wide};
use crate::source::{CHUNK_BYTES, ReadRange, Source, Stop};

/// Most entries of an archive. An archive with more does not count.
pub const ENTRIES_MAX: u64 = 65_535;
/// Largest directory that is read, in bytes: 16 MiB, or 256 bytes for each entry.
pub const DIRECTORY_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Most candidates for the end record that are tried, from the end of the file.
const ENDS_MAX: usize = 16;
/// Bytes of a part that are read, including its local header.
const PART_BYTES: usize = 16 * 1024;
/// Most bytes of a part that are unpacked.
pub const UNPACKED_BYTES_MAX: usize = 16 * 1024;

const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const LOCATOR_LENGTH: u64 = 20;
const WIDE_END: &[u8] = b"PK\x06\x06";
const WIDE_END_LENGTH: usize = 56;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;
const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_LENGTH: usize = 30;
/// Longest entry, with the longest name, extra field and comment.
const ENTRY_LENGTH_MAX: usize = ENTRY_LENGTH + 3 * 65_535;

/// Flags of encryption: by password, by certificate, and masked local headers (4.4.4).
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
/// The compression method code of AES encryption (7.2).
const AES: u16 = 99;

/// True when the first bytes are those of an archive. An archive that was split and joined again begins with a marker.
pub fn has_signature(head: &[u8]) -> bool {
    head.starts_with(LOCAL) || head.starts_with(END) || has_split_marker(head)
}

fn has_split_marker(head: &[u8]) -> bool {
    let marked = head.starts_with(b"PK\x07\x08") || head.starts_with(b"PK00");
    marked && bytes::from(head, 4).starts_with(LOCAL)
}

/// True when the header of the first part has a flag of encryption. It is the only evidence in an archive with an
/// encrypted directory.
pub fn first_part_is_encrypted(head: &[u8]) -> bool {
    head.starts_with(LOCAL) && le16(head, 6).is_some_and(|flags| flags & ENCRYPTED != 0)
}

/// The position of a central directory.
#[derive(Clone, Copy, Debug)]
pub struct Directory {
    /// Offset in the file.
    start: u64,
    length: u64,
    /// The number of entries in its end record.
    announced: u64,
    /// The difference between real and recorded offsets: the length of a prefix before the archive.
    shift: u64,
}

/// One entry of a directory.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The name, not normalized.
    pub name: &'a [u8],
    /// True when it is encrypted.
    pub is_encrypted: bool,
    /// The position of its content.
    pub part: Part,
}

/// The position and size of an entry's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The unpacked length, in bytes.
    pub size: u64,
    packed: u64,
    offset: u64,
    method: u16,
}

/// The directory's position according to the end record.
struct End {
    /// The latest end of the directory.
    limit: u64,
    length: u64,
    offset: u64,
    entries: u64,
}

impl Directory {
    /// Locates the directory of a file.
    pub async fn find<R: ReadRange + Sync>(source: &mut Source<'_, R>) -> Result<Self, Stop> {
        for (at, record) in ends(source).await? {
            let Some(end) = End::read(source, at, &record).await? else { continue };
            if let Some(found) = Self::at_end(source, &end).await? {
                return if found.length > DIRECTORY_BYTES_MAX { Err(Finding::TooComplex.into()) } else { Ok(found) };
            }
        }
        Err(Finding::DamagedArchive.into())
    }

    /// The directory directly before its end record, or at the offset in the record.
    async fn at_end<R: ReadRange + Sync>(source: &mut Source<'_, R>, end: &End) -> Result<Option<Self>, Stop> {
        let of = |start, shift| Self { start, length: end.length, announced: end.entries, shift };
        let Some(before_end) = end.limit.checked_sub(end.length) else { return Ok(None) };
        if end.length == 0 {
            return Ok((end.entries == 0).then(|| of(before_end, 0)));
        }
        if let Some(shift) = before_end.checked_sub(end.offset)
            && source.range(before_end, ENTRY.len()).await? == ENTRY
        {
            return Ok(Some(of(before_end, shift)));
        }
        let fits = end.offset <= before_end && source.range(end.offset, ENTRY.len()).await? == ENTRY;
        Ok(fits.then(|| of(end.offset, 0)))
    }

    /// Calls the visitor for every entry.
    pub async fn visit<R: ReadRange + Sync>(
        &self,
        source: &mut Source<'_, R>,
        mut visitor: impl FnMut(&Entry<'_>) + Send,
    ) -> Result<(), Stop> {
        let (mut at, end, mut visited) = (self.start, self.start.saturating_add(self.length), 0_u64);
        while at < end {
            let length = CHUNK_BYTES.min(narrow(end.saturating_sub(at)));
            let chunk = first(source.range(at, length).await?, length);
            let (used, entries) = self.visit_chunk(chunk, at.saturating_add(wide(length)) < end, &mut visitor)?;
            visited = visited.saturating_add(entries);
            if visited > ENTRIES_MAX {
                return Err(Finding::TooComplex.into());
            }
            if used == 0 {
                break;
            }
            at = at.saturating_add(wide(used));
        }
        // The counter of old programs overflows after 65,535, so more entries than announced are accepted.
        if visited < self.announced { Err(Finding::DamagedArchive.into()) } else { Ok(()) }
    }

    /// Calls the visitor for the entries of a chunk; returns their bytes and their number. An entry that the chunk
    /// cuts is read with the next one. Anything that is not an entry (a signature, padding) ends the directory.
    fn visit_chunk(
        &self,
        chunk: &[u8],
        has_more: bool,
        visitor: &mut impl FnMut(&Entry<'_>),
    ) -> Result<(usize, u64), Stop> {
        let (mut used, mut entries) = (0_usize, 0_u64);
        while bytes::from(chunk, used).starts_with(ENTRY) {
            let rest = bytes::from(chunk, used);
            if has_more && rest.len() < ENTRY_LENGTH_MAX {
                break;
            }
            let (entry, length) = Entry::read(rest).ok_or(Finding::DamagedArchive)?;
            if entry.part.offset.saturating_add(self.shift) >= self.start {
                return Err(Finding::DamagedArchive.into());
            }
            visitor(&entry);
            (used, entries) = (used.saturating_add(length), entries.saturating_add(1));
        }
        Ok((used, entries))
    }

    /// True when a local header begins at the offset of the part in the directory.
    pub async fn has<R: ReadRange + Sync>(&self, source: &mut Source<'_, R>, part: Part) -> Result<bool, Stop> {
        let offset = part.offset.saturating_add(self.shift);
        Ok(source.range(offset, LOCAL.len()).await? == LOCAL)
    }

    /// The first bytes of a small part, unpacked up to [`UNPACKED_BYTES_MAX`]; empty for an unknown compression
    /// method.
    pub async fn content<R: ReadRange + Sync>(&self, source: &mut Source<'_, R>, part: Part) -> Result<Vec<u8>, Stop> {
        let offset = part.offset.saturating_add(self.shift);
        let local = first(source.range(offset, PART_BYTES).await?, PART_BYTES);
        let lengths = le16(local, 26).zip(le16(local, 28)).filter(|_| local.starts_with(LOCAL));
        let Some((name, extra)) = lengths else { return Err(Finding::DamagedArchive.into()) };
        let before = LOCAL_LENGTH.saturating_add(usize::from(name)).saturating_add(usize::from(extra));
        let packed = first(bytes::from(local, before), narrow(part.packed));
        Ok(match part.method {
            0 => first(packed, UNPACKED_BYTES_MAX).to_vec(),
            8 => inflated(packed),
            _ => Vec::new(),
        })
    }
}

/// The unpacked first bytes of a deflated part.
fn inflated(packed: &[u8]) -> Vec<u8> {
    let mut unpacked = vec![0; UNPACKED_BYTES_MAX];
    let mut inflate = Decompress::new(false);
    // Damaged data unpacks up to the damage.
    drop(inflate.decompress(packed, &mut unpacked, FlushDecompress::None));
    unpacked.truncate(narrow(inflate.total_out()));
    unpacked
}

/// Candidates for the end record in the last block, with their offsets. Those whose comment ends with the file come
/// first.
async fn ends<R: ReadRange + Sync>(source: &mut Source<'_, R>) -> Result<Vec<(u64, [u8; END_LENGTH])>, Stop> {
    let (offset, tail) = source.tail().await?;
    let (mut exact, mut others, mut behind) = (Vec::new(), Vec::new(), tail);
    while let Some(at) = find_last(behind, END) {
        behind = first(behind, at);
        let Some(record) = bytes::from(tail, at).first_chunk::<END_LENGTH>() else { continue };
        let comment = le16(record, 20).map_or(0, usize::from);
        let rest = tail.len().saturating_sub(at).saturating_sub(END_LENGTH);
        let places = if comment == rest { &mut exact } else { &mut others };
        if places.len() < ENDS_MAX {
            places.push((offset.saturating_add(wide(at)), *record));
        }
        if exact.len() >= ENDS_MAX || (others.len() >= ENDS_MAX && !exact.is_empty()) {
            break;
        }
    }
    exact.append(&mut others);
    exact.truncate(ENDS_MAX);
    Ok(exact)
}

impl End {
    /// Reads an end record, and the 64-bit one when it refers to it. `None` for a part of a split archive, which has
    /// no complete directory.
    async fn read<R: ReadRange + Sync>(
        source: &mut Source<'_, R>,
        at: u64,
        record: &[u8; END_LENGTH],
    ) -> Result<Option<Self>, Stop> {
        let small = |at| le16(record, at).unwrap_or_default();
        let large = |at| le32(record, at).unwrap_or_default();
        let (disk, entries, length, offset) = (small(4), small(10), large(12), large(16));
        if entries == u16::MAX || length == u32::MAX || offset == u32::MAX {
            let wide_end = Self::read_wide(source, at).await?;
            if wide_end.is_some() {
                return Ok(wide_end);
            }
        }
        let (entries, length, offset) = (u64::from(entries), u64::from(length), u64::from(offset));
        Ok((disk == 0).then_some(Self { limit: at, length, offset, entries }))
    }

    /// The 64-bit end record, at the offset in its locator, or directly before the locator.
    async fn read_wide<R: ReadRange + Sync>(source: &mut Source<'_, R>, end: u64) -> Result<Option<Self>, Stop> {
        let Some(locator_at) = end.checked_sub(LOCATOR_LENGTH) else { return Ok(None) };
        let locator = source.range(locator_at, narrow(LOCATOR_LENGTH)).await?;
        let recorded = le64(locator, 8).filter(|_| locator.starts_with(b"PK\x06\x07"));
        let Some(recorded) = recorded else { return Ok(None) };
        for at in [Some(recorded), locator_at.checked_sub(wide(WIDE_END_LENGTH))].into_iter().flatten() {
            let record = first(source.range(at, WIDE_END_LENGTH).await?, WIDE_END_LENGTH);
            let fields = le64(record, 32).zip(le64(record, 40)).zip(le64(record, 48));
            if let Some(((entries, length), offset)) = fields.filter(|_| record.starts_with(WIDE_END)) {
                return Ok(Some(Self { limit: at, length, offset, entries }));
            }
        }
        Ok(None)
    }
}

impl<'a> Entry<'a> {
    /// Reads the entry at the beginning; returns it and its length.
    fn read(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let lengths = [le16(bytes, 28)?, le16(bytes, 30)?, le16(bytes, 32)?].map(usize::from);
        let [name_length, extra_length, _] = lengths;
        let names_end = ENTRY_LENGTH.checked_add(name_length)?;
        let extra = bytes.get(names_end..names_end.checked_add(extra_length)?)?;
        let sizes = [le32(bytes, 24)?, le32(bytes, 20)?, le32(bytes, 42)?];
        let [size, packed, offset] = widened(sizes, extra);
        let method = le16(bytes, 10)?;
        let is_encrypted = le16(bytes, 8)? & ENCRYPTED != 0 || method == AES;
        let name = bytes.get(ENTRY_LENGTH..names_end)?;
        let length = lengths.iter().fold(ENTRY_LENGTH, |sum, length| sum.saturating_add(*length));
        let part = Part { size, packed, offset, method };
        (length <= bytes.len()).then_some((Self { name, is_encrypted, part }, length))
    }
}

/// Lengths and offset in 64 bits. Those that do not fit 32 bits are in the ZIP64 extra field (4.5.3), in order.
fn widened(narrow: [u32; 3], extra: &[u8]) -> [u64; 3] {
    let field = wide_field(extra).unwrap_or_default();
    let mut at = 0_usize;
    narrow.map(|value| {
        let instead = if value == u32::MAX { le64(field, at) } else { None };
        if instead.is_some() {
            at = at.saturating_add(8);
        }
        instead.unwrap_or(u64::from(value))
    })
}

fn wide_field(extra: &[u8]) -> Option<&[u8]> {
    let mut rest = extra;
    loop {
        let (id, length) = (le16(rest, 0)?, usize::from(le16(rest, 2)?));
        let field = bytes::from(rest, 4);
        if id == 1 {
            return Some(first(field, length));
        }
        rest = bytes::from(field, length);
    }
}
