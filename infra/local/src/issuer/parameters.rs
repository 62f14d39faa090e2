//! The parameters of a request to the issuer, from a query or a form.

use std::collections::BTreeMap;

/// The parameters by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Decodes `application/x-www-form-urlencoded`. The error names a parameter that occurs twice (RFC 6749 3.1).
    pub fn parse(encoded: &[u8]) -> Result<Self, String> {
        let mut found = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            if found.insert(name.to_string(), value.to_string()).is_some() {
                return Err(format!("the parameter {name} occurs twice"));
            }
        }
        Ok(Self(found))
    }

    /// The value of a parameter; empty if it is missing.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The value of a parameter that must not be empty. The error names it.
    pub fn required(&self, name: &str) -> Result<&str, String> {
        let value = self.text(name);
        if value.is_empty() { Err(format!("the parameter {name} is missing")) } else { Ok(value) }
    }

    /// Every parameter.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// An address with these parameters as its query.
pub fn with_query(address: &str, parameters: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("{address}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_occurs_twice_is_refused() {
        let parsed = Parameters::parse(b"state=a%20b&nonce=").unwrap();
        assert_eq!((parsed.text("state"), parsed.required("nonce").is_err()), ("a b", true));
        assert_eq!(Parameters::parse(b"state=a&state=b"), Err("the parameter state occurs twice".to_owned()));
    }
}
