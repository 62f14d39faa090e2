//! The elements of HTML, by what they do to the lines of a page.

use super::style::{Display, Style};

/// How an element is laid out among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    Inline,
    /// Lines of its own.
    Lines,
    /// Lines of its own, with space around them.
    Paragraph,
    Table,
    Row,
    Cell,
    /// The term of a list of definitions, whose definition is beside it.
    Term,
    Break,
    /// A line drawn across the page.
    Rule,
}

/// How the text of an element that holds no tags is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Raw {
    Unseen,
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
    let close = style.close == Some(true) && matches!(name, "p" | "li");
    let own = if close { Layout::Lines } else { own_layout(name) };
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
        "iframe" | "noembed" | "noframes" | "script" | "style" | "title" => Some(Raw::Unseen),
        "listing" | "plaintext" | "xmp" => Some(Raw::Literal),
        "textarea" => Some(Raw::Escaped),
        _ => None,
    }
}

/// Whether the text of the element is shown with its line breaks.
pub(super) fn is_preformatted(name: &str) -> bool {
    matches!(name, "pre" | "listing" | "plaintext" | "textarea" | "xmp")
}

/// Whether the element has no end tag.
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

/// Whether nothing is shown of the elements in it.
pub(super) fn is_unseen(name: &str) -> bool {
    matches!(name, "audio" | "datalist" | "dialog" | "object" | "template" | "video")
}

/// Whether end tags of inline elements do not reach beyond it, and a paragraph ends before it.
pub(super) fn is_block(name: &str) -> bool {
    own_layout(name) != Layout::Inline || is_table_part(name)
}

/// Whether the element means nothing outside of a table.
pub(super) fn is_table_part(name: &str) -> bool {
    matches!(name, "caption" | "col" | "colgroup" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th")
}
