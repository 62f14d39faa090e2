//! The content type and encoding of a body.

use lambda_http::Request;
use lambda_http::http::header::{CONTENT_ENCODING, CONTENT_TYPE};

/// True when the body has a content encoding, such as gzip.
pub(crate) fn is_encoded(request: &Request) -> bool {
    let encodings = request.headers().get_all(CONTENT_ENCODING).iter();
    encodings.into_iter().any(|value| value.to_str().is_ok_and(|value| !value.eq_ignore_ascii_case("identity")))
}

/// True when the content type is JSON, missing, or the form type that `curl -d` sends by default. A body that is not
/// JSON fails later, when it is parsed.
pub(crate) fn is_json(request: &Request) -> bool {
    let Some(value) = request.headers().get(CONTENT_TYPE) else {
        return true;
    };
    let kind = value.to_str().unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_curl_default = essence == "application/x-www-form-urlencoded";
    is_curl_default
        || essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}
