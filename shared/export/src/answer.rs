//! The answer for a finished file: the file itself, or a download URL.

use std::io::Read;

use api::{Answer, Context, Failure};
use domain::{CompanyId, digest};
use jiff::Timestamp;
use lambda_http::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, HeaderValue};
use lambda_http::{Request, RequestExt};
use objects::{Export, StoreExport};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{File, Format, file_failure};

/// The largest file in an answer, in bytes: Lambda's response is limited to 6 MB, and base64 adds a third.
const ANSWERED_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The content types of an export.
pub const CONTENT_TYPES: &[&str] = &[CSV, XLSX];
const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The download link of an export that is too large for an answer.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "KeptExport")]
pub struct StoredExport {
    file_name: String,
    rows: usize,
    size: u64,
    download: Download,
}

/// A download link and its expiry.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ExportDownload")]
struct Download {
    url: String,
    expires_at: Timestamp,
}

impl File {
    /// Returns the file, or stores it and returns a download URL. The file name is `<name>-<day>.<format>`.
    ///
    /// # Errors
    /// [`Failure`] when the file cannot be read or stored.
    pub async fn answer<S: Sync, Q: Sync>(
        self,
        context: &Context<'_, S, (), Q>,
        exports: &dyn StoreExport,
        company: &CompanyId,
        name: &str,
    ) -> Result<Answer<StoredExport>, Failure> {
        let size = self.written.as_file().metadata().map_err(file_failure)?.len();
        let file_name = format!("{name}-{}.{}", context.today(), self.layout.format.as_str());
        if size <= ANSWERED_BYTES_MAX {
            return self.inline(&file_name);
        }
        let id = export_id(context.request, context.now)?;
        let content_type = self.layout.format.content_type();
        let export = Export { company, id: &id, file_name: &file_name, content_type };
        let (url, expires_at) = exports.keep(export, self.written.path(), context.now).await?;
        Answer::json(&StoredExport { rows: self.rows, size, download: Download { url, expires_at }, file_name })
    }

    fn inline(&self, file_name: &str) -> Result<Answer<StoredExport>, Failure> {
        let mut bytes = Vec::new();
        self.written.reopen().and_then(|mut written| written.read_to_end(&mut bytes)).map_err(file_failure)?;
        let attachment =
            HeaderValue::from_str(&format!("attachment; filename=\"{file_name}\"")).map_err(file_failure)?;
        let language = HeaderValue::from_static(self.layout.language.tag());
        let answer = Answer::bytes(self.layout.format.content_type(), bytes);
        Ok(answer.with_header(CONTENT_DISPOSITION, attachment).with_header(CONTENT_LANGUAGE, language))
    }
}

/// A unique id for every request, so that no export overwrites another.
fn export_id(request: &Request, now: Timestamp) -> Result<String, Failure> {
    let id = request.lambda_context_ref().map(|context| context.request_id.as_bytes()).filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| file_failure(std::io::Error::other("the request has no id for its export")))?;
    Ok(digest::hex_of_parts(&[id, now.to_string().as_bytes()]))
}

impl Format {
    fn content_type(self) -> &'static str {
        match self {
            Self::Csv => CSV,
            Self::Xlsx => XLSX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request_of(request_id: &str) -> Request {
        let mut context = lambda_http::Context::default();
        context.request_id = request_id.to_owned();
        Request::default().with_lambda_context(context)
    }

    #[test]
    fn a_request_without_an_id_cannot_store_an_export() {
        for request in [Request::default(), request_of("")] {
            assert!(matches!(export_id(&request, Timestamp::UNIX_EPOCH), Err(Failure::Internal(_))));
        }
    }

    #[test]
    fn every_request_has_its_own_export_id() {
        let (one, other): (Timestamp, Timestamp) =
            ("2026-11-22T09:00:00Z".parse().unwrap(), "2026-11-22T09:00:01Z".parse().unwrap());
        let id = |request, now| export_id(&request_of(request), now).unwrap();
        assert!(id("request-1", one).bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(id("request-1", one), id("request-2", one));
        assert_ne!(id("request-1", one), id("request-1", other));
    }
}
