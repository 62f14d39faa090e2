//! Detects the elements with which mail programs quote and forward, by their classes and ids (DECISIONS.md 32).

use super::tokens::Tag;

/// The part of the page that a quoting element makes second-hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// The content of the element.
    Within(&'static str),
    /// The element and all that follows.
    FromHere(&'static str),
}

/// The classes and ids of elements that contain a quoted mail.
const WITHIN: [&str; 19] = [
    "gmail_quote",
    "gmail_quote_container",
    "gmail_extra",
    "yahoo_quoted",
    "protonmail_quote",
    "tutanota_quote",
    "zmail_extra",
    "moz-forward-container",
    "mail-quote-collapse",
    "isreplycontent",
    "ntes-mailmaster-quote",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-reference-message",
    "olk_src_body_section",
    "applemailforwardedmessage",
    "quoted-text",
    "quotedtext",
    "mailquote",
    "original-message",
];

/// The classes and ids of elements before a quoted mail.
const FROM_HERE: [&str; 10] = [
    "divrplyfwdmsg",
    "appendonsend",
    "moz-cite-prefix",
    "moz-email-headers-table",
    "gmail_attr",
    "zwchr",
    "reply-intro",
    "outlookmessageheader",
    "replyheader",
    "lblreplyforward",
];

/// The part of the page that the element makes second-hand. Programs that quote again add a prefix to classes and ids.
pub(super) fn container(tag: &Tag<'_>) -> Option<Container> {
    if tag.name == "blockquote" {
        return Some(Container::Within("blockquote"));
    }
    let mut names = tag.class.unwrap_or_default().split_ascii_whitespace().chain(tag.id);
    names.find_map(named).or_else(|| is_outlook_header(tag).then_some(Container::FromHere("Outlook's header")))
}

fn named(name: &str) -> Option<Container> {
    let name = name.to_ascii_lowercase();
    let name = ["x_", "ecx"].into_iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(&name);
    let known = |list: &[&'static str]| list.iter().find(|known| **known == name).copied();
    known(&WITHIN).map(Container::Within).or_else(|| known(&FROM_HERE).map(Container::FromHere))
}

/// True for the line that Outlook draws above the header of the quoted mail.
fn is_outlook_header(tag: &Tag<'_>) -> bool {
    let style: String = tag.style.unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    let drawn = style.contains("border:none;border-top:solid#") && style.contains("padding:3.0pt0");
    drawn && ["#e1e1e1", "#b5c4df"].iter().any(|color| style.contains(color))
}
