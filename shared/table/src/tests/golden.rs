//! Tests of the stored items against golden files, one per shape, in the JSON of DynamoDB. The item that is written
//! must equal the file, and the file must read.

use domain::deliverable::{Deliverable, Finding, Format, Verdict};
use domain::report::{Receipt, ReportState};
use domain::voucher::Event;
use domain::{CompanyId, Fault, LocationId, RedemptionId};

use super::world::*;
use crate::deliverable;
use crate::history::{RecordChange, Recorded};
use crate::item::{self, Item};
use crate::keys::Key;
use crate::redemption::{RedeemedEntry, RedemptionRecord, redemption};
use crate::report::StoredReport;
use crate::voucher::VoucherRecord;

const FILES: &[(&str, &str)] = &[
    ("company", include_str!("../golden/company.json")),
    ("enrollment-suspended", include_str!("../golden/enrollment-suspended.json")),
    ("enrollment-withdrawn", include_str!("../golden/enrollment-withdrawn.json")),
    ("evidence-withdrawn", include_str!("../golden/evidence-withdrawn.json")),
    ("listing", include_str!("../golden/listing.json")),
    ("profile", include_str!("../golden/profile.json")),
    ("claim", include_str!("../golden/claim.json")),
    ("claim-action-required", include_str!("../golden/claim-action-required.json")),
    ("claim-approved", include_str!("../golden/claim-approved.json")),
    ("claim-reinstated", include_str!("../golden/claim-reinstated.json")),
    ("claim-rejected", include_str!("../golden/claim-rejected.json")),
    ("claim-submitted", include_str!("../golden/claim-submitted.json")),
    ("claim-without-rate", include_str!("../golden/claim-without-rate.json")),
    ("invoice", include_str!("../golden/invoice.json")),
    ("payee", include_str!("../golden/payee.json")),
    ("person", include_str!("../golden/person.json")),
    ("rate-line", include_str!("../golden/rate-line.json")),
    ("delivery", include_str!("../golden/delivery.json")),
    ("deliverable-announced", include_str!("../golden/deliverable-announced.json")),
    ("deliverable-clean", include_str!("../golden/deliverable-clean.json")),
    ("deliverable-encrypted", include_str!("../golden/deliverable-encrypted.json")),
    ("deliverable-heic", include_str!("../golden/deliverable-heic.json")),
    ("deliverable-rejected", include_str!("../golden/deliverable-rejected.json")),
    ("enrollment", include_str!("../golden/enrollment.json")),
    ("evidence-competency", include_str!("../golden/evidence-competency.json")),
    ("evidence-exam", include_str!("../golden/evidence-exam.json")),
    ("history", include_str!("../golden/history.json")),
    ("location", include_str!("../golden/location.json")),
    ("redemption", include_str!("../golden/redemption.json")),
    ("refused-mail", include_str!("../golden/refused-mail.json")),
    ("repeat", include_str!("../golden/repeat.json")),
    ("report-draft", include_str!("../golden/report-draft.json")),
    ("report-submitted", include_str!("../golden/report-submitted.json")),
    ("voucher-assigned", include_str!("../golden/voucher-assigned.json")),
    ("voucher-cancelled", include_str!("../golden/voucher-cancelled.json")),
    ("voucher-expired", include_str!("../golden/voucher-expired.json")),
    ("voucher-given-back", include_str!("../golden/voucher-given-back.json")),
    ("voucher-redeemed", include_str!("../golden/voucher-redeemed.json")),
    ("voucher-reserved", include_str!("../golden/voucher-reserved.json")),
];

/// The names of all golden files.
pub fn names() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).collect()
}

/// The stored item of this name.
pub fn golden(name: &str) -> Item {
    let (_, file) = FILES.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no golden {name}"));
    serde_json::from_str::<serde_dynamo::Item>(file).unwrap_or_else(|error| panic!("{name}: {error}")).into()
}

/// Asserts that the item equals the golden file of this name.
pub fn assert_written(name: &str, item: &Item) {
    let json = |item: &Item| serde_json::to_value(serde_dynamo::Item::from(item.clone())).unwrap();
    let written = json(item);
    assert_eq!(written, json(&golden(name)), "{name}:\n{}", serde_json::to_string_pretty(&written).unwrap());
}

fn assert_voucher(name: &str, record: &VoucherRecord) {
    assert_written(name, &record.item().unwrap());
    let read: VoucherRecord = item::read(golden(name)).unwrap();
    assert_eq!(read.value, record.value, "{name}");
    assert_eq!(read.last_event, record.last_event, "{name}");
    assert_eq!((read.rev, read.head, read.attempts), (record.rev, record.head.clone(), record.attempts.clone()));
}

/// The golden item without these attributes; a dot leads into a map.
pub fn without(name: &str, paths: &[&str]) -> Item {
    let mut item = serde_json::to_value(serde_dynamo::Item::from(golden(name))).unwrap();
    for path in paths {
        let (map, last) = path.rsplit_once('.').map_or((None, *path), |(map, last)| (Some(map), last));
        let attributes = match map {
            Some(map) => &mut item[map]["M"],
            None => &mut item,
        };
        assert!(attributes.as_object_mut().unwrap().remove(last).is_some(), "{name} has no {path} to leave out");
    }
    serde_json::from_value::<serde_dynamo::Item>(item).unwrap().into()
}

#[test]
fn the_stored_shape_of_vouchers_in_every_state_is_unchanged() {
    let lifecycle = lifecycle();
    assert_voucher("voucher-assigned", &lifecycle[0]);
    assert_voucher("voucher-reserved", &lifecycle[5]);
    assert_voucher("voucher-redeemed", &lifecycle[6]);
    assert_voucher("voucher-given-back", &given_back());
    assert_voucher("voucher-expired", &expired());
    assert_voucher("voucher-cancelled", &cancelled());
}

#[test]
fn the_stored_shape_of_files_is_unchanged() {
    let (voucher, _, announced) = announced(reserved());
    let (_, _, clean) = judged(voucher.clone(), &announced, Verdict::Clean);
    let (_, _, rejected) = judged(voucher.clone(), &announced, Verdict::Threat);
    let found = |finding| judged_with(voucher.clone(), &announced, Verdict::Pending, Some(finding)).2;
    let (encrypted, heic) = (found(Finding::ProtectedOffice), found(Finding::OtherFormat(Format::Heic)));
    let stored = [
        ("deliverable-announced", announced),
        ("deliverable-clean", clean),
        ("deliverable-rejected", rejected),
        ("deliverable-encrypted", encrypted),
        ("deliverable-heic", heic),
    ];
    for (name, file) in stored {
        assert_written(name, &deliverable::item(&number(), &file).unwrap());
        assert_eq!(item::read::<Deliverable>(golden(name)).unwrap(), file, "{name}");
    }
}

#[test]
fn the_stored_shape_of_reports_is_unchanged() {
    let draft = StoredReport::after(None, report(), &intent(0));
    let mut answered = report();
    let ReportState::Submitted(receipt) = lifecycle()[5].value.report() else { panic!("not submitted") };
    let sha256 = "a1".repeat(32);
    answered.receipt = Some(Receipt { id: receipt.id, revision: 1, submitted_at: receipt.submitted_at, sha256 });
    let submitted = StoredReport::after(Some(&draft), answered, &intent(1));
    for (name, stored) in [("report-draft", draft), ("report-submitted", submitted)] {
        assert_written(name, &stored.item(&number()).unwrap());
        let read: StoredReport = item::read(golden(name)).unwrap();
        assert_eq!((&read.report, read.rev), (&stored.report, stored.rev), "{name}");
    }
}

#[test]
fn the_stored_shape_of_a_redemption_is_unchanged() {
    let record: RedemptionRecord = item::read(golden("redemption")).unwrap();
    let entry = RedeemedEntry {
        number: number(),
        location_id: LocationId::parse("L-1").unwrap(),
        claim_due_on: jiff::civil::date(2027, 1, 21),
    };
    assert_eq!(record.vouchers, [entry]);
    let id = RedemptionId::parse("RD-0A1B2C3D4E5F6071").unwrap();
    assert_written("redemption", &redemption(&CompanyId::parse("P-1").unwrap(), &id, &record).unwrap());
}

#[test]
fn the_stored_shape_of_a_history_record_is_unchanged() {
    let change = record_change("voucher-reserved").unwrap();
    assert_written("history", &change.line);
    let line: Recorded<Event> = item::read(golden("history")).unwrap();
    assert_eq!(item::key_of(&change.line), Key::history("V#SA-7KQ2-M9XD-3FHT", "V", 6).to_string());
    assert!(matches!(line.last.event, Event::ReportSubmitted { .. }));
    assert_eq!((line.status.as_str(), line.rev), ("reserved", 6));
}

/// The change that creates a golden item.
pub fn record_change(name: &str) -> Option<RecordChange> {
    RecordChange::of(golden(name).into(), serde_dynamo::Item::default()).unwrap()
}

fn corrupt(item: Item) -> (String, String) {
    match item::read::<VoucherRecord>(item) {
        Err(Fault::Corrupt { key, detail }) => (key, detail),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_unreadable_item_is_an_error_with_its_key() {
    let mut unknown = golden("voucher-assigned");
    unknown.insert("status".to_owned(), item::text("misplaced"));
    let mut odd_days = golden("voucher-assigned");
    odd_days.insert("days".to_owned(), item::number(500));
    let mut bad_number = golden("voucher-assigned");
    bad_number.insert("number".to_owned(), item::text("#"));
    let mut bad_date = golden("voucher-assigned");
    bad_date.insert("expires_on".to_owned(), item::text("2027-02-30"));
    for (item, hint) in [
        (unknown, "unknown variant, expected one of `assigned`"),
        (without("voucher-assigned", &["status"]), "status"),
        (without("voucher-reserved", &["reservation"]), "reservation"),
        (without("voucher-redeemed", &["receipt"]), "receipt"),
        (without("voucher-redeemed", &["redeemed_at"]), "redeemed_at"),
        (without("voucher-cancelled", &["reason"]), "reason"),
        (without("voucher-assigned", &["head"]), "head"),
        (without("voucher-assigned", &["rev"]), "rev"),
        (without("voucher-reserved", &["last_event.by"]), "by"),
        (odd_days, "expected u8"),
        (bad_number, "6 to 40"),
        (bad_date, "2027-02"),
    ] {
        let (key, detail) = corrupt(item);
        assert_eq!(key, "V#SA-7KQ2-M9XD-3FHT/V");
        assert!(detail.contains(hint), "{hint} in {detail}");
    }
}

#[test]
fn an_unreadable_image_is_an_error_with_its_key_and_an_item_without_history_is_ignored() {
    match RecordChange::of(without("voucher-reserved", &["reservation"]).into(), serde_dynamo::Item::default()) {
        Err(Fault::Corrupt { key, .. }) => assert_eq!(key, "V#SA-7KQ2-M9XD-3FHT/V"),
        other => panic!("{other:?}"),
    }
    for other in
        ["deliverable-clean", "delivery", "report-draft", "history", "listing", "person", "rate-line", "repeat"]
    {
        assert!(record_change(other).is_none(), "{other}");
    }
    let gone = RecordChange::of(serde_dynamo::Item::default(), golden("voucher-reserved").into()).unwrap();
    assert!(gone.is_none(), "a deleted item");
}

#[test]
fn only_a_redemption_has_a_message_for_the_claims_queue() {
    let change = |name| record_change(name).unwrap().redeemed;
    let redeemed = change("voucher-redeemed").unwrap();
    assert_eq!((redeemed.voucher_number, redeemed.redeemed_by), (number(), Some(actor())), "with the actor");
    for other in ["voucher-assigned", "voucher-reserved", "voucher-expired", "voucher-cancelled"] {
        assert!(change(other).is_none(), "{other}");
    }
}
