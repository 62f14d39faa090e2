//! The response that is returned to the Lambda runtime.

use std::future::{Future, ready};
use std::ops::Deref;
use std::pin::Pin;

use lambda_http::{Body, IntoResponse, http};

/// A response whose body reaches the client unchanged: text as text, bytes in base64.
///
/// `lambda_http` itself decides by the content type and decodes every `text/*` body as text. That removes the byte
/// order mark of a CSV file, without which Excel reads it in the wrong encoding.
#[derive(Debug)]
pub struct Response(http::Response<Body>);

impl From<http::Response<Body>> for Response {
    fn from(response: http::Response<Body>) -> Self {
        Self(response)
    }
}

impl Deref for Response {
    type Target = http::Response<Body>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl IntoResponse for Response {
    fn into_response(self) -> Pin<Box<dyn Future<Output = http::Response<Body>> + Send>> {
        Box::pin(ready(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent(content_type: &str, body: Body) -> Body {
        let response = http::Response::builder().header("content-type", content_type).body(body).unwrap();
        Response::from(response).into_response().await.into_body()
    }

    #[tokio::test]
    async fn bytes_of_any_content_type_stay_bytes_and_text_stays_text() {
        let bytes = "\u{feff}a,b".as_bytes().to_vec();
        for content_type in ["text/csv; charset=utf-8", "text/plain", "application/json", "application/xml"] {
            assert_eq!(sent(content_type, Body::Binary(bytes.clone())).await, Body::Binary(bytes.clone()));
        }
        assert_eq!(sent("application/json", Body::Text("{}".to_owned())).await, Body::Text("{}".to_owned()));
        assert_eq!(sent("text/plain", Body::Empty).await, Body::Empty);
    }
}
