//! The texts of the page: pieces of a line, and the subset of Markdown that descriptions use.

use askama::Template;

/// A part of a line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Plain text.
    Words(String),
    /// A literal of a request or a response.
    Code(String),
    /// Emphasized text.
    Strong(String),
    /// A link to an anchor of the page.
    Link { to: String, words: String },
}

/// A line of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "reference/pieces.html")]
pub struct Pieces(pub Vec<Piece>);

/// A block of a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Pieces),
    /// A heading.
    Heading(Pieces),
    /// A bulleted list.
    List(Vec<Pieces>),
    /// A fenced code block.
    Code(String),
}

/// A description.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "reference/blocks.html")]
pub struct Blocks(pub Vec<Block>);

/// The anchor of a named thing: the kind, `-` and the name; characters other than letters, digits, `_` and `.` become
/// `-`.
pub fn anchor(kind: &str, name: &str) -> String {
    let allowed = |c: char| if c.is_alphanumeric() || matches!(c, '_' | '.' | '-') { c } else { '-' };
    let name: String = name.chars().map(allowed).collect();
    if kind.is_empty() { name } else { format!("{kind}-{name}") }
}

impl Piece {
    /// A piece of plain text.
    pub fn words(words: impl Into<String>) -> Self {
        Self::Words(words.into())
    }

    /// A literal of a request or a response.
    pub fn code(code: impl Into<String>) -> Self {
        Self::Code(code.into())
    }
}

impl Pieces {
    /// A line of plain text.
    pub fn words(words: impl Into<String>) -> Self {
        Self(vec![Piece::words(words)])
    }

    /// Joins lines with a separator.
    pub fn joined(parts: impl IntoIterator<Item = Pieces>, between: &str) -> Self {
        let mut joined = Vec::new();
        for part in parts {
            if !joined.is_empty() {
                joined.push(Piece::words(between));
            }
            joined.extend(part.0);
        }
        Self(joined)
    }

    /// Parses a line of Markdown: code in backticks, emphasis in double asterisks; everything else is plain text.
    pub fn read(line: &str) -> Self {
        let parts: Vec<&str> = line.split('`').collect();
        let whole = !parts.len().is_multiple_of(2);
        let piece = |(place, part): (usize, &str)| {
            if whole && place % 2 == 1 { vec![Piece::code(part)] } else { strong(part) }
        };
        let parts = if whole { parts } else { vec![line] };
        Self(parts.into_iter().enumerate().flat_map(piece).collect())
    }
}

fn strong(text: &str) -> Vec<Piece> {
    let parts: Vec<&str> = text.split("**").collect();
    if parts.len().is_multiple_of(2) {
        return vec![Piece::words(text)];
    }
    let piece = |(place, part): (usize, &str)| {
        if place % 2 == 1 { Piece::Strong(part.to_owned()) } else { Piece::words(part) }
    };
    parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty()).map(piece).collect()
}

impl Block {
    /// Parses paragraphs, headings, bulleted lists and fenced code.
    pub fn read(text: &str) -> Blocks {
        let mut blocks = Vec::new();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            if line.trim_start().starts_with("```") {
                let code: Vec<&str> = lines.by_ref().take_while(|line| !line.trim_start().starts_with("```")).collect();
                blocks.push(Block::Code(code.join("\n")));
                continue;
            }
            let mut run = vec![line];
            while let Some(next) = lines.next_if(|next| continues(line, next)) {
                run.push(next);
            }
            blocks.extend(Self::of_lines(&run));
        }
        Blocks(blocks)
    }

    fn of_lines(run: &[&str]) -> Option<Self> {
        let first = run.first().map(|line| line.trim())?;
        let together = || run.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        if first.is_empty() {
            None
        } else if is_heading(first) {
            Some(Self::Heading(Pieces::read(first.trim_start_matches('#').trim())))
        } else if bullet(first).is_some() {
            Some(Self::List(items(run)))
        } else {
            Some(Self::Paragraph(Pieces::read(&together())))
        }
    }
}

fn continues(first: &str, next: &str) -> bool {
    let ends = next.trim().is_empty() || next.trim_start().starts_with("```") || is_heading(next.trim());
    let list = bullet(first).is_some();
    !first.trim().is_empty() && !is_heading(first.trim()) && !ends && (list || bullet(next).is_none())
}

fn is_heading(line: &str) -> bool {
    let text = line.trim_start_matches('#');
    text.len() < line.len() && text.starts_with(' ')
}

fn bullet(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))
}

fn items(run: &[&str]) -> Vec<Pieces> {
    let mut items: Vec<String> = Vec::new();
    for line in run {
        match (bullet(line), items.last_mut()) {
            (None, Some(item)) => {
                item.push(' ');
                item.push_str(line.trim());
            }
            (item, _) => items.push(item.unwrap_or(line).trim().to_owned()),
        }
    }
    items.iter().map(|item| Pieces::read(item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Pieces::words(text))
    }

    #[test]
    fn descriptions_are_parsed_as_markdown() {
        let text = "One\ntwo.\n\n## Head\n- a `b`\n  more\n* **c**\n\n```json\n{\n  }\n```\nlast\n- d";
        let list = |items: Vec<Vec<Piece>>| Block::List(items.into_iter().map(Pieces).collect());
        assert_eq!(
            Block::read(text).0,
            [
                paragraph("One two."),
                Block::Heading(Pieces::words("Head")),
                list(vec![
                    vec![Piece::words("a "), Piece::code("b"), Piece::words(" more")],
                    vec![Piece::Strong("c".to_owned())],
                ]),
                Block::Code("{\n  }".to_owned()),
                paragraph("last"),
                list(vec![vec![Piece::words("d")]]),
            ]
        );
    }

    #[test]
    fn unclosed_marks_are_plain_text() {
        assert_eq!(Block::read("a ` b ** c").0, [paragraph("a ` b ** c")]);
        assert_eq!(Block::read("#no heading").0, [paragraph("#no heading")]);
        assert_eq!(Block::read("").0, []);
        assert_eq!(Block::read("```\nopen").0, [Block::Code("open".to_owned())]);
    }

    #[test]
    fn an_anchor_has_url_safe_characters_only() {
        assert_eq!(anchor("schema", "A b/\"<c>"), "schema-A-b---c-");
        assert_eq!(anchor("", "reserve_voucher"), "reserve_voucher");
    }
}
