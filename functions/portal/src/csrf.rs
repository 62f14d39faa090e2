//! Defence against cross-site requests: where the request comes from, and a token of the person.
//!
//! The token is a code over the person's `sub` and the day, so a form stays valid when the session ends and the same
//! person signs in again; those of today and yesterday count.

use jiff::{SignedDuration, Timestamp};
use lambda_http::http::HeaderMap;

use crate::origin::Origin;
use crate::session::{Purpose, Sealer};

/// The name of the form field.
pub const FIELD: &str = "csrf";

/// The token of a person's forms.
pub fn token(sealer: &Sealer, sub: &str, now: Timestamp) -> String {
    sealer.authenticate(Purpose::Csrf, &text(sub, now)).unwrap_or_default()
}

/// True when the token is that of the person, of today or yesterday.
pub fn is_token_of(sealer: &Sealer, sub: &str, now: Timestamp, token: &str) -> bool {
    let yesterday = now - SignedDuration::from_hours(24);
    [now, yesterday].into_iter().any(|at| sealer.verify(Purpose::Csrf, &text(sub, at), token))
}

/// True when the browser says that the request comes from a page of this origin: by `Sec-Fetch-Site`, or by `Origin`
/// where a browser sends no other. Another port of the same host is the same site and another origin.
pub fn is_same_origin(headers: &HeaderMap, origin: &Origin) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(from)) => from == origin.as_str(),
        (None, None) => false,
    }
}

fn text(sub: &str, at: Timestamp) -> String {
    format!("{}|{sub}", domain::calendar::utc_day(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use lambda_http::http::HeaderValue;

    fn sealer() -> Sealer {
        Sealer::parse(&STANDARD.encode([1_u8; 32])).unwrap()
    }

    #[test]
    fn a_token_is_of_one_person_and_counts_until_the_end_of_the_next_day() {
        let (sealer, now) = (sealer(), "2026-11-28T09:00:00Z".parse().unwrap());
        let token = token(&sealer, "u-1", now);
        assert!(is_token_of(&sealer, "u-1", now, &token));
        assert!(is_token_of(&sealer, "u-1", "2026-11-29T23:59:59Z".parse().unwrap(), &token));
        assert!(!is_token_of(&sealer, "u-1", "2026-11-30T00:00:00Z".parse().unwrap(), &token));
        for (sub, text) in [("u-2", token.as_str()), ("u-1", ""), ("u-1", "AAAA"), ("u-1", "%")] {
            assert!(!is_token_of(&sealer, sub, now, text), "{sub} {text}");
        }
    }

    #[test]
    fn only_pages_of_the_same_origin_send_forms() {
        let origin = Origin::parse("http://127.0.0.1:9004").unwrap();
        let sent = |pairs: &[(&'static str, &'static str)]| {
            let pairs = pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
            is_same_origin(&pairs.collect(), &origin)
        };
        assert!(sent(&[("sec-fetch-site", "same-origin")]));
        assert!(sent(&[("origin", "http://127.0.0.1:9004")]));
        assert!(!sent(&[]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!sent(&[("sec-fetch-site", site), ("origin", "http://127.0.0.1:9004")]), "{site}");
        }
        for from in ["null", "http://127.0.0.1:9000", "https://127.0.0.1:9004", "http://evil.example"] {
            assert!(!sent(&[("origin", from)]), "{from}");
        }
    }
}
