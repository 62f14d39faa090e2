//! The texts that partners accept: the provider agreement (PROGRAM.md 3.3) and the terms of reserving (PROGRAM.md 7.7).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::Names;
use crate::deliverable::Sha256;
use crate::ids::TextVersion;
use crate::language::Language;

/// The provider agreement, as compiled in.
pub(crate) const AGREEMENT: Content =
    Content { english: include_str!("../texts/agreement.en.md"), chinese: include_str!("../texts/agreement.zh-TW.md") };
/// The terms of reserving, as compiled in.
pub(crate) const TERMS: Content =
    Content { english: include_str!("../texts/terms.en.md"), chinese: include_str!("../texts/terms.zh-TW.md") };

/// A text in force that partners accept, in every language of the program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedText {
    /// The version in force.
    pub version: TextVersion,
    /// The title.
    pub title: Names,
    #[serde(skip)]
    pub(crate) content: Content,
}

/// The wording in every language, in Markdown: headings, numbered items and paragraphs, each on one line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Content {
    english: &'static str,
    chinese: &'static str,
}

/// A text by version and digest, as a request names what a person was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownText {
    /// The version.
    pub version: TextVersion,
    /// The SHA-256 of the wording.
    pub sha256: Sha256,
}

/// The record of an accepted text: the wording that was shown, in one language. The English wording prevails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Acceptance {
    /// The version.
    pub version: TextVersion,
    /// The language of the wording.
    pub language: Language,
    /// The SHA-256 of the wording.
    pub sha256: Sha256,
}

impl AcceptedText {
    /// The wording in one language.
    pub fn text(&self, language: Language) -> &'static str {
        language.choose(self.content.english, self.content.chinese)
    }

    /// The SHA-256 of the wording in one language, of its UTF-8 bytes.
    pub fn sha256(&self, language: Language) -> Sha256 {
        Sha256::of(self.text(language).as_bytes())
    }

    /// The record of accepting what was shown; `None` when that is no wording of the version in force.
    pub fn accept(&self, shown: &ShownText) -> Option<Acceptance> {
        let ShownText { version, sha256 } = shown.clone();
        let language = Language::ALL.into_iter().find(|language| self.sha256(*language) == sha256)?;
        (version == self.version).then_some(Acceptance { version, language, sha256 })
    }

    /// The text by version and digest, as a person is shown it in one language.
    pub fn shown(&self, language: Language) -> ShownText {
        ShownText { version: self.version.clone(), sha256: self.sha256(language) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    /// The digest of every wording in force. A changed wording needs a new version in `programs.toml` first: what people
    /// signed must stay what its version names.
    const IN_FORCE: [(&str, &str, [&str; 2]); 2] = [
        (
            "agreement",
            "2019-01",
            [
                "0edfd54f38a34ae1b632078ec50276bc3ca6ac38b5874c9f9fbb2506d36d5fc6",
                "8682db31d74b1e055963d4066449b7b74fa7ba0d8d0dbaf1e6f3ad6aacd4a343",
            ],
        ),
        (
            "terms",
            "2019-01",
            [
                "80786d28f917e99bef761db400583214b0ecc549eced560c143d9f5ec22afcc0",
                "34b2c039beeadc2e7aa2d6c6b7069f0819d60cd5e617f722d9d77d33fb8efb68",
            ],
        ),
    ];

    fn texts() -> [(&'static str, AcceptedText); 2] {
        let catalog = Catalog::shipped().unwrap();
        [("agreement", catalog.agreement), ("terms", catalog.terms)]
    }

    #[test]
    fn a_changed_wording_is_a_new_version() {
        for ((name, text), (known, version, digests)) in texts().into_iter().zip(IN_FORCE) {
            assert_eq!((name, text.version.as_str()), (known, version));
            assert_eq!(Language::ALL.map(|language| text.sha256(language).to_string()), digests, "{name}");
        }
    }

    #[test]
    fn every_wording_begins_with_its_title_and_says_that_english_prevails() {
        for (name, text) in texts() {
            for language in Language::ALL {
                let wording = text.text(language);
                let title = format!("# {}\n", text.title.in_language(language));
                let prevails = language.choose("The English text prevails.\n", "以英文版為準。\n");
                assert!(wording.starts_with(&title) && wording.ends_with(prevails), "{name}, {}", language.tag());
                assert!(!wording.contains('\r'), "{name}, {}", language.tag());
            }
        }
    }

    #[test]
    fn either_language_is_accepted_and_recorded() {
        for (name, text) in texts() {
            for language in Language::ALL {
                let shown = text.shown(language);
                let accepted = text.accept(&shown).unwrap();
                assert_eq!(
                    (accepted.version, accepted.language, accepted.sha256),
                    (shown.version, language, shown.sha256),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn another_version_or_wording_is_not_accepted() {
        let [(_, agreement), (_, terms)] = texts();
        let shown = agreement.shown(Language::English);
        let older = ShownText { version: TextVersion::parse("2018-01").unwrap(), ..shown.clone() };
        assert_eq!(agreement.accept(&older), None);
        assert_eq!(terms.accept(&shown), None, "the same version, another text");
    }
}
