use proptest::prelude::*;

use super::*;

#[test]
fn an_email_address_has_one_at_sign_and_a_domain_with_a_dot() {
    for good in ["lin.mei@contoso.example", "a+b'c#d@x.y", "陳@例子.example", "a@xn--fsqu00a.example", "a@1.2"] {
        assert!(Email::parse(good).is_ok(), "{good}");
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
        "a@b.example.",
        "a@-b.example",
        "a@b-.example",
        "a@b_c.example",
        "a\n@b.example",
        "<a@b.example>",
        "a,b@c.example",
        "a;b@c.example",
        "\"a\"@b.example",
        "a@b.example, c@d.example",
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
fn an_email_address_is_the_same_in_whatever_letter_case_and_shown_as_written() {
    let written = Email::parse(" Lin.Mei@Contoso.EXAMPLE ").unwrap();
    assert_eq!(written, Email::parse("lin.mei@contoso.example").unwrap());
    assert_ne!(written, Email::parse("lin-mei@contoso.example").unwrap());
    assert_eq!(written.as_str(), "Lin.Mei@Contoso.EXAMPLE");
    assert_eq!(written.domain(), "contoso.example");
}

#[test]
fn a_name_is_one_line_and_a_note_may_have_several() {
    assert_eq!(Name::parse("  Lin Mei ").unwrap().as_str(), "Lin Mei");
    assert!(Name::parse(&"é".repeat(200)).is_ok(), "characters count, not bytes");
    assert!(Note::parse(&"é".repeat(2_000)).is_ok());
    for bad in ["", " \n ", "a\nb", "a\tb", "a\u{0}b", &"a".repeat(201)] {
        assert!(Name::parse(bad).is_err(), "{bad:?}");
    }
    assert_eq!(Note::parse(" a\r\n\tb ").unwrap().as_str(), "a\r\n\tb");
    for bad in ["", "\n", "a\u{0}b", "a\u{1b}[0m", &"a".repeat(2_001)] {
        assert!(Note::parse(bad).is_err(), "{bad:?}");
    }
}

/// Anything, and often something close to an address.
fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-z0-9.+#-]{1,66}@[A-Za-z0-9.-]{1,20}",
        " ?[a-zA-Z]{1,9}@[a-zA-Z]{1,9}\\.example ?"
    ]
}

proptest! {
    #[test]
    fn an_email_address_parses_to_itself(text in address()) {
        if let Ok(email) = Email::parse(&text) {
            let again = Email::parse(&email.to_string()).unwrap();
            prop_assert_eq!(again.as_str(), email.as_str());
            prop_assert_eq!(email.as_str(), text.trim());
            prop_assert_eq!(Email::parse(&text.to_ascii_uppercase()), Ok(email.clone()));
            prop_assert!(!email.domain().is_empty());
            let stored = serde_json::to_string(&email).unwrap();
            let read: Email = serde_json::from_str(&stored).unwrap();
            prop_assert_eq!(read.as_str(), email.as_str());
        }
    }

    #[test]
    fn names_and_notes_parse_to_themselves(text in any::<String>()) {
        if let Ok(name) = Name::parse(&text) {
            prop_assert_eq!(Name::parse(name.as_str()), Ok(name.clone()));
            prop_assert!(Note::parse(name.as_str()).is_ok(), "whatever fits one line fits several");
        }
        if let Ok(note) = Note::parse(&text) {
            prop_assert_eq!(Note::parse(note.as_str()), Ok(note.clone()));
        }
    }
}
