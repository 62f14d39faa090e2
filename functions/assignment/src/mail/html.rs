//! Converts an HTML text into the lines that a reader sees.
//!
//! The text is read as browsers read it: omitted end tags, quoted attributes, entities without a semicolon, comments,
//! and text that a style hides. The time is linear in the length of the input.

mod containers;
mod document;
mod elements;
mod entities;
mod page;
mod sheet;
mod stack;
mod style;
mod tokens;

use super::mime::Text;
use super::text::{Line, with_line_breaks};
use document::Document;
use elements::Raw;
use entities::unescaped;
use sheet::Sheet;
use tokens::{Token, Tokens};

/// The deepest nesting of elements (PROGRAM.md 6.8).
pub(super) const DEPTH_MAX: usize = 1_000;

/// The lines of a page; `None` when its elements nest deeper than [`DEPTH_MAX`].
pub(super) fn lines(text: &Text) -> Option<Vec<Line<'_>>> {
    let html = with_line_breaks(&text.content);
    let mut document = Document::new(Sheet::of_page(&html), &text.charset);
    let mut tokens = Tokens::new(&html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => document.text(&unescaped(text)),
            Token::Close(name) => document.close(&name),
            Token::Open(tag) => {
                document.open(&tag)?;
                match elements::raw(&tag.name) {
                    None => continue,
                    Some(Raw::Hidden) => drop(tokens.raw(&tag.name)),
                    Some(Raw::Literal) => document.text(tokens.raw(&tag.name)),
                    Some(Raw::Escaped) => document.text(&unescaped(tokens.raw(&tag.name))),
                }
                document.close(&tag.name);
            }
        }
    }
    Some(document.finish())
}
