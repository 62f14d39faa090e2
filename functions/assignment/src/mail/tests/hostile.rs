//! Whatever arrives: no panic, no hang, and nothing that makes an unauthenticated mail count.

use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{CHINESE, ENGLISH, HTML, RESULTS, english, refusals, try_read, with_content};
use crate::mail::MAIL_BYTES_MAX;

/// Far above what any of these takes, far below what a quadratic reader would.
const PATIENCE: Duration = Duration::from_secs(10);

/// The envelope of the English sample with this content type, and the unit repeated up to the limit.
fn filled(content_type: &str, unit: &str) -> String {
    let empty = with_content(content_type, "");
    let times = (MAIL_BYTES_MAX - empty.len()) / unit.len();
    empty + &unit.repeat(times)
}

#[test]
fn a_mail_over_the_limit_is_not_read() {
    let mail = filled("Content-Type: text/plain", "x") + "x";
    assert_eq!(refusals(&mail), ["too_large"]);
    assert_eq!(refusals(&mail[..MAIL_BYTES_MAX]), ["not_an_assignment"]);
}

#[test]
fn a_megabyte_of_anything_is_read_in_time() {
    let plain = ["a: ", "Program:\n", "Program: x\n", "\t", ">", "\r", "客戶：（）\n"];
    let html =
        ["<", "&", "<!--", "<td>", "<tr><td>", "</p><p>", "<script>", "a & b", "&#", "<p> \n\t", "<br>\t", "&#x20;"];
    let nested = [
        "--b\n",
        "--b\n\n",
        "--b\nContent-Type: multipart/mixed; boundary=b\n\n",
        "--b\nContent-Type: message/rfc822\n\n",
        "--",
    ];
    let units = plain.map(|unit| ("text/plain", unit)).into_iter();
    let units = units
        .chain(html.map(|unit| ("text/html", unit)))
        .chain(nested.map(|unit| ("multipart/mixed; boundary=b", unit)));
    for (content_type, unit) in units {
        let started = Instant::now();
        assert!(try_read(filled(&format!("Content-Type: {content_type}"), unit)).is_err());
        assert!(started.elapsed() < PATIENCE, "{unit:?} took {:?}", started.elapsed());
    }
}

#[test]
fn a_megabyte_of_header_is_read_in_time() {
    let headers = ["(", "\"", "a=", ";", "x\r\n ", "\\", "<", "a=b ", "\u{4e00}"];
    for name in ["From", "Authentication-Results", "Content-Type", "Message-ID", "Date", "X"] {
        for unit in headers {
            let value = unit.repeat((MAIL_BYTES_MAX - ENGLISH.len() - 64) / unit.len());
            let started = Instant::now();
            drop(try_read(format!("{name}: {value}x\r\n{ENGLISH}")));
            assert!(started.elapsed() < PATIENCE, "{name} {unit:?} took {:?}", started.elapsed());
        }
    }
    assert!(try_read("A: b\r\n".repeat(MAIL_BYTES_MAX / 6)).is_err());
}

#[test]
fn parts_within_parts_end_somewhere() {
    let level = |n: usize| format!("--b{n}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n", n + 1);
    let nested = |depth: usize| {
        let levels: String = (0..depth).map(level).collect();
        let lines = super::english_lines();
        with_content("Content-Type: multipart/mixed; boundary=b0", &format!("{levels}--b{depth}\r\n\r\n{lines}"))
    };
    assert!(try_read(nested(5)).is_ok());
    assert_eq!(refusals(nested(50)), ["not_an_assignment"]);
    assert_eq!(refusals(nested(15_000)), ["not_an_assignment"]);
    let wide = format!("{}--b0\r\n\r\n{}", "--b0\r\n\r\nx\r\n".repeat(200), super::english_lines());
    assert_eq!(refusals(with_content("Content-Type: multipart/mixed; boundary=b0", &wide)), ["not_an_assignment"]);
}

/// One change to a mail: at a place, some bytes go and others come.
type Change = (prop::sample::Index, usize, Vec<u8>);

fn changed(mail: &str, changes: &[Change]) -> Vec<u8> {
    changes.iter().fold(mail.as_bytes().to_vec(), |mut mail, (at, gone, come)| {
        let at = at.index(mail.len() + 1);
        let end = (at + gone).min(mail.len());
        mail.splice(at..end, come.iter().copied());
        mail
    })
}

/// Pieces that mean something somewhere in a mail, and bytes that mean nothing.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    const KNOWN: &[&str] = &[
        "\r\n",
        "\n",
        "\r",
        "\r\n ",
        ":",
        ";",
        "=",
        "\"",
        "(",
        ")",
        "\\",
        "<",
        ">",
        "@",
        "&",
        "--",
        "--=_assignment_tw01",
        "\0",
        "：",
        "=?utf-8?b?",
        "Content-Type: message/rfc822\r\n\r\n",
        "Content-Type: text/html; charset=utf-7\r\n",
        "charset*0*=big5''%A4",
        "&#x;",
        "Content-Transfer-Encoding: base64\r\n",
        "boundary=",
        "<td>",
        "<!--",
        "Program: ",
        "年月日",
        "valid until",
        "(",
        "（",
        "\u{feff}",
        "\u{130}",
    ];
    prop_oneof![select(KNOWN).prop_map(|text| text.as_bytes().to_vec()), vec(any::<u8>(), 0..6)]
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    vec((any::<prop::sample::Index>(), 0_usize..40, piece()), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn arbitrary_bytes_are_refused(bytes in vec(any::<u8>(), 0..2_000)) {
        prop_assert!(try_read(bytes).is_err());
    }

    #[test]
    fn arbitrary_bodies_never_panic(
        kind in select(&["plain", "html"][..]),
        charset in select(&["utf-8", "big5", "utf-7", "utf-16", "gb18030", "iso-2022-jp", "windows-1252", "x"][..]),
        encoding in select(&["8bit", "base64", "quoted-printable"][..]),
        body in vec(piece(), 0..60),
    ) {
        let header = format!("Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}");
        let mut mail = with_content(&header, "").into_bytes();
        mail.extend(body.concat());
        prop_assert!(try_read(mail).is_err());
    }

    #[test]
    fn changed_mails_never_panic(mail in select(&[ENGLISH, HTML, CHINESE][..]), changes in changes()) {
        if let Err(reasons) = try_read(changed(mail, &changes)) {
            prop_assert!(!reasons.is_empty());
        }
    }

    /// The sender owns everything below the provider's first field, and nothing written there helps.
    #[test]
    fn nothing_below_a_failure_mends_it(changes in changes(), forged in any::<prop::sample::Index>()) {
        let mail = english("dmarc=pass", "dmarc=fail");
        let (top, below) = mail.split_once("DKIM-Signature").unwrap();
        let below = format!("DKIM-Signature{below}");
        let lines: Vec<&str> = below.split_inclusive("\r\n").collect();
        let (before, after) = lines.split_at(forged.index(lines.len() + 1));
        let below = format!("{}{RESULTS}{}", before.concat(), after.concat());
        let mail = [top.as_bytes(), &changed(&below, &changes)].concat();
        prop_assert!(try_read(mail).is_err());
    }

    /// Any other domain in `From` is refused, whatever stands around it.
    #[test]
    fn only_the_domains_on_the_list_send(
        before in "[ -~]{0,20}",
        domain in "[a-z0-9.-]{1,12}",
        after in "[ -~]{0,20}",
    ) {
        let mail = english("\"Licensing Center\" <voucher@licensing.example>", &format!("{before}<x@{domain}>{after}"));
        prop_assert!(try_read(mail).is_err());
    }
}
