//! Tests of character sets.

use super::{CHINESE, ENGLISH, assign, details, english_lines, refusals, try_read, with_content};

/// The English lines with another first line, in the bytes of a character set that contains ASCII.
fn first_line(charset: &str, first: &[u8]) -> Vec<u8> {
    let mut mail = with_content(&format!("Content-Type: text/plain; charset={charset}"), "").into_bytes();
    mail.extend_from_slice(first);
    let (_, others) =
        english_lines().split_once("\r\n").map(|(first, rest)| (first.to_owned(), rest.to_owned())).unwrap();
    mail.extend_from_slice(others.as_bytes());
    mail
}

/// `憑證號碼：SA-BIG5-0001` in Big5.
const BIG5: &[u8] = b"\xbe\xcc\xc3\xd2\xb8\xb9\xbdX\xa1GSA-BIG5-0001\r\n";

/// The English mail with the customer's name in these bytes.
fn customer(content_type: &str, name: &[u8]) -> Vec<u8> {
    let lines = english_lines();
    let (before, after) = lines.split_once("Contoso Ltd").unwrap();
    let mail = with_content(content_type, before).into_bytes();
    [&mail, name, after.as_bytes()].concat()
}

fn named(charset: &str, name: &[u8]) -> String {
    assign(customer(&format!("Content-Type: text/plain; charset={charset}"), name)).customer.name.as_str().to_owned()
}

#[test]
fn all_names_of_big5_are_decoded() {
    for charset in [
        "big5",
        "Big5",
        "BIG5-HKSCS",
        "big5hkscs",
        "big5-eten",
        "cn-big5",
        "x-x-big5",
        "csBig5",
        "cp950",
        "ms950",
        "windows-950",
        "\"big5\"",
        "CP-950",
        "x-windows-950",
        "win950",
        "Big5_HKSCS",
    ] {
        assert_eq!(assign(first_line(charset, BIG5)).voucher_number.as_str(), "SA-BIG5-0001", "{charset}");
    }
}

#[test]
fn the_names_of_the_other_character_sets_are_decoded() {
    for (charsets, bytes, name) in [
        (
            &["gb2312", "GBK", "gb18030", "cp936", "ms936", "windows-936", "x-gbk", "euc-cn", "gb_2312-80"][..],
            &b"\xcc\xa8\xcd\xe5"[..],
            "台湾",
        ),
        (
            &["shift_jis", "Shift-JIS", "sjis", "x-sjis", "cp932", "ms932", "windows-31j", "MS_Kanji"],
            b"\x93\x8c\x8b\x9e",
            "東京",
        ),
        (&["euc-jp", "x-euc-jp", "ujis", "cp51932"], b"\xc5\xec\xb5\xfe", "東京"),
        (&["iso-2022-jp", "csISO2022JP", "iso-2022-jp-ms", "cp50220"], b"\x1b$BEl5~\x1b(B", "東京"),
        (&["euc-kr", "cp949", "ms949", "ks_c_5601-1987", "uhc", "windows-949", "ksc5601"], b"\xbc\xad\xbf\xef", "서울"),
        (
            &["utf-8", "UTF8", "utf_8", "unicode-1-1-utf-8", "cp65001", "us-ascii", "ascii", ""],
            "台灣".as_bytes(),
            "台灣",
        ),
        (&["utf-7", "unicode-1-1-utf-7"], b"+U/BwYw- A +- B +AOk", "台灣 A + B é"),
        (&["iso-8859-1", "latin1", "cp1252", "windows-1252", "ISO_8859-1", "ibm819"], b"Caf\xe9", "Café"),
        (&["iso-8859-15", "latin9"], b"Caf\xe9 \xa4", "Café €"),
        (&["iso-8859-2", "latin2"], b"\xa3\xf3d\xbc", "Łódź"),
        (&["windows-1250", "cp1250"], b"\xa3\xf3d\x9f", "Łódź"),
        (&["koi8-r"], b"\xed\xef", "МО"),
        (&["windows-1251", "cp1251", "win-1251"], b"\xcc\xce", "МО"),
        (&["windows-874", "tis-620", "cp874"], b"\xa1\xa2", "กข"),
    ] {
        for charset in charsets {
            assert_eq!(named(charset, bytes), name, "{charset}");
        }
    }
}

#[test]
fn utf_16_is_decoded_in_either_byte_order_with_or_without_a_mark() {
    let mail = |charset: &str, mark: &[u8], units: fn(u16) -> [u8; 2]| {
        let bytes: Vec<u8> = english_lines().replace("Contoso", "台灣").encode_utf16().flat_map(units).collect();
        let body = super::structure::base64(&[mark, &bytes].concat());
        with_content(
            &format!("Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64"),
            &body,
        )
    };
    for charset in ["utf-16", "UTF-16BE", "unicode", "ucs-2"] {
        assert_eq!(assign(mail(charset, b"\xfe\xff", u16::to_be_bytes)).customer.name.as_str(), "台灣 Ltd");
        assert_eq!(assign(mail(charset, b"", u16::to_be_bytes)).customer.name.as_str(), "台灣 Ltd");
    }
    for charset in ["utf-16", "utf-16le", "csUnicode"] {
        assert_eq!(assign(mail(charset, b"\xff\xfe", u16::to_le_bytes)).customer.name.as_str(), "台灣 Ltd");
        assert_eq!(assign(mail(charset, b"", u16::to_le_bytes)).customer.name.as_str(), "台灣 Ltd");
    }
}

#[test]
fn a_byte_order_mark_is_removed() {
    for charset in ["utf-8", "us-ascii", ""] {
        assert_eq!(
            assign(with_content(
                &format!("Content-Type: text/plain; charset={charset}"),
                &format!("\u{feff}{}", english_lines())
            )),
            assign(ENGLISH)
        );
    }
}

#[test]
fn text_without_a_declared_character_set_is_utf_8() {
    for content_type in ["Content-Type: text/plain", "X-Nothing: 1", "Content-Type: text/plain; charset=unknown-8bit"] {
        let read = assign(customer(content_type, "台灣康拓".as_bytes()));
        assert_eq!(read.customer.name.as_str(), "台灣康拓");
    }
}

/// The declaration of the header takes precedence.
#[test]
fn a_page_may_declare_its_character_set() {
    let page = |content_type: &str, meta: &str| {
        let (header, name) = (with_content(content_type, meta), b"\xa5x\xc6W");
        let lines = super::marked_up(|label, value| format!("<p>{label}: {value}</p>"));
        let (before, after) = lines.split_once("Contoso").unwrap();
        [header.as_bytes(), before.as_bytes(), name, after.as_bytes()].concat()
    };
    for meta in ["<meta charset=big5>", "<META http-equiv=Content-Type content='text/html; charset=\"Big5\"'>"] {
        assert_eq!(assign(page("Content-Type: text/html", meta)).customer.name.as_str(), "台灣 Ltd");
    }
    assert_eq!(refusals(page("Content-Type: text/html; charset=utf-8", "<meta charset=big5>")), ["invalid customer"]);
}

#[test]
fn characters_that_cannot_be_decoded_are_refused_with_their_field() {
    let big5 = b"\xa5\x78\xc6\x57\xb1\x64";
    for (charset, name) in [
        ("utf-8", &big5[..]),
        ("us-ascii", big5),
        ("utf-8", "\u{fffd}".as_bytes()),
        ("gb18030", b"\xff"),
        ("shift_jis", b"\xfd\xfe"),
        ("utf-7", b"+AOk-\xe9"),
        ("iso-2022-jp", b"\xe9\x80"),
    ] {
        let mail = customer(&format!("Content-Type: text/plain; charset={charset}"), name);
        assert_eq!(refusals(&mail), ["invalid customer"], "{charset}");
        assert!(details(&mail).contains(charset), "{}", details(&mail));
    }
    let undeclared = customer("Content-Type: text/plain", big5);
    assert!(details(&undeclared).contains("none is declared"), "{}", details(&undeclared));
}

#[test]
fn a_text_with_undecodable_labels_is_reported_with_its_character_set() {
    let body = [BIG5, BIG5, BIG5].concat();
    let mut mail = with_content("Content-Type: text/plain; charset=utf-8", "").into_bytes();
    mail.extend(body);
    assert_eq!(refusals(&mail), ["not_an_assignment", "unreadable_part"]);
    assert!(details(&mail).contains("utf-8"));
    assert!(try_read(CHINESE).is_ok());
}

#[test]
fn transfer_encodings_are_decoded() {
    let encoded = "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: Quoted-Printable";
    let body = english_lines().replace("Contoso Ltd", "Caf=E9 Cont=\r\noso");
    assert_eq!(assign(with_content(encoded, &body)).customer.name.as_str(), "Café Contoso");
    assert_eq!(refusals(with_content(encoded, &body.replace("=E9", "=ZZ"))), ["not_an_assignment", "unreadable_part"]);
}
