use proptest::prelude::*;

use crate::text::Email;

fn error(text: &str) -> String {
    Email::parse(text).unwrap_err().to_string()
}

#[test]
fn an_email_address_has_one_at_sign_and_a_domain_with_a_dot() {
    for good in ["lin.mei@contoso.example", "a+b'c#d@x.y", "chen@例子.example", "a@xn--fsqu00a.example", "a@1.2"] {
        assert_eq!(Email::parse(good).unwrap().as_str(), good);
    }
    for bad in [
        "",
        "@",
        "a@",
        "@b.example",
        "a.example",
        "a@b",
        "a@@b.example",
        "a@b@c.example",
        "a b@c.example",
        "a@b .example",
        "a@.example",
        "a@b..example",
        "a@-b.example",
        "a@b-.example",
        "a@b_c.example",
        "a\n@b.example",
        "a,b@c.example",
        "a;b@c.example",
        "\"a\"@b.example",
        "a@b.example, c@d.example",
        "<a@b.example> <c@d.example>",
        "a@[1.2.3.4]",
    ] {
        assert!(Email::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn an_email_address_has_the_lengths_of_rfc_5321() {
    let local = |n: usize| format!("{}@b.example", "a".repeat(n));
    assert!(Email::parse(&local(64)).is_ok());
    assert!(Email::parse(&local(65)).is_err());
    let whole = |n: usize| format!("a@{}.example", "b".repeat(n - 10));
    assert!(Email::parse(&whole(254)).is_ok());
    assert!(Email::parse(&whole(255)).is_err());
}

#[test]
fn email_addresses_are_compared_without_letter_case_and_shown_as_written() {
    let written = Email::parse(" Lin.Mei@Contoso.EXAMPLE ").unwrap();
    assert_eq!(written, Email::parse("lin.mei@contoso.example").unwrap());
    assert_ne!(written, Email::parse("lin-mei@contoso.example").unwrap());
    assert_eq!(written.as_str(), "Lin.Mei@Contoso.EXAMPLE");
    assert_eq!((written.domain().as_str(), written.folded().as_str()), ("contoso.example", "lin.mei@contoso.example"));
    let international = Email::parse("Lin@MÜNCHEN.example").unwrap();
    assert_eq!(international, Email::parse("lin@mu\u{308}nchen.example").unwrap());
    assert_eq!(international.domain(), "münchen.example");
}

#[test]
fn an_email_address_is_parsed_from_every_pasted_form() {
    for pasted in [
        "<lin.mei@contoso.example>",
        "Lin Mei <lin.mei@contoso.example>",
        "\"Mei, Lin\" <lin.mei@contoso.example>",
        "林美＜lin.mei@contoso.example＞",
        "mailto:lin.mei@contoso.example",
        "MAILTO:lin.mei@contoso.example?subject=Voucher%20SA-1&body=x",
        "mailto:lin%2Emei%40contoso.example",
        "Lin Mei <mailto:lin.mei@contoso.example>",
        "lin.mei@contoso.example<mailto:lin.mei@contoso.example>",
        "&lt;lin.mei@contoso.example&gt;",
        "Lin Mei &lt;lin.mei@contoso.example&gt;;",
        "lin.mei@contoso.example.",
        "lin.mei@contoso.example,",
        "lin.mei@contoso.example; ",
        "lin.mei@contoso.example。",
        "'lin.mei@contoso.example'",
        "\"lin.mei@contoso.example\"",
        "“lin.mei@contoso.example”",
        "「lin.mei@contoso.example」",
        "(lin.mei@contoso.example)",
        "（lin.mei@contoso.example）。",
        "[lin.mei@contoso.example]",
        "lin.mei@contoso.example (Lin Mei)",
        "林美（lin.mei@contoso.example）",
        "ｌｉｎ．ｍｅｉ＠ｃｏｎｔｏｓｏ．ｅｘａｍｐｌｅ",
        "lin。mei@contoso。example",
        "\u{200e}lin.mei@contoso.example\u{200b}",
        "Lin Mei <\u{200e}lin.mei@contoso.example>",
        "\u{feff}lin.mei@\u{2060}contoso.example\u{a0}",
        "\u{2068}lin.mei\u{ad}@contoso.example\u{2069}\t",
    ] {
        assert_eq!(
            Email::parse(pasted).map(|email| email.to_string()).as_deref(),
            Ok("lin.mei@contoso.example"),
            "{pasted:?}"
        );
    }
    assert_eq!(Email::parse("lin–mei@con‑toso.example").unwrap().as_str(), "lin-mei@con-toso.example");
    assert_eq!(Email::parse("{o'brien}@b.example").unwrap().as_str(), "{o'brien}@b.example", "valid characters");
}

#[test]
fn the_part_before_the_at_sign_is_in_ascii() {
    for (bad, name) in [
        ("陳@contoso.example", "character 1 is the Han letter \"陳\" (U+9673)"),
        ("lin.m\u{435}i@contoso.example", "character 6 is the Cyrillic letter \"\u{435}\" (U+0435)"),
        ("josé@contoso.example", "character 4 is the Latin letter \"é\" (U+00E9)"),
        ("lin mei@contoso.example", "character 4 is SPACE (U+0020)"),
        ("lin\u{3164}mei@contoso.example", "character 4 is HANGUL JUNGSEONG FILLER (U+1160)"),
        ("\u{202e}nil@contoso.example", "character 1 is RIGHT-TO-LEFT OVERRIDE (U+202E)"),
        ("a@b@c.example", "character 4 is \"@\""),
    ] {
        let expected = format!("must be an e-mail address such as lin.mei@contoso.example; {name}");
        assert_eq!(error(bad), expected, "{bad:?}");
    }
    assert!(error("Eve eve@evil.example <lin.mei@contoso.example>").ends_with("it names two addresses"));
}

#[test]
fn a_label_of_a_domain_is_in_one_script() {
    for good in [
        "a@例子.example",
        "a@スーパー例.example",
        "a@한국漢.example",
        "a@пример.example",
        "a@παράδειγμα.example",
        "a@münchen.example",
        "a@उदाहरण.example",
        "a@हिन्दी.example",
        "a@台灣3-2.例子",
        "a@пример.com",
    ] {
        assert_eq!(Email::parse(good).unwrap().as_str(), good);
    }
    for (bad, name) in [
        ("a@cont\u{43e}so.example", "character 7 is the Cyrillic letter \"\u{43e}\" (U+043E)"),
        ("a@\u{441}ontoso.example", "character 3 is the Cyrillic letter \"\u{441}\" (U+0441)"),
        ("a@contoso.ex\u{3b1}mple", "character 13 is the Greek letter \"\u{3b1}\" (U+03B1)"),
        ("a@contoso一tw.example", "character 10 is the Han letter \"一\" (U+4E00)"),
        ("a@пр\u{3b1}вда.example", "character 5 is the Greek letter \"\u{3b1}\" (U+03B1)"),
        ("a@contoso\u{2024}\u{2025}example", ""),
        ("a@\u{301}b.example", "character 3 is the combining mark U+0301"),
        ("a@\u{94d}क.example", "such as lin.mei@contoso.example"),
        ("a@con/toso.example", "character 6 is \"/\""),
    ] {
        assert!(error(bad).ends_with(name), "{bad}: {}", error(bad));
    }
}

/// Random text, and often text similar to an address.
fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-z0-9.+#-]{1,66}@[A-Za-z0-9.-]{1,20}",
        " ?[a-zA-Z]{1,9}@[a-zA-Z]{1,9}\\.example ?",
        "[<\"'(「]?(mailto:)?[a-zａ-ｚ%0-9]{1,9}[@＠][a-zа-я台ー\u{301}\u{200d}]{1,9}[.。．]example[>\"')」]?[.,;。]?",
        "[A-Za-z ,\"]{0,9} ?[<＜(]\u{200e}?[a-z–.]{1,9}@[a-z]{1,9}\\.example[>＞)]"
    ]
}

proptest! {
    #[test]
    fn an_email_address_parses_to_itself(text in address()) {
        if let Ok(email) = Email::parse(&text) {
            let again = Email::parse(&email.to_string()).unwrap();
            prop_assert_eq!(again.as_str(), email.as_str());
            prop_assert_eq!(Email::parse(&text.to_ascii_uppercase()), Ok(email.clone()));
            prop_assert!(email.as_str().split_once('@').unwrap().0.is_ascii());
            prop_assert!(!email.domain().is_empty());
            let stored = serde_json::to_string(&email).unwrap();
            let read: Email = serde_json::from_str(&stored).unwrap();
            prop_assert_eq!(read.as_str(), email.as_str());
        }
    }
}
