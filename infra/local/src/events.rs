//! Rendered copies of the sample events: placeholders are replaced by valid tokens, signatures and dates.
//!
//! The files of events/ are committed, so they contain neither credentials nor fixed future dates. `{{token ROLE
//! COMPANY}}` becomes a token; `{{id}}`, `{{timestamp}}` and `{{signature}}` become the webhook headers for the event's
//! body; `{{now}}` becomes the current instant; `{{today}}`, `{{today+7}}` and `{{today-21}}` become days in UTC.

use crate::failure::{During, Failure, Outcome};
use crate::keys::Keys;
use crate::settings::Settings;
use crate::token::{Holder, Issuer};
use crate::webhook::{Signed, fresh_id};
use api::Role;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Renders every sample event into the data folder; returns the number of files.
pub fn write_all(settings: &Settings, keys: &Keys, now: Timestamp) -> Outcome<usize> {
    let source = settings.root.join("events");
    let files = samples(&source)?;
    for file in &files {
        let name = file.strip_prefix(&source).during("locate a sample event")?;
        let function = name.iter().next().and_then(|part| part.to_str()).unwrap_or_default();
        let renderer = Renderer {
            issuer: Issuer { key: &keys.issuer, url: settings.issuer_url() },
            secret: keys.webhook_secret(function),
            now,
        };
        write(&settings.events_dir().join(name), &renderer.render_file(file)?)?;
    }
    Ok(files.len())
}

/// The files `events/<function>/<name>`.
fn samples(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for function in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        files.extend(entries(&function)?.into_iter().filter(|path| path.is_file()));
    }
    Ok(files)
}

fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let listed = fs::read_dir(folder).during(format_args!("list {}", folder.display()))?;
    Ok(listed.filter_map(Result::ok).map(|entry| entry.path()).collect())
}

/// Writes a file atomically: to a temporary name, then renamed.
fn write(path: &Path, content: &[u8]) -> Outcome<()> {
    let doing = format!("write {}", path.display());
    let fresh = path.with_extension("new");
    fs::create_dir_all(path.parent().unwrap_or(path)).during(&doing)?;
    fs::write(&fresh, content).during(&doing)?;
    fs::rename(&fresh, path).during(&doing)
}

struct Renderer<'a> {
    issuer: Issuer<'a>,
    secret: &'a str,
    now: Timestamp,
}

impl Renderer<'_> {
    /// Returns the file with its placeholders replaced. A mail or a file without placeholders is returned unchanged.
    fn render_file(&self, file: &Path) -> Outcome<Vec<u8>> {
        let content = fs::read(file).during(format_args!("read {}", file.display()))?;
        let is_event = file.extension().is_some_and(|extension| extension == "json");
        if !is_event || !content.windows(2).any(|pair| pair == b"{{") {
            return Ok(content);
        }
        let mut event: Value = serde_json::from_slice(&content).during(format_args!("read {}", file.display()))?;
        self.render(&mut event).map_err(|failure| Failure::new(format!("{}: {failure}", file.display())))?;
        serde_json::to_vec_pretty(&event).during("serialize an event")
    }

    /// Replaces the placeholders; the signature last, because it covers the rendered body.
    fn render(&self, event: &mut Value) -> Outcome<()> {
        let id = fresh_id()?;
        each_string(event, &mut |text| self.fill(text, &id))?;
        let signed = Signed::new(self.secret, id, self.now, &body_of(event)?)?;
        each_string(event, &mut |text| Ok(text.replace("{{signature}}", &signed.signature)))
    }

    fn fill(&self, text: &str, id: &str) -> Outcome<String> {
        let filled = text.replace("{{id}}", id).replace("{{timestamp}}", &self.now.as_second().to_string());
        let filled = filled.replace("{{now}}", &format!("{:.0}", self.now));
        let filled = each_placeholder(filled, "{{token ", |wanted| self.token(wanted))?;
        each_placeholder(filled, "{{today", |offset| self.day(offset))
    }

    /// The day at an offset from today, such as `+7` or `-21`; an empty offset is today.
    fn day(&self, offset: &str) -> Outcome<String> {
        let wrong = || Failure::new(format!("`{{{{today{offset}}}}}` is not of the form {{{{today+7}}}}"));
        let signed = offset.is_empty() || offset.starts_with(['+', '-']);
        let days: i32 = if offset.is_empty() { 0 } else { offset.parse().map_err(|_| wrong())? };
        let today = self.now.to_zoned(TimeZone::UTC).date();
        let day = Span::new().try_days(days).and_then(|span| today.checked_add(span)).map_err(|_| wrong())?;
        if signed { Ok(day.to_string()) } else { Err(wrong()) }
    }

    /// A token for `ROLE` or `ROLE COMPANY`.
    fn token(&self, wanted: &str) -> Outcome<String> {
        let mut words = wanted.split_whitespace();
        let name = words.next().unwrap_or_default();
        let role = Role::parse(name).map_err(|wrong| Failure::new(format!("the role `{name}` {wrong}")))?;
        self.issuer.token(&Holder::with_role(role, words.next().map(str::to_owned)), self.now)
    }
}

/// Replaces every placeholder that begins with `opening`; `fill` gets the text up to `}}`.
fn each_placeholder(text: String, opening: &str, fill: impl Fn(&str) -> Outcome<String>) -> Outcome<String> {
    let mut filled = text;
    while let Some((before, after)) = filled.split_once(opening) {
        let (wanted, rest) = after
            .split_once("}}")
            .ok_or_else(|| Failure::new(format!("`{filled}` has a placeholder without a closing `}}}}`")))?;
        filled = format!("{before}{}{rest}", fill(wanted)?);
    }
    Ok(filled)
}

/// The decoded body of a function URL event.
fn body_of(event: &Value) -> Outcome<Vec<u8>> {
    let body = event.get("body").and_then(Value::as_str).unwrap_or_default();
    if event.get("isBase64Encoded").and_then(Value::as_bool) == Some(true) {
        return STANDARD.decode(body).during("decode the event's base64 body");
    }
    Ok(body.as_bytes().to_vec())
}

fn each_string(value: &mut Value, change: &mut impl FnMut(&str) -> Outcome<String>) -> Outcome<()> {
    match value {
        Value::String(text) => *text = change(text)?,
        Value::Array(items) => items.iter_mut().try_for_each(|item| each_string(item, change))?,
        Value::Object(fields) => fields.values_mut().try_for_each(|field| each_string(field, change))?,
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_800_000_000;

    fn rendered(mut event: Value) -> Outcome<Value> {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::new(folder.path(), 9000, false).unwrap();
        let keys = Keys::load(&settings).unwrap();
        let renderer = Renderer {
            issuer: Issuer { key: &keys.issuer, url: settings.issuer_url() },
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            now: Timestamp::from_second(NOW).unwrap(),
        };
        renderer.render(&mut event).map(|()| event)
    }

    #[test]
    fn a_token_placeholder_becomes_a_token() {
        let event = rendered(json!({ "headers": { "authorization": "Bearer {{token mpn_admin P-2}}" } })).unwrap();
        let header = event["headers"]["authorization"].as_str().unwrap();
        assert_eq!(header.strip_prefix("Bearer ").unwrap().split('.').count(), 3);
    }

    #[test]
    fn the_signature_covers_the_rendered_body() {
        let event = json!({
            "headers": { "webhook-id": "{{id}}", "webhook-timestamp": "{{timestamp}}", "webhook-signature": "{{signature}}" },
            "body": "e30=", "isBase64Encoded": true,
        });
        let event = rendered(event).unwrap();
        let headers = &event["headers"];
        let id = headers["webhook-id"].as_str().unwrap().to_owned();
        let again =
            Signed::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id, Timestamp::from_second(NOW).unwrap(), b"{}");
        assert_eq!(headers["webhook-signature"], again.unwrap().signature.as_str());
        assert_eq!(headers["webhook-timestamp"], NOW.to_string());
    }

    #[test]
    fn the_error_of_an_unknown_role_names_it() {
        let refused = rendered(json!({ "a": ["{{token king}}"] })).unwrap_err();
        assert!(refused.to_string().contains("`king`"), "{refused}");
    }

    #[test]
    fn days_are_offsets_from_today() {
        let event = rendered(json!({ "body": "{{today}} {{today+7}} {{today-21}}T09:00:00Z {{now}}" })).unwrap();
        assert_eq!(event["body"], "2027-01-15 2027-01-22 2026-12-25T09:00:00Z 2027-01-15T08:00:00Z");
    }

    #[test]
    fn the_error_of_a_malformed_day_names_it() {
        for wrong in ["{{today7}}", "{{today+x}}", "{{today+9999999}}", "{{today 7}}"] {
            assert!(rendered(json!({ "a": wrong })).unwrap_err().to_string().contains(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_placeholder_without_an_end_is_refused() {
        assert!(rendered(json!({ "a": "{{token mpn_admin" })).is_err());
        assert!(rendered(json!({ "a": "{{today" })).is_err());
    }

    #[test]
    fn a_file_without_placeholders_is_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::new(folder.path(), 9000, false).unwrap();
        let keys = Keys::load(&settings).unwrap();
        let issuer = Issuer { key: &keys.issuer, url: settings.issuer_url() };
        let renderer = Renderer { issuer, secret: &keys.assignment, now: Timestamp::UNIX_EPOCH };
        let file = folder.path().join("plain.json");
        fs::write(&file, "{ \"a\":1}\n").unwrap();
        assert_eq!(renderer.render_file(&file).unwrap(), b"{ \"a\":1}\n");
    }
}
