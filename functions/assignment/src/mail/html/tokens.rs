//! Splits HTML into text and tags in one pass.

/// A token of HTML. Comments, declarations and processing instructions are skipped.
pub(super) enum Token<'h> {
    Text(&'h str),
    Open(Tag<'h>),
    /// An end tag, with its name in lower case.
    Close(String),
}

/// A start tag.
#[derive(Debug, Default)]
pub(super) struct Tag<'h> {
    /// The name in lower case.
    pub(super) name: String,
    pub(super) style: Option<&'h str>,
    pub(super) class: Option<&'h str>,
    pub(super) id: Option<&'h str>,
    /// True when the tag has the attribute `hidden`.
    pub(super) hidden: bool,
}

/// The tokenizer, with the rest of the text.
pub(super) struct Tokens<'h> {
    rest: &'h str,
}

impl<'h> Tokens<'h> {
    pub(super) fn new(html: &'h str) -> Self {
        Self { rest: html }
    }

    pub(super) fn next(&mut self) -> Option<Token<'h>> {
        while !self.rest.is_empty() {
            let Some(after) = self.rest.strip_prefix('<') else {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at_checked(end)?;
                self.rest = rest;
                return Some(Token::Text(text));
            };
            if let Some(token) = self.markup(after) {
                return Some(token);
            }
        }
        None
    }

    /// Returns the text up to the end tag of an element whose text holds no tags, or else the rest.
    pub(super) fn raw(&mut self, name: &str) -> &'h str {
        let rest = self.rest;
        let ends = |at: usize| {
            let after = rest.get(at..).and_then(|end| end.strip_prefix("</")).unwrap_or_default();
            let tag = after.split_at_checked(name.len()).filter(|(tag, _)| tag.eq_ignore_ascii_case(name));
            tag.is_some_and(|(_, after)| after.starts_with(|c: char| ends_name(c)))
        };
        let end = rest.match_indices("</").map(|(at, _)| at).find(|at| ends(*at));
        let (text, after) = end.and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
        self.rest = after.split_once('>').map_or("", |(_, rest)| rest);
        text
    }

    /// Reads the markup after a `<`. An unclosed comment or tag extends to the end of the text.
    fn markup(&mut self, after: &'h str) -> Option<Token<'h>> {
        if let Some(comment) = after.strip_prefix("!--") {
            self.rest = after_comment(comment);
            return None;
        }
        let (closing, tag) = after.strip_prefix('/').map_or((false, after), |tag| (true, tag));
        if tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return self.tag(tag, closing);
        }
        if closing || after.starts_with(['!', '?']) {
            self.rest = after.split_once('>').map_or("", |(_, rest)| rest);
            return None;
        }
        self.rest = after;
        Some(Token::Text("<"))
    }

    fn tag(&mut self, after: &'h str, closing: bool) -> Option<Token<'h>> {
        let end = after.find(ends_name).unwrap_or(after.len());
        let (name, attributes) = after.split_at_checked(end)?;
        let mut tag = Tag { name: name.to_ascii_lowercase(), ..Tag::default() };
        self.rest = "";
        self.rest = tag.attributes(attributes)?;
        Some(if closing { Token::Close(tag.name) } else { Token::Open(tag) })
    }
}

impl<'h> Tag<'h> {
    /// Reads the attributes and returns the text after the tag; `None` when the tag does not end.
    fn attributes(&mut self, mut rest: &'h str) -> Option<&'h str> {
        loop {
            rest = rest.trim_start_matches(|c: char| is_space(c) || c == '/');
            if let Some(after) = rest.strip_prefix('>') {
                return Some(after);
            }
            let end =
                rest.char_indices().skip(1).find(|(_, c)| ends_name(*c) || *c == '=').map_or(rest.len(), |(at, _)| at);
            let (name, after) = rest.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
            let (value, after) = match after.trim_start_matches(is_space).strip_prefix('=') {
                Some(value) => attribute_value(value.trim_start_matches(is_space))?,
                None => ("", after),
            };
            self.set(name, value);
            rest = after;
        }
    }

    /// Sets an attribute. The first of a name counts.
    fn set(&mut self, name: &str, value: &'h str) {
        match name.to_ascii_lowercase().as_str() {
            "style" => self.style = self.style.or(Some(value)),
            "class" => self.class = self.class.or(Some(value)),
            "id" => self.id = self.id.or(Some(value)),
            "hidden" => self.hidden = true,
            _ => {}
        }
    }
}

/// The value of an attribute and the rest. A `>` between quotation marks is part of the value.
fn attribute_value(text: &str) -> Option<(&str, &str)> {
    for mark in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(mark) {
            return quoted.split_once(mark);
        }
    }
    text.split_at_checked(text.find(|c: char| is_space(c) || c == '>').unwrap_or(text.len()))
}

/// The text after a comment. Text that only Outlook shows is within comments.
fn after_comment(comment: &str) -> &str {
    if let Some(rest) = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
        return rest;
    }
    let (inner, rest) = comment.split_once("-->").unwrap_or((comment, ""));
    match inner.split_once("--!>") {
        Some((inner, _)) => comment.get(inner.len() + "--!>".len()..).unwrap_or_default(),
        None => rest,
    }
}

fn ends_name(c: char) -> bool {
    is_space(c) || c == '/' || c == '>'
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}
