//! Splits a plain text into lines.

use super::super::labels;
use super::super::mime::{LineFormat, Text};
use super::{Gap, Line, SecondHand, flowed, is_invisible, with_line_breaks};

/// The marks that mail programs put before quoted lines.
const QUOTE_MARKS: [char; 5] = ['>', '|', '＞', '｜', '¦'];
/// The longest initials before a mark, as in `LM> text`.
const INITIALS_MAX: usize = 4;
/// The fewest strokes at the beginning of a line that is drawn rather than written.
const RULE_CHARS_MIN: usize = 3;

/// The lines of a text, split at tabs.
pub(super) fn lines(text: &Text) -> Vec<Line<'_>> {
    let content = with_line_breaks(&text.content);
    let raw = match text.line_format {
        LineFormat::Fixed => content.split('\n').map(str::to_owned).collect(),
        LineFormat::Flowed => flowed::unfolded(&content, false),
        LineFormat::FlowedDelSp => flowed::unfolded(&content, true),
    };
    let mut reader = Reader { lines: Vec::new(), charset: &text.charset, gap: Gap::Blank, quoted: false };
    for line in &raw {
        reader.line(line);
    }
    reader.lines
}

struct Reader<'t> {
    lines: Vec<Line<'t>>,
    charset: &'t str,
    /// The gap before the next line.
    gap: Gap,
    quoted: bool,
}

impl Reader<'_> {
    fn line(&mut self, raw: &str) {
        let (quoted, text) = unquoted(raw);
        if quoted != self.quoted {
            self.widen(Gap::Blank);
        }
        self.quoted = quoted;
        let visible = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        if visible == "--" {
            self.widen(Gap::Signature);
        } else {
            if visible.is_empty() || is_drawn(visible) {
                self.widen(Gap::Blank);
            }
            if !(visible.is_empty() || is_rule(visible)) {
                self.cells(text, quoted);
            }
        }
    }

    fn cells(&mut self, text: &str, quoted: bool) {
        let cells = text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
        let mut cells = cells.skip_while(|cell| labels::is_list_mark(cell)).peekable();
        // A line with nothing but a list mark has no text: the gap before it is the gap before the next line.
        if cells.peek().is_none() {
            return;
        }
        for cell in cells {
            let second_hand = quoted.then_some(SecondHand::Marked);
            self.lines.push(Line { gap: self.gap, text: cell.to_owned(), second_hand, charset: self.charset });
            self.gap = Gap::Tab;
        }
        self.gap = Gap::Next;
    }

    /// Widens the gap. The gap of a signature is the widest.
    fn widen(&mut self, gap: Gap) {
        if self.gap != Gap::Signature {
            self.gap = gap;
        }
    }
}

/// True for a line with quotation marks, and the line without them.
pub(super) fn unquoted(line: &str) -> (bool, &str) {
    let mut rest = line;
    let mut quoted = false;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
        match rest.strip_prefix(QUOTE_MARKS).or_else(|| without_initials(rest)) {
            Some(after) => rest = after,
            None => return (quoted, rest),
        }
        quoted = true;
    }
}

fn without_initials(text: &str) -> Option<&str> {
    let (initials, rest) = text.split_at_checked(text.find('>').filter(|at| (1..=INITIALS_MAX).contains(at))?)?;
    initials.bytes().all(|byte| byte.is_ascii_alphabetic()).then(|| rest.trim_start_matches('>'))
}

/// True when the line begins with strokes, such as `-----BEGIN PGP SIGNATURE-----`. No value continues with strokes.
fn is_drawn(text: &str) -> bool {
    text.chars().filter(|c| *c != ' ').take_while(|c| is_stroke(*c)).count() >= RULE_CHARS_MIN
}

/// True when the line consists of strokes, such as `-----` or `* * *`.
fn is_rule(text: &str) -> bool {
    is_drawn(text) && text.chars().all(|c| is_stroke(c) || c == ' ')
}

fn is_stroke(c: char) -> bool {
    "-_=*~#+.·—–―─━═".contains(c)
}
