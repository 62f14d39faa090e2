//! PNG and JPEG pictures, and other files that are announced as pictures.

use super::made::noise;
use super::*;
use FileType::{Jpg, Png};

const PNG_END: &[u8] = b"\0\0\0\0IEND\xaeB`\x82";

fn png(chunks: &[u8]) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU", chunks, PNG_END].concat()
}

/// A segment of a JPEG.
fn segment(code: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, code][..], &length, content].concat()
}

/// A JPEG with these segments before its picture.
fn jpeg(segments: &[u8], picture: &[u8]) -> Vec<u8> {
    let scan = segment(0xda, &[1, 1, 0, 0, 0x3f, 0]);
    [b"\xff\xd8", segments, &segment(0xdb, &[0; 65]), &scan, picture, b"\xff\xd9"].concat()
}

/// A segment with a preview, as cameras write it.
fn exif() -> Vec<u8> {
    segment(0xe1, &[b"Exif\0\0", &jpeg(b"", &noise(2_000))[..]].concat())
}

#[test]
fn complete_pictures_of_their_type_are_accepted() {
    assert_accepted_as("a PNG", &png(b""), &[Png]);
    assert_accepted_as("an animated PNG", &png(b"\0\0\0\x08acTL\0\0\0\x01\0\0\0\0rest"), &[Png]);
    assert_accepted_as("a JPEG", &jpeg(&segment(0xe0, b"JFIF\0"), &noise(100)), &[Jpg]);
    assert_accepted_as("a JPEG of a camera", &jpeg(&exif(), &noise(300_000)), &[Jpg]);
    assert_eq!(examined(Jpg, &jpeg(&exif(), &noise(300_000))).1, 2);
}

#[test]
fn a_picture_cut_off_anywhere_is_rejected() {
    let cut = Some(Finding::PictureCutOff);
    let whole = png(&noise(3_000));
    for length in 8..whole.len() {
        assert_eq!(finding(Png, &whole[..length]), cut, "{length} bytes of a PNG");
    }
    let whole = jpeg(&exif(), &[&noise(3_000)[..], b"\xff\x00\xff\xd0", &noise(3_000)].concat());
    for length in 3..whole.len() - 1 {
        assert_eq!(finding(Jpg, &whole[..length]), cut, "{length} bytes of a JPEG");
    }
    let large = jpeg(&exif(), &noise(500_000));
    assert_eq!(finding(Jpg, &large[..400_000]), cut);
}

/// Several pictures in one file (MPO), a video after the picture, a maker's own data, padding.
#[test]
fn data_that_cameras_append_to_a_picture_is_skipped() {
    let picture = jpeg(&exif(), &noise(10_000));
    let stereo = [&picture[..], &jpeg(&segment(0xe2, b"MPF\0"), &noise(90_000)), &[0; 64]].concat();
    assert_accepted_as("two pictures in one file", &stereo, &[Jpg]);
    let video = [&b"\0\0\0\x18ftypmp42"[..], &[0xff, 0x33, 0x80].repeat(100_000)].concat();
    assert_eq!(finding(Jpg, &[&picture[..], &video].concat()), None, "a video");
    assert_eq!(finding(Jpg, &[&picture[..], b"SEFH\0\0SEFT"].concat()), None, "a trailer");
    assert_eq!(finding(Png, &[&png(b"")[..], &[0; 1_000]].concat()), None, "padding");
}

#[test]
fn segments_may_be_many_and_large() {
    let profiles: Vec<u8> = (0..60).flat_map(|_| segment(0xe2, &b"p".repeat(65_000))).collect();
    let (found, reads) = examined(Jpg, &jpeg(&profiles, &noise(100_000)));
    assert_eq!(found, None);
    assert!(reads <= 34, "{reads}");
    let filled = [b"\xff\xd8\xff\xff".to_vec(), jpeg(b"", &noise(50))[2..].to_vec()].concat();
    assert_eq!(finding(Jpg, &filled), None, "padding before a marker");
}

#[test]
fn the_finding_names_the_format_of_other_pictures() {
    let heic = |brand: &[u8; 4]| [b"\0\0\0\x18ftyp", &brand[..], b"\0\0\0\0mif1heic"].concat();
    for (bytes, format) in [
        (heic(b"heic"), Format::Heic),
        (heic(b"mif1"), Format::Heic),
        (heic(b"avif"), Format::Avif),
        (heic(b"mp42"), Format::Video),
        (b"RIFF\x10\0\0\0WEBPVP8 rest".to_vec(), Format::WebP),
        (b"GIF89a\x01\0\x01\0\x80\0".to_vec(), Format::Gif),
        (b"II*\0\x08\0\0\0rest".to_vec(), Format::Tiff),
        (b"MM\0*\0\0\0\x08rest".to_vec(), Format::Tiff),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0".to_vec(), Format::Bmp),
        (b"\0%PDF-1.7 that begins late".to_vec(), Format::Pdf),
        (b"\x89PNG\r\n".to_vec(), Format::Unknown),
    ] {
        for announced in [Png, Jpg] {
            assert_eq!(finding(announced, &bytes), other(format), "{announced:?}");
        }
    }
    assert_eq!(finding(Jpg, &png(b"")), other(Format::Png));
    assert_eq!(finding(Png, &jpeg(b"", b"picture")), other(Format::Jpeg));
}
