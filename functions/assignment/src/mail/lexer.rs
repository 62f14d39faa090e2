//! Splits the value of a structured header field into tokens (RFC 5322 3.2). Comments are skipped; a quoted string is
//! one token.

use std::iter::Peekable;
use std::str::Chars;

/// The content of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// Characters without a special meaning.
    Word(String),
    /// The content of a quoted string, which may hold any characters.
    Quoted(String),
    /// One of the special characters of the field's grammar.
    Special(char),
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) lexeme: Lexeme,
    /// True when no space or comment separates the token from the one before it.
    pub(super) adjacent: bool,
}

impl Token {
    /// The text of a word or a quoted string.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.lexeme {
            Lexeme::Word(text) | Lexeme::Quoted(text) => Some(text),
            Lexeme::Special(_) => None,
        }
    }
}

/// The problem of a value that cannot be split, as a clause.
pub(super) type Flaw = &'static str;

const COMMENT_OPEN: Flaw = "a comment in it does not end";
const COMMENT_NOT_OPEN: Flaw = "it closes a comment that it did not open";
const QUOTE_OPEN: Flaw = "a quoted string in it does not end";
const CONTROL: Flaw = "it holds a control character";

/// The tokens of a value on one line.
///
/// # Errors
/// An unclosed comment or quoted string, a closing bracket without a comment, or a control character.
pub(super) fn tokens(text: &str, specials: &str) -> Result<Vec<Token>, Flaw> {
    let mut chars = text.chars().peekable();
    let mut tokens: Vec<Token> = Vec::new();
    let mut adjacent = false;
    while let Some(c) = chars.next() {
        let lexeme = match c {
            ' ' | '\t' => None,
            '(' => {
                comment(&mut chars)?;
                None
            }
            '"' => Some(Lexeme::Quoted(quoted(&mut chars)?)),
            ')' => return Err(COMMENT_NOT_OPEN),
            c if c.is_control() => return Err(CONTROL),
            c if specials.contains(c) => Some(Lexeme::Special(c)),
            c => Some(Lexeme::Word(word(c, &mut chars, specials))),
        };
        let token = lexeme.map(|lexeme| Token { lexeme, adjacent });
        adjacent = token.is_some();
        tokens.extend(token);
    }
    Ok(tokens)
}

/// Skips to the end of a comment; comments nest.
fn comment(chars: &mut Peekable<Chars<'_>>) -> Result<(), Flaw> {
    let mut depth = 1_usize;
    while depth > 0 {
        match chars.next().ok_or(COMMENT_OPEN)? {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\\' => drop(chars.next().ok_or(COMMENT_OPEN)?),
            _ => {}
        }
    }
    Ok(())
}

fn quoted(chars: &mut Peekable<Chars<'_>>) -> Result<String, Flaw> {
    let mut text = String::new();
    loop {
        match chars.next().ok_or(QUOTE_OPEN)? {
            '"' => return Ok(text),
            '\\' => text.push(chars.next().ok_or(QUOTE_OPEN)?),
            c if c.is_control() && c != '\t' => return Err(CONTROL),
            c => text.push(c),
        }
    }
}

fn word(first: char, chars: &mut Peekable<Chars<'_>>, specials: &str) -> String {
    let mut text = String::from(first);
    let plain = |c: &char| !c.is_control() && !" \t()\"".contains(*c) && !specials.contains(*c);
    while let Some(c) = chars.next_if(plain) {
        text.push(c);
    }
    text
}
