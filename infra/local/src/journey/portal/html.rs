//! Reads the HTML of a page: elements by their tags, and their text.

use html5gum::{DefaultEmitter, HtmlString, Token, Tokenizer};
use std::collections::BTreeMap;

/// The elements of the pages that have no end tag.
const VOID: [&str; 7] = ["br", "hr", "img", "input", "link", "meta", "wbr"];

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The name.
    pub name: String,
    attributes: BTreeMap<String, String>,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Start(Tag),
    End(String),
    Text(String),
}

/// A page.
#[derive(Clone, Debug)]
pub struct Html(Vec<Part>);

/// An element of a page.
#[derive(Clone, Copy, Debug)]
pub struct Element<'h> {
    /// Its tag.
    pub tag: &'h Tag,
    inside: &'h [Part],
}

impl Html {
    /// Reads a page. Every text is a page to a browser; what belongs to no element is text.
    pub fn parse(text: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let Ok(tokens) = Tokenizer::new_with_emitter(text, emitter).collect::<Result<Vec<_>, _>>();
        Self(tokens.into_iter().filter_map(part).collect())
    }

    /// The elements with such a tag, in order.
    pub fn elements(&self, is: impl Fn(&Tag) -> bool) -> Vec<Element<'_>> {
        elements(&self.0, is)
    }

    /// The text of the first element with such a tag; empty if there is none.
    pub fn text(&self, is: impl Fn(&Tag) -> bool) -> String {
        self.elements(is).first().map(Element::text).unwrap_or_default()
    }
}

impl<'h> Element<'h> {
    /// The text, with single spaces.
    pub fn text(&self) -> String {
        self.raw_text().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text as it is.
    pub fn raw_text(&self) -> String {
        let text = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            // The text of cells, items and buttons beside each other is not one word.
            Part::Start(_) | Part::End(_) => " ".to_owned(),
        };
        self.inside.iter().map(text).collect()
    }

    /// The elements inside with such a tag, in order.
    pub fn elements(&self, is: impl Fn(&Tag) -> bool) -> Vec<Element<'h>> {
        elements(self.inside, is)
    }
}

impl Tag {
    /// The value of an attribute; `None` without it.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The value of an attribute; empty without it.
    pub fn text(&self, name: &str) -> &str {
        self.attribute(name).unwrap_or_default()
    }

    /// True when the element is of this class.
    pub fn is_of(&self, class: &str) -> bool {
        self.text("class").split_whitespace().any(|one| one == class)
    }
}

fn elements(parts: &[Part], is: impl Fn(&Tag) -> bool) -> Vec<Element<'_>> {
    let found = parts.iter().enumerate().filter_map(|(at, part)| match part {
        Part::Start(tag) if is(tag) => Some(element(tag, parts.get(at.saturating_add(1)..).unwrap_or_default())),
        Part::Start(_) | Part::End(_) | Part::Text(_) => None,
    });
    found.collect()
}

/// The element whose tag is followed by `rest`.
fn element<'h>(tag: &'h Tag, rest: &'h [Part]) -> Element<'h> {
    let mut depth = 0_usize;
    let ends = |part: &Part| match part {
        Part::Start(inner) if inner.name == tag.name => {
            depth = depth.saturating_add(1);
            false
        }
        Part::End(name) if *name == tag.name => {
            let is_end = depth == 0;
            depth = depth.saturating_sub(1);
            is_end
        }
        Part::Start(_) | Part::End(_) | Part::Text(_) => false,
    };
    let length = if VOID.contains(&tag.name.as_str()) { Some(0) } else { rest.iter().position(ends) };
    Element { tag, inside: length.and_then(|length| rest.get(..length)).unwrap_or(rest) }
}

fn part(token: Token) -> Option<Part> {
    match token {
        Token::StartTag(tag) => {
            let pairs = tag.attributes.iter().map(|(name, value)| (text(name), text(value)));
            Some(Part::Start(Tag { name: text(&tag.name), attributes: pairs.collect() }))
        }
        Token::EndTag(tag) => Some(Part::End(text(&tag.name))),
        Token::String(found) => Some(Part::Text(text(&found))),
        Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => None,
    }
}

fn text(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><title>A &amp; B</title><script>if (1 < 2) '<p>'</script>\
                        <div class=\"a b\">one<div>two<br>three</div> four</div><p hidden>é &#38; &lt;i&gt;</p>";

    #[test]
    fn elements_end_where_their_own_tag_ends() {
        let html = Html::parse(PAGE);
        assert_eq!(html.text(|tag| tag.name == "title"), "A & B");
        assert_eq!(html.text(|tag| tag.is_of("b")), "one two three four");
        assert_eq!(html.text(|tag| tag.name == "br"), "");
        assert_eq!(html.text(|tag| tag.attribute("hidden").is_some()), "é & <i>");
        assert_eq!(html.elements(|tag| tag.name == "p").len(), 1, "a script has no elements");
        let outer = html.elements(|tag| tag.is_of("a"))[0];
        let inner: Vec<String> = outer.elements(|tag| tag.name == "div").iter().map(Element::text).collect();
        assert_eq!(inner, ["two three"]);
    }

    #[test]
    fn an_element_without_an_end_goes_on_to_the_end() {
        assert_eq!(Html::parse("<p>a<b>c").text(|tag| tag.name == "p"), "a c");
    }
}
