//! Parses the style sheets of a page: rules whose selector is an element, a class, an id, or an element with one class
//! or id.
//!
//! Rules within `@media` are ignored, because they apply to other windows than that of a desktop mail program.

use std::collections::HashMap;

use super::elements::{self, Raw};
use super::style::Style;
use super::tokens::{Tag, Token, Tokens};

/// The declarations by selector: `p`, `.class`, `p.class`, `#id`, `p#id`.
#[derive(Debug, Default)]
pub(super) struct Sheet(HashMap<String, Style>);

impl Sheet {
    /// Reads every `style` element of a page.
    pub(super) fn of_page(html: &str) -> Self {
        let mut sheet = Self::default();
        let mut tokens = Tokens::new(html);
        while let Some(token) = tokens.next() {
            let Token::Open(tag) = token else {
                continue;
            };
            match elements::raw(&tag.name) {
                Some(Raw::Hidden) if tag.name == "style" => sheet.read(tokens.raw(&tag.name)),
                Some(Raw::Hidden | Raw::Literal | Raw::Escaped) => drop(tokens.raw(&tag.name)),
                None => {}
            }
        }
        sheet
    }

    /// The style of an element, declared by the sheet and by its own attribute.
    pub(super) fn style(&self, tag: &Tag<'_>) -> Style {
        let name = tag.name.as_str();
        let of = |selector: &str| self.0.get(selector).copied().unwrap_or_default();
        let mut style = of(name);
        for class in tag.class.unwrap_or_default().split_ascii_whitespace().filter(|_| !self.0.is_empty()) {
            style = style.with(of(&format!(".{class}"))).with(of(&format!("{name}.{class}")));
        }
        if let Some(id) = tag.id {
            style = style.with(of(&format!("#{id}"))).with(of(&format!("{name}#{id}")));
        }
        style.with(Style::parse(&super::unescaped(tag.style.unwrap_or_default())))
    }

    fn read(&mut self, css: &str) {
        let css = without_comments(css);
        let mut rest = css.as_str();
        while let Some((selectors, after)) = rest.split_once('{') {
            let (before, selectors) = selectors.rsplit_once([';', '}']).unwrap_or(("", selectors));
            let at_rule = selectors.trim_start().starts_with('@') || before.trim_start().starts_with("@media");
            if at_rule {
                rest = after_block(after);
                continue;
            }
            let (declarations, after) = after.split_once('}').unwrap_or((after, ""));
            self.add(selectors, Style::parse(declarations));
            rest = after;
        }
    }

    fn add(&mut self, selectors: &str, style: Style) {
        for selector in selectors.split(',').map(str::trim).filter(|selector| is_simple(selector)) {
            let (name, rest) =
                selector.split_at_checked(selector.find(['.', '#']).unwrap_or(selector.len())).unwrap_or_default();
            let known = self.0.entry(name.to_ascii_lowercase() + rest).or_default();
            *known = known.with(style);
        }
    }
}

/// True when the selector is a name, a class or an id, or a name with one class or id.
fn is_simple(selector: &str) -> bool {
    let part = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    let (name, rest) = selector.split_once(['.', '#']).unwrap_or((selector, "x"));
    part(rest) && (name.is_empty() || part(name))
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    (out + rest).replace("<!--", " ").replace("-->", " ")
}

/// The text after the end of a block that may contain blocks.
fn after_block(css: &str) -> &str {
    let mut depth = 1_usize;
    for (at, brace) in css.match_indices(['{', '}']) {
        depth = if brace == "{" { depth + 1 } else { depth - 1 };
        if depth == 0 {
            return css.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}
