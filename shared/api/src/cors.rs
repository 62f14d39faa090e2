//! What front ends on other origins may send and read. The template says the same to AWS, which answers preflight requests
//! itself; a test compares the two.

use std::collections::BTreeSet;

use lambda_http::http::Method;

use crate::auth::gate::Access;
use crate::operation::Operation;

/// The request headers that mean something here, besides those that browsers always send.
pub const REQUEST_HEADERS: [&str; 5] =
    ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"];
/// The response headers that a front end may read, besides those that browsers always show.
pub const EXPOSED_HEADERS: [&str; 7] =
    ["allow", "content-disposition", "etag", "idempotent-replayed", "retry-after", "www-authenticate", "x-request-id"];

/// The methods of these operations that a browser may use. None for systems that sign: they are no browsers.
pub fn methods<'a>(operations: impl IntoIterator<Item = &'a Operation>) -> BTreeSet<&'a str> {
    let for_browsers = operations.into_iter().filter(|operation| operation.access != Access::Signed);
    let mut methods: BTreeSet<&str> = for_browsers.map(|operation| operation.method.as_str()).collect();
    if methods.contains(Method::GET.as_str()) {
        methods.insert(Method::HEAD.as_str());
    }
    methods
}
