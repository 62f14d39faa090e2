//! Tests of the sender, the date and the id of a mail.

use super::{ENGLISH, each_detail, english, refusals, try_read};

const FROM: &str = "From: \"Licensing Center\" <voucher@licensing.example>\r\n";
const ID: &str = "Message-ID: <20261101.en01@licensing.example>\r\n";
const DATE: &str = "Date: Sun, 1 Nov 2026 09:00:00 +0000\r\n";

fn from(value: &str) -> String {
    english(FROM, &format!("From: {value}\r\n"))
}

#[test]
fn from_is_one_address_in_any_form() {
    let accepted = [
        "voucher@licensing.example",
        "<voucher@LICENSING.example>",
        "Licensing Center <voucher@licensing.example>",
        "\"evil@evil.example\" <voucher@licensing.example>",
        "\"a\\\"b <x@evil.example>\" <voucher@licensing.example>",
        "(evil@evil.example) voucher@licensing.example (<evil@evil.example>)",
        "=?UTF-8?B?5o6I5qyK?= <voucher@licensing.example>",
        "授權中心 <voucher@licensing.example>",
        "Licensing\r\n Center\r\n\t<voucher@licensing.example>",
    ];
    for value in accepted {
        assert!(try_read(from(value)).is_ok(), "{value}");
    }
}

#[test]
fn any_other_from_is_refused() {
    let refused = [
        "voucher@evil.example",
        "voucher@sub.licensing.example",
        "voucher@licensing.example.evil.example",
        "voucher@evil-licensing.example",
        "voucher@licensing.example.",
        "voucher@licensing",
        "voucher",
        "",
        "voucher@\u{217c}icensing.example",
        "voucher@licensing\u{3002}example",
        "voucher@lic\u{435}nsing.example",
        "voucher@xn--lcensing-n4a.example",
        "voucher@=?utf-8?q?licensing.example?=",
        "voucher@[192.0.2.25]",
        "voucher@licensing.example <evil@evil.example>",
        "<voucher@licensing.example> <evil@evil.example>",
        "<evil@evil.example> voucher@licensing.example",
        "a@licensing.example, b@licensing.example",
        "a@licensing.example, evil@evil.example",
        "Licensing: voucher@licensing.example;",
        "Licensing: ;",
        "<@evil.example:voucher@licensing.example>",
        "evil@evil.example@licensing.example",
        "evil@evil.example(@licensing.example",
        "evil@evil.example\\@licensing.example",
        "voucher@licensing (x) .example",
        "\"voucher@licensing.example\" <evil@evil.example>",
        "\"voucher@licensing.example",
        "voucher@licensing.example\u{7}",
    ];
    for value in refused {
        let reasons = refusals(from(value));
        assert!(reasons.contains(&"sender_not_allowed".to_owned()), "{value}: {reasons:?}");
    }
}

#[test]
fn from_must_occur_exactly_once() {
    assert_eq!(refusals(english(FROM, "")), ["sender_not_allowed"]);
    assert_eq!(refusals(english(FROM, &format!("{FROM}{FROM}"))), ["sender_not_allowed"]);
    let second = english("MIME-Version", "FROM: evil@evil.example\r\nMIME-Version");
    assert_eq!(refusals(second), ["sender_not_allowed"]);
}

#[test]
fn an_ambiguous_header_is_refused() {
    let injected = [
        "From : evil@evil.example\r\n",
        "X: y\rFrom: evil@evil.example\r\n",
        "X: y\0\r\n",
        "no field\r\n",
        ": nameless\r\n",
        "X: y\r\n \r\n z\r\n",
        "Fr\u{f6}m: x\r\n",
        "X\t: y\r\n",
    ];
    for line in injected {
        assert_eq!(refusals(english(FROM, &format!("{line}{FROM}"))), ["not_a_message"], "{line:?}");
        assert_eq!(refusals(format!("{line}{ENGLISH}")), ["not_a_message"], "{line:?}");
    }
    for start in [" ", "From evil@evil.example Sun Nov  1 09:00:00 2026\r\n"] {
        assert_eq!(refusals(format!("{start}{ENGLISH}")), ["not_a_message"], "{start:?}");
    }
}

#[test]
fn fields_that_are_not_read_may_hold_any_bytes() {
    let mut mail = b"Comments: \xbe\xcc\xc3\xd2\r\n".to_vec();
    mail.extend_from_slice(ENGLISH.as_bytes());
    assert!(try_read(mail).is_ok());
}

#[test]
fn a_mail_needs_exactly_one_valid_message_id() {
    assert_eq!(refusals(english(ID, "")), ["missing message_id"]);
    assert_eq!(refusals(english(ID, &format!("{ID}{ID}"))), ["ambiguous message_id"]);
    let long = format!("<{}@licensing.example>", "x".repeat(240));
    for id in ["", "<>", "x@y", "<x>", "<@y>", "<x y@z>", "<x@y> <a@b>", "<x@y\u{e9}>", long.as_str()] {
        assert_eq!(refusals(english(ID, &format!("Message-ID: {id}\r\n"))), ["invalid message_id"], "{id}");
    }
    let folded = try_read(english(ID, "message-id:\r\n <a.b+c$d=e@[192.0.2.1]>\r\n")).unwrap();
    assert_eq!(folded.message_id, "a.b+c$d=e@[192.0.2.1]");
}

#[test]
fn a_mail_needs_exactly_one_valid_date() {
    let at = |date: &str| try_read(english(DATE, &format!("Date: {date}\r\n"))).unwrap().assign.occurred_at.to_string();
    assert_eq!(at("Sun, 1 Nov 2026 17:00:00 +0800 (CST)"), "2026-11-01T09:00:00Z");
    assert_eq!(at("1 Nov 2026 09:00 GMT"), "2026-11-01T09:00:00Z");
    assert_eq!(refusals(english(DATE, "")), ["missing occurred_at"]);
    assert_eq!(refusals(english(DATE, &format!("{DATE}{DATE}"))), ["ambiguous occurred_at"]);
    for wrong in
        ["", "yesterday", "2026-11-01T09:00:00Z", "Sun, 31 Nov 2026 09:00:00 +0000", "Sun, 1 Nov 2026 25:00:00 +0000"]
    {
        assert_eq!(refusals(english(DATE, &format!("Date: {wrong}\r\n"))), ["invalid occurred_at"], "{wrong}");
    }
}

#[test]
fn the_reasons_show_the_problems_of_the_envelope() {
    let cases = [
        (FROM, "", "the mail has no From field"),
        (FROM, "From: a@licensing.example\r\nFrom: b@licensing.example\r\n", "the mail has 2 From fields"),
        (FROM, "From: voucher@evil.example\r\n", "From names evil.example, which is not a domain"),
        (FROM, "From: a@licensing.example, b@evil.example\r\n", r#"From is "a@licensing.example, b@evil.example";"#),
        (ID, "", "the mail has no Message-ID field"),
        (ID, "Message-ID: x@licensing.example\r\n", "Message-ID is x@licensing.example: it is not between"),
        (ID, "Message-ID: <x>\r\n", "Message-ID is <x>: it has no @"),
        (ID, "Message-ID: <x y@z>\r\n", r#"Message-ID is "<x y@z>": it holds a space"#),
        (DATE, "", "the mail has no Date field"),
        (DATE, "Date: yesterday\u{202e}\r\n", r#"Date is "yesterday\u{202e}"; it must be an instant"#),
        (DATE, "From : x\r\n", r#"the header holds "From : x", which is no field"#),
    ];
    for (old, new, found) in cases {
        let details = each_detail(english(old, new));
        assert!(details.iter().any(|detail| detail.starts_with(found)), "{found}: {details:?}");
    }
    let long = each_detail(english(ID, &format!("Message-ID: <{}@x>\r\n", "x".repeat(1_000))));
    assert!(long[0].contains("xx…: it is too long; ") && long[0].len() < 250, "{long:?}");
    assert_eq!(each_detail(vec![b'x'; 2 << 20])[0], "the mail is 2097152 bytes long; it may be at most 1048576");
}

#[test]
fn a_field_that_may_occur_once_is_refused_when_repeated() {
    let fields = [
        ("Sender: a@licensing.example", "sender"),
        ("Reply-To: a@licensing.example", "reply_to"),
        ("To: a@vouchsafe.example", "to"),
        ("Cc: a@vouchsafe.example", "cc"),
        ("Bcc: a@vouchsafe.example", "bcc"),
        ("Subject: A voucher", "subject"),
        ("MIME-Version: 1.0", "mime_version"),
        ("Content-Type: text/plain; charset=utf-8", "content_type"),
        ("Content-Transfer-Encoding: 8bit", "content_transfer_encoding"),
        ("Content-ID: <a@b>", "content_id"),
        ("Content-Description: x", "content_description"),
        ("Content-Disposition: inline", "content_disposition"),
    ];
    for (line, field) in fields {
        let (name, _) = line.split_once(':').unwrap();
        let others: Vec<&str> = ENGLISH.split_inclusive("\r\n").filter(|other| !other.starts_with(name)).collect();
        let once = format!("{line}\r\n{}", others.concat());
        assert!(try_read(&once).is_ok(), "{line} once");
        let lower = line.replacen(name, &name.to_lowercase(), 1);
        for mail in [format!("{lower}\r\n{once}"), english(FROM, &format!("{FROM}{lower}\r\n{line}\r\n"))] {
            let reasons = refusals(&mail);
            assert!(reasons.contains(&format!("ambiguous {field}")), "{line}: {reasons:?}");
        }
        assert!(each_detail(format!("{lower}\r\n{once}"))[0].contains(&format!("the mail has 2 {name} fields")));
    }
}

/// These are trace fields, or fields that the standards allow any number of.
#[test]
fn a_field_that_may_be_repeated_is_accepted() {
    for name in ["Received", "Comments", "Keywords", "X-Mailer", "DKIM-Signature", "Return-Path", "Received-SPF"] {
        assert!(try_read(format!("{name}: a\r\n{name}: b\r\n{ENGLISH}")).is_ok(), "{name}");
    }
}
