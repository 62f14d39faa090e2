//! Reasons of the API in the reader's language: by code, with the values that the reason names.

use domain::{Country, Language};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::format;
use crate::html::{Message, dashed};
use crate::problem::Reason;
use crate::words::Words;

/// The sentence of a reason: that of the code with a value where there is one, `reason-<code>-with-<value>`, otherwise
/// that of the code. Without either, or without a value that the sentence names, the English sentence of the API.
pub fn message(words: Words, reason: &Reason) -> Message {
    let variables: Vec<(&str, String)> = reason
        .params
        .iter()
        .filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()))
        .map(|(name, value)| (name.as_str(), shown(name, value, words.language())))
        .collect();
    let id = format!("reason-{}", dashed(&reason.code));
    let longer = variables.iter().map(|(name, _)| format!("{id}-with-{}", dashed(name)));
    match longer.chain([id.clone()]).find_map(|id| words.known(&id, &variables)) {
        Some(text) => Message { text, is_foreign: false },
        None => Message { text: reason.detail.clone(), is_foreign: words.language() != Language::English },
    }
}

/// A value as it is shown: days, instants and countries in the reader's form, lists with their separators.
fn shown(name: &str, value: &Value, language: Language) -> String {
    match value {
        Value::String(text) if name == "country" || name.ends_with("_country") => {
            Country::parse(text).map_or_else(|_| text.clone(), |country| country.name(language).to_owned())
        }
        Value::String(text) => text
            .parse::<Date>()
            .map(|day| format::day(day, language))
            .or_else(|_| text.parse::<Timestamp>().map(|at| format::instant(at, language)))
            .unwrap_or_else(|_| text.clone()),
        Value::Array(list) => {
            let texts: Vec<String> = list.iter().map(|value| shown(name, value, language)).collect();
            texts.join(language.choose(", ", "、"))
        }
        Value::Object(members) => {
            let day = |name: &str| members.get(name)?.as_str()?.parse::<Date>().ok();
            match (day("start"), day("end")) {
                (Some(start), Some(end)) => format::period(start, end, language),
                _ => value.to_string(),
            }
        }
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
