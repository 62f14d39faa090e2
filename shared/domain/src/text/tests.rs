//! Typed and pasted text: its normalization, and the texts that are refused.

mod email;
mod mailbox;
mod prose;

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn normalization_is_idempotent(text in any::<String>()) {
        let once = normalized(&text).into_owned();
        prop_assert_eq!(normalized(&once), once.as_str());
    }

    #[test]
    fn ascii_text_is_only_trimmed(text in "[ -~]{0,40}") {
        prop_assert_eq!(normalized(&text), text.trim());
    }
}

#[test]
fn every_straight_dash_becomes_a_hyphen_minus() {
    for dash in
        "\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{fe58}\u{fe63}\u{ff0d}\u{2043}\u{2d7}".chars()
    {
        assert_eq!(normalized(&format!("a{dash}b")), "a-b", "U+{:04X}", u32::from(dash));
    }
    for other in ['\u{301c}', '\u{3030}', '~', '_', '\u{2044}'] {
        assert_ne!(normalized(&format!("a{other}b")), "a-b", "U+{:04X}", u32::from(other));
    }
}

#[test]
fn the_prolonged_sound_mark_becomes_a_dash_only_without_kana_before_it() {
    assert_eq!(normalized("SAー7ｰ2"), "SA-7-2");
    assert_eq!(normalized("スーパーー"), "スーパーー");
    assert_eq!(normalized("ｽｰ-ー"), "スー--");
}

#[test]
fn every_character_has_a_name_in_messages() {
    use character::described;
    for (c, name) in [
        ('a', "\"a\""),
        (' ', "SPACE (U+0020)"),
        ('\u{7}', "the control character U+0007"),
        ('\u{200e}', "LEFT-TO-RIGHT MARK (U+200E)"),
        ('\u{2011}', "NON-BREAKING HYPHEN (U+2011)"),
        ('А', "the Cyrillic letter \"А\" (U+0410)"),
        ('林', "the Han letter \"林\" (U+6797)"),
        ('๓', "the Thai digit \"๓\" (U+0E53)"),
        ('①', "the digit \"①\" (U+2460)"),
        ('€', "\"€\" (U+20AC)"),
        ('\u{301}', "the combining mark U+0301"),
        ('\u{fe0f}', "the variation selector U+FE0F"),
        ('\u{e0041}', "the invisible character U+E0041"),
        ('\u{378}', "the unassigned code point U+0378"),
        ('\u{10fffd}', "the private-use character U+10FFFD"),
    ] {
        assert_eq!(described(c), name);
    }
}

#[test]
fn a_list_without_duplicates_is_in_its_original_order() {
    assert_eq!(deduplicated(vec!["b", "a", "b", "c", "a"]), ["b", "a", "c"]);
    assert!(deduplicated(Vec::<u8>::new()).is_empty());
}
