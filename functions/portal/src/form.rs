//! Forms and queries: `application/x-www-form-urlencoded`.

use domain::Text;

/// The fields of a form or query, in order. A name may occur more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Decodes a body or query. Every text decodes.
    pub fn decode(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The text of a field without white space around it; empty when it is missing.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The text of a field as it was typed; empty when it is missing.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// The text of a field, when it is not blank.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// The value of a field, when it is filled and parses.
    pub fn parse<T: Text>(&self, name: &str) -> Option<T> {
        T::read(self.filled(name)?).ok()
    }

    /// Every text of a field with this name.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// Every field.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The query without a field, encoded; with `?` before it unless it is empty.
    pub fn without(&self, name: &str) -> String {
        self.with(name, None)
    }

    /// The query with another value of a field, encoded; with `?` before it unless it is empty.
    pub fn with(&self, name: &str, value: Option<&str>) -> String {
        let kept = self.fields().filter(|(known, text)| *known != name && !text.is_empty());
        let added = value.map(|value| (name, value));
        query(kept.chain(added))
    }
}

/// Encodes fields as a query; with `?` before it unless it is empty.
pub fn query<'f>(fields: impl Iterator<Item = (&'f str, &'f str)>) -> String {
    let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    if encoded.is_empty() { encoded } else { format!("?{encoded}") }
}

impl<'f> FromIterator<(&'f str, &'f str)> for Form {
    fn from_iter<I: IntoIterator<Item = (&'f str, &'f str)>>(fields: I) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_trimmed_and_may_repeat() {
        let form = Form::decode(b"a=+x%20&b=&c=1&c=2&d=%E5%8F%B0");
        assert_eq!((form.text("a"), form.raw("a"), form.text("z")), ("x", " x ", ""));
        assert_eq!((form.filled("b"), form.filled("d")), (None, Some("台")));
        assert_eq!(form.all("c").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(Form::decode(b"%ff&&=").text("x"), "");
    }

    #[test]
    fn a_query_is_changed_field_by_field() {
        let form = Form::decode(b"status=reserved&q=a%26b&country=");
        assert_eq!(form.without("q"), "?status=reserved");
        assert_eq!(form.with("q", Some("台")), "?status=reserved&q=%E5%8F%B0");
        assert_eq!(Form::default().without("q"), "");
    }
}
