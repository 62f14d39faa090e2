//! PNG and JPEG pictures: their first bytes and their end.

use domain::deliverable::{FileType, Finding};

use crate::bytes::{self, be16, contains};
use crate::source::{ReadRange, Source, Stop};
use crate::{ole, signature};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The chunk that ends a PNG, with its checksum.
const PNG_END: &[u8] = b"IEND\xaeB`\x82";
const JPEG: &[u8] = b"\xff\xd8\xff";
/// Most segments of a JPEG that are skipped before its picture data. After more of them, the rest counts as picture
/// data.
const SEGMENTS_MAX: usize = 32;

/// Verifies a file that was announced as a picture.
pub async fn check<R: ReadRange + Sync>(announced: FileType, source: &mut Source<'_, R>) -> Result<(), Stop> {
    let is_png = announced == FileType::Png;
    if !source.head().starts_with(if is_png { PNG } else { JPEG }) {
        let is_ole = ole::has_signature(source.head());
        let other = Finding::OtherFormat(signature::format(source.head()));
        return Err(if is_ole { ole::finding(source).await? } else { other }.into());
    }
    let is_whole = if is_png { contains(source.tail().await?.1, PNG_END) } else { is_whole_jpeg(source).await? };
    if is_whole { Ok(()) } else { Err(Finding::PictureCutOff.into()) }
}

/// True when the picture data ends before the file does. Phones append videos, and cameras append further pictures; a
/// picture that was cut off has picture data up to its last byte.
async fn is_whole_jpeg<R: ReadRange + Sync>(source: &mut Source<'_, R>) -> Result<bool, Stop> {
    // The end marker of a preview, in a segment before the picture data, does not count.
    let Some(picture) = picture_data(source).await? else { return Ok(false) };
    let (offset, tail) = source.tail().await?;
    let data = bytes::from(tail, bytes::narrow(picture.saturating_sub(offset)));
    Ok(data.windows(2).any(|pair| matches!(pair, [0xff, code] if ends_picture_data(*code))))
}

/// True when a byte after 0xFF ends the picture data. In picture data it is zero, a restart, padding, or a marker of a
/// further scan.
fn ends_picture_data(code: u8) -> bool {
    !matches!(code, 0x00 | 0xc4 | 0xd0..=0xd7 | 0xda..=0xdd | 0xff)
}

/// The offset of the picture data, after the header of the first scan; `None` when the file ends before it.
async fn picture_data<R: ReadRange + Sync>(source: &mut Source<'_, R>) -> Result<Option<u64>, Stop> {
    let mut at = 2_u64;
    for _ in 0..SEGMENTS_MAX {
        let segment = source.range(at, 4).await?;
        let (code, length) = match *segment {
            [0xff, 0xff, ..] => {
                at = at.saturating_add(1);
                continue;
            }
            [0xff, code, ..] => (code, be16(segment, 2)),
            // An invalid segment: viewers show the rest of such files as far as they can.
            _ => return Ok((at < source.size()).then_some(at)),
        };
        let Some(length) = length else { return Ok(None) };
        at = at.saturating_add(2).saturating_add(u64::from(length));
        if code == 0xda {
            return Ok((at < source.size()).then_some(at));
        }
    }
    Ok((at < source.size()).then_some(at))
}
