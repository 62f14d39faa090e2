//! A client of the running system: function URLs with a token, webhooks with a signature, uploads to signed URLs.

use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome};
use crate::keys::Keys;
use crate::settings::Settings;
use crate::token::{Holder, Issuer};
use crate::{clock, cloud_clients, front, webhook};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use table::Table;

/// The response header of a failed function; the status is 200.
const FUNCTION_ERROR: &str = "x-amz-function-error";

/// A response.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body as JSON; if it is not JSON, as a string.
    pub body: Value,
}

/// A client of the running system.
pub struct Program {
    /// The folders, ports and addresses.
    pub settings: Settings,
    /// The table, for data that no function returns.
    pub table: Table,
    keys: Keys,
    client: Client,
}

impl Program {
    /// A client of the deployed stack.
    pub fn new(settings: &Settings, stack: &Stack) -> Outcome<Self> {
        let name = stack
            .environment
            .get("TABLE_NAME")
            .ok_or_else(|| Failure::new("the stack has no TABLE_NAME: deploy again with `cargo dev`"))?;
        let table = cloud_clients::table(settings, name);
        Ok(Self { settings: settings.clone(), table, keys: Keys::load(settings)?, client: front::client()? })
    }

    /// Sends a request to `<function>/<path>`, with a JSON body unless it is null.
    pub async fn call(&self, caller: &Holder, method: Method, path: &str, body: &Value) -> Outcome<Answer> {
        self.call_with_key(caller, method, path, body, None).await
    }

    /// Sends a request with an Idempotency-Key.
    pub async fn call_with_key(
        &self,
        caller: &Holder,
        method: Method,
        path: &str,
        body: &Value,
        key: Option<&str>,
    ) -> Outcome<Answer> {
        let mut request = self.request(caller, method, path)?;
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if !body.is_null() {
            request = request.json(body);
        }
        answer(request, path).await
    }

    /// Gets a public resource, without a token.
    pub async fn get_public(&self, path: &str) -> Outcome<Answer> {
        answer(self.client.get(self.url(path)), path).await
    }

    /// Downloads a file that a function returns.
    pub async fn file(&self, caller: &Holder, path: &str) -> Outcome<Vec<u8>> {
        bytes(self.request(caller, Method::GET, path)?, path).await
    }

    fn request(&self, caller: &Holder, method: Method, path: &str) -> Outcome<RequestBuilder> {
        let issuer = Issuer { key: &self.keys.issuer, url: self.settings.issuer_url() };
        Ok(self.client.request(method, self.url(path)).bearer_auth(issuer.token(caller, clock::now())?))
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.settings.functions_url())
    }

    /// Returns every sent e-mail.
    pub async fn mailbox(&self) -> Outcome<Vec<Value>> {
        let request = self.client.get(self.settings.mail_url()).header("accept", "application/json");
        let mails = answer(request, "the mailbox").await?.expect(200)?;
        Ok(mails.as_array().cloned().unwrap_or_default())
    }

    /// Invokes a function directly, as its schedule does; returns its result.
    pub async fn invoke(&self, function: &str, payload: &Value) -> Outcome<Value> {
        let request = self.client.post(self.settings.invocation_url(function)).json(payload);
        let response = request.send().await.during(format_args!("call {function}"))?;
        let failed = !response.status().is_success() || response.headers().contains_key(FUNCTION_ERROR);
        let body = response.text().await.during(format_args!("read the answer of {function}"))?;
        if failed {
            return Err(Failure::new(format!("{function} failed: {}", error_message(&body))));
        }
        serde_json::from_str(&body).during(format_args!("read the answer of {function}"))
    }

    /// Posts a signed event of the licensing system.
    pub async fn webhook(&self, event: &Value) -> Outcome<Answer> {
        self.signed("assignment", "events", "application/json", event.to_string().into_bytes()).await
    }

    /// Posts a signed report of the payer's system.
    pub async fn payer(&self, report: &Value) -> Outcome<Answer> {
        self.signed("payment-status", "events", "application/json", report.to_string().into_bytes()).await
    }

    /// Posts a signed mail of the licensing system, as the mail provider does.
    pub async fn mail(&self, mail: &str) -> Outcome<Answer> {
        self.signed("assignment", "mail", "message/rfc822", mail.as_bytes().to_vec()).await
    }

    /// Posts a body to `<function>/<path>`, signed with the function's webhook secret.
    pub async fn signed(&self, function: &str, path: &str, content_type: &str, body: Vec<u8>) -> Outcome<Answer> {
        let request = self.client.post(self.url(&format!("{function}/{path}"))).header("content-type", content_type);
        let secret = self.keys.webhook_secret(function);
        answer(webhook::signed(request, secret, clock::now(), body)?, function).await
    }

    /// Uploads bytes with the URL and headers of an `upload` of the API; returns the status of storage.
    pub async fn upload(&self, upload: &Value, bytes: &[u8]) -> Outcome<u16> {
        let url = upload.get("url").and_then(Value::as_str).ok_or_else(|| Failure::new("the upload has no URL"))?;
        let mut request = self.client.put(url);
        let headers = upload.get("headers").and_then(Value::as_object);
        // The client sets the content length; the other headers are sent as signed.
        for (name, value) in headers.into_iter().flatten().filter(|(name, _)| *name != "content-length") {
            request = request.header(name, value.as_str().unwrap_or_default());
        }
        let sent = request.body(bytes.to_vec()).send().await.during("upload a file")?;
        Ok(sent.status().as_u16())
    }

    /// Downloads from a signed URL.
    pub async fn download(&self, url: &str) -> Outcome<Vec<u8>> {
        bytes(self.client.get(url), "storage").await
    }
}

impl Answer {
    /// Returns the body. Fails if the status is another one.
    pub fn expect(self, status: u16) -> Outcome<Value> {
        if self.status == status {
            return Ok(self.body);
        }
        Err(Failure::new(format!("expected status {status}, got {}: {}", self.status, self.body)))
    }

    /// The codes of the reasons.
    pub fn codes(&self) -> Vec<&str> {
        codes(&self.body)
    }
}

/// The codes in the `reasons` of a body or of one of its items.
pub fn codes(value: &Value) -> Vec<&str> {
    let reasons = value.get("reasons").and_then(Value::as_array);
    reasons.into_iter().flatten().filter_map(|reason| reason.get("code")?.as_str()).collect()
}

/// The value at a JSON pointer; null if there is none.
pub fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

/// The text at a JSON pointer; empty if there is none.
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    at(value, pointer).as_str().unwrap_or_default()
}

/// The error message of a failed function, without Lambda's envelope.
fn error_message(body: &str) -> String {
    let wrapped: Option<Value> = serde_json::from_str(body).ok();
    let message = wrapped.as_ref().and_then(|error| error.get("errorMessage")?.as_str());
    message.unwrap_or(body).trim().to_owned()
}

async fn answer(request: RequestBuilder, what: &str) -> Outcome<Answer> {
    let response = request.send().await.during(format_args!("call {what}"))?;
    let status = response.status().as_u16();
    let bytes = response.bytes().await.during(format_args!("read the answer of {what}"))?;
    let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into());
    Ok(Answer { status, body })
}

async fn bytes(request: RequestBuilder, what: &str) -> Outcome<Vec<u8>> {
    let got = request.send().await.and_then(reqwest::Response::error_for_status);
    let bytes = got.during(format_args!("call {what}"))?.bytes().await;
    Ok(bytes.during(format_args!("read the answer of {what}"))?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_message_of_a_failed_function_is_unwrapped() {
        assert_eq!(error_message(r#"{"errorType":"E","errorMessage":"date is not a day"}"#), "date is not a day");
        assert_eq!(error_message("no such function\n"), "no such function");
    }
}
