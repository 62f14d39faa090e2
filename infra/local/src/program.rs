//! The program as its users reach it: function URLs with a token, webhooks with a signature, uploads to signed URLs.

use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome};
use crate::keys::Keys;
use crate::settings::Settings;
use crate::token::{Holder, Issuer};
use crate::{clock, cloud_clients, front, webhook};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use table::Table;

/// Says that the function failed, beside a status of 200.
const FUNCTION_ERROR: &str = "x-amz-function-error";

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body; its text when it is not JSON.
    pub body: Value,
}

/// A client of the running program.
pub struct Program {
    /// Where everything is.
    pub settings: Settings,
    /// The table, for what no function shows yet.
    pub table: Table,
    keys: Keys,
    client: Client,
}

impl Program {
    /// A client of what is deployed here.
    pub fn new(settings: &Settings, stack: &Stack) -> Outcome<Self> {
        let name = stack.environment.get("TABLE_NAME").ok_or_else(|| Failure::new("the stack has no TABLE_NAME"))?;
        let table = cloud_clients::table(settings, name);
        Ok(Self { settings: settings.clone(), table, keys: Keys::load(settings)?, client: front::client()? })
    }

    /// Sends a request to `<function>/<path>`, with a JSON body unless it is null.
    pub async fn ask(&self, who: &Holder, method: Method, path: &str, body: &Value) -> Outcome<Answer> {
        self.ask_with_key(who, method, path, body, None).await
    }

    /// The same, under an Idempotency-Key.
    pub async fn ask_with_key(
        &self,
        who: &Holder,
        method: Method,
        path: &str,
        body: &Value,
        key: Option<&str>,
    ) -> Outcome<Answer> {
        let mut request = self.request(who, method, path)?;
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if !body.is_null() {
            request = request.json(body);
        }
        answer(request, path).await
    }

    /// Reads what is open to everybody, without a token.
    pub async fn look(&self, path: &str) -> Outcome<Answer> {
        answer(self.client.get(self.url(path)), path).await
    }

    /// Downloads a file that a function answers with.
    pub async fn file(&self, who: &Holder, path: &str) -> Outcome<Vec<u8>> {
        bytes(self.request(who, Method::GET, path)?, path).await
    }

    fn request(&self, who: &Holder, method: Method, path: &str) -> Outcome<RequestBuilder> {
        let issuer = Issuer { key: &self.keys.issuer, url: self.settings.issuer_url() };
        Ok(self.client.request(method, self.url(path)).bearer_auth(issuer.token(who, clock::now())?))
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.settings.functions_url())
    }

    /// Every e-mail that was sent.
    pub async fn mailbox(&self) -> Outcome<Vec<Value>> {
        let request = self.client.get(self.settings.mail_url()).header("accept", "application/json");
        let mails = answer(request, "the mailbox").await?.expect(200)?;
        Ok(mails.as_array().cloned().unwrap_or_default())
    }

    /// Calls a function itself, as its schedule does; its answer, unless it failed.
    pub async fn invoke(&self, function: &str, payload: &Value) -> Outcome<Value> {
        let request = self.client.post(self.settings.invocation_url(function)).json(payload);
        let response = request.send().await.during(format_args!("call {function}"))?;
        let failed = !response.status().is_success() || response.headers().contains_key(FUNCTION_ERROR);
        let body = response.text().await.during(format_args!("read the answer of {function}"))?;
        if failed {
            return Err(Failure::new(format!("{function} failed: {}", complaint(&body))));
        }
        serde_json::from_str(&body).during(format_args!("read the answer of {function}"))
    }

    /// Posts an event of the licensing side, signed.
    pub async fn webhook(&self, event: &Value) -> Outcome<Answer> {
        self.signed("assignment", "events", "application/json", event.to_string().into_bytes()).await
    }

    /// Posts a report of the payer's system, signed with the payer's secret.
    pub async fn payer(&self, report: &Value) -> Outcome<Answer> {
        self.signed("payment-status", "events", "application/json", report.to_string().into_bytes()).await
    }

    /// Posts a mail of the licensing side, as the mail provider would.
    pub async fn mail(&self, mail: &str) -> Outcome<Answer> {
        self.signed("assignment", "mail", "message/rfc822", mail.as_bytes().to_vec()).await
    }

    /// Posts a body to `<function>/<path>`, signed with the secret of those who send to it.
    pub async fn signed(&self, function: &str, path: &str, content_type: &str, body: Vec<u8>) -> Outcome<Answer> {
        let request = self.client.post(self.url(&format!("{function}/{path}"))).header("content-type", content_type);
        let secret = self.keys.webhook_secret(function);
        answer(webhook::signed(request, secret, clock::now(), body)?, function).await
    }

    /// Uploads bytes as an `upload` of the API says; answers the status of storage.
    pub async fn upload(&self, upload: &Value, bytes: &[u8]) -> Outcome<u16> {
        let url = upload.get("url").and_then(Value::as_str).ok_or_else(|| Failure::new("the upload has no URL"))?;
        let mut request = self.client.put(url);
        let headers = upload.get("headers").and_then(Value::as_object);
        // The client counts the bytes itself; all else is sent as it was signed.
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
    /// The body, when the status is as expected.
    pub fn expect(self, status: u16) -> Outcome<Value> {
        if self.status == status {
            return Ok(self.body);
        }
        Err(Failure::new(format!("expected the status {status}, got {}: {}", self.status, self.body)))
    }

    /// The codes of every reason given.
    pub fn codes(&self) -> Vec<&str> {
        codes(&self.body)
    }
}

/// The codes in the `reasons` of an answer or of an item of one.
pub fn codes(value: &Value) -> Vec<&str> {
    let reasons = value.get("reasons").and_then(Value::as_array);
    reasons.into_iter().flatten().filter_map(|reason| reason.get("code")?.as_str()).collect()
}

/// What stands at a JSON pointer; null when nothing does.
pub fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

/// The text at a JSON pointer; empty when there is none.
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    at(value, pointer).as_str().unwrap_or_default()
}

/// What a failed function says, without the wrapping that Lambda puts around it.
fn complaint(body: &str) -> String {
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
    fn a_failed_functions_own_words_are_shown() {
        assert_eq!(complaint(r#"{"errorType":"E","errorMessage":"date is not a day"}"#), "date is not a day");
        assert_eq!(complaint("no such function\n"), "no such function");
    }
}
