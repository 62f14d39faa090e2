use super::*;
use axum::body::to_bytes;
use std::path::Path;

/// A header of a response.
pub fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// The body of a response.
pub async fn body(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}

fn front() -> Response {
    let settings = Settings::new(Path::new("/data"), 9000, false).unwrap();
    addresses(&settings, ["assignment".to_owned(), "portal".to_owned()].iter())
}

#[tokio::test]
async fn the_first_page_lists_functions_mailbox_and_issuer() {
    let page = body(front()).await;
    for address in [
        "http://127.0.0.1:9004/",
        "http://127.0.0.1:9000/lambda-url/assignment/",
        "http://127.0.0.1:9000/docs",
        "http://127.0.0.1:9000/openapi.json",
        "http://127.0.0.1:9001/mail",
        "http://127.0.0.1:9001/.well-known/openid-configuration",
        "http://127.0.0.1:9002",
    ] {
        assert!(page.contains(address), "{address} in {page}");
    }
    assert!(!page.contains("lambda-url/portal"), "the portal has an origin of its own: {page}");
}

/// Browsers ignore a style sheet whose digest the policy does not contain.
#[tokio::test]
async fn the_policy_allows_the_style_of_the_page_and_no_script() {
    let settings = Settings::new(Path::new("/data"), 9000, false).unwrap();
    for response in [front(), reference(&settings).unwrap()] {
        check_policy(response).await;
    }
}

async fn check_policy(response: Response) {
    let policy = header(&response, "content-security-policy");
    let page = body(response).await;
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let digest = STANDARD.encode(digest(&SHA256, style.as_bytes()));
    assert!(policy.contains(&format!("style-src 'sha256-{digest}'")), "{policy}");
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("script-src"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("onclick"), "{page}");
}
