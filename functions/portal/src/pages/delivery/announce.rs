//! `POST /vouchers/{number}/files/announce`: announces a chosen file for the script of the files page, which then puts
//! its bytes to the signed address (PROGRAM.md 8.1).

use domain::deliverable::{FileName, FileType};
use domain::{DeliverableId, Flaw, VoucherNumber};
use serde::Serialize;
use serde_json::{Map, Value};

use super::model::{File, Upload};
use crate::failure::PageError;
use crate::form::Form;
use crate::functions::{CallError, Got};
use crate::page::Handled;
use crate::pages::vouchers::reads;
use crate::problem::Reason;
use crate::reasons;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::words::Words;

/// What the script needs of an announced file.
#[derive(Serialize)]
struct Announced {
    id: DeliverableId,
    /// `None` for a file that is uploaded already.
    upload: Option<Upload>,
}

/// Why a file is not taken, in the reader's language.
#[derive(Serialize)]
struct NotTaken {
    messages: Vec<String>,
}

/// Announces the file. The same file announced again is the same one, with a new address.
pub fn announce<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let path = format!("/vouchers{}/deliverables", reads::voucher_segment(&number));
        let mut body = body(&visit.form);
        body.insert("kind".to_owned(), visit.form.text("kind").into());
        let answer: Result<Got<File>, CallError> = visit.post("deliverable", &path, &Value::Object(body)).await;
        answered(visit, answer.map(|got| (got.value.id, got.value.upload)))
    })
}

/// The answer to the script: the announced file, or why it is not taken.
///
/// # Errors
/// `PageError` when it is neither.
pub fn answered(
    visit: &Visit<'_>,
    answer: Result<(DeliverableId, Option<Upload>), CallError>,
) -> Result<Reply, PageError> {
    match answer {
        Ok((id, upload)) => Reply::json(&Announced { id, upload }),
        Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
            let reasons = problem.all_reasons();
            let messages = reasons.iter().map(|reason| message(visit.words, reason)).collect();
            Ok(Reply::json(&NotTaken { messages })?.with_status(problem.status))
        }
        Err(error) => Err(PageError::from(error)),
    }
}

/// The sentence of a reason. A name with another extension is one of a type that is not accepted.
fn message(w: Words, reason: &Reason) -> String {
    if reason.field.as_deref() == Some("file_name") && reason.code == Flaw::NotOneOf.code() {
        return w.one("files-type-wrong", "types", FileType::extensions().collect::<Vec<_>>().join(", "));
    }
    reasons::message(w, reason).text
}

/// The fields of the call. The type follows from the name: what browsers say of it differs by machine.
pub fn body(form: &Form) -> Map<String, Value> {
    let name = FileName::parse(form.text("file_name")).ok();
    let file_type = name.and_then(|name| FileType::named(&name).ok());
    let content_type = file_type.map_or("application/octet-stream", FileType::content_type);
    let size = form.text("size").parse::<u64>().map_or_else(|_| Value::from(form.text("size")), Value::from);
    let fields = [
        ("file_name", form.text("file_name").into()),
        ("content_type", content_type.into()),
        ("size", size),
        ("sha256", form.text("sha256").into()),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}
