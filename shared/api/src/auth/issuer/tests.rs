use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::auth::test_issuer::{RSA_KID, TestIssuer};

const DISCOVERY: &str = "/pool/.well-known/openid-configuration";

/// Serves the documents that `answers` returns for the server's address: (path, raw response).
async fn serve(answers: impl FnOnce(SocketAddr) -> Vec<(&'static str, String)>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answers = answers(address);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4_096];
            let read = stream.read(&mut request).await.unwrap_or_default();
            let request = String::from_utf8_lossy(&request[..read]).into_owned();
            let path = request.split(' ').nth(1).unwrap_or_default();
            let answer = answers.iter().find(|(known, _)| *known == path).map(|(_, answer)| answer.clone());
            let answer = answer.unwrap_or_else(|| response("404 Not Found", ""));
            drop(stream.write_all(answer.as_bytes()).await);
        }
    });
    address
}

fn response(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn discovery(issuer: &str, jwks_uri: &str) -> String {
    response("200 OK", &serde_json::json!({"issuer": issuer, "jwks_uri": jwks_uri}).to_string())
}

async fn failed(issuer: SocketAddr) -> FetchError {
    HttpKeys::new(&format!("http://{issuer}/pool")).unwrap().discover().await.unwrap_err()
}

#[tokio::test]
async fn keys_are_found_by_discovery() {
    let key_set = String::from_utf8(TestIssuer::new().key_set()).unwrap();
    let address = serve(|address| {
        let document = discovery(&format!("http://{address}/pool"), &format!("http://{address}/keys"));
        vec![(DISCOVERY, document), ("/keys", response("200 OK", &key_set))]
    })
    .await;
    let keys = HttpKeys::new(&format!("http://{address}/pool")).unwrap().fetch().await.unwrap();
    assert!(keys.find(Some(RSA_KID)).is_some());
}

#[tokio::test]
async fn a_discovery_document_of_another_issuer_is_rejected() {
    let address =
        serve(|address| vec![(DISCOVERY, discovery("https://other.example", &format!("http://{address}/keys")))]).await;
    assert!(matches!(failed(address).await, FetchError::OtherIssuer(_)));
}

#[tokio::test]
async fn keys_are_not_fetched_over_plain_http_from_another_machine() {
    let address =
        serve(|address| vec![(DISCOVERY, discovery(&format!("http://{address}/pool"), "http://keys.example/keys"))])
            .await;
    assert!(matches!(failed(address).await, FetchError::Insecure(_)));
}

#[tokio::test]
async fn other_responses_are_errors() {
    let moved = "HTTP/1.1 302 Found\r\nlocation: /keys\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let endless = response("200 OK", &"x".repeat(DOCUMENT_BYTES_MAX + 1));
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{";
    let outcome = |answer: String| async move { failed(serve(|_| vec![(DISCOVERY, answer)]).await).await };
    assert!(matches!(outcome(response("500 Oops", "")).await, FetchError::Status(500)));
    assert!(matches!(outcome(moved.to_owned()).await, FetchError::Status(302)));
    assert!(matches!(outcome(endless).await, FetchError::TooLarge));
    assert!(matches!(outcome(cut.to_owned()).await, FetchError::Interrupted(_)));
    assert!(matches!(outcome(response("200 OK", "<html>")).await, FetchError::Discovery(_)));
    assert!(matches!(outcome("not http\r\n\r\n".to_owned()).await, FetchError::Unreachable(_)));
}

#[tokio::test]
async fn an_unreachable_issuer_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let keys = HttpKeys::new(&format!("http://{address}/pool")).unwrap();
    assert!(matches!(keys.fetch().await, Err(Fault::Unavailable { .. })));
}

#[tokio::test]
async fn an_https_issuer_without_tls_is_unreachable() {
    let address = serve(|_| Vec::new()).await;
    let keys = HttpKeys::new(&format!("https://{address}/pool")).unwrap();
    assert!(matches!(keys.discover().await, Err(FetchError::Unreachable(_))));
}

#[tokio::test]
async fn an_issuer_that_does_not_answer_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut keys = HttpKeys::new(&format!("http://{}/pool", listener.local_addr().unwrap())).unwrap();
    keys.timeout = Duration::from_millis(20);
    let fault = keys.fetch().await.unwrap_err();
    assert!(std::error::Error::source(&fault).unwrap().to_string().contains("too long"));
}

#[test]
fn only_https_or_loopback_issuers_are_accepted() {
    for url in ["https://issuer.example/pool", "http://127.0.0.1:9000/pool", "http://localhost:1", "http://[::1]:1"] {
        assert!(HttpKeys::new(url).is_ok(), "{url}");
    }
    for url in ["http://issuer.example", "http://127.0.0.1.example", "ftp://127.0.0.1", "issuer", "", "https://"] {
        assert!(matches!(HttpKeys::new(url), Err(FetchError::Insecure(_))), "{url}");
    }
}
