//! The tokens of a structured header field (RFC 5322 3.2): comments drop out, quoted strings are one token.

use std::iter::Peekable;
use std::str::Chars;

/// What stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// Characters without meaning of their own.
    Word(String),
    /// What stood between quotation marks, which may look like anything.
    Quoted(String),
    /// One of the characters that the field's grammar is made of.
    Special(char),
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) lexeme: Lexeme,
    /// Whether it follows the token before it without a space or comment between them.
    pub(super) glued: bool,
}

/// The tokens of a value on one line; nothing when a comment or quotation does not end, or a control character stands
/// in it.
pub(super) fn tokens(text: &str, specials: &str) -> Option<Vec<Token>> {
    let mut chars = text.chars().peekable();
    let mut tokens: Vec<Token> = Vec::new();
    let mut glued = false;
    while let Some(c) = chars.next() {
        let lexeme = match c {
            ' ' | '\t' => None,
            '(' => comment(&mut chars).map(|()| None)?,
            '"' => Some(Lexeme::Quoted(quoted(&mut chars)?)),
            c if c == ')' || c.is_control() => return None,
            c if specials.contains(c) => Some(Lexeme::Special(c)),
            c => Some(Lexeme::Word(word(c, &mut chars, specials))),
        };
        let token = lexeme.map(|lexeme| Token { lexeme, glued });
        glued = token.is_some();
        tokens.extend(token);
    }
    Some(tokens)
}

/// Skips to the end of a comment; comments may stand in comments.
fn comment(chars: &mut Peekable<Chars<'_>>) -> Option<()> {
    let mut depth = 1_usize;
    while depth > 0 {
        match chars.next()? {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\\' => drop(chars.next()?),
            _ => {}
        }
    }
    Some(())
}

fn quoted(chars: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut text = String::new();
    loop {
        match chars.next()? {
            '"' => return Some(text),
            '\\' => text.push(chars.next()?),
            c if c.is_control() && c != '\t' => return None,
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
