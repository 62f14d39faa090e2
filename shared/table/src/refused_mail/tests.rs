//! Records of refused mails as they are stored.

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
    item::write(&key, &StoredRefusedMail { mail, ttl: mail.at.as_second() + KEPT.as_secs() }).unwrap()
}

#[test]
fn a_refused_mail_is_stored_as_ever_and_reads_back() {
    assert_written("refused-mail", &item(&mail()));
    assert_eq!(read_back::<RefusedMail>(golden("refused-mail")), mail());
    assert_eq!(read_back::<RefusedMail>(item(&mail())), mail());
}

#[test]
fn a_record_is_kept_for_ninety_days() {
    assert_eq!(golden("refused-mail")["ttl"].as_n().unwrap(), "1803114000");
    let forgotten = Timestamp::from_second(1_803_114_000).unwrap();
    assert_eq!(forgotten.duration_since(mail().at), SignedDuration::from_hours(90 * 24));
}

#[test]
fn a_day_has_a_partition_of_its_own_with_the_records_apart_from_their_count() {
    let day = date(2026, 11, 22);
    assert_eq!(Key::refused_mail(day, "a1b2c3").to_string(), "REFUSED#2026-11-22/F#a1b2c3");
    assert_eq!(Key::refused_mails_count(day).to_string(), "REFUSED#2026-11-22/COUNT");
    assert!(!Key::refused_mails_count(day).sk.starts_with(keys::REFUSED_MAILS));
}

/// Nothing follows from a refused mail, nor from its being counted or forgotten.
#[test]
fn the_stream_passes_over_refused_mails_and_their_count() {
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
