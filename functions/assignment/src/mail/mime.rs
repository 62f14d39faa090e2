//! The texts of a message: its plain and its HTML parts, decoded (RFC 2045, RFC 2046).
//!
//! Attachments and attached messages are not read: nothing vouches for who wrote them. A part that might hold the text
//! but cannot be read (an unknown character set, an encrypted message) is named, so that its sender can be answered.

mod charset;
mod content;
mod transfer;

use super::header::Entity;
use content::Content;

/// Most parts of one mail; an assignment has two.
pub(super) const PARTS_MAX: usize = 100;
/// Deepest part within parts.
pub(super) const DEPTH_MAX: usize = 8;

/// How the line breaks of a plain text are meant (RFC 3676).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Flow {
    /// Every line break counts.
    #[default]
    Fixed,
    /// A line break after a space counts as a space.
    Flowed,
    /// A line break after a space counts for nothing, and neither does the space (`DelSp=yes`).
    FlowedWithoutSpace,
}

/// The text of one part.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) content: String,
    /// The declared character set, for the sender.
    pub(super) charset: String,
    pub(super) flow: Flow,
}

/// The texts of a message, in order.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) plain: Vec<Text>,
    pub(super) html: Vec<Text>,
    /// The parts that may hold text but cannot be read, with the reason.
    pub(super) unread: Vec<String>,
}

/// The texts; nothing when the message has more parts, or deeper ones, than the limits allow.
pub(super) fn texts(message: &Entity<'_>) -> Option<Texts> {
    let mut walk = Walk::default();
    walk.visit(message, 0, false)?;
    Some(walk.texts)
}

/// The parts directly within an entity whose headers can be read; none unless it is a multipart.
pub(super) fn subparts<'m>(entity: &Entity<'m>) -> Vec<Entity<'m>> {
    match Content::of(entity, false) {
        Content::Multipart { boundary, .. } => {
            content::parts(entity.body, &boundary).into_iter().filter_map(Entity::split).take(PARTS_MAX).collect()
        }
        Content::Plain { .. } | Content::Html { .. } | Content::Sealed(_) | Content::Other => Vec::new(),
    }
}

#[derive(Default)]
struct Walk {
    texts: Texts,
    parts: usize,
}

impl Walk {
    fn visit(&mut self, entity: &Entity<'_>, depth: usize, in_digest: bool) -> Option<()> {
        self.parts += 1;
        if self.parts > PARTS_MAX || depth > DEPTH_MAX {
            return None;
        }
        match Content::of(entity, in_digest) {
            Content::Multipart { boundary, digest } => {
                content::parts(entity.body, &boundary)
                    .into_iter()
                    .try_for_each(|part| self.enter(part, depth, digest))?;
            }
            Content::Plain { charset, flow } => match text(entity, &charset, false) {
                Ok(text) => self.texts.plain.push(Text { flow, ..text }),
                Err(problem) => self.texts.unread.push(problem),
            },
            Content::Html { charset } => match text(entity, &charset, true) {
                Ok(text) => self.texts.html.push(text),
                Err(problem) => self.texts.unread.push(problem),
            },
            Content::Sealed(what) => self.texts.unread.push(what),
            Content::Other => {}
        }
        Some(())
    }

    /// A part whose header cannot be read is passed over, and counts.
    fn enter(&mut self, part: &[u8], depth: usize, in_digest: bool) -> Option<()> {
        match Entity::split(part) {
            Some(entity) => self.visit(&entity, depth + 1, in_digest),
            None => self.visit(&Entity::split(b"Content-Type: application/octet-stream\n")?, depth + 1, false),
        }
    }
}

/// The decoded text of a part, or why there is none.
fn text(entity: &Entity<'_>, declared: &str, html: bool) -> Result<Text, String> {
    let bytes = transfer::decoded(entity)?;
    let in_page = if html && declared.is_empty() { charset::of_page(&bytes) } else { None };
    let charset = in_page.unwrap_or_else(|| declared.to_owned());
    let content = charset::decoded(&charset, &bytes)
        .ok_or_else(|| format!("a text in the character set {charset:?}, which is not known"))?;
    if content.contains("-----BEGIN PGP MESSAGE-----") {
        return Err("a text that is encrypted with PGP".to_owned());
    }
    let charset = if charset.is_empty() { "utf-8 (none is declared)".to_owned() } else { charset };
    Ok(Text { content, charset, flow: Flow::Fixed })
}
