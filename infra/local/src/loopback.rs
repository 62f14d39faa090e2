//! The `Host` that a request must name: a page of another site, whose name was made to resolve to this machine (DNS
//! rebinding), names its own.

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The names of the loopback interface.
const NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Refuses a request whose `Host` is not the loopback interface.
pub async fn require(request: Request, next: Next) -> Response {
    if authority(request.headers()).is_some() {
        return next.run(request).await;
    }
    (StatusCode::MISDIRECTED_REQUEST, "this server answers only requests to 127.0.0.1 and localhost\n").into_response()
}

/// The host and port of the only `Host` header; `None` when it is not the loopback interface.
pub fn authority(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(HOST).iter();
    let only = hosts.next().filter(|_| hosts.next().is_none())?;
    let authority: Authority = only.to_str().ok()?.parse().ok()?;
    (NAMES.contains(&authority.host()) && !authority.as_str().contains('@')).then_some(authority)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn named(hosts: &[&'static str]) -> Option<String> {
        let headers = hosts.iter().map(|host| (HOST, HeaderValue::from_static(host))).collect();
        authority(&headers).map(|authority| authority.to_string())
    }

    #[test]
    fn only_the_names_of_the_loopback_interface_are_accepted() {
        for host in ["127.0.0.1", "127.0.0.1:9004", "localhost:9004", "[::1]:9004"] {
            assert_eq!(named(&[host]).as_deref(), Some(host));
        }
        for hosts in [
            &["evil.example:9004"][..],
            &["127.0.0.1.evil.example"],
            &["localhost@evil.example"],
            &["evil.example@localhost"],
            &["10.0.0.1:9004"],
            &[""],
            &[],
            &["127.0.0.1:9004", "evil.example"],
        ] {
            assert_eq!(named(hosts), None, "{hosts:?}");
        }
    }
}
