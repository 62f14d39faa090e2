//! Property tests of headers: no panic, no hang, a bounded answer, and no way to make an unauthenticated mail accepted.

use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{CHINESE, ENGLISH, HTML, RESULTS, english, many_cases, refusals, try_read};
use crate::mail::{MAIL_BYTES_MAX, sender_domain};

/// The time limit of one mail: far above the time of a linear parser, far below that of a quadratic one.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// The names of fields that the parser reads, and of others.
const FIELDS: &[&str] = &[
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Return-Path",
    "Authentication-Results",
    "DKIM-Signature",
    "Auto-Submitted",
    "Precedence",
    "Content-Class",
    "Content-Type",
    "Content-Disposition",
    "Content-Transfer-Encoding",
    "X-List-Unsubscribe",
    "X-Nothing",
];

/// Pieces with a meaning in some header field.
const PIECES: &[&str] = &[
    "\r\n ",
    "\r\n",
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
    "=?utf-8?b?",
    "=?utf-8?q?Re=3A?=",
    "l=",
    "inbound.vouchsafe.example",
    "dkim=",
    "dmarc=pass",
    "header.d=",
    "licensing.example",
    "multipart/report",
    "auto-replied",
    "\u{130}",
    "\u{202e}",
];

/// The value of a field: pieces and any bytes.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![select(PIECES).prop_map(|text| text.as_bytes().to_vec()), vec(any::<u8>(), 0..20)];
    vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_megabyte_of_one_value_is_parsed_in_time() {
    for name in ["Auto-Submitted", "Subject", "Return-Path", "DKIM-Signature"] {
        for unit in ["(", "\"", ";", "x\r\n ", "<", "a=b;", "[x]", "\u{4e00}"] {
            let value = unit.repeat((MAIL_BYTES_MAX - ENGLISH.len() - 64) / unit.len());
            let started = Instant::now();
            drop(try_read(format!("{name}: {value}x\r\n{ENGLISH}")));
            assert!(started.elapsed() < TIME_LIMIT, "{name} {unit:?} took {:?}", started.elapsed());
        }
    }
}

#[test]
fn a_megabyte_of_fields_is_parsed_in_time_with_a_short_answer() {
    for line in ["A: b\r\n", "References: b\r\n", "List-A: b\r\n", "Subject: Re: b\r\n", "DKIM-Signature: l=1\r\n"] {
        let started = Instant::now();
        let reasons = refusals(line.repeat(MAIL_BYTES_MAX / line.len()));
        assert!(started.elapsed() < TIME_LIMIT, "{line:?} took {:?}", started.elapsed());
        assert!(reasons.len() < 40, "{line:?}: {}", reasons.len());
    }
    let distinct: Vec<String> = (0..50_000).map(|n| format!("List-{n}: x\r\n")).collect();
    assert!(refusals(distinct.concat() + ENGLISH).len() <= 20);
    let long = format!("List-{}: {}\r\n{ENGLISH}", "x".repeat(100_000), "y".repeat(100_000));
    assert!(super::each_detail(long).concat().len() < 500);
}

proptest! {
    #![proptest_config(many_cases())]

    /// The field has any name and any bytes, between any two lines of the header.
    #[test]
    fn arbitrary_header_bytes_never_panic(
        mail in select(&[ENGLISH, HTML, CHINESE][..]),
        name in select(FIELDS),
        value in value(),
        at in any::<prop::sample::Index>(),
    ) {
        let lines: Vec<&str> = mail.split_inclusive("\r\n").collect();
        let (above, below) = lines.split_at(at.index(lines.len().min(16)));
        let field = [name.as_bytes(), b": ", &value, b"\r\n"].concat();
        let mail = [above.concat().as_bytes(), &field, below.concat().as_bytes()].concat();
        if let Err(reasons) = try_read(&mail) {
            prop_assert!(!reasons.is_empty());
            prop_assert!(reasons.iter().all(|reason| !reason.detail.contains(char::is_control)));
            prop_assert!(reasons.iter().all(|reason| reason.detail.len() < 4_000));
        }
        drop(sender_domain(&mail));
    }

    /// The sender can forge all fields below the provider's first one.
    #[test]
    fn forged_results_do_not_outweigh_a_failed_signature(
        name in select(FIELDS),
        value in value(),
        forged in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
    ) {
        let mail = english("dkim=pass", "dkim=fail");
        let (top, below) = mail.split_once("DKIM-Signature").unwrap();
        let below = format!("DKIM-Signature{below}");
        let mut lines: Vec<Vec<u8>> = below.split_inclusive("\r\n").map(|line| line.as_bytes().to_vec()).collect();
        lines.insert(forged.index(lines.len() + 1), RESULTS.into());
        lines.insert(at.index(lines.len() + 1), [name.as_bytes(), b": ", &value, b"\r\n"].concat());
        prop_assert!(try_read([top.as_bytes(), &lines.concat()].concat()).is_err());
    }
}
