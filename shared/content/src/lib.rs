//! Whether a file is a readable one of the announced type, found out by ranged reads.
//!
//! A file is up to 250 MiB and comes from outside, so nothing of it is trusted: no length, count or offset is followed
//! further than the limits below allow, nothing is unpacked but a few KiB of small parts, and what is held in memory at
//! any moment is three blocks and one chunk of a directory. What stays unanswered within the limits counts as unreadable.

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

/// Why the content of a file of this length does not count as one of the announced type; nothing when it does.
///
/// # Errors
/// [`Fault`] when the file cannot be read.
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
