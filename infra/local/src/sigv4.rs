//! AWS Signature Version 4 for requests without an SDK client; the local cloud refuses unsigned requests.

use crate::failure::{During, Outcome};
use crate::settings::{REGION, ROOT_KEY};
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{PayloadChecksumKind, SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use jiff::Timestamp;
use reqwest::{Body, Request, RequestBuilder};

/// Builds the request, signed for this service of the local cloud.
pub fn signed(request: RequestBuilder, service: &str, now: Timestamp) -> Outcome<Request> {
    let mut request = request.build().during("make a request")?;
    let body = request.body().and_then(Body::as_bytes).unwrap_or_default();
    let url = request.url().as_str();
    let signable = SignableRequest::new(request.method().as_str(), url, std::iter::empty(), SignableBody::Bytes(body));
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    let identity = Credentials::new(ROOT_KEY, ROOT_KEY, None, None, "the local cloud").into();
    let parameters = SigningParams::builder().identity(&identity).region(REGION).name(service).time(now.into());
    let parameters = parameters.settings(settings).build().during("sign a request")?.into();
    let signed = sign(signable.during("sign a request")?, &parameters).during("sign a request")?;
    for (name, value) in signed.output().headers() {
        let name = name.parse::<reqwest::header::HeaderName>().during("sign a request")?;
        request.headers_mut().insert(name, value.parse().during("sign a request")?);
    }
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected signature was computed with another program, by the steps of the AWS General Reference.
    #[test]
    fn the_signature_follows_the_aws_reference() {
        let url = "http://127.0.0.1:9002/2015-03-31/functions/vouchsafe-claims/invocations";
        let request = reqwest::Client::new().post(url).body(r#"{"a":1}"#);
        let signed = signed(request, "lambda", "2026-11-25T09:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(signed.headers()["x-amz-date"], "20261125T090000Z");
        assert_eq!(
            signed.headers()["authorization"],
            "AWS4-HMAC-SHA256 Credential=test/20261125/us-east-1/lambda/aws4_request, \
             SignedHeaders=host;x-amz-content-sha256;x-amz-date, \
             Signature=b4a324821205d2f7feaa9a0a21e03e5502f4e6cca176cd66d06fb96105c55f2c"
        );
    }
}
