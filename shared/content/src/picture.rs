//! PNG and JPEG pictures: what they begin with, and that their end is there.

use domain::deliverable::{FileType, Finding};

use crate::bytes::{self, be16, contains};
use crate::source::{ReadRange, Source, Stop};
use crate::{ole, signature};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The chunk that ends a PNG, with its checksum.
const PNG_END: &[u8] = b"IEND\xaeB`\x82";
const JPEG: &[u8] = b"\xff\xd8\xff";
/// How many segments before the picture of a JPEG are passed over. Behind more of them anything counts as picture data.
const SEGMENTS_MAX: usize = 32;

/// Checks a file that was announced as a picture.
pub async fn check<R: ReadRange + Sync>(announced: FileType, source: &mut Source<'_, R>) -> Result<(), Stop> {
    let is_png = announced == FileType::Png;
    if !source.head().starts_with(if is_png { PNG } else { JPEG }) {
        let is_ole = ole::begins(source.head());
        let other = Finding::OtherFormat(signature::format(source.head()));
        return Err(if is_ole { ole::finding(source).await? } else { other }.into());
    }
    let is_whole = if is_png { contains(source.tail().await?.1, PNG_END) } else { is_whole_jpeg(source).await? };
    if is_whole { Ok(()) } else { Err(Finding::PictureCutOff.into()) }
}

/// Whether the picture ends, or something else follows it: phones append videos, cameras further pictures. Picture data
/// that was cut off is nothing but picture data to its last byte.
async fn is_whole_jpeg<R: ReadRange + Sync>(source: &mut Source<'_, R>) -> Result<bool, Stop> {
    // A preview in a segment before the picture has an end of its own, which does not count.
    let Some(picture) = picture_data(source).await? else { return Ok(false) };
    let (offset, tail) = source.tail().await?;
    let data = bytes::from(tail, bytes::narrow(picture.saturating_sub(offset)));
    Ok(data.windows(2).any(|pair| matches!(pair, [0xff, code] if ends_picture_data(*code))))
}

/// Whether what follows 0xFF is the end of the picture, or nothing that picture data can have: it has a zero there, a
/// restart, a filling, or a marker of a further scan.
fn ends_picture_data(code: u8) -> bool {
    !matches!(code, 0x00 | 0xc4 | 0xd0..=0xd7 | 0xda..=0xdd | 0xff)
}

/// Where the data of the picture begins: behind the header of the first scan. Nothing when the file ends before it.
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
            // No segment: it is damaged, or of a kind of its own. Viewers show what they can.
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
