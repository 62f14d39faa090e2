//! The elements of HTML by their effect on the lines of a page.

use super::style::{Display, Style};

/// The layout of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    Inline,
    /// Own lines.
    Lines,
    /// Own lines with space around them.
    Paragraph,
    Table,
    Row,
    Cell,
    /// The term of a definition list, with its definition beside it.
    Term,
    Break,
    /// A horizontal rule.
    Rule,
}

/// The reading of the text of an element that holds no tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Raw {
    Hidden,
    Literal,
    Escaped,
}

/// The layout of an element that has no style.
fn own_layout(name: &str) -> Layout {
    match name {
        "br" => Layout::Break,
        "hr" => Layout::Rule,
        "table" | "dl" => Layout::Table,
        "tr" => Layout::Row,
        "td" | "th" | "dd" => Layout::Cell,
        "dt" => Layout::Term,
        "blockquote" | "figure" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "listing" | "menu" | "ol" | "p"
        | "plaintext" | "pre" | "ul" | "xmp" => Layout::Paragraph,
        "address" | "article" | "aside" | "body" | "caption" | "center" | "details" | "dialog" | "dir" | "div"
        | "fieldset" | "figcaption" | "footer" | "form" | "header" | "hgroup" | "html" | "legend" | "main" | "nav"
        | "noscript" | "optgroup" | "option" | "search" | "section" | "select" | "summary" | "textarea" => {
            Layout::Lines
        }
        _ => Layout::Inline,
    }
}

pub(super) fn layout(name: &str, style: &Style) -> Layout {
    let no_margin = style.no_margin == Some(true) && matches!(name, "p" | "li");
    let own = if no_margin { Layout::Lines } else { own_layout(name) };
    match style.display {
        Some(Display::Inline) if matches!(own, Layout::Lines | Layout::Paragraph) => Layout::Inline,
        Some(Display::Block) if matches!(own, Layout::Inline | Layout::Cell | Layout::Row) => Layout::Lines,
        Some(Display::Table) if own != Layout::Row => Layout::Table,
        Some(Display::Row) => Layout::Row,
        Some(Display::Cell) => Layout::Cell,
        _ => own,
    }
}

pub(super) fn raw(name: &str) -> Option<Raw> {
    match name {
        "iframe" | "noembed" | "noframes" | "script" | "style" | "title" => Some(Raw::Hidden),
        "listing" | "plaintext" | "xmp" => Some(Raw::Literal),
        "textarea" => Some(Raw::Escaped),
        _ => None,
    }
}

/// True when the text of the element is shown with its line breaks.
pub(super) fn is_preformatted(name: &str) -> bool {
    matches!(name, "pre" | "listing" | "plaintext" | "textarea" | "xmp")
}

/// True when the element has no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// True when the element and its inner elements are not shown.
pub(super) fn is_hidden(name: &str) -> bool {
    matches!(name, "audio" | "datalist" | "dialog" | "object" | "template" | "video")
}

/// True when the element ends a paragraph before it and is not closed by end tags of inline elements.
pub(super) fn is_block(name: &str) -> bool {
    own_layout(name) != Layout::Inline || is_table_part(name)
}

/// True when the element is ignored outside of a table.
pub(super) fn is_table_part(name: &str) -> bool {
    matches!(name, "caption" | "col" | "colgroup" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th")
}
