//! Cookies: names, flags, and values of more than one cookie's size.
//!
//! Where the portal's origin is https, every name has the prefix `__Host-` and the cookie is `Secure`: the browser then
//! sends it to this host only, and no other host of the domain can set it. On the loopback over http, and only there,
//! neither applies; the name carries the port instead, because cookies of a host are shared by its ports.

use lambda_http::http::HeaderMap;
use lambda_http::http::header::COOKIE;

use crate::origin::Origin;

/// The longest value of one cookie, in bytes. Browsers accept 4,096 with name and attributes.
const PART_BYTES: usize = 3_800;
/// The most cookies of one value. Browsers and Lambda limit all headers together.
const PARTS_MAX: usize = 4;

/// The cookies of a request.
#[derive(Clone, Debug, Default)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Reads every `Cookie` header. What is not `name=value` is ignored.
    pub fn of(headers: &HeaderMap) -> Self {
        let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        Self(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// The value of a cookie.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The names that begin with a text.
    pub fn names_with(&self, prefix: &str) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str()).filter(move |name| name.starts_with(prefix))
    }
}

/// The cookies of one portal: their names and flags follow from its origin.
#[derive(Clone, Debug)]
pub struct CookieJar {
    prefix: String,
    flags: &'static str,
}

impl CookieJar {
    /// The cookies of the portal at this origin.
    pub fn of(origin: &Origin) -> Self {
        match origin.loopback_port() {
            Some(port) => Self { prefix: format!("portal-{port}-"), flags: "Path=/; HttpOnly; SameSite=Lax" },
            None => Self { prefix: "__Host-".to_owned(), flags: "Path=/; HttpOnly; Secure; SameSite=Lax" },
        }
    }

    /// The full name of a cookie.
    pub fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// The `Set-Cookie` value of a cookie that lives for so many seconds.
    pub fn set(&self, name: &str, value: &str, seconds: i64) -> String {
        format!("{}{name}={value}; Max-Age={seconds}; {}", self.prefix, self.flags)
    }

    /// The `Set-Cookie` value that deletes a cookie.
    pub fn delete(&self, name: &str) -> String {
        self.set(name, "", 0)
    }

    /// The `Set-Cookie` values of a value of any size: the number of parts stands before the first. Parts that an
    /// earlier, longer value had are deleted. Nothing when it does not fit.
    pub fn set_parts(&self, name: &str, value: &str, seconds: i64) -> Option<Vec<String>> {
        let count = value.len().div_ceil(PART_BYTES).max(1);
        if count > PARTS_MAX || !value.is_ascii() {
            return None;
        }
        let part = |index: usize| {
            let start = index.saturating_mul(PART_BYTES);
            value.get(start..start.saturating_add(PART_BYTES).min(value.len())).unwrap_or_default()
        };
        let set = |index: usize| {
            let name = part_name(name, index);
            match index {
                0 => self.set(&name, &format!("{count}.{}", part(0)), seconds),
                _ if index < count => self.set(&name, part(index), seconds),
                _ => self.delete(&name),
            }
        };
        Some((0..PARTS_MAX).map(set).collect())
    }

    /// The value of several cookies; nothing when a part is missing.
    pub fn parts(&self, cookies: &Cookies, name: &str) -> Option<String> {
        let (count, first) = cookies.get(&self.name(name))?.split_once('.')?;
        let count: usize = count.parse().ok().filter(|count| (1..=PARTS_MAX).contains(count))?;
        let rest = (1..count).map(|index| cookies.get(&self.name(&part_name(name, index))));
        std::iter::once(Some(first)).chain(rest).collect::<Option<String>>()
    }

    /// The `Set-Cookie` values that delete every part of a value.
    pub fn delete_parts(&self, name: &str) -> Vec<String> {
        (0..PARTS_MAX).map(|index| self.delete(&part_name(name, index))).collect()
    }
}

fn part_name(name: &str, index: usize) -> String {
    if index == 0 { name.to_owned() } else { format!("{name}-{index}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::http::HeaderValue;

    fn jar(origin: &str) -> CookieJar {
        CookieJar::of(&Origin::parse(origin).unwrap())
    }

    /// The cookies that a browser sends back.
    fn sent_back(set: &[String]) -> Cookies {
        let pairs = set.iter().filter(|cookie| !cookie.contains("Max-Age=0"));
        let pairs: Vec<_> = pairs.map(|cookie| cookie.split("; ").next().unwrap()).collect();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_str(&pairs.join("; ")).unwrap());
        Cookies::of(&headers)
    }

    #[test]
    fn only_an_http_origin_on_the_loopback_gets_cookies_without_secure_and_host_prefix() {
        for origin in ["https://portal.example", "https://127.0.0.1:9004", "https://abc.lambda-url.us-east-1.on.aws"] {
            let cookie = jar(origin).set("session", "x", 60);
            assert!(cookie.starts_with("__Host-session=x; ") && cookie.contains("; Secure"), "{origin}: {cookie}");
        }
        for origin in ["http://127.0.0.1:9004", "http://localhost:9004"] {
            let cookie = jar(origin).set("session", "x", 60);
            assert_eq!(cookie, "portal-9004-session=x; Max-Age=60; Path=/; HttpOnly; SameSite=Lax");
        }
    }

    #[test]
    fn a_long_value_comes_back_whole_and_never_mixed_with_an_older_one() {
        let jar = jar("https://portal.example");
        for length in [1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES, 4 * PART_BYTES] {
            let value = "abcdefg".repeat(length.div_ceil(7))[..length].to_owned();
            let set = jar.set_parts("session", &value, 60).unwrap();
            assert_eq!(set.len(), PARTS_MAX);
            assert!(set.iter().all(|cookie| cookie.len() < 4_096));
            assert_eq!(jar.parts(&sent_back(&set), "session"), Some(value));
        }
        assert_eq!(jar.set_parts("session", &"a".repeat(4 * PART_BYTES + 1), 60), None);
    }

    #[test]
    fn a_missing_part_is_no_value() {
        let jar = jar("https://portal.example");
        let mut set = jar.set_parts("session", &"a".repeat(2 * PART_BYTES), 60).unwrap();
        set.remove(1);
        assert_eq!(jar.parts(&sent_back(&set), "session"), None);
        assert_eq!(jar.parts(&Cookies::default(), "session"), None);
        for text in ["abc", "0.abc", "9.abc", "x.abc"] {
            let cookies = Cookies(vec![("__Host-session".to_owned(), text.to_owned())]);
            assert_eq!(jar.parts(&cookies, "session"), None, "{text}");
        }
    }
}
