//! The problem details with which the other functions refuse a call.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A refused call: status, code, and every reason.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Problem {
    /// The status of the answer.
    pub status: u16,
    /// The code of the problem.
    pub code: String,
    /// The sentence in English.
    #[serde(default)]
    pub detail: String,
    /// The reasons.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// A reason: its code and the values that a sentence names.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub struct Reason {
    /// The field that it is about.
    #[serde(default)]
    pub field: Option<String>,
    /// The code.
    pub code: String,
    /// The sentence in English.
    #[serde(default)]
    pub detail: String,
    /// The values of the sentence.
    #[serde(default)]
    pub params: Map<String, Value>,
}

impl Problem {
    /// True when a reason or the problem itself has this code.
    pub fn has(&self, code: &str) -> bool {
        self.code == code || self.reasons.iter().any(|reason| reason.code == code)
    }

    /// The reasons; the problem itself where it names none.
    pub fn all_reasons(&self) -> Vec<Reason> {
        if !self.reasons.is_empty() {
            return self.reasons.clone();
        }
        vec![Reason { code: self.code.clone(), detail: self.detail.clone(), ..Reason::default() }]
    }
}
