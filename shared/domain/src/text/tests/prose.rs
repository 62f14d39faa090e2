use proptest::prelude::*;

use crate::text::{Name, Note};

fn error(text: &str) -> String {
    Name::parse(text).unwrap_err().to_string()
}

#[test]
fn a_name_is_one_line_and_a_note_may_have_several() {
    assert_eq!(Name::parse("  Lin Mei ").unwrap().as_str(), "Lin Mei");
    assert!(Name::parse(&"é".repeat(200)).is_ok(), "characters count, not bytes");
    assert!(Note::parse(&"é".repeat(2_000)).is_ok());
    for bad in ["", " \n ", "a\nb", "a\tb", "a\u{0}b", &"a".repeat(201)] {
        assert!(Name::parse(bad).is_err(), "{bad:?}");
    }
    assert_eq!(error("a\nb"), "must be one line; character 2 is LINE FEED (U+000A)");
    assert_eq!(Note::parse(" a\r\n\tb ").unwrap().as_str(), "a\r\n\tb");
    for bad in ["", "\n", "a\u{0}b", "a\u{1b}[0m", &"a".repeat(2_001)] {
        assert!(Note::parse(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn names_and_notes_have_no_control_bidirectional_or_unassigned_characters() {
    for (c, name) in [
        ('\u{0}', "NULL (U+0000)"),
        ('\u{7}', "the control character U+0007"),
        ('\u{7f}', "DELETE (U+007F)"),
        ('\u{85}', "NEXT LINE (U+0085)"),
        ('\u{9b}', "the control character U+009B"),
        ('\u{61c}', "ARABIC LETTER MARK (U+061C)"),
        ('\u{200e}', "LEFT-TO-RIGHT MARK (U+200E)"),
        ('\u{200f}', "RIGHT-TO-LEFT MARK (U+200F)"),
        ('\u{202a}', "LEFT-TO-RIGHT EMBEDDING (U+202A)"),
        ('\u{202e}', "RIGHT-TO-LEFT OVERRIDE (U+202E)"),
        ('\u{2066}', "LEFT-TO-RIGHT ISOLATE (U+2066)"),
        ('\u{2069}', "POP DIRECTIONAL ISOLATE (U+2069)"),
        ('\u{2028}', "LINE SEPARATOR (U+2028)"),
        ('\u{2029}', "PARAGRAPH SEPARATOR (U+2029)"),
        ('\u{fff9}', "INTERLINEAR ANNOTATION ANCHOR (U+FFF9)"),
        ('\u{e000}', "the private-use character U+E000"),
        ('\u{f8ff}', "the private-use character U+F8FF"),
        ('\u{100000}', "the private-use character U+100000"),
        ('\u{378}', "the unassigned code point U+0378"),
        ('\u{ffff}', "the unassigned code point U+FFFF"),
        ('\u{fdd0}', "the unassigned code point U+FDD0"),
    ] {
        let text = format!("Lin{c}Mei");
        let expected =
            format!("must not contain control, bidirectional or unassigned characters; character 4 is {name}");
        assert_eq!(error(&text), expected);
        assert_eq!(Note::parse(&text).unwrap_err().to_string(), expected);
    }
    let damaged = error("台\u{fffd}\u{fffd}");
    assert_eq!(
        damaged,
        "was damaged on its way; send it again in UTF-8; character 2 is REPLACEMENT CHARACTER (U+FFFD)"
    );
}

#[test]
fn a_name_without_a_visible_character_is_refused() {
    for empty in [
        "\u{200b}",
        "\u{3164}",
        "\u{2800}\u{2800}",
        "\u{301}",
        "\u{115f}\u{1160}",
        "\u{ad} \u{feff}",
        "\u{3000}",
        "\u{ffa0}",
    ] {
        assert_eq!(error(empty), "must be 1 to 200 visible characters", "{empty:?}");
        assert!(Note::parse(empty).is_err(), "{empty:?}");
    }
    for visible in ["-", "李", "👍", "a\u{3164}", "é"] {
        assert!(Name::parse(visible).is_ok(), "{visible}");
    }
}

#[test]
fn invisible_characters_stay_only_where_they_change_the_appearance() {
    for (written, expected) in [
        ("Lin\u{200b} Mei\u{feff}", "Lin Mei"),
        ("Con\u{ad}to\u{2060}so\u{200d}", "Contoso"),
        ("\u{200c}Lin", "Lin"),
        ("❤\u{fe0f} Ltd", "❤ Ltd"),
        ("Contoso\u{e0041}", "Contoso"),
        ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ("ක්\u{200d}රි", "ක්\u{200d}රි"),
        ("क्\u{200d}ष", "क्\u{200d}ष"),
        ("葛\u{e0100}城", "葛\u{e0100}城"),
        ("രാജന്\u{200d} ക", "രാജന്\u{200d} ക"),
        ("র\u{200d}\u{9cd}য", "র\u{200d}\u{9cd}য"),
        ("می\u{200c}", "می"),
        ("م\u{200b}\u{200c}n", "مn"),
    ] {
        assert_eq!(Name::parse(written).unwrap().as_str(), expected, "{written:?}");
        assert_eq!(Note::parse(written).unwrap().as_str(), expected, "{written:?}");
    }
}

#[test]
fn a_name_is_composed_and_its_words_are_separated_by_one_space() {
    assert_eq!(Name::parse("Jose\u{301}").unwrap(), Name::parse("José").unwrap());
    for written in ["林\u{3000}美", "林 \u{3000} 美", "林\u{a0}美", "林\u{2009}\u{202f}美", "林  美"] {
        assert_eq!(Name::parse(written).unwrap().as_str(), "林 美", "{written:?}");
        assert_eq!(Note::parse(written).unwrap().as_str(), written, "white space of a note stays");
    }
    assert_eq!(Name::parse("Ｃｏｎｔｏｓｏ　㈱").unwrap().as_str(), "Ｃｏｎｔｏｓｏ ㈱", "width forms of a name stay");
    assert_eq!(Name::parse(&format!("{}\u{200b}", "a".repeat(200))).unwrap().as_str(), "a".repeat(200));
    let padded = format!("a{}b", "\u{200b}".repeat(5_000));
    assert_eq!(error(&padded), "must be 1 to 200 characters", "too many invisible characters");
}

/// Composition can give an invisible character a meaning, or take it away.
#[test]
fn a_name_parses_to_itself_after_composition() {
    for written in ["\u{301}\u{94d}\u{200c}क", "क\u{200d}\u{200b}\u{94d}ष", "e\u{200d}\u{301}", "م\u{64b}\u{200c}م"]
    {
        let name = Name::parse(written).unwrap();
        assert_eq!(Name::parse(name.as_str()), Ok(name), "{written:?}");
    }
}

/// Random text, and often letters that invisible characters and marks change.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-zé林ক্مක\u{301}\u{94d}क\u{200b}-\u{200d}\u{fe0f}\u{e0100}\u{3000} \n]{0,30}"]
}

proptest! {
    #[test]
    fn names_and_notes_parse_to_themselves(text in text()) {
        if let Ok(name) = Name::parse(&text) {
            prop_assert_eq!(Name::parse(name.as_str()), Ok(name.clone()));
            prop_assert!(Note::parse(name.as_str()).is_ok(), "every name is a note");
        }
        if let Ok(note) = Note::parse(&text) {
            prop_assert_eq!(Note::parse(note.as_str()), Ok(note.clone()));
        }
    }
}
