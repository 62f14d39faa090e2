//! `/vouchers/export`: the list as a file. A file that is too large for an answer is behind a link, to which this
//! redirects.

use serde::Deserialize;

use super::list::Asked;
use crate::failure::PageError;
use crate::functions::Raw;
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// The answer for a file that is too large to be answered itself.
#[derive(Deserialize)]
struct KeptExport {
    download: Download,
}

#[derive(Deserialize)]
struct Download {
    url: String,
}

/// Answers the file, or redirects to it.
pub fn export<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let asked = Asked::of(&visit.query);
        let mut fields = asked.fields();
        let format = visit.query.text("format");
        let format = if format.is_empty() { "xlsx" } else { format };
        fields.extend([("format", format), ("language", visit.language().tag())]);
        let file = visit.portal.functions.bytes(visit.access(), "overview", "/vouchers/export", &fields).await?;
        reply(&file)
    })
}

/// The reply with a file of a function, or a redirect to its link.
///
/// # Errors
/// `PageError::Internal` for an answer that is neither.
pub fn reply(file: &Raw) -> Result<Reply, PageError> {
    if file.content_type.starts_with("application/json") {
        let kept: KeptExport = serde_json::from_slice(&file.body)
            .map_err(|error| PageError::Internal(format!("the export's answer is not readable: {error}")))?;
        return Ok(Reply::see_other(&kept.download.url));
    }
    Reply::file(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::http::header::LOCATION;

    #[test]
    fn a_large_export_is_a_redirect_to_its_link() {
        let body =
            br#"{"download":{"url":"https://bucket.example/x?y=1","expires_at":"2026-11-28T09:00:00Z"},"rows":9}"#;
        let kept = Raw { content_type: "application/json".to_owned(), disposition: None, body: body.to_vec() };
        let response = reply(&kept).unwrap().into_response(false);
        assert_eq!(response.status().as_u16(), 303);
        assert_eq!(response.headers()[LOCATION], "https://bucket.example/x?y=1");
    }
}
