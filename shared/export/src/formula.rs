//! Formulas in CSV: which text a spreadsheet would evaluate, and the apostrophe that keeps it from doing so (CWE-1236).
//!
//! CSV has no types, so a spreadsheet takes a field for a formula when it begins with `=`, `+`, `-` or `@`, in either
//! width. An apostrophe in front makes it text; it is also visible, so it goes only where text would be evaluated:
//!
//! - At the beginning of a field: whatever begins with one of the four, but not a number (`-5`, `+12.50`), a telephone
//!   number without operators (`+886 2 2345 6789`) or the sign alone (`-`). `+886-2-2345` is guarded: it would become the
//!   difference.
//! - Inside of a field: a spreadsheet that separates by semicolon, tab or bar, as in much of Europe, or that loses track
//!   of the quotes, begins a cell behind each of these and behind a line break. There only `=` and what calls or refers
//!   to something (`(`, `!`, `[`) is guarded. A list with dashes stays as it was written.
//!
//! Workbooks need none of it: a cell of theirs that is written as text is never evaluated.

use std::borrow::Cow;

/// The characters that begin a formula, in either width.
const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// The characters that may end a cell, depending on how a file is read.
const SEPARATORS: [char; 4] = [';', '\t', '|', '\n'];
/// The characters without which a formula neither calls a function nor refers to a program, a sheet or another file.
const REACHES: [char; 4] = ['(', '（', '!', '['];

/// The text with an apostrophe before everything that a spreadsheet would evaluate.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    let mut guarded = String::new();
    let mut copied = 0;
    for (at, rest) in cells(text) {
        if if at == 0 { is_evaluated(rest) } else { reaches_out(rest) } {
            guarded.push_str(text.get(copied..at).unwrap_or_default());
            guarded.push('\'');
            copied = at;
        }
    }
    if copied == 0 && guarded.is_empty() {
        return Cow::Borrowed(text);
    }
    guarded.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(guarded)
}

/// Every place where a cell may begin, and the text from there on.
fn cells(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let behind = text.match_indices(SEPARATORS).map(|(at, separator)| at.saturating_add(separator.len()));
    std::iter::once(0).chain(behind).filter_map(|at| Some((at, text.get(at..)?)))
}

/// Whether a field with this text would be taken for a formula. White space in front does not hide one.
fn is_evaluated(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(STARTS) && !is_number(text) && !text.chars().all(|character| STARTS.contains(&character))
}

/// A number or telephone number: a sign, then digits that are grouped and separated, and no operator between them.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-', '＋', '－']).unwrap_or_default();
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().all(|character| character.is_ascii_digit() || matches!(character, ' ' | ',' | '.' | '%'))
}

/// Whether the first line of this text does something when it is taken for a formula.
fn reaches_out(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default().trim_start();
    line.starts_with(['=', '＝']) || (line.starts_with(STARTS) && line.contains(REACHES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_would_be_evaluated_is_only_text() {
        for text in [
            "=1+1",
            "=HYPERLINK(\"http://evil.example\",\"x\")",
            "+1+1",
            "-1-1",
            "@SUM(A1)",
            "@contoso",
            "=cmd|' /C calc'!A0",
            "+886-2-2345-6789",
            "-2+3",
            "- one item",
            "＝1＋1",
            "－1－1",
            "＋1＋1",
            "＠x",
            " =1+1",
            "\n-x",
            "-台北",
        ] {
            assert_eq!(guarded(text), format!("'{text}"), "{text}");
        }
    }

    #[test]
    fn honest_text_stays_as_it_was_written() {
        for text in [
            "",
            "-5",
            "+12.50",
            "-1,500.00",
            "+886 2 2345 6789",
            "+886223456789",
            "-5 %",
            "-",
            "--",
            "=",
            "+",
            "@",
            "Contoso Ltd",
            "a=1",
            "1-1",
            "'quoted",
            "台灣科技",
            "SA-7KQ2-M9XD-3FHT",
            "lin.mei@contoso.example",
            "To do:\n- first\n- second",
            "Taipei; -5 degrees | @office",
        ] {
            assert!(matches!(guarded(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn a_formula_behind_another_separator_is_only_text_too() {
        for (text, harmless) in [
            ("Contoso;=1+1;x", "Contoso;'=1+1;x"),
            ("x\n=1+1", "x\n'=1+1"),
            ("x\t@SUM(A1)", "x\t'@SUM(A1)"),
            ("x; +cmd|' /C calc'!A0", "x;' +cmd|' /C calc'!A0"),
            ("\t=1", "'\t'=1"),
            ("=a;=b", "'=a;'=b"),
            ("a|=b\n-c(d)", "a|'=b\n'-c(d)"),
        ] {
            assert_eq!(guarded(text), harmless);
        }
    }
}
