//! Extracts the texts of a message: its plain and its HTML parts, decoded (RFC 2045, RFC 2046; DECISIONS.md 17).
//!
//! Attachments and attached messages are not read, because their author is not authenticated. A part that may hold the
//! text but cannot be read (an unknown character set, an encrypted message) is reported to the sender.

mod charset;
mod content;
mod transfer;

use super::header::Entity;
use content::Content;

/// The most parts of one mail; an assignment has two (PROGRAM.md 6.8).
pub(super) const PARTS_MAX: usize = 100;
/// The deepest nesting of parts (PROGRAM.md 6.8).
pub(super) const DEPTH_MAX: usize = 8;

/// The format of a plain text's line breaks (RFC 3676).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum LineFormat {
    /// Every line break counts.
    #[default]
    Fixed,
    /// A line break after a space counts as a space.
    Flowed,
    /// A line break after a space is removed together with the space (`DelSp=yes`).
    FlowedDelSp,
}

/// The text of one part.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) content: String,
    /// The declared character set, for the details of reasons.
    pub(super) charset: String,
    pub(super) line_format: LineFormat,
}

/// The texts of a message, in order.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) plain: Vec<Text>,
    pub(super) html: Vec<Text>,
    /// The problems of the parts that may hold text but cannot be read.
    pub(super) unread: Vec<String>,
}

/// The texts of a message; `None` when it exceeds [`PARTS_MAX`] or [`DEPTH_MAX`].
pub(super) fn texts(message: &Entity<'_>) -> Option<Texts> {
    let mut collector = PartCollector::default();
    collector.visit(message, 0, false)?;
    Some(collector.texts)
}

/// The direct parts of a multipart whose headers can be read; empty for any other entity.
pub(super) fn subparts<'m>(entity: &Entity<'m>) -> Vec<Entity<'m>> {
    match Content::of(entity, false) {
        Content::Multipart { boundary, .. } => {
            content::parts(entity.body, &boundary).into_iter().filter_map(Entity::split).take(PARTS_MAX).collect()
        }
        Content::Plain { .. } | Content::Html { .. } | Content::Opaque(_) | Content::Other => Vec::new(),
    }
}

#[derive(Default)]
struct PartCollector {
    texts: Texts,
    parts: usize,
}

impl PartCollector {
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
            Content::Plain { charset, line_format } => match text(entity, &charset, false) {
                Ok(text) => self.texts.plain.push(Text { line_format, ..text }),
                Err(problem) => self.texts.unread.push(problem),
            },
            Content::Html { charset } => match text(entity, &charset, true) {
                Ok(text) => self.texts.html.push(text),
                Err(problem) => self.texts.unread.push(problem),
            },
            Content::Opaque(what) => self.texts.unread.push(what),
            Content::Other => {}
        }
        Some(())
    }

    /// Visits a part. A part whose header cannot be read is counted but not read.
    fn enter(&mut self, part: &[u8], depth: usize, in_digest: bool) -> Option<()> {
        match Entity::split(part) {
            Some(entity) => self.visit(&entity, depth + 1, in_digest),
            None => self.visit(&Entity::split(b"Content-Type: application/octet-stream\n")?, depth + 1, false),
        }
    }
}

/// The decoded text of a part.
///
/// # Errors
/// The problem of a part that cannot be decoded.
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
    Ok(Text { content, charset, line_format: LineFormat::Fixed })
}
