//! The answer that carries a finished file, or names where it can be downloaded.

use std::io::Read;

use api::{Answer, Context, Failure};
use domain::{CompanyId, digest};
use jiff::Timestamp;
use lambda_http::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, HeaderValue};
use lambda_http::{Request, RequestExt};
use objects::{Export, KeepExport};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{File, Format, broken};

/// Largest file in an answer. Lambda answers six megabytes at most, and bytes grow by a third on the way.
const ANSWERED_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The types of files that an export may be answered as.
pub const CONTENT_TYPES: &[&str] = &[CSV, XLSX];
const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Where an export can be downloaded that is too large for an answer.
#[derive(Serialize, JsonSchema)]
pub struct KeptExport {
    file_name: String,
    rows: usize,
    size: u64,
    download: Download,
}

/// Where bytes can be downloaded, and until when.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ExportDownload")]
struct Download {
    url: String,
    expires_at: Timestamp,
}

impl File {
    /// The answer to a call: the file itself, or where it can be downloaded. Its name says what it holds, as of the day.
    ///
    /// # Errors
    /// [`Failure`] when the file cannot be read or kept.
    pub async fn answer<S: Sync, Q: Sync>(
        self,
        context: &Context<'_, S, (), Q>,
        exports: &dyn KeepExport,
        company: &CompanyId,
        name: &str,
    ) -> Result<Answer<KeptExport>, Failure> {
        let size = self.written.as_file().metadata().map_err(broken)?.len();
        let file_name = format!("{name}-{}.{}", context.today(), self.layout.format.as_str());
        if size <= ANSWERED_BYTES_MAX {
            return self.whole(&file_name);
        }
        let id = export_id(context.request, context.now)?;
        let content_type = self.layout.format.content_type();
        let export = Export { company, id: &id, file_name: &file_name, content_type };
        let (url, expires_at) = exports.keep(export, self.written.path(), context.now).await?;
        Answer::json(&KeptExport { rows: self.rows, size, download: Download { url, expires_at }, file_name })
    }

    fn whole(&self, file_name: &str) -> Result<Answer<KeptExport>, Failure> {
        let mut bytes = Vec::new();
        self.written.reopen().and_then(|mut written| written.read_to_end(&mut bytes)).map_err(broken)?;
        let attachment = HeaderValue::from_str(&format!("attachment; filename=\"{file_name}\"")).map_err(broken)?;
        let language = HeaderValue::from_static(self.layout.language.tag());
        let answer = Answer::bytes(self.layout.format.content_type(), bytes);
        Ok(answer.with_header(CONTENT_DISPOSITION, attachment).with_header(CONTENT_LANGUAGE, language))
    }
}

/// One of its own for every request: no export is stored over another.
fn export_id(request: &Request, now: Timestamp) -> Result<String, Failure> {
    let id = request.lambda_context_ref().map(|context| context.request_id.as_bytes()).filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| broken(std::io::Error::other("the request has no id to name its export by")))?;
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

    fn called(request_id: &str) -> Request {
        let mut context = lambda_http::Context::default();
        context.request_id = request_id.to_owned();
        Request::default().with_lambda_context(context)
    }

    #[test]
    fn a_request_without_an_id_gets_no_place() {
        for request in [Request::default(), called("")] {
            assert!(matches!(export_id(&request, Timestamp::UNIX_EPOCH), Err(Failure::Internal(_))));
        }
    }

    #[test]
    fn every_request_has_a_place_of_its_own() {
        let (one, other): (Timestamp, Timestamp) =
            ("2026-11-22T09:00:00Z".parse().unwrap(), "2026-11-22T09:00:01Z".parse().unwrap());
        let id = |request, now| export_id(&called(request), now).unwrap();
        assert!(id("request-1", one).bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(id("request-1", one), id("request-2", one));
        assert_ne!(id("request-1", one), id("request-1", other));
    }
}
