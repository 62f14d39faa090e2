//! Search terms of a query string.

use domain::directory::folded;
use domain::{Flaw, Form, Invalid, Text};

/// The longest search text, in characters.
const SEARCH_CHARS_MAX: usize = 100;
/// The most words in a search text.
const SEARCH_WORDS_MAX: usize = 8;

/// The words of a search text, folded for comparison. A match contains all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchTerms(Vec<String>);

impl SearchTerms {
    /// True when a text, folded the same way, contains every word.
    pub fn are_in(&self, folded: &str) -> bool {
        self.0.iter().all(|word| folded.contains(word.as_str()))
    }

    /// True without any word.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The folded words.
    pub fn into_list(self) -> Vec<String> {
        self.0
    }
}

impl Text for SearchTerms {
    const FORM: Form = Form::new("contoso").or(&[Flaw::TooLong]);

    fn read(text: &str) -> Result<Self, Invalid> {
        let words: Vec<String> = folded(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let most = format!("must be at most {SEARCH_WORDS_MAX} words and {SEARCH_CHARS_MAX} characters");
        if text.chars().count() > SEARCH_CHARS_MAX {
            return Err(Invalid::new(Flaw::TooLong, most).with("max", &SEARCH_CHARS_MAX));
        }
        if words.len() > SEARCH_WORDS_MAX {
            return Err(Invalid::new(Flaw::Invalid, most));
        }
        Ok(Self(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, Invalid> {
        SearchTerms::read(text).map(SearchTerms::into_list)
    }

    #[test]
    fn search_terms_are_folded_and_bounded() {
        assert_eq!(read(" Zoë  GMBH ").unwrap(), ["zoe", "gmbh"]);
        assert_eq!(read("a b c d e f g h").unwrap().len(), 8);
        assert!(read("a b c d e f g h i").is_err());
        assert!(read(&"x".repeat(100)).is_ok() && read(&"x".repeat(101)).is_err());
    }
}
