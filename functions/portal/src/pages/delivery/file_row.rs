//! A file on a page: what it is, what its check found, and what can be done with it.

use domain::deliverable::Status;

use super::model::File;
use crate::format;
use crate::html::{Message, dashed};
use crate::pages::vouchers::tags::Tag;
use crate::reasons;
use crate::words::Words;

/// A file.
pub struct FileRow {
    /// Its name.
    pub name: String,
    /// Its kind and size.
    pub about: String,
    /// Its status.
    pub tag: Tag,
    /// What was found wrong with it.
    pub reasons: Vec<Message>,
    /// The page that leads to its bytes.
    pub download: Option<String>,
    /// The form that deletes it, and the form's key.
    pub delete: Option<(String, String)>,
}

impl FileRow {
    /// The row of a file; a clean one is downloaded at this address.
    pub fn new(w: Words, file: &File, download: String) -> Self {
        let color = match file.status {
            Status::Announced => "violet",
            Status::Clean => "green",
            Status::Rejected => "red",
        };
        let kind = w.get(&format!("deliverable-kind-{}", dashed(file.kind.as_str())));
        Self {
            name: file.name.clone(),
            about: w.two("files-about", ("kind", &kind), ("size", &format::bytes(file.size))),
            tag: Tag::new(w, &format!("deliverable-status-{}", file.status.as_str()), color),
            reasons: file.reasons.iter().map(|reason| reasons::message(w, reason)).collect(),
            download: (file.status == Status::Clean).then_some(download),
            delete: None,
        }
    }
}
