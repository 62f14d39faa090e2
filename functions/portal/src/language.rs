//! The language of a visit: a path of public pages, a cookie, or what the browser asks for.

use domain::Language;
use lambda_http::http::HeaderMap;
use lambda_http::http::header::ACCEPT_LANGUAGE;

use crate::session::{CookieJar, Cookies};

/// The name of the language's cookie.
pub const COOKIE: &str = "lang";
/// The beginning of the paths of public pages in Chinese.
pub const CHINESE_PREFIX: &str = "/zh-tw";

/// The language of a path that begins with a language, and the rest of the path.
pub fn of_path(path: &str) -> (Option<Language>, &str) {
    match path.strip_prefix(CHINESE_PREFIX) {
        Some("") => (Some(Language::TraditionalChinese), "/"),
        Some(rest) if rest.starts_with('/') => (Some(Language::TraditionalChinese), rest),
        Some(_) | None => (None, path),
    }
}

/// The language that a person chose, or that the browser prefers; English otherwise.
pub fn of_request(headers: &HeaderMap, jar: &CookieJar, cookies: &Cookies) -> Language {
    let chosen = cookies.get(&jar.name(COOKIE)).and_then(Language::of_tag);
    let texts = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let asked =
        || texts.flat_map(|text| text.split(',')).find_map(|tag| Language::of_tag(tag.split(';').next()?.trim()));
    chosen.or_else(asked).unwrap_or(Language::English)
}
