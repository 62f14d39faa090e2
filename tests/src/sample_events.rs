//! Renders the placeholders of the sample events, as `cargo dev events` does, with tokens, signatures and dates that
//! are valid at the time of the test clock.

use std::path::PathBuf;

use api::Secrets;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::Value;

use crate::world::{PAYMENT_SECRET, SECRET, World};

/// The folder of the sample events.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../events"))
}

/// The files as `<function>/<name>`, in alphabetical order.
pub fn files() -> Vec<String> {
    let list = |path: PathBuf| std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let functions = list(folder()).filter(|path| path.is_dir());
    let found = functions.flat_map(list).map(|path| {
        let name = path.strip_prefix(folder()).unwrap();
        name.to_str().unwrap().replace('\\', "/")
    });
    let mut found: Vec<String> = found.collect();
    found.sort();
    found
}

/// Reads a file.
pub fn read(file: &str) -> Vec<u8> {
    std::fs::read(folder().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Renders a file. `id` is the message id or the idempotency key.
pub fn ready(world: &World, file: &str, id: &str) -> Value {
    let mut event: Value = serde_json::from_slice(&read(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    each_string(&mut event, &|text| fill(world, text, id));
    let body = event["body"].as_str().unwrap_or_default();
    let at = world.clock.now().as_second();
    // The payer has a separate secret.
    let secret = if file.starts_with("payment-status/") { PAYMENT_SECRET } else { SECRET };
    let signature = Secrets::parse(secret).unwrap().sign(id, at, body.as_bytes());
    each_string(&mut event, &|text| text.replace("{{signature}}", &signature));
    assert!(!event.to_string().contains("{{"), "{file} has an unknown placeholder");
    event
}

fn fill(world: &World, text: &str, id: &str) -> String {
    let now = world.clock.now();
    let filled = text.replace("{{id}}", id).replace("{{timestamp}}", &now.as_second().to_string());
    each_placeholder(dated(&filled, now), "{{token ", |wanted| token(world, wanted))
}

/// Renders the placeholders of days and instants relative to `now`.
pub fn dated(text: &str, now: Timestamp) -> String {
    each_placeholder(text.replace("{{now}}", &format!("{now:.0}")), "{{today", |offset| {
        let days: i32 = if offset.is_empty() { 0 } else { offset.parse().unwrap() };
        (now.to_zoned(TimeZone::UTC).date() + Span::new().days(days)).to_string()
    })
}

/// A token for `ROLE` or `ROLE COMPANY`. Without a company, roles other than operations belong to the sample company.
fn token(world: &World, wanted: &str) -> String {
    let mut words = wanted.split_whitespace();
    let role = words.next().unwrap();
    let company = words.next().or((role != "operations").then_some("P-1"));
    world.issuer.token(role, company, &[role], world.clock.now())
}

fn each_placeholder(text: String, opening: &str, fill: impl Fn(&str) -> String) -> String {
    let mut filled = text;
    while let Some((before, after)) = filled.split_once(opening) {
        let (wanted, rest) = after.split_once("}}").unwrap();
        filled = format!("{before}{}{rest}", fill(wanted));
    }
    filled
}

fn each_string(value: &mut Value, change: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_string(item, change)),
        Value::Object(fields) => fields.values_mut().for_each(|field| each_string(field, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
