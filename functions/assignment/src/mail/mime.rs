//! The text of a message: its plain and its HTML parts, decoded (RFC 2045, RFC 2046).
//!
//! Attachments are not read, and messages within the message are: nothing vouches for who wrote those.

use std::borrow::Cow;

use mail_parser::ContentType;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::parsers::MessageStream;

use super::header::Entity;

/// Most parts of one mail; an assignment has two.
pub(super) const PARTS_MAX: usize = 100;
/// Deepest part within parts.
pub(super) const DEPTH_MAX: usize = 8;

/// The text of a message as it was written, parts of one kind one after the other.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) plain: String,
    pub(super) html: String,
}

/// What to do with a part.
enum Kind {
    Multipart { boundary: String },
    Plain { charset: String },
    Html { charset: String },
    Other,
}

/// The text; nothing when the message has more parts, or deeper ones, than any assignment.
pub(super) fn texts(message: &Entity<'_>) -> Option<Texts> {
    let mut walk = Walk::default();
    walk.visit(message, 0)?;
    Some(walk.texts)
}

/// The parts directly within an entity whose headers can be read; none unless it is a multipart.
pub(super) fn subparts<'m>(entity: &Entity<'m>) -> Vec<Entity<'m>> {
    match Kind::of(entity) {
        Kind::Multipart { boundary } => {
            parts(entity.body, &boundary).into_iter().filter_map(Entity::split).take(PARTS_MAX).collect()
        }
        Kind::Plain { .. } | Kind::Html { .. } | Kind::Other => Vec::new(),
    }
}

#[derive(Default)]
struct Walk {
    texts: Texts,
    parts: usize,
}

impl Walk {
    fn visit(&mut self, entity: &Entity<'_>, depth: usize) -> Option<()> {
        self.parts += 1;
        if self.parts > PARTS_MAX || depth > DEPTH_MAX {
            return None;
        }
        match Kind::of(entity) {
            Kind::Multipart { boundary } => {
                parts(entity.body, &boundary).into_iter().try_for_each(|part| self.enter(part, depth))?;
            }
            Kind::Plain { charset } => append(&mut self.texts.plain, decoded(entity, &charset)),
            Kind::Html { charset } => append(&mut self.texts.html, decoded(entity, &charset)),
            Kind::Other => {}
        }
        Some(())
    }

    /// A part whose header cannot be read is passed over, and counts.
    fn enter(&mut self, part: &[u8], depth: usize) -> Option<()> {
        match Entity::split(part) {
            Some(entity) => self.visit(&entity, depth + 1),
            None => self.visit(&Entity::split(b"Content-Type: application/octet-stream\n")?, depth + 1),
        }
    }
}

impl Kind {
    fn of(entity: &Entity<'_>) -> Self {
        if parameters(entity, "Content-Disposition").is_some_and(|disposition| disposition.is_attachment()) {
            return Self::Other;
        }
        let Some(content_type) = parameters(entity, "Content-Type") else {
            return Self::Plain { charset: String::new() };
        };
        let charset = content_type.attribute("charset").unwrap_or_default().trim().to_ascii_lowercase();
        let boundary = content_type.attribute("boundary").filter(|boundary| !boundary.is_empty());
        match (content_type.ctype(), content_type.subtype(), boundary) {
            ("multipart", _, Some(boundary)) => Self::Multipart { boundary: boundary.to_owned() },
            ("text", Some("plain"), _) => Self::Plain { charset },
            ("text", Some("html"), _) => Self::Html { charset },
            _ => Self::Other,
        }
    }
}

/// A field with parameters; one that cannot be read is like no text anybody knows.
fn parameters(entity: &Entity<'_>, name: &str) -> Option<ContentType<'static>> {
    let value = entity.all(name).next()?.text() + "\n";
    let parsed = MessageStream::new(value.as_bytes()).parse_content_type().into_owned().into_content_type();
    Some(parsed.unwrap_or(ContentType { c_type: "unknown".into(), c_subtype: None, attributes: None }))
}

/// What stands between the delimiter lines; the last part need not be closed.
fn parts<'m>(body: &'m [u8], boundary: &str) -> Vec<&'m [u8]> {
    let mut parts = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        if let Some(closing) = delimiter(line, boundary) {
            parts.extend(start.and_then(|start| body.get(start..at)));
            start = (!closing).then_some(at + line.len());
        }
        at += line.len();
    }
    parts.extend(start.and_then(|start| body.get(start..)));
    parts
}

/// Whether the line is a delimiter, and if so whether it is the closing one (RFC 2046 5.1.1).
fn delimiter(line: &[u8], boundary: &str) -> Option<bool> {
    match line.strip_prefix(b"--")?.strip_prefix(boundary.as_bytes())?.trim_ascii_end() {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

fn append(texts: &mut String, text: Option<String>) {
    if let Some(text) = text {
        texts.push_str(&text);
        texts.push('\n');
    }
}

/// The text of a part; nothing when its encoding is unknown or broken.
fn decoded(entity: &Entity<'_>, charset: &str) -> Option<String> {
    let encoding = entity.all("Content-Transfer-Encoding").next().map(super::header::Field::text).unwrap_or_default();
    let bytes = match encoding.to_ascii_lowercase().as_str() {
        "" | "7bit" | "8bit" | "binary" => Cow::Borrowed(entity.body),
        "base64" => Cow::Owned(base64_decode(entity.body)?),
        "quoted-printable" => Cow::Owned(quoted_printable_decode(entity.body)?),
        _ => return None,
    };
    match charset {
        "" | "utf-8" | "utf8" | "us-ascii" => Some(String::from_utf8_lossy(&bytes).into_owned()),
        other => charset_decoder(other.as_bytes()).map(|decode| decode(&bytes)),
    }
}
