//! Origins of front ends under development, as browsers name them: scheme, host and port, and nothing else.

use axum::http::Uri;
use std::fmt;

/// What a browser says of where a page came from, such as `http://localhost:5173`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// To a browser these two are different origins, and to a person the same one.
const LOOPBACK: [&str; 2] = ["localhost", "127.0.0.1"];

impl Origin {
    /// Reads an origin; names everything that a browser would not send, and what it would.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "*" || text == "null" {
            return Err(format!(
                "{text} would let in pages of anybody: name each origin, such as http://localhost:5173"
            ));
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(format!("it has no scheme: an origin is written as http://{}", host_of(text)));
        };
        let (host, after) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let mistakes: Vec<&str> =
            [scheme_mistake(scheme), host_mistake(host), port_mistake(scheme, host), after_mistake(after)]
                .into_iter()
                .flatten()
                .collect();
        if mistakes.is_empty() { Ok(Self(text.to_owned())) } else { Err(mistakes.join("; ")) }
    }

    /// The origin under every name that a person gives it: `localhost` is `127.0.0.1`, too.
    pub fn with_twin(&self) -> Vec<String> {
        let named = |host: &str| self.host() == host;
        if !LOOPBACK.iter().any(|host| named(host)) {
            return vec![self.0.clone()];
        }
        let (scheme, authority) = self.parts();
        let port = authority.split_once(':').map(|(_, port)| format!(":{port}")).unwrap_or_default();
        LOOPBACK.iter().map(|host| format!("{scheme}://{host}{port}")).collect()
    }

    fn parts(&self) -> (&str, &str) {
        self.0.split_once("://").unwrap_or(("", &self.0))
    }

    fn host(&self) -> &str {
        let (_, authority) = self.parts();
        authority.split_once(':').map_or(authority, |(host, _)| host)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn host_of(text: &str) -> &str {
    text.split(['/', '?', '#']).find(|part| !part.is_empty()).unwrap_or("localhost:5173")
}

fn scheme_mistake(scheme: &str) -> Option<&'static str> {
    (!matches!(scheme, "http" | "https")).then_some("the scheme must be http or https, in lower case")
}

/// A comma would end the origin where the template lists several.
fn host_mistake(host: &str) -> Option<&'static str> {
    let allowed = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '.' | '-' | '_' | ':' | '[' | ']');
    if host.is_empty() || host.starts_with(':') {
        return Some("it names no host");
    }
    if host.contains('@') {
        return Some("it must have no user name");
    }
    if !host.chars().all(allowed) || host.parse::<Uri>().is_err() && !host.starts_with('[') {
        return Some("the host must be in lower case, without blanks, commas or letters beyond ASCII");
    }
    None
}

fn port_mistake(scheme: &str, host: &str) -> Option<&'static str> {
    let (_, port) = host.rsplit_once(':').filter(|(_, port)| !port.contains(']'))?;
    match (scheme, port.parse::<u16>()) {
        (_, Err(_) | Ok(0)) => Some("the port must be 1 to 65535"),
        ("http", Ok(80)) | ("https", Ok(443)) => Some("a browser leaves the scheme's own port out: so must this"),
        (_, Ok(_)) if port.starts_with(['0', '+']) => Some("the port must be 1 to 65535"),
        (_, Ok(_)) => None,
    }
}

fn after_mistake(after: &str) -> Option<&'static str> {
    match after {
        "" => None,
        "/" => Some("it must have no slash at the end"),
        _ => Some("it must end with the host or the port, without a path"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken_as_a_browser_names_it() {
        for origin in ["http://localhost:5173", "https://app.example", "http://[::1]:8080", "http://10.0.0.7:3000"] {
            assert_eq!(Origin::parse(origin).unwrap().to_string(), origin);
        }
    }

    #[test]
    fn what_no_browser_sends_is_refused_and_named() {
        for (text, named) in [
            ("localhost:5173", "written as http://localhost:5173"),
            ("//localhost:5173/", "written as http://localhost:5173"),
            ("", "no scheme"),
            ("*", "name each origin"),
            ("null", "name each origin"),
            ("http://localhost:5173/", "no slash at the end"),
            ("http://localhost:5173/app", "without a path"),
            ("http://localhost:5173?x", "without a path"),
            ("http://localhost:5173#x", "without a path"),
            ("ftp://localhost", "http or https"),
            ("HTTP://localhost", "lower case"),
            ("http://LocalHost:5173", "lower case"),
            ("http://a,http://b", "commas"),
            ("http://a b", "blanks"),
            ("http://münchen.example", "ASCII"),
            ("http://me@localhost", "no user name"),
            ("http://", "no host"),
            ("http://:5173", "no host"),
            ("http://localhost:", "1 to 65535"),
            ("http://localhost:0", "1 to 65535"),
            ("http://localhost:05173", "1 to 65535"),
            ("http://localhost:99999", "1 to 65535"),
            ("http://localhost:80", "leaves the scheme's own port out"),
            ("https://app.example:443", "leaves the scheme's own port out"),
        ] {
            let refused = Origin::parse(text).unwrap_err();
            assert!(refused.contains(named), "{text}: {refused}");
        }
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let refused = Origin::parse("ftp://Host:0/path").unwrap_err();
        for named in ["http or https", "lower case", "1 to 65535", "without a path"] {
            assert!(refused.contains(named), "{refused}");
        }
    }

    #[test]
    fn a_loopback_origin_goes_by_both_of_its_names() {
        let named = |text: &str| Origin::parse(text).unwrap().with_twin();
        let both = ["http://localhost:5173", "http://127.0.0.1:5173"];
        assert_eq!(named("http://localhost:5173"), both);
        assert_eq!(named("http://127.0.0.1:5173"), both);
        assert_eq!(named("http://localhost"), ["http://localhost", "http://127.0.0.1"]);
        assert_eq!(named("https://app.example:8443"), ["https://app.example:8443"]);
        assert_eq!(named("http://localhost.example:1"), ["http://localhost.example:1"]);
    }
}
