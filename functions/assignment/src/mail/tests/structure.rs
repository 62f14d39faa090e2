//! Tests of parts and transfer encodings.

use super::{ENGLISH, assign, details, english_lines, marked_up, multipart, refusals, try_read, with_content};

#[test]
fn the_readable_part_of_an_alternative_decides() {
    let html = "Content-Type: text/html\r\n\r\n<p>Program: SSDPS<p>Voucher number: X-99999<p>Country: DE";
    let plain = format!("Content-Type: text/plain\r\n\r\n{}", english_lines());
    assert_eq!(assign(multipart("alternative", &[html, &plain])), assign(ENGLISH));
    let empty = "Content-Type: text/plain\r\n\r\nThis mail needs HTML.";
    let html = format!("Content-Type: text/html\r\n\r\n{}", marked_up(|label, value| format!("{label}: {value}<br>")));
    assert_eq!(assign(multipart("alternative", &[empty, &html])), assign(ENGLISH));
}

#[test]
fn attachments_and_attached_messages_are_not_read() {
    let lines = english_lines();
    for header in [
        "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=x.txt",
        "Content-Type: message/rfc822",
        "Content-Type: application/octet-stream",
        "Content-Type: text",
        "no header",
    ] {
        let mail = multipart("mixed", &[&format!("{header}\r\n\r\n{lines}")]);
        assert_eq!(refusals(mail), ["not_an_assignment"], "{header}");
    }
    assert_eq!(refusals(multipart("digest", &[&format!("\r\n{lines}")])), ["not_an_assignment"]);
}

#[test]
fn an_unreadable_part_is_reported_with_its_problem() {
    let lines = english_lines();
    let parts = [
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode", "x-uuencode"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", "base64"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable", "quoted-printable"),
        ("Content-Type: text/plain; charset=x-klingon", "x-klingon"),
        ("Content-Type: text/html; charset=iso-2022-kr", "iso-2022-kr"),
        ("Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "S/MIME"),
        ("Content-Type: application/x-pkcs7-mime\r\nContent-Disposition: attachment; filename=\"smime.p7m\"", "S/MIME"),
        ("Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=SMIME.P7M", "S/MIME"),
        ("Content-Type: application/ms-tnef; name=\"winmail.dat\"", "TNEF"),
        ("Content-Type: application/octet-stream; name=winmail.dat", "TNEF"),
        ("Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b2", "encrypted"),
    ];
    for (header, named) in parts {
        let part = format!("{header}\r\n\r\n=ZZ{lines}");
        for mail in [with_content(header, &format!("=ZZ{lines}")), multipart("mixed", &[&part])] {
            assert_eq!(refusals(&mail), ["not_an_assignment", "unreadable_part"], "{header}");
            assert!(details(&mail).contains(named), "{}", details(&mail));
        }
        let readable = format!("\r\n{lines}");
        assert_eq!(assign(multipart("mixed", &[&part, &readable])), assign(ENGLISH), "{header}");
        let mistaken = readable.replace("DDPS", "?");
        assert_eq!(
            refusals(multipart("mixed", &[&part, &mistaken])),
            ["invalid program", "unreadable_part"],
            "{header}"
        );
    }
    let inline = format!("-----BEGIN PGP MESSAGE-----\r\n\r\n{lines}\r\n-----END PGP MESSAGE-----\r\n");
    assert!(details(super::plain(&inline)).contains("PGP"));
}

/// A truncated body would end in half a value.
#[test]
fn truncated_base64_is_refused() {
    let header = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64 (folded)";
    let body = base64(english_lines().as_bytes());
    assert_eq!(assign(with_content(header, &body)), assign(ENGLISH));
    for cut in 1..4 {
        let cut = &body.trim_end()[..body.trim_end().len() - cut];
        assert_eq!(refusals(with_content(header, cut)), ["not_an_assignment", "unreadable_part"]);
    }
}

/// Base64 in lines of 76 characters.
pub(super) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let bits = (0..3).fold(0_usize, |bits, at| bits << 8 | usize::from(group.get(at).copied().unwrap_or(0)));
        let digit = |at: usize| if at > group.len() { '=' } else { char::from(ALPHABET[bits >> (18 - 6 * at) & 63]) };
        [digit(0), digit(1), digit(2), digit(3)]
    };
    let text: Vec<char> = bytes.chunks(3).flat_map(group).collect();
    text.chunks(76).map(|line| line.iter().collect::<String>() + "\r\n").collect()
}

#[test]
fn parts_are_split_at_their_boundary() {
    let expected = assign(ENGLISH);
    let bare = format!("\r\n{}", english_lines());
    assert_eq!(assign(multipart("mixed", &[&bare, "Content-Type: image/png\r\n\r\nx"])), expected);
    let inner = format!(
        "Content-Type: multipart/alternative; boundary=\"b1-inner\"\r\n\r\n--b1-inner\r\n{bare}\r\n--b1-inner--"
    );
    assert_eq!(assign(multipart("mixed", &[&inner])), expected);
    let open = with_content("Content-Type: Multipart/Mixed;\r\n\tBoundary=\"b 1\"", &format!("--b 1  \r\n{bare}"));
    assert_eq!(assign(open), expected);
    for header in [
        "Content-Type: multipart/mixed",
        "Content-Type: multipart/mixed; boundary=\"\"",
        "Content-Type: multipart/mixed; boundary=zz",
    ] {
        assert_eq!(refusals(with_content(header, &format!("--b1\r\n{bare}"))), ["not_an_assignment"], "{header}");
    }
}

#[test]
fn a_signed_text_is_read() {
    let signature =
        "Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIx";
    let text = format!("Content-Type: text/plain\r\n\r\n{}", english_lines());
    assert_eq!(assign(multipart("signed", &[&text, signature])), assign(ENGLISH));
    let lines = english_lines();
    let inline = format!(
        "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n{lines}-----BEGIN PGP SIGNATURE-----\r\n\r\nabc\r\n"
    );
    assert_eq!(assign(super::plain(&inline)), assign(ENGLISH));
}

#[test]
fn a_mail_without_a_body_is_no_assignment() {
    let (header, _) = ENGLISH.split_once("\r\n\r\n").unwrap();
    assert_eq!(refusals(header), ["not_an_assignment"]);
    assert_eq!(refusals(format!("{header}\r\n")), ["not_an_assignment"]);
    assert!(try_read(b"").is_err());
}
