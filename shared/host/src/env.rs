//! Configuration from environment variables. All missing variables are reported together.

use std::collections::BTreeMap;

/// The error of an invalid configuration, with which a function does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Missing variables.
    #[error("set these environment variables: {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// A variable with an invalid value.
    #[error("the environment variable {name} {why}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// The expected value.
        why: String,
    },
}

/// The variables that a function declares.
#[derive(Clone)]
pub struct Env(BTreeMap<&'static str, String>);

impl Env {
    /// Reads the declared variables.
    ///
    /// # Errors
    /// [`StartError::Missing`] with every variable that is absent or empty.
    pub fn read(names: &[&'static str]) -> Result<Self, StartError> {
        Self::from_lookup(names, variable)
    }

    fn from_lookup(names: &[&'static str], lookup: fn(&str) -> Option<String>) -> Result<Self, StartError> {
        let found: BTreeMap<_, _> = names.iter().filter_map(|name| Some((*name, lookup(name)?))).collect();
        let missing: Vec<_> = names.iter().copied().filter(|name| !found.contains_key(name)).collect();
        if missing.is_empty() { Ok(Self(found)) } else { Err(StartError::Missing(missing)) }
    }

    /// The value of a declared variable; empty for an undeclared one, which is a bug of the function.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Parses the value of a declared variable.
    ///
    /// # Errors
    /// [`StartError::Invalid`] when it does not parse.
    pub fn parse<T, E: std::fmt::Display>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StartError> {
        parse(self.text(name)).map_err(|error| StartError::Invalid { name, why: error.to_string() })
    }
}

/// Shows names only: values may be secrets.
impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

#[expect(clippy::disallowed_methods, reason = "the only place that reads the environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_missing_variable_is_reported() {
        let error = Env::from_lookup(&["A", "B", "C"], |name| (name == "B").then(|| "set".to_owned())).unwrap_err();
        assert_eq!(error.to_string(), "set these environment variables: A, C");
    }

    #[test]
    fn debug_output_contains_no_values() {
        let env = Env::from_lookup(&["SECRET"], |_| Some("whsec_x".to_owned())).unwrap();
        assert_eq!(env.text("SECRET"), "whsec_x");
        assert!(!format!("{env:?}").contains("whsec"));
    }
}
