//! Tests of the chain of heads, the stored attempts and the revisions of a voucher.

use domain::accepted_text::Acceptance;
use domain::attempt::{Actor, Attempt, Intent};
use domain::deliverable::Defect;
use domain::voucher::{CancelReason, Event};
use domain::{DeliverableId, digest};
use jiff::civil::date;

use super::world::*;
use crate::attempts::{Attempts, KEYED_MAX, UNKEYED_MAX};
use crate::record::{LastEvent, Stored, head_after};
use crate::voucher::VoucherRecord;

fn keyed(keyed: Vec<Attempt>) -> Attempts {
    Attempts { keyed, unkeyed: Vec::new() }
}

fn last_event() -> LastEvent<Event> {
    LastEvent {
        event: Event::Reserved { terms: None },
        at: instant("2026-11-22T09:30:00Z"),
        by: actor(),
        by_name: None,
        membership: None,
        attempt: Attempt::new("u", "k", "f"),
    }
}

/// The record of the terms, accepted in English.
fn acceptance() -> Acceptance {
    let terms = &catalog().terms;
    terms.accept(&terms.shown(domain::Language::English)).unwrap()
}

fn with_event(event: Event) -> LastEvent<Event> {
    LastEvent { event, ..last_event() }
}

#[test]
fn the_head_depends_on_the_previous_head_and_every_field_of_the_event() {
    let file = |id: &str| DeliverableId::parse(id).unwrap();
    let extended = |to| Event::Extended { from: date(2027, 4, 30), to, reason: note("decree") };
    let given_back = |note| Event::ReservationCancelled { reason: CancelReason::OtherPartner, note };
    let events = [
        last_event(),
        LastEvent { at: instant("2026-11-22T09:30:00.001Z"), ..last_event() },
        LastEvent { by: Actor::parse("u-2").unwrap(), ..last_event() },
        LastEvent { attempt: Attempt::new("u", "l", "f"), ..last_event() },
        with_event(Event::Reserved { terms: Some(acceptance()) }),
        with_event(Event::Assigned),
        with_event(Event::DeliverableClean { id: file("a") }),
        with_event(Event::DeliverableClean { id: file("b") }),
        with_event(Event::DeliverableRejected { id: file("a"), reasons: Vec::new() }),
        with_event(Event::DeliverableRejected { id: file("a"), reasons: vec![Defect::Encrypted] }),
        with_event(Event::DeliverableRejected { id: file("a"), reasons: vec![Defect::EmptyFile] }),
        with_event(extended(date(2027, 5, 31))),
        with_event(extended(date(2027, 6, 30))),
        with_event(given_back(None)),
        with_event(given_back(Some(note("n")))),
        with_event(Event::Redeemed { redemption: "RD-1".to_owned() }),
        with_event(Event::Redeemed { redemption: "RD-2".to_owned() }),
    ];
    let mut heads: Vec<String> = events.iter().map(|event| head_after("before", event).unwrap()).collect();
    heads.extend(events.iter().map(|event| head_after("", event).unwrap()));
    let different: std::collections::BTreeSet<&String> = heads.iter().collect();
    assert_eq!(different.len(), 2 * events.len());
    assert!(heads.iter().all(|head| head.len() == 64));
    assert_eq!(head_after("before", &last_event()).unwrap(), heads[0], "and on nothing else");
}

/// Name and roles can be deleted from the history, and the chain stays sound (DECISIONS.md 50, 55).
#[test]
fn the_head_does_not_depend_on_name_and_roles() {
    let named = LastEvent { by_name: Some(name("Chen Yu-Lin")), ..last_event() };
    let member = LastEvent { membership: intent(0).membership, ..last_event() };
    for same in [named, member] {
        assert_eq!(head_after("before", &same).unwrap(), head_after("before", &last_event()).unwrap());
    }
}

#[test]
fn the_first_head_follows_from_the_empty_head_and_each_later_one_from_the_previous() {
    let mut previous = String::new();
    for record in lifecycle() {
        assert_eq!(record.head, head_after(&previous, &record.last_event).unwrap());
        previous = record.head;
    }
}

/// A different head for the same event would break every stored chain.
#[test]
fn the_computation_of_the_head_is_unchanged() {
    let event = br#"{"type":"voucher.reserved","at":"2026-11-22T09:30:00Z","by":"5f0c2d9e-8a41-4c7b-9f1d-3e6a7b8c9d01","attempt":"@"}"#;
    let attempt = last_event().attempt;
    let event = String::from_utf8_lossy(event).replace('@', attempt.as_str());
    assert_eq!(head_after("before", &last_event()).unwrap(), digest::hex_of_parts(&[b"before", event.as_bytes()]));
}

#[test]
fn each_change_raises_the_revision_and_adds_an_attempt() {
    for (n, record) in lifecycle().iter().enumerate() {
        assert_eq!(record.rev, u64::try_from(n).unwrap() + 1);
        let stored_attempts = (n + 1).saturating_sub(KEYED_MAX)..=n;
        let expected: Vec<Attempt> = stored_attempts.clone().map(|n| intent(n).attempt).collect();
        assert_eq!(record.attempts, keyed(expected));
        assert_eq!((&record.last_event.by, record.last_event.at), (&intent(n).by, intent(n).at));
        let stored = stored(record);
        assert!(
            stored_attempts.clone().all(|n| stored.has_attempt(&intent(n).attempt))
                && !stored.has_attempt(&intent(n + 1).attempt)
        );
    }
}

#[test]
fn the_last_4_keyed_attempts_are_stored() {
    let mut before: Option<Stored<_>> = None;
    for n in 0..60 {
        let record = VoucherRecord::after(before.as_ref(), reserved(), Event::Notified, &intent(n)).unwrap();
        let first = (n + 1).saturating_sub(KEYED_MAX);
        assert_eq!(record.attempts, keyed((first..=n).map(|n| intent(n).attempt).collect()));
        before = Some(stored(&record));
    }
}

/// The SDK may repeat the write of a request without a key for as long as the request lasts.
#[test]
fn an_attempt_without_a_key_is_stored_while_its_write_may_be_repeated() {
    let unkeyed = |n: usize, at: &str| Intent { key: None, at: instant(at), ..intent(n) };
    let mut before: Option<Stored<_>> = None;
    let mut write = |intent: &Intent| {
        let record = VoucherRecord::after(before.as_ref(), reserved(), Event::Notified, intent).unwrap();
        let written = stored(&record);
        before = Some(written.clone());
        (record.attempts.unkeyed, written)
    };
    let known = |attempts: &[usize]| -> Vec<Attempt> { attempts.iter().map(|n| intent(*n).attempt).collect() };
    assert_eq!(write(&unkeyed(0, "2026-12-01T17:00:00Z")).0, known(&[]));
    let (after, written) = write(&unkeyed(1, "2026-12-01T17:20:00Z"));
    assert_eq!(after, known(&[0]));
    assert!(written.has_attempt(&intent(0).attempt) && written.has_attempt(&intent(1).attempt));
    assert_eq!(write(&unkeyed(2, "2026-12-01T17:18:00Z")).0, known(&[0, 1]), "by a clock that is behind");
    assert_eq!(write(&intent(3)).0, known(&[0, 1, 2]));
    assert_eq!(write(&unkeyed(4, "2026-12-01T17:00:01Z")).0, known(&[0, 1, 2]), "that with a key is kept apart");
    let (after, written) = write(&unkeyed(5, "2026-12-01T17:20:01.001Z"));
    assert_eq!(after, known(&[]), "later than any of them is repeated");
    assert!(!written.has_attempt(&intent(4).attempt) && written.has_attempt(&intent(3).attempt));
}

#[test]
fn the_last_8_attempts_without_a_key_are_stored_at_most() {
    let mut before: Option<Stored<_>> = None;
    for n in 0..20 {
        let intent_of = Intent { key: None, ..intent(n) };
        let record = VoucherRecord::after(before.as_ref(), reserved(), Event::Notified, &intent_of).unwrap();
        let expected: Vec<Attempt> = (n.saturating_sub(UNKEYED_MAX)..n).map(|n| intent(n).attempt).collect();
        assert_eq!(record.attempts.unkeyed, expected);
        let stored_list = record.item().unwrap().remove("unkeyed_attempts");
        assert_eq!(stored_list.map_or(0, |list| list.as_l().unwrap().len()), expected.len());
        before = Some(stored(&record));
    }
}
