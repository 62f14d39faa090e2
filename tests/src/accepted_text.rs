//! The texts in force, as requests name what was shown.

use domain::Language;
use domain::accepted_text::AcceptedText;
use domain::catalog::Catalog;
use serde_json::{Value, json};

/// The provider agreement and the terms of reserving.
pub fn texts() -> (AcceptedText, AcceptedText) {
    let catalog = Catalog::shipped().unwrap();
    (catalog.agreement, catalog.terms)
}

/// The body that signs a version of the agreement, as shown in a language.
pub fn signature(version: &str, language: Language) -> Value {
    json!({"version": version, "sha256": texts().0.sha256(language)})
}

/// The fields of a reservation that name the terms, as shown in a language.
pub fn shown_terms(language: Language) -> Value {
    let terms = texts().1;
    json!({"terms_version": terms.version, "terms_sha256": terms.sha256(language)})
}
