//! Tests of the records of refused mails.

use jiff::civil::date;
use serde_json::json;

use super::*;
use crate::history::RecordChange;
use crate::tests::golden::{assert_written, golden};
use crate::tests::round_trip::read_back;

fn mail() -> RefusedMail {
    let reason =
        |code: &str, field: Option<&str>| RefusedMailReason { code: code.to_owned(), field: field.map(str::to_owned) };
    RefusedMail {
        at: "2026-11-22T09:00:00Z".parse().unwrap(),
        domain: "licensing.example".to_owned(),
        reasons: vec![reason("invalid", Some("days")), reason("not_first_hand", None)],
    }
}

fn item(mail: &RefusedMail) -> item::Item {
    let key = Key::refused_mail(calendar::utc_day(mail.at), "a1b2c3");
    item::write(&key, &StoredRefusedMail { mail, ttl: mail.at.as_second() + RETENTION.as_secs() }).unwrap()
}

#[test]
fn the_stored_shape_of_a_refused_mail_is_unchanged_and_reads_back() {
    assert_written("refused-mail", &item(&mail()));
    assert_eq!(read_back::<RefusedMail>(golden("refused-mail")), mail());
    assert_eq!(read_back::<RefusedMail>(item(&mail())), mail());
}

#[test]
fn a_record_is_stored_for_90_days() {
    assert_eq!(golden("refused-mail")["ttl"].as_n().unwrap(), "1803114000");
    let expires_at = Timestamp::from_second(1_803_114_000).unwrap();
    assert_eq!(expires_at.duration_since(mail().at), SignedDuration::from_hours(90 * 24));
}

#[test]
fn each_day_has_a_partition_and_its_count_is_not_among_the_records() {
    let day = date(2026, 11, 22);
    assert_eq!(Key::refused_mail(day, "a1b2c3").to_string(), "REFUSED#2026-11-22/F#a1b2c3");
    assert_eq!(Key::refused_mails_count(day).to_string(), "REFUSED#2026-11-22/COUNT");
    assert!(!Key::refused_mails_count(day).sk.starts_with(keys::REFUSED_MAILS));
}

/// A refused mail has no effect on the stream, nor has its count or its removal.
#[test]
fn the_stream_ignores_refused_mails_and_their_count() {
    let count = json!({"pk": {"S": "REFUSED#2026-11-22"}, "sk": {"S": "COUNT"}, "kept": {"N": "1"}, "ttl": {"N": "9"}});
    let count: serde_dynamo::Item = serde_json::from_value(count).unwrap();
    let none = serde_dynamo::Item::default;
    for (new, old) in [
        (item(&mail()).into(), none()),
        (none(), item(&mail()).into()),
        (count.clone(), none()),
        (count.clone(), count.clone()),
        (none(), count),
    ] {
        assert!(RecordChange::of(new, old).unwrap().is_none());
    }
}
