//! The form that uploads files: its script hashes each one, announces it, puts its bytes to the signed address and waits
//! for the check.

use domain::DeliverableId;
use domain::deliverable::{FILE_BYTES_MAX, FILES_MAX, FileType, Kind, Status};
use serde::Serialize;

use crate::assets;
use crate::format;
use crate::html::{Choice, Field, dashed};
use crate::pages::vouchers::forms::{choice, field};
use crate::visit::Visit;
use crate::words::Words;

/// What the script says while it works.
const SAID: [&str; 9] =
    ["reading", "checking", "checked", "cancelled", "empty", "large", "unreadable", "failed", "later"];

/// The form that the script takes over.
pub struct UploadForm {
    /// Where a file is announced.
    pub announce: String,
    /// Where the states of the files are asked for.
    pub states: String,
    /// The script.
    pub script: String,
    /// The worker that hashes.
    pub worker: String,
    /// The most bytes of a file.
    pub bytes_max: u64,
    /// The heading.
    pub title: String,
    /// What the files are; `None` where they can be one thing only.
    pub kind: Option<(Field, Vec<Choice>)>,
    /// The field for the files.
    pub files: Field,
    /// True when several files can be chosen.
    pub is_many: bool,
    /// The accepted extensions, as `accept` of the field.
    pub accept: String,
    /// What the script says, by name.
    pub said: Vec<(&'static str, String)>,
}

/// The state of a file, for the script that waits for its check.
#[derive(Serialize)]
pub struct State {
    /// The file.
    pub id: DeliverableId,
    /// What was found.
    pub status: Status,
}

impl UploadForm {
    /// The form for files of every kind, under the address of their page.
    pub fn of_files(visit: &Visit<'_>, page: &str) -> Self {
        let w = visit.words;
        let files = Field { hint: limits(w, "files-field-files-limits"), ..field(w, "files", "files", "") };
        let kind = Some((field(w, "files", "kind", ""), Kind::ALL.map(|kind| kind_choice(w, kind)).into()));
        Self { kind, is_many: true, ..Self::new(w, page, w.get("files-add"), files) }
    }

    /// The form for the one file of an invoice, under the address of its page.
    pub fn of_invoice(visit: &Visit<'_>, page: &str, title: &str) -> Self {
        let w = visit.words;
        let file = Field { hint: limits(w, "invoice-field-files-limits"), ..field(w, "invoice", "files", "") };
        Self::new(w, page, w.get(title), file)
    }

    fn new(w: Words, page: &str, title: String, files: Field) -> Self {
        let say =
            |name: &'static str| (name, w.one(&format!("files-say-{name}"), "max", format::bytes(FILE_BYTES_MAX)));
        Self {
            announce: format!("{page}/announce"),
            states: format!("{page}/states"),
            script: assets::address("upload.js"),
            worker: assets::address("hash-worker.js"),
            bytes_max: FILE_BYTES_MAX,
            title,
            kind: None,
            files,
            is_many: false,
            accept: extensions().join(","),
            said: SAID.map(say).into(),
        }
    }
}

/// The extensions of the accepted types.
fn extensions() -> Vec<String> {
    FileType::extensions().map(|extension| format!(".{extension}")).collect()
}

/// The accepted types, and how large and many the files may be. With spaces: a long list without any does not break in
/// Chinese.
fn limits(w: Words, id: &str) -> String {
    let size = format::bytes(FILE_BYTES_MAX);
    w.with(id, &[("types", extensions().join(", ")), ("size", size), ("max", FILES_MAX.to_string())])
}

fn kind_choice(w: Words, kind: Kind) -> Choice {
    let text = w.get(&format!("deliverable-kind-{}", dashed(kind.as_str())));
    let text = if kind.is_deliverable() { text } else { w.one("files-kind-beside", "kind", text) };
    choice(kind.as_str(), text, Kind::ALL.first().map(|first| first.as_str()).unwrap_or_default())
}
