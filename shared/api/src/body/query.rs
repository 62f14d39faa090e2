//! The query string.

use std::fmt::Display;

use domain::Invalid;
use domain::directory::folded;
use lambda_http::Request;
use percent_encoding::percent_decode_str;

use crate::body::reason::Reason;
use crate::problem::Failure;

/// Longest text to search for, in characters.
const SEARCH_CHARS_MAX: usize = 100;
/// Most words in it: all of them must be there.
const SEARCH_WORDS_MAX: usize = 8;

/// The first parameter of this name, decoded; a `+` is a space, as forms and browsers write it.
pub fn parameter(request: &Request, wanted: &str) -> Option<String> {
    let pairs = request.uri().query()?.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.into_iter().find(|(name, _)| *name == wanted)?;
    Some(percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned())
}

/// The parameter of this name in the form it must have; an empty one counts as absent.
///
/// # Errors
/// [`Failure::Invalid`] when it is not of that form.
pub fn parsed<T, E: Display>(
    request: &Request,
    name: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, Failure> {
    let value = parameter(request, name).filter(|value| !value.trim().is_empty());
    value.map(|value| parse(&value).map_err(|wrong| Failure::invalid(name, wrong.to_string()))).transpose()
}

/// The value, or nothing and one reason more: so that everything wrong with a request is named at once.
///
/// # Errors
/// What is not about one parameter, such as a bad cursor.
pub fn noted<T>(read: Result<Option<T>, Failure>, reasons: &mut Vec<Reason>) -> Result<Option<T>, Failure> {
    match read {
        Err(Failure::Invalid(more)) => {
            reasons.extend(more);
            Ok(None)
        }
        read => read,
    }
}

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
    use domain::Country;
    use lambda_http::Body;
    use lambda_http::http::Request as HttpRequest;

    fn request(query: &str) -> Request {
        HttpRequest::builder().uri(format!("/list{query}")).body(Body::Empty).unwrap()
    }

    #[test]
    fn the_first_of_a_name_counts_decoded() {
        let asked = request("?q=Zo%C3%AB+GmbH&q=other&empty=&novalue");
        assert_eq!(parameter(&asked, "q").as_deref(), Some("Zoë GmbH"));
        assert_eq!(parameter(&asked, "empty").as_deref(), Some(""));
        assert_eq!((parameter(&asked, "novalue"), parameter(&asked, "none")), (None, None));
        assert_eq!(parameter(&request(""), "q"), None);
    }

    #[test]
    fn what_is_not_of_its_form_is_refused_and_what_is_empty_was_not_asked() {
        let country = |query: &str| parsed(&request(query), "country", Country::parse);
        assert_eq!(country("?country=tw").unwrap().unwrap().as_str(), "TW");
        assert_eq!(country("?country=").unwrap(), None);
        assert_eq!(country("?country=XX").unwrap_err().status().as_u16(), 422);
    }

    #[test]
    fn what_is_wrong_with_one_parameter_is_noted_and_the_others_are_still_read() {
        let mut reasons = Vec::new();
        assert_eq!(noted(Ok(Some(1)), &mut reasons).unwrap(), Some(1));
        for name in ["status", "sort"] {
            assert_eq!(noted::<u8>(Err(Failure::invalid(name, "is wrong")), &mut reasons).unwrap(), None);
        }
        assert_eq!(reasons.iter().filter_map(|reason| reason.field.as_deref()).collect::<Vec<_>>(), ["status", "sort"]);
        assert_eq!(noted::<u8>(Err(Failure::BadCursor), &mut reasons).unwrap_err(), Failure::BadCursor);
    }

    #[test]
    fn words_are_compared_without_case_and_accents_and_not_too_many() {
        assert_eq!(words(" Zoë  GMBH ").unwrap(), ["zoe", "gmbh"]);
        assert_eq!(words("a b c d e f g h").unwrap().len(), 8);
        assert!(words("a b c d e f g h i").is_err());
        assert!(words(&"x".repeat(100)).is_ok() && words(&"x".repeat(101)).is_err());
    }
}
