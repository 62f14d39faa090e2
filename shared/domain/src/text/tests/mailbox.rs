use proptest::prelude::*;

use crate::text::Mailbox;

fn read(text: &str) -> (Option<String>, String) {
    let mailbox = Mailbox::parse(text).unwrap();
    (mailbox.name, mailbox.address)
}

#[test]
fn a_name_loses_its_quotation_marks_and_backslashes() {
    for (text, name) in [
        ("Lin Mei <a@b.example>", "Lin Mei"),
        ("\"Lin, Mei\" <a@b.example>", "Lin, Mei"),
        ("\"Lin \\\"May\\\" Mei\" <a@b.example>", "Lin \"May\" Mei"),
        ("\"Lin \\\\ Mei\"<a@b.example>", "Lin \\ Mei"),
        ("\"Lin <Mei>\" <a@b.example>", "Lin <Mei>"),
        ("'Lin Mei' <a@b.example>", "Lin Mei"),
        ("“Lin, Mei” <a@b.example>", "Lin, Mei"),
        ("\"Lin\" Mei <a@b.example>", "\"Lin\" Mei"),
        ("Lin O'Mei <a@b.example>", "Lin O'Mei"),
        ("林美＜a@b.example＞", "林美"),
        ("林美（台灣）（a@b.example）", "林美（台灣）"),
        ("a@b.example (Lin Mei)", "Lin Mei"),
        ("Lin Mei [a@b.example]", "Lin Mei"),
        ("Lin Mei <a@b.example<mailto:A@b.example>>", "Lin Mei"),
        ("Lin Mei <mailto:a@b.example?subject=x>", "Lin Mei"),
        ("a@b.example <A@B.example>", "a@b.example"),
        ("<a@b.example>", ""),
    ] {
        let (read_name, address) = read(text);
        assert_eq!((read_name.as_deref(), address.to_lowercase().as_str()), (Some(name), "a@b.example"), "{text}");
    }
}

#[test]
fn an_address_alone_has_no_name() {
    for text in ["a@b.example", " (a@b.example) ", "[a@b.example]", "mailto:a@b.example", "\"a@b.example\""] {
        assert_eq!(read(text), (None, "a@b.example".to_owned()), "{text}");
    }
}

#[test]
fn a_text_with_two_addresses_is_refused() {
    for text in [
        "Lin Mei <a@b.example<mailto:c@d.example>>",
        "c@d.example <a@b.example>",
        "\"c@d.example\" <a@b.example>",
        "c@d.example (a@b.example)",
    ] {
        assert_eq!(Mailbox::parse(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_parses_without_a_panic(text in prop_oneof![any::<String>(), "[<>()\\[\\]\"'`{}a@.%:&lt;mailo?　＜＞（）]{0,60}"]) {
        let _either = Mailbox::parse(&text);
    }
}
