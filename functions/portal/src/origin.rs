//! The portal's own origin: the only one that its forms come from and its redirects go to.

use lambda_http::http::Uri;

/// An origin: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
    loopback_port: Option<u16>,
}

/// The text is not an origin that the portal can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not an origin such as https://portal.example: scheme and host, and nothing after them")]
pub struct NotAnOrigin;

impl Origin {
    /// Parses an https origin, or an http origin on the loopback.
    ///
    /// # Errors
    /// `NotAnOrigin` for anything else.
    pub fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let uri: Uri = text.parse().map_err(|_| NotAnOrigin)?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or(NotAnOrigin)?;
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || text.ends_with('/') || text.contains('@') {
            return Err(NotAnOrigin);
        }
        let loopback = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
        let loopback_port = match (uri.scheme_str(), loopback) {
            (Some("https"), _) => None,
            (Some("http"), true) => Some(uri.port_u16().unwrap_or(80)),
            _ => return Err(NotAnOrigin),
        };
        Ok(Self { text: text.to_owned(), loopback_port })
    }

    /// The origin as a browser names it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The port, when the origin is http on the loopback.
    pub fn loopback_port(&self) -> Option<u16> {
        self.loopback_port
    }

    /// An address of the portal.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// The path to go to after signing in or choosing a language, when it is one of the portal's own pages: it begins
    /// with one slash, has no backslash and no control character, and leads to this origin.
    pub fn own_path<'p>(&self, path: &'p str) -> Option<&'p str> {
        let is_path = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
        let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic());
        let uri: Option<Uri> = self.address(path).parse().ok();
        let is_own = uri.is_some_and(|uri| {
            let authority = uri.authority().map(ToString::to_string).unwrap_or_default();
            self.text.split_once("://").is_some_and(|(_, own)| own == authority)
        });
        (is_path && is_plain && is_own).then_some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_https_or_http_on_the_loopback() {
        for text in ["https://portal.example", "https://portal.example:8443", "http://127.0.0.1:9004"] {
            assert_eq!(Origin::parse(text).unwrap().as_str(), text);
        }
        for text in
            ["", "portal.example", "http://portal.example", "https://portal.example/", "https://a@b", "https://b/x"]
        {
            assert_eq!(Origin::parse(text), Err(NotAnOrigin), "{text}");
        }
    }

    #[test]
    fn only_paths_of_the_portal_are_its_own() {
        let origin = Origin::parse("https://portal.example").unwrap();
        for path in ["/", "/vouchers?status=reserved", "/vouchers/SA-1/reserve"] {
            assert_eq!(origin.own_path(path), Some(path));
        }
        for path in
            ["", "vouchers", "//evil.example", "/\\evil.example", "https://evil.example/", "/a\nb", "/\u{202e}", "/a b"]
        {
            assert_eq!(origin.own_path(path), None, "{path:?}");
        }
    }
}
