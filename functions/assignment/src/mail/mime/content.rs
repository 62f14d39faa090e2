//! The content type of a part, and the parts of a multipart.

use mail_parser::ContentType;
use mail_parser::parsers::MessageStream;

use super::super::header::Entity;
use super::LineFormat;

/// The kind of a part, by its header.
pub(super) enum Content {
    Multipart {
        boundary: String,
        /// True when parts without a type are messages (RFC 2046 5.1.5).
        digest: bool,
    },
    Plain {
        charset: String,
        line_format: LineFormat,
    },
    Html {
        charset: String,
    },
    /// A part that may hold the text in a form that is not read, with its description.
    Opaque(String),
    Other,
}

impl Content {
    pub(super) fn of(entity: &Entity<'_>, in_digest: bool) -> Self {
        let disposition = parameters(entity, "Content-Disposition");
        let Some(kind) = parameters(entity, "Content-Type") else {
            return if in_digest {
                Self::Other
            } else {
                Self::Plain { charset: String::new(), line_format: LineFormat::Fixed }
            };
        };
        if let Some(opaque) = opaque(&kind, disposition.as_ref()) {
            return Self::Opaque(opaque);
        }
        if disposition.is_some_and(|disposition| disposition.is_attachment()) {
            return Self::Other;
        }
        let charset = attribute(&kind, "charset");
        let boundary = kind.attribute("boundary").filter(|boundary| !boundary.is_empty());
        match (kind.ctype(), kind.subtype(), boundary) {
            ("multipart", subtype, Some(boundary)) => {
                Self::Multipart { boundary: boundary.to_owned(), digest: subtype == Some("digest") }
            }
            ("text", Some("plain"), _) => Self::Plain { charset, line_format: line_format(&kind) },
            ("text", Some("html"), _) => Self::Html { charset },
            _ => Self::Other,
        }
    }
}

/// A field with parameters. A field that cannot be read becomes the type `unknown`, which holds no text.
fn parameters(entity: &Entity<'_>, name: &str) -> Option<ContentType<'static>> {
    let value = entity.all(name).next()?.text() + "\n";
    let parsed = MessageStream::new(value.as_bytes()).parse_content_type().into_owned().into_content_type();
    Some(parsed.unwrap_or(ContentType { c_type: "unknown".into(), c_subtype: None, attributes: None }))
}

/// A parameter in lower case, without the quotation marks that some programs write twice.
fn attribute(kind: &ContentType<'_>, name: &str) -> String {
    let value = kind.attribute(name).unwrap_or_default();
    value.trim_matches(|c: char| c.is_whitespace() || "\"';".contains(c)).to_ascii_lowercase()
}

fn line_format(kind: &ContentType<'_>) -> LineFormat {
    match (attribute(kind, "format").as_str(), attribute(kind, "delsp").as_str()) {
        ("flowed", "yes") => LineFormat::FlowedDelSp,
        ("flowed", _) => LineFormat::Flowed,
        _ => LineFormat::Fixed,
    }
}

/// The description of a part whose text is wrapped in a format that is not read: S/MIME, PGP, Outlook's TNEF.
fn opaque(kind: &ContentType<'_>, disposition: Option<&ContentType<'_>>) -> Option<String> {
    let mime = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase();
    let file = disposition.and_then(|disposition| disposition.attribute("filename")).or(kind.attribute("name"));
    let file = file.unwrap_or_default().trim().to_ascii_lowercase();
    let what = match (mime.as_str(), file.as_str()) {
        ("application/pkcs7-mime" | "application/x-pkcs7-mime", _) | (_, "smime.p7m") => "an opaque S/MIME message",
        ("application/ms-tnef" | "application/vnd.ms-tnef", _) | (_, "winmail.dat") => "Outlook's TNEF (winmail.dat)",
        ("multipart/encrypted" | "application/pgp-encrypted", _) => "an encrypted message",
        _ => return None,
    };
    Some(format!("{what}, sent as {mime}"))
}

/// The parts between the delimiter lines. The last part need not be closed.
pub(super) fn parts<'m>(body: &'m [u8], boundary: &str) -> Vec<&'m [u8]> {
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

/// `Some(true)` for the closing delimiter, `Some(false)` for any other delimiter line (RFC 2046 5.1.1).
fn delimiter(line: &[u8], boundary: &str) -> Option<bool> {
    match line.strip_prefix(b"--")?.strip_prefix(boundary.as_bytes())?.trim_ascii_end() {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}
