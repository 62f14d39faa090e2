//! Plain text and Markdown.

use proptest::prelude::*;

use super::*;
use FileType::{Md, Txt};

fn utf16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn utf8_is_text_with_or_without_a_byte_order_mark() {
    for (what, bytes) in [
        ("Markdown", "# Plan\r\n\tfür 計畫\n".as_bytes()),
        ("with a byte order mark", b"\xef\xbb\xbfplan"),
        ("a page break and the end of a DOS file", b"one\x0ctwo\x1a"),
        ("colours of a terminal", b"\x1b[31mred\x1b[0m \x07 bold\x08 done"),
    ] {
        assert_accepted_as(what, bytes, &[Md, Txt]);
    }
}

/// The encoding of `>` in Windows PowerShell and of "Unicode" in Notepad.
#[test]
fn utf16_is_text_with_a_byte_order_mark() {
    for text in ["\u{feff}plan für alle\r\n", "\u{feff}計畫", "\u{feff}with a 😀 pair"] {
        assert_accepted_as(text, &utf16(text, u16::to_le_bytes), &[Md, Txt]);
        assert_accepted_as(text, &utf16(text, u16::to_be_bytes), &[Md, Txt]);
    }
    let long = format!("\u{feff}{}😀", "計".repeat(2_046)).repeat(2);
    assert_eq!(finding(Txt, &utf16(&long, u16::to_le_bytes)), None, "a pair that the 4,096th byte cuts");
}

#[test]
fn utf16_without_the_mark_has_its_own_finding() {
    let unmarked = Some(Finding::UnmarkedUtf16);
    for text in ["plan for all\r\n", "Plan für 3 Tage", "a"] {
        assert_eq!(finding(Txt, &utf16(text, u16::to_le_bytes)), unmarked, "{text}");
        assert_eq!(finding(Md, &utf16(text, u16::to_be_bytes)), unmarked, "{text}");
    }
    assert_eq!(finding(Txt, b"\xff\xfe\0\0p\0\0\0l\0\0\0"), unmarked, "UTF-32 even with its mark");
    assert_eq!(finding(Txt, b"p\0\0\0l\0\0\0a\0\0\0"), unmarked, "UTF-32");
}

#[test]
fn text_in_a_local_encoding_has_its_own_finding() {
    for (what, bytes) in [
        ("Windows-1252", &b"f\xfcr alle"[..]),
        ("Big5", b"\xad\xb7\xb5\xe5 plan"),
        ("GBK", b"\xbc\xc6\xbb\xae"),
        ("Shift JIS", b"\x8c\x76\x89\xe6"),
    ] {
        assert_eq!(finding(Txt, bytes), Some(Finding::LocalEncoding), "{what}");
    }
}

#[test]
fn the_finding_names_the_format_of_other_files() {
    for (bytes, format) in [
        (&b"plan\0"[..], Format::Unknown),
        (b"\x01\x02\x03", Format::Unknown),
        (b"\xff\xfe\x00\xdcx\0", Format::Unknown),
        (b"\xff\xfe\x01\0x\0", Format::Unknown),
        (b"MZ\x90\0\x03\0\0\0", Format::Program),
        (b"\x7fELF\x02\x01\x01\0", Format::Program),
        (b"PK\x03\x04\x14\0\x08\x08", Format::ZipOrOffice),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", Format::Pdf),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", Format::OtherOle),
    ] {
        let found = finding(Txt, bytes);
        assert!(matches!(found, Some(Finding::OtherFormat(found)) if found == format), "{bytes:?}: {found:?}");
    }
}

#[test]
fn a_text_of_only_white_space_is_empty() {
    for blank in ["\u{feff}", "\u{3000}\n\u{a0}", "\u{200b}", " \u{2028}\r\n"] {
        assert_eq!(finding(Txt, blank.as_bytes()), Some(Finding::Empty), "{blank:?}");
        let marked = format!("\u{feff}{blank}");
        assert_eq!(finding(Txt, &utf16(&marked, u16::to_le_bytes)), Some(Finding::Empty), "{blank:?}");
    }
    let late = format!("{}plan", " ".repeat(200_000));
    assert_eq!(finding(Txt, late.as_bytes()), None, "text at the end");
}

#[test]
fn only_the_last_character_of_a_text_may_be_incomplete() {
    let whole = "計畫".as_bytes();
    for end in 1..=whole.len() {
        let found = finding(Txt, &[b"plan ", &whole[..end]].concat());
        assert_eq!(found, None, "cut after {end} bytes");
    }
    let torn: Vec<u8> = whole[..4].iter().chain(b" and on").copied().collect();
    assert_eq!(finding(Txt, &torn), Some(Finding::LocalEncoding), "an incomplete character in between");
}

#[test]
fn a_large_text_is_read_once() {
    assert_eq!(examined(Txt, "計畫 plan\n".repeat(50_000).as_bytes()), (None, 1));
}

proptest! {
    #[test]
    fn text_without_control_characters_is_accepted(text in "\\PC*[a-z]") {
        prop_assert_eq!(finding(Txt, text.as_bytes()), None);
        prop_assert_eq!(finding(Md, &utf16(&format!("\u{feff}{text}"), u16::to_be_bytes)), None);
    }
}
