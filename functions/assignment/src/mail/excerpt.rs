//! Shortened and escaped text of a mail for the detail of a reason, safe for terminals and readers.

/// The most characters of an excerpt.
const CHARS_MAX: usize = 60;

/// The text, cut to 60 characters. Text other than one plain ASCII word is quoted, with control and invisible
/// characters escaped.
pub(super) fn excerpt(text: &str) -> String {
    let kept: String = text.chars().take(CHARS_MAX).collect();
    let cut = if kept.len() < text.len() { "…" } else { "" };
    if is_plain(&kept) { format!("{kept}{cut}") } else { format!("{kept:?}{cut}") }
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._@+/=<>".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_word_is_unchanged_and_any_other_text_is_quoted() {
        assert_eq!(excerpt("auto-replied"), "auto-replied");
        assert_eq!(excerpt(""), "\"\"");
        assert_eq!(excerpt("Lin Mei"), "\"Lin Mei\"");
        assert_eq!(excerpt("林美"), "\"林美\"");
    }

    #[test]
    fn control_and_invisible_characters_are_escaped() {
        assert_eq!(excerpt("a\r\n\u{7}b"), r#""a\r\n\u{7}b""#);
        assert_eq!(excerpt("a\u{202e}b\u{200b}\u{2028}"), r#""a\u{202e}b\u{200b}\u{2028}""#);
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(excerpt(&"x".repeat(60)), "x".repeat(60));
        assert_eq!(excerpt(&"x".repeat(61)), format!("{}…", "x".repeat(60)));
        assert_eq!(excerpt(&"憑".repeat(100_000)), format!("\"{}\"…", "憑".repeat(60)));
    }
}
