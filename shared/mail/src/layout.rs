//! The layout of a letter: converts the rendered template to a subject, plain text and HTML.
//!
//! The first line is the subject. Blocks follow, separated by empty lines: `= label: value` is a fact, `* item` an
//! item of a list, `> line` a quotation, `! line` a paragraph with the next step, anything else a paragraph. Only
//! templates write these marks at the beginning of a line, so that the text of a name or comment cannot make a block.
//! The link to the portal comes last; its address is shown, so that a reader sees where it leads.

use askama::Template;
use domain::{Fault, Language};

use crate::language::Wording;
use crate::pieces::Piece;
use crate::portal::Link;

/// Longest preview in a list of mails, in characters.
const PREVIEW_CHARS: usize = 140;

/// A mail, without sender and recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The language.
    pub language: Language,
    /// The subject, in one line.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML without external resources.
    pub html: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Block<'a> {
    Facts(Vec<(&'a str, &'a str)>),
    List(Vec<&'a str>),
    Quotation(Vec<&'a str>),
    Next(Vec<&'a str>),
    Paragraph(Vec<&'a str>),
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Html<'a> {
    language: Language,
    subject: &'a str,
    preview: String,
    blocks: &'a [Block<'a>],
    link: Option<&'a Link>,
}

impl Mail {
    /// Lays out a rendered template.
    pub(crate) fn lay_out(letter: &str, link: Option<&Link>, language: Language) -> Result<Self, Fault> {
        let (subject, body) = letter.split_once('\n').unwrap_or((letter, ""));
        let blocks = blocks(body);
        let html = Html { language, subject, preview: preview(&blocks), blocks: &blocks, link }.render();
        Ok(Self {
            language,
            subject: subject.to_owned(),
            text: text(&blocks, link, language),
            html: html.map_err(|error| Fault::corrupt("layout.html", &error))?,
        })
    }
}

/// The preview in a list of mails: the paragraph after the salutation.
fn preview(blocks: &[Block<'_>]) -> String {
    let paragraphs = blocks.iter().filter_map(|block| match block {
        Block::Paragraph(lines) => Some(lines.join(" ")),
        Block::Facts(_) | Block::List(_) | Block::Quotation(_) | Block::Next(_) => None,
    });
    paragraphs.skip(1).take(1).flat_map(|paragraph| paragraph.chars().take(PREVIEW_CHARS).collect::<Vec<_>>()).collect()
}

/// The blocks of a body. Adjacent facts, items and quotations are one block each.
fn blocks(body: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut is_new = true;
    for line in body.lines() {
        if line.trim().is_empty() {
            is_new = true;
            continue;
        }
        add(&mut blocks, line, std::mem::take(&mut is_new));
    }
    blocks
}

fn add<'a>(blocks: &mut Vec<Block<'a>>, line: &'a str, is_new: bool) {
    let next = block(line);
    match (blocks.last_mut(), next) {
        (Some(Block::Facts(facts)), Block::Facts(more)) => facts.extend(more),
        (Some(Block::List(items)), Block::List(more)) => items.extend(more),
        (Some(Block::Quotation(lines)), Block::Quotation(more)) => lines.extend(more),
        (Some(Block::Next(lines)), Block::Next(more)) if !is_new => lines.extend(more),
        (Some(Block::Paragraph(lines)), Block::Paragraph(more)) if !is_new => lines.extend(more),
        (_, next) => blocks.push(next),
    }
}

fn block(line: &str) -> Block<'_> {
    if let Some(fact) = line.strip_prefix("= ") {
        return Block::Facts(vec![fact.split_once(": ").unwrap_or((fact, ""))]);
    }
    if let Some(item) = line.strip_prefix("* ") {
        return Block::List(vec![item]);
    }
    if let Some(quoted) = line.strip_prefix("> ") {
        return Block::Quotation(vec![quoted]);
    }
    match line.strip_prefix("! ") {
        Some(next) => Block::Next(vec![next]),
        None => Block::Paragraph(vec![line]),
    }
}

fn text(blocks: &[Block<'_>], link: Option<&Link>, language: Language) -> String {
    let mut text = String::new();
    for block in blocks {
        for line in lines(block, language) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push('\n');
    }
    if let Some(Link { label, address }) = link {
        text.extend([*label, "\n", address, "\n\n"]);
    }
    text.push_str("-- \n");
    for line in language.footer() {
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn lines(block: &Block<'_>, language: Language) -> Vec<String> {
    match block {
        Block::Facts(facts) => {
            facts.iter().map(|(label, value)| format!("{label}{}{value}", language.colon())).collect()
        }
        Block::List(items) => items.iter().map(|item| format!("- {item}")).collect(),
        Block::Quotation(lines) => lines.iter().map(|line| format!("> {line}")).collect(),
        Block::Next(lines) | Block::Paragraph(lines) => lines.iter().map(|line| (*line).to_owned()).collect(),
    }
}
