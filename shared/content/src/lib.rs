//! Verification that a file is a readable file of its announced type, by ranged reads (PROGRAM.md 8.2).
//!
//! A file has up to 250 MiB and is not trusted. Lengths, counts and offsets are followed only within the limits below,
//! and only a few KiB of small parts are unpacked. Memory holds at most three blocks and one chunk of a directory. A
//! file that cannot be verified within the limits counts as unreadable.

use domain::Fault;
use domain::deliverable::{FileType, Finding};

mod archive;
mod bytes;
mod encoding;
mod ole;
mod package;
mod pdf;
mod picture;
mod signature;
mod source;
mod text;

pub use source::{BLOCK_BYTES, CHUNK_BYTES, READS_MAX, ReadRange};

use source::{Source, Stop};

/// Verifies the content of a file of `size` bytes. Returns the reason why it does not count as a file of the announced
/// type, or `None` when it does (PROGRAM.md 8.2).
///
/// # Errors
/// [`Fault`] when storage cannot be read.
pub async fn examine<R: ReadRange + Sync>(
    announced: FileType,
    size: u64,
    reader: &R,
) -> Result<Option<Finding>, Fault> {
    match check(announced, size, reader).await {
        Ok(()) => Ok(None),
        Err(Stop::Finding(finding)) => Ok(Some(finding)),
        Err(Stop::Fault(fault)) => Err(fault),
    }
}

async fn check<R: ReadRange + Sync>(announced: FileType, size: u64, reader: &R) -> Result<(), Stop> {
    let mut source = Source::open(reader, size).await?;
    if source.is_blank().await? {
        return Err(Finding::Empty.into());
    }
    match announced {
        FileType::Pdf => pdf::check(&mut source).await,
        FileType::Docx
        | FileType::Xlsx
        | FileType::Pptx
        | FileType::Vsdx
        | FileType::Odt
        | FileType::Ods
        | FileType::Odp
        | FileType::Zip => package::check(announced, &mut source).await,
        FileType::Png | FileType::Jpg => picture::check(announced, &mut source).await,
        FileType::Md | FileType::Txt => text::check(&source),
    }
}

#[cfg(test)]
mod tests;
