//! Protection against CSV formula injection (CWE-1236): an apostrophe before text that a spreadsheet would evaluate.
//!
//! CSV has no types. A spreadsheet evaluates a field as a formula when it begins with `=`, `+`, `-` or `@`, in half or
//! full width. An apostrophe in front makes it text. The apostrophe is visible, so it is added only where text would be
//! evaluated:
//!
//! - At the beginning of a field: every text that begins with one of the four characters, except a number (`-5`,
//!   `+12.50`), a telephone number without operators (`+886 2 2345 6789`) and the sign alone (`-`). `+886-2-2345` is
//!   guarded: it would be computed as a difference.
//! - Inside a field: a spreadsheet that separates by semicolon, tab or bar, as in much of Europe, or that misreads the
//!   quotes, begins a cell after each of these and after a line break. There only `=`, and formulas with a call or a
//!   reference (`(`, `!`, `[`), are guarded. A list with dashes is unchanged.
//!
//! Workbooks need no protection: a cell that is written as text is never evaluated.

use std::borrow::Cow;

/// The characters that begin a formula, in either width.
const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// The characters that may end a cell, depending on the settings of the spreadsheet.
const SEPARATORS: [char; 4] = [';', '\t', '|', '\n'];
/// The characters of a call or a reference: a formula without them reaches no function, program, sheet or other file.
const REFERENCES: [char; 4] = ['(', '（', '!', '['];

/// Puts an apostrophe before each part of the text that a spreadsheet would evaluate.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    let mut guarded = String::new();
    let mut copied = 0;
    for (at, rest) in cells(text) {
        if if at == 0 { is_evaluated(rest) } else { is_harmful(rest) } {
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

/// Each offset at which a cell may begin, and the text from there.
fn cells(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let after = text.match_indices(SEPARATORS).map(|(at, separator)| at.saturating_add(separator.len()));
    std::iter::once(0).chain(after).filter_map(|at| Some((at, text.get(at..)?)))
}

/// True when a field with this text would be evaluated as a formula, also after leading white space.
fn is_evaluated(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(STARTS) && !is_number(text) && !text.chars().all(|character| STARTS.contains(&character))
}

/// True for a number or telephone number: a sign, then digits with separators and without operators.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-', '＋', '－']).unwrap_or_default();
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().all(|character| character.is_ascii_digit() || matches!(character, ' ' | ',' | '.' | '%'))
}

/// True when the first line of this text is a formula with `=`, or any formula with a call or a reference.
fn is_harmful(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default().trim_start();
    line.starts_with(['=', '＝']) || (line.starts_with(STARTS) && line.contains(REFERENCES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_would_be_evaluated_gets_an_apostrophe() {
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
    fn numbers_and_ordinary_text_are_unchanged() {
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
    fn a_formula_after_another_separator_gets_an_apostrophe() {
        for (text, expected) in [
            ("Contoso;=1+1;x", "Contoso;'=1+1;x"),
            ("x\n=1+1", "x\n'=1+1"),
            ("x\t@SUM(A1)", "x\t'@SUM(A1)"),
            ("x; +cmd|' /C calc'!A0", "x;' +cmd|' /C calc'!A0"),
            ("\t=1", "'\t'=1"),
            ("=a;=b", "'=a;'=b"),
            ("a|=b\n-c(d)", "a|'=b\n'-c(d)"),
        ] {
            assert_eq!(guarded(text), expected);
        }
    }
}
