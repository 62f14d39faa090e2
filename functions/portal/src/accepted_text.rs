//! The texts that partners accept: the provider agreement and the terms of reserving, in both languages.

use domain::deliverable::Sha256;
use domain::{Language, TextVersion};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::functions::{CallError, Got};
use crate::visit::Visit;

/// A text in one language, as a function answers it.
#[derive(Clone, Debug, Deserialize)]
pub struct AcceptedText {
    /// The version in force.
    pub version: TextVersion,
    /// The title.
    pub title: String,
    /// The wording.
    pub text: String,
    /// The digest of the wording.
    pub sha256: Sha256,
    /// The language of the wording.
    pub language: Language,
}

/// A text that a person was shown, by version and digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownText {
    /// The version.
    pub version: TextVersion,
    /// The digest.
    pub sha256: Sha256,
}

/// A part of a wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// The title.
    Title(String),
    /// The heading of a section.
    Heading(String),
    /// Numbered items that follow each other.
    Items(Vec<String>),
    /// A paragraph.
    Paragraph(String),
}

/// An answer in the reader's language and the same in the other one, where that could be read.
#[derive(Clone, Debug)]
pub struct InBoth<T> {
    /// In the reader's language.
    pub own: Got<T>,
    /// In the other language.
    pub other: Option<T>,
}

/// Reads a text in both languages.
///
/// # Errors
/// `CallError` when it cannot be read in the reader's language.
pub async fn in_both<T: DeserializeOwned>(
    visit: &Visit<'_>,
    function: &'static str,
    path: &str,
) -> Result<InBoth<T>, CallError> {
    let language = visit.language();
    let other = language.choose(Language::TraditionalChinese, Language::English);
    let (own, other) = futures::join!(visit.get_in(language, function, path), visit.get_in::<T>(other, function, path));
    Ok(InBoth { own: own?, other: other.ok().map(|got| got.value) })
}

impl AcceptedText {
    /// The version and digest, as a form names what was shown.
    pub fn shown(&self) -> ShownText {
        ShownText { version: self.version.clone(), sha256: self.sha256.clone() }
    }

    /// The language of the wording, as `lang` names it.
    pub fn lang(&self) -> &'static str {
        self.language.choose("en", "zh-Hant-TW")
    }

    /// The parts of the wording.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for line in self.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match (block(line), blocks.last_mut()) {
                (Block::Items(new), Some(Block::Items(items))) => items.extend(new),
                (block, _) => blocks.push(block),
            }
        }
        blocks
    }
}

/// The block of one line: `# `, `## `, `1. ` or none before its text.
fn block(line: &str) -> Block {
    let item = line.split_once(". ").filter(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()));
    match (line.strip_prefix("# "), line.strip_prefix("## "), item) {
        (Some(title), _, _) => Block::Title(title.to_owned()),
        (_, Some(heading), _) => Block::Heading(heading.to_owned()),
        (_, _, Some((_, text))) => Block::Items(vec![text.to_owned()]),
        (None, None, None) => Block::Paragraph(line.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::catalog::Catalog;

    fn blocks(text: &str) -> Vec<Block> {
        let text = AcceptedText {
            version: TextVersion::parse("1").unwrap(),
            title: "T".to_owned(),
            text: text.to_owned(),
            sha256: Sha256::of(text.as_bytes()),
            language: Language::English,
        };
        text.blocks()
    }

    #[test]
    fn a_wording_is_a_title_headings_items_and_paragraphs() {
        let own = |text: &str| text.to_owned();
        let expected = [
            Block::Title(own("T")),
            Block::Paragraph(own("One. Two <b>")),
            Block::Heading(own("1. H")),
            Block::Items(vec![own("a. b"), own("c")]),
            Block::Paragraph(own("End.")),
        ];
        assert_eq!(blocks("# T\n\nOne. Two <b>\n\n## 1. H\n\n1. a. b\n2. c\n\nEnd.\n"), expected);
    }

    #[test]
    fn no_mark_is_left_in_the_texts_in_force() {
        let catalog = Catalog::shipped().unwrap();
        for text in [&catalog.agreement, &catalog.terms] {
            for language in Language::ALL {
                let blocks = blocks(text.text(language));
                assert_eq!(blocks[0], Block::Title(text.title.in_language(language).to_owned()));
                let shown = format!("{:?}", &blocks[1..]);
                assert!(!shown.contains(['#', '*', '_', '`']) && !shown.contains("Title"), "{shown}");
            }
        }
    }
}
