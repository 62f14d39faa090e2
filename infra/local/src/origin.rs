//! Origins of front ends under development, in the form browsers send: scheme, host and port.

use reqwest::Url;
use std::fmt;

/// The origin of a page, such as `http://localhost:5173`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Url);

/// Two names of the loopback interface; browsers treat them as different origins.
const LOOPBACK: [&str; 2] = ["localhost", "127.0.0.1"];

impl Origin {
    /// Parses an origin. The error lists every mistake and the correct form.
    pub fn parse(text: &str) -> Result<Self, String> {
        if matches!(text, "*" | "null") {
            return Err(format!(
                "{text} would allow pages of every origin: name each origin, such as http://localhost:5173"
            ));
        }
        if !text.contains("://") {
            return Err(format!("it has no scheme: write it as http://{}", host_of(text)));
        }
        let url = Url::parse(text).map_err(|error| format!("it is not a URL ({error})"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("its scheme is neither http nor https".to_owned());
        }
        let origin = Self(url);
        if origin.to_string() == text && !text.contains(',') {
            return Ok(origin);
        }
        let mistakes = [mistakes(&origin.0, text), vec![format!("browsers send it as {origin}")]].concat();
        Err(mistakes.join("; "))
    }

    /// Returns the origin; for `localhost` or `127.0.0.1` under both names.
    pub fn with_loopback_names(&self) -> Vec<String> {
        if !LOOPBACK.iter().any(|host| self.0.host_str() == Some(host)) {
            return vec![self.to_string()];
        }
        let named = |host: &&str| {
            let mut url = self.0.clone();
            url.set_host(Some(host)).ok().map(|()| Self(url).to_string())
        };
        LOOPBACK.iter().filter_map(named).collect()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.origin().ascii_serialization())
    }
}

fn host_of(text: &str) -> &str {
    text.split(['/', '?', '#']).find(|part| !part.is_empty()).unwrap_or("localhost:5173")
}

fn mistakes(url: &Url, text: &str) -> Vec<String> {
    let has_path = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
    let mistakes = [
        (!url.username().is_empty(), "it must have no user name"),
        // The template's parameter is a comma-separated list.
        (text.contains(','), "it must be one origin: repeat the option for each"),
        (has_path, "it must end with host or port, without a path"),
        (!has_path && text.ends_with('/'), "it must have no trailing slash"),
    ];
    mistakes.into_iter().filter(|(made, _)| *made).map(|(_, words)| words.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_as_browsers_send_it_is_accepted() {
        for origin in ["http://localhost:5173", "https://app.example", "http://[::1]:8080", "http://10.0.0.7:3000"] {
            assert_eq!(Origin::parse(origin).unwrap().to_string(), origin);
        }
    }

    #[test]
    fn other_forms_are_refused_with_the_mistake() {
        for (text, named) in [
            ("localhost:5173", "write it as http://localhost:5173"),
            ("//localhost:5173/", "write it as http://localhost:5173"),
            ("", "no scheme"),
            ("*", "name each origin"),
            ("null", "name each origin"),
            ("http://localhost:5173/", "no trailing slash; browsers send it as http://localhost:5173"),
            ("http://localhost:5173/app", "without a path; browsers send it as http://localhost:5173"),
            ("http://localhost:5173?x", "without a path"),
            ("http://localhost:5173#x", "without a path"),
            ("ftp://localhost", "neither http nor https"),
            ("HTTP://LocalHost:5173", "browsers send it as http://localhost:5173"),
            ("http://a,b", "one origin"),
            ("http://a,http://b", "one origin"),
            ("http://a b", "not a URL"),
            ("http://münchen.example", "browsers send it as http://xn--mnchen-3ya.example"),
            ("http://me@localhost", "no user name"),
            ("http://", "not a URL"),
            ("http://:5173", "not a URL"),
            ("http://localhost:", "browsers send it as http://localhost"),
            ("http://localhost:05173", "browsers send it as http://localhost:5173"),
            ("http://localhost:99999", "not a URL"),
            ("http://localhost:80", "browsers send it as http://localhost"),
            ("https://app.example:443", "browsers send it as https://app.example"),
        ] {
            let refused = Origin::parse(text).unwrap_err();
            assert!(refused.contains(named), "{text}: {refused}");
        }
    }

    #[test]
    fn an_error_lists_every_mistake() {
        let refused = Origin::parse("http://me@a,B:80/path").unwrap_err();
        for named in ["no user name", "one origin", "without a path", "browsers send it as http://a,b"] {
            assert!(refused.contains(named), "{refused}");
        }
    }

    #[test]
    fn a_loopback_origin_is_allowed_under_both_names() {
        let named = |text: &str| Origin::parse(text).unwrap().with_loopback_names();
        let both = ["http://localhost:5173", "http://127.0.0.1:5173"];
        assert_eq!(named("http://localhost:5173"), both);
        assert_eq!(named("http://127.0.0.1:5173"), both);
        assert_eq!(named("http://localhost"), ["http://localhost", "http://127.0.0.1"]);
        assert_eq!(named("https://app.example:8443"), ["https://app.example:8443"]);
        assert_eq!(named("http://localhost.example:1"), ["http://localhost.example:1"]);
    }
}
