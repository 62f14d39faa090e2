//! What the headers say a body is.

use lambda_http::Request;
use lambda_http::http::header::{CONTENT_ENCODING, CONTENT_TYPE};

/// Whether the body is compressed or otherwise encoded.
pub(crate) fn is_encoded(request: &Request) -> bool {
    let encodings = request.headers().get_all(CONTENT_ENCODING).iter();
    encodings.into_iter().any(|value| value.to_str().is_ok_and(|value| !value.eq_ignore_ascii_case("identity")))
}

/// Whether the body calls itself JSON, or nothing in particular: no type at all, or the one that `curl -d` puts on
/// whatever it sends. Neither can be a form: what is no JSON is refused when it is read.
pub(crate) fn is_json(request: &Request) -> bool {
    let Some(value) = request.headers().get(CONTENT_TYPE) else {
        return true;
    };
    let kind = value.to_str().unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let unsaid = essence == "application/x-www-form-urlencoded";
    unsaid || essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}
