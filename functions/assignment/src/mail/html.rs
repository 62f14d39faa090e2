//! An HTML text as lines: a block or a table row is a line, and tabs stand between the cells of a row.
//!
//! mail-parser's own conversion knows `br` and `p` only, so a table would run together into one line.

use mail_parser::decoders::html::add_html_token;

/// Elements whose text nobody sees.
const HIDDEN: [&str; 4] = ["script", "style", "template", "title"];
/// Elements that begin and end a line.
const BLOCKS: [&str; 16] = [
    "article",
    "blockquote",
    "body",
    "br",
    "center",
    "div",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "header",
    "hr",
    "li",
    "p",
    "section",
];
/// Longest name of an entity between `&` and `;`.
const ENTITY_BYTES_MAX: usize = 32;
/// Ends a row, which no block in a cell does.
const ROW_END: char = '\r';

/// The text as lines. Linear in the length of the input: nothing is looked at twice.
pub(super) fn lines(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        page.text(text);
        rest = page.markup(after);
    }
    page.text(rest);
    page.out
}

#[derive(Default)]
struct Page {
    out: String,
    /// The element whose end is awaited, while its text is skipped.
    hidden: Option<&'static str>,
}

impl Page {
    /// Takes what follows a `<` and answers the rest. What does not end swallows the rest, as in a browser.
    fn markup<'h>(&mut self, after: &'h str) -> &'h str {
        if let Some(comment) = after.strip_prefix("!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        if !after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
            self.text("<");
            return after;
        }
        let (tag, rest) = after.split_once('>').unwrap_or((after, ""));
        self.tag(tag);
        rest
    }

    fn tag(&mut self, tag: &str) {
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        match self.hidden {
            Some(hidden) if closing && hidden == name => self.hidden = None,
            Some(_) => {}
            None if closing => self.layout(&name, true),
            None => {
                self.hidden = HIDDEN.into_iter().find(|hidden| *hidden == name);
                self.layout(&name, false);
            }
        }
    }

    fn layout(&mut self, name: &str, closing: bool) {
        match name {
            "table" | "tr" | "dl" => self.end_row(),
            "dd" if closing => self.end_row(),
            "td" | "th" | "dt" | "dd" => self.end_cell(closing),
            block if BLOCKS.contains(&block) => self.end_line(),
            _ => {}
        }
    }

    fn end_row(&mut self) {
        self.trim(&[' ', '\n']);
        if !self.out.ends_with(ROW_END) {
            self.out.push(ROW_END);
        }
    }

    /// The end tag of a cell may be left out; an empty cell still is one.
    fn end_cell(&mut self, closing: bool) {
        self.trim(&[' ', '\n']);
        if closing || !(self.out.is_empty() || self.out.ends_with([ROW_END, '\t'])) {
            self.out.push('\t');
        }
    }

    fn end_line(&mut self) {
        self.trim(&[' ']);
        if !self.out.is_empty() && !self.out.ends_with([ROW_END, '\t', '\n']) {
            self.out.push('\n');
        }
    }

    fn trim(&mut self, spaces: &[char]) {
        self.out.truncate(self.out.trim_end_matches(spaces).len());
    }

    /// Spaces and line breaks of the source count as one space.
    fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        for c in unescaped(text).chars() {
            if !c.is_whitespace() {
                self.out.push(c);
            } else if !self.out.is_empty() && !self.out.ends_with(char::is_whitespace) {
                self.out.push(' ');
            }
        }
    }
}

/// The text with its entities replaced; an ampersand that begins none stays.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = if let Some((name, tail)) = entity(after) {
            add_html_token(&mut out, format!("&{name};").as_bytes(), false);
            tail
        } else {
            out.push('&');
            after
        };
    }
    out.push_str(rest);
    out
}

fn entity(after: &str) -> Option<(&str, &str)> {
    let end = after.bytes().take(ENTITY_BYTES_MAX).position(|byte| byte == b';')?;
    let (name, rest) = after.split_at_checked(end)?;
    let named = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#');
    Some((name, rest.strip_prefix(';')?)).filter(|_| named)
}
