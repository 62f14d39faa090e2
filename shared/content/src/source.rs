//! A file that is read in ranges, with a limit on the number of reads.

use std::future::Future;

use domain::Fault;
use domain::deliverable::Finding;

use crate::bytes;

/// Length of the blocks that are read at the beginning, at the end and in between, in bytes: 65 KiB. The last block
/// contains the end record of an archive with the longest comment (65,535 bytes) and its 64-bit records. A file of at
/// most this length is read once.
pub const BLOCK_BYTES: usize = 65 * 1024;
/// Length of the chunks in which a large directory is read, in bytes: 1 MiB.
pub const CHUNK_BYTES: usize = 1024 * 1024;
/// Most reads of one file. An ordinary file takes one to four.
pub const READS_MAX: u32 = 40;

/// The capability to read parts of a file.
pub trait ReadRange {
    /// Reads `length` bytes from an offset; fewer at the end of the file. `length` is never zero.
    ///
    /// # Errors
    /// [`Fault`] when the file cannot be read.
    fn read_range(&self, offset: u64, length: usize) -> impl Future<Output = Result<Vec<u8>, Fault>> + Send;
}

/// The reason for an early end of the verification.
#[derive(Debug)]
pub enum Stop {
    /// The file could not be read.
    Fault(Fault),
    /// The file does not count.
    Finding(Finding),
}

impl From<Finding> for Stop {
    fn from(finding: Finding) -> Self {
        Self::Finding(finding)
    }
}

/// Bytes of the file with their offset.
#[derive(Debug, Default)]
struct Block {
    offset: u64,
    bytes: Vec<u8>,
}

impl Block {
    /// The bytes of a range; `None` when the block does not contain all of it.
    fn get(&self, offset: u64, length: usize) -> Option<&[u8]> {
        let start = bytes::narrow(offset.checked_sub(self.offset)?);
        self.bytes.get(start..start.checked_add(length)?)
    }
}

/// A file under verification. The first block is read at once; the last block and one more are cached after their
/// first read.
#[derive(Debug)]
pub struct Source<'a, R> {
    reader: &'a R,
    size: u64,
    reads: u32,
    head: Block,
    tail: Block,
    window: Block,
}

impl<'a, R: ReadRange + Sync> Source<'a, R> {
    /// Reads the first block.
    pub async fn open(reader: &'a R, size: u64) -> Result<Self, Stop> {
        let (head, tail, window) = (Block::default(), Block::default(), Block::default());
        let mut source = Self { reader, size, reads: 0, head, tail, window };
        source.head = source.block(0, BLOCK_BYTES).await?;
        Ok(source)
    }

    /// The length of the file.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The first block.
    pub fn head(&self) -> &[u8] {
        &self.head.bytes
    }

    /// The offset of the last block, and its bytes.
    pub async fn tail(&mut self) -> Result<(u64, &[u8]), Stop> {
        if self.size <= bytes::wide(BLOCK_BYTES) {
            return Ok((0, &self.head.bytes));
        }
        if self.tail.bytes.is_empty() {
            let offset = self.size.saturating_sub(bytes::wide(BLOCK_BYTES));
            self.tail = self.block(offset, BLOCK_BYTES).await?;
        }
        Ok((self.tail.offset, &self.tail.bytes))
    }

    /// The bytes of a range, cut at the end of the file. A read caches at least one block, so that later reads are
    /// often not necessary.
    pub async fn range(&mut self, offset: u64, length: usize) -> Result<&[u8], Stop> {
        let length = length.min(bytes::narrow(self.size.saturating_sub(offset)));
        let cached =
            [&self.head, &self.tail, &self.window].into_iter().any(|block| block.get(offset, length).is_some());
        if !cached {
            self.window = self.block(offset, length.max(BLOCK_BYTES)).await?;
        }
        let blocks = [&self.head, &self.tail, &self.window];
        Ok(blocks.into_iter().find_map(|block| block.get(offset, length)).unwrap_or(&self.window.bytes))
    }

    /// True when its first and last block are empty or contain only white space and zeros.
    pub async fn is_blank(&mut self) -> Result<bool, Stop> {
        let blank = |bytes: &[u8]| bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0);
        Ok(blank(self.head()) && blank(self.tail().await?.1))
    }

    async fn block(&mut self, offset: u64, length: usize) -> Result<Block, Stop> {
        let length = length.min(bytes::narrow(self.size.saturating_sub(offset)));
        if length == 0 {
            return Ok(Block { offset, bytes: Vec::new() });
        }
        self.reads = self.reads.saturating_add(1);
        if self.reads > READS_MAX {
            return Err(Finding::TooComplex.into());
        }
        let bytes = self.reader.read_range(offset, length).await.map_err(Stop::Fault)?;
        Ok(Block { offset, bytes })
    }
}
