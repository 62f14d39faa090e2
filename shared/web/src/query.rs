//! The query string.

use std::fmt::Display;

use lambda_http::Request;
use percent_encoding::percent_decode_str;

use crate::problem::Failure;

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
}
