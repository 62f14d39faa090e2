//! Configuration: environment variables, read once, every missing one named at once.

use std::collections::BTreeMap;

/// Why a function cannot start. It says what to set; a function that cannot start never takes an invocation.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Variables that must be set and are not.
    #[error("set these environment variables: {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// A variable that is set to something it cannot be.
    #[error("the environment variable {name} {why}")]
    Invalid {
        /// Which.
        name: &'static str,
        /// What it must be.
        why: String,
    },
}

/// The variables a function reads, and nothing else.
#[derive(Clone)]
pub struct Env(BTreeMap<&'static str, String>);

impl Env {
    /// Reads the variables a function declares.
    ///
    /// # Errors
    /// [`StartError::Missing`] names every one that is absent or empty.
    pub fn read(names: &[&'static str]) -> Result<Self, StartError> {
        Self::from_lookup(names, variable)
    }

    fn from_lookup(names: &[&'static str], lookup: fn(&str) -> Option<String>) -> Result<Self, StartError> {
        let found: BTreeMap<_, _> = names.iter().filter_map(|name| Some((*name, lookup(name)?))).collect();
        let missing: Vec<_> = names.iter().copied().filter(|name| !found.contains_key(name)).collect();
        if missing.is_empty() { Ok(Self(found)) } else { Err(StartError::Missing(missing)) }
    }

    /// A variable that was declared; empty for one that was not, which a test of every function would show.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A variable in the form it must have.
    ///
    /// # Errors
    /// [`StartError::Invalid`] when it is not of that form.
    pub fn parse<T, E: std::fmt::Display>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StartError> {
        parse(self.text(name)).map_err(|error| StartError::Invalid { name, why: error.to_string() })
    }
}

/// Names only: values may be secrets.
impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where configuration is read")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_missing_variable_is_named() {
        let error = Env::from_lookup(&["A", "B", "C"], |name| (name == "B").then(|| "set".to_owned())).unwrap_err();
        assert_eq!(error.to_string(), "set these environment variables: A, C");
    }

    #[test]
    fn values_are_not_shown() {
        let env = Env::from_lookup(&["SECRET"], |_| Some("whsec_x".to_owned())).unwrap();
        assert_eq!(env.text("SECRET"), "whsec_x");
        assert!(!format!("{env:?}").contains("whsec"));
    }
}
