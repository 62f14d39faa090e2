//! Texts to search for.

use domain::Invalid;
use domain::directory::folded;

/// Longest text to search for, in characters.
const SEARCH_CHARS_MAX: usize = 100;
/// Most words in it: all of them must be there.
const SEARCH_WORDS_MAX: usize = 8;

/// Words to search for, as searches compare them.
///
/// # Errors
/// [`Invalid`] for more of them than a search takes.
pub fn words(text: &str) -> Result<Vec<String>, Invalid> {
    let words: Vec<String> = folded(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if text.chars().count() > SEARCH_CHARS_MAX || words.len() > SEARCH_WORDS_MAX {
        let most = format!("must be at most {SEARCH_WORDS_MAX} words and {SEARCH_CHARS_MAX} characters");
        return Err(Invalid::new(most));
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_and_accents_and_not_too_many() {
        assert_eq!(words(" Zoë  GMBH ").unwrap(), ["zoe", "gmbh"]);
        assert_eq!(words("a b c d e f g h").unwrap().len(), 8);
        assert!(words("a b c d e f g h i").is_err());
        assert!(words(&"x".repeat(100)).is_ok() && words(&"x".repeat(101)).is_err());
    }
}
