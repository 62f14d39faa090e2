//! Items as they are stored, one file per shape, in DynamoDB's JSON. What a file says must be written just so and must
//! read for ever; so must the same item as an older version wrote it, without what came later.

use domain::Fault;
use domain::claim::Rate;
use domain::deliverable::{Counts, Deliverable, Verdict};
use domain::report::{Receipt, ReportState};
use domain::voucher::{Event, Voucher};
use domain::{Country, Currency, Money, ProgramCode};
use jiff::civil::date;
use serde::{Serialize, de::DeserializeOwned};

use super::world::*;
use crate::deliverable;
use crate::history::{Recorded, Retelling};
use crate::item::{self, Item};
use crate::keys::Key;
use crate::report::StoredReport;
use crate::voucher::VoucherRecord;

const FILES: &[(&str, &str)] = &[
    ("company", include_str!("../golden/company.json")),
    ("enrollment-first", include_str!("../golden/enrollment-first.json")),
    ("enrollment-suspended", include_str!("../golden/enrollment-suspended.json")),
    ("enrollment-withdrawn", include_str!("../golden/enrollment-withdrawn.json")),
    ("evidence-competency-first", include_str!("../golden/evidence-competency-first.json")),
    ("evidence-exam-first", include_str!("../golden/evidence-exam-first.json")),
    ("evidence-withdrawn", include_str!("../golden/evidence-withdrawn.json")),
    ("listing", include_str!("../golden/listing.json")),
    ("location-first", include_str!("../golden/location-first.json")),
    ("profile", include_str!("../golden/profile.json")),
    ("voucher-reserved-first", include_str!("../golden/voucher-reserved-first.json")),
    ("claim", include_str!("../golden/claim.json")),
    ("claim-action-required", include_str!("../golden/claim-action-required.json")),
    ("claim-approved", include_str!("../golden/claim-approved.json")),
    ("claim-approved-first", include_str!("../golden/claim-approved-first.json")),
    ("claim-first", include_str!("../golden/claim-first.json")),
    ("claim-rejected", include_str!("../golden/claim-rejected.json")),
    ("claim-submitted", include_str!("../golden/claim-submitted.json")),
    ("claim-without-rate", include_str!("../golden/claim-without-rate.json")),
    ("claim-without-rate-first", include_str!("../golden/claim-without-rate-first.json")),
    ("payee", include_str!("../golden/payee.json")),
    ("rate-line", include_str!("../golden/rate-line.json")),
    ("delivery", include_str!("../golden/delivery.json")),
    ("voucher-expired-first", include_str!("../golden/voucher-expired-first.json")),
    ("deliverable-announced", include_str!("../golden/deliverable-announced.json")),
    ("deliverable-clean", include_str!("../golden/deliverable-clean.json")),
    ("deliverable-rejected", include_str!("../golden/deliverable-rejected.json")),
    ("enrollment", include_str!("../golden/enrollment.json")),
    ("evidence-competency", include_str!("../golden/evidence-competency.json")),
    ("evidence-exam", include_str!("../golden/evidence-exam.json")),
    ("history", include_str!("../golden/history.json")),
    ("location", include_str!("../golden/location.json")),
    ("rate", include_str!("../golden/rate.json")),
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

/// The stored item of this name.
pub fn golden(name: &str) -> Item {
    let (_, file) = FILES.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no golden {name}"));
    serde_json::from_str::<serde_dynamo::Item>(file).unwrap_or_else(|error| panic!("{name}: {error}")).into()
}

/// That the item is written as the file of this name says.
pub fn assert_written(name: &str, item: &Item) {
    let json = |item: &Item| serde_json::to_value(serde_dynamo::Item::from(item.clone())).unwrap();
    let written = json(item);
    assert_eq!(written, json(&golden(name)), "{name}:\n{}", serde_json::to_string_pretty(&written).unwrap());
}

/// Written and read as the file says.
fn assert_stands<R: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(name: &str, key: &Key, record: &R) {
    assert_written(name, &item::write(key, record).unwrap());
    assert_eq!(&item::read::<R>(golden(name)).unwrap(), record, "{name}");
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
        let place = match map {
            Some(map) => &mut item[map]["M"],
            None => &mut item,
        };
        assert!(place.as_object_mut().unwrap().remove(last).is_some(), "{name} has no {path} to leave out");
    }
    serde_json::from_value::<serde_dynamo::Item>(item).unwrap().into()
}

fn read_older(name: &str, missing: &[&str]) -> VoucherRecord {
    item::read(without(name, missing)).unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn vouchers_in_every_state_are_stored_as_ever() {
    let life = life();
    assert_voucher("voucher-assigned", &life[0]);
    assert_voucher("voucher-reserved", &life[5]);
    assert_voucher("voucher-redeemed", &life[6]);
    assert_voucher("voucher-given-back", &given_back());
    assert_voucher("voucher-expired", &expired());
    assert_voucher("voucher-cancelled", &cancelled());
}

#[test]
fn files_are_stored_as_ever() {
    let (voucher, _, announced) = announced(reserved());
    let (_, _, clean) = judged(voucher.clone(), &announced, Verdict::Clean);
    let (_, _, rejected) = judged(voucher, &announced, Verdict::Threat);
    let stored =
        [("deliverable-announced", announced), ("deliverable-clean", clean), ("deliverable-rejected", rejected)];
    for (name, file) in stored {
        assert_written(name, &deliverable::item(&number(), &file).unwrap());
        assert_eq!(item::read::<Deliverable>(golden(name)).unwrap(), file, "{name}");
    }
}

#[test]
fn reports_are_stored_as_ever() {
    let draft = StoredReport::after(None, report(), &intent(0));
    let mut answered = report();
    let ReportState::Submitted(receipt) = life()[5].value.report() else { panic!("not submitted") };
    let sha256 = "a1".repeat(32);
    answered.receipt = Some(Receipt { id: receipt.id, submitted_at: receipt.submitted_at, sha256 });
    let submitted = StoredReport::after(Some(&draft), answered, &intent(1));
    for (name, stored) in [("report-draft", draft), ("report-submitted", submitted)] {
        assert_written(name, &stored.item(&number()).unwrap());
        let read: StoredReport = item::read(golden(name)).unwrap();
        assert_eq!((&read.report, read.rev), (&stored.report, stored.rev), "{name}");
    }
}

#[test]
fn a_line_of_history_is_stored_as_ever() {
    let told = retold("voucher-reserved").unwrap();
    assert_written("history", &told.line);
    let line: Recorded<Event> = item::read(golden("history")).unwrap();
    assert_eq!(item::key_of(&told.line), Key::history("V#SA-7KQ2-M9XD-3FHT", "V", 6).to_string());
    assert!(matches!(line.last.event, Event::ReportSubmitted { .. }));
    assert_eq!((line.status.as_str(), line.rev), ("reserved", 6));
}

/// What the stream tells of a golden item that was not there before.
pub fn retold(name: &str) -> Option<Retelling> {
    Retelling::of(golden(name).into(), serde_dynamo::Item::default()).unwrap()
}

#[test]
fn a_rate_is_stored_as_ever() {
    let per_day = Money { minor: 100_000, currency: Currency::parse("USD").unwrap() };
    let rate = Rate { per_day, valid_from: date(2026, 1, 1), valid_to: Some(date(2026, 12, 31)), sample: true };
    let (country, program) = (Country::parse("TW").unwrap(), ProgramCode::parse("DDPS").unwrap());
    assert_stands("rate", &Key::rate(&country, &program, rate.valid_from), &rate);
}

#[test]
fn a_voucher_that_an_older_version_wrote_still_reads() {
    let record = read_older("voucher-reserved", &["attempts", "reservations", "deliverables.uploads"]);
    assert!(record.attempts.is_empty());
    assert_eq!(record.value.core().reservations, 0);
    assert_eq!(record.value.deliverables(), Counts { clean: 1, pending: 0, rejected: 0, uploads: 0 });
    assert!(record.value.reservation().unwrap().attendees.is_empty());

    let record =
        read_older("voucher-reserved", &["deliverables", "report", "due_pk", "due_sk", "company_pk", "company_sk"]);
    assert_eq!((record.value.deliverables(), record.value.report()), (Counts::default(), ReportState::None));
    assert_eq!((record.places.due_pk, record.places.company_pk), (None, None));

    let record: VoucherRecord = item::read(golden("voucher-reserved-first")).unwrap();
    let now: VoucherRecord = item::read(golden("voucher-reserved")).unwrap();
    assert_eq!((record.value, record.head), (now.value, now.head), "it stood elsewhere in the due index");

    assert_eq!(read_older("voucher-redeemed", &["deliverables"]).value.deliverables(), Counts::default());
    assert_eq!(read_older("voucher-expired", &["reservation", "work"]).value.reservation(), None);
    let first: VoucherRecord = item::read(golden("voucher-expired-first")).unwrap();
    assert_eq!(first.value.reservation().unwrap().company_id, company(), "how far it had come was not kept");
    assert!(matches!(read_older("voucher-assigned", &["reservations"]).value, Voucher::Assigned(_)));
}

#[test]
fn records_beside_the_voucher_that_an_older_version_wrote_still_read() {
    let answers =
        item::read::<StoredReport>(without("report-draft", &["attempts", "answers.remarks", "answers.seats"])).unwrap();
    assert_eq!((answers.report.answers.remarks, answers.report.answers.seats), (None, None));
    let open: Rate = item::read(without("rate", &["valid_to", "sample"])).unwrap();
    assert_eq!((open.valid_to, open.sample), (None, false));
}

#[test]
fn an_attribute_of_a_newer_version_is_passed_over() {
    let mut item = golden("voucher-redeemed");
    item.insert("survey".to_owned(), item::text("a later idea"));
    assert!(item::read::<VoucherRecord>(item).is_ok());
}

fn corrupt(item: Item) -> (String, String) {
    match item::read::<VoucherRecord>(item) {
        Err(Fault::Corrupt { key, detail }) => (key, detail),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_read_is_an_error_that_names_its_key() {
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
fn the_stream_names_the_key_of_an_image_it_cannot_read_and_passes_over_what_is_no_voucher() {
    match Retelling::of(without("voucher-reserved", &["reservation"]).into(), serde_dynamo::Item::default()) {
        Err(Fault::Corrupt { key, .. }) => assert_eq!(key, "V#SA-7KQ2-M9XD-3FHT/V"),
        other => panic!("{other:?}"),
    }
    let others =
        ["claim-first", "deliverable-clean", "delivery", "report-draft", "history", "listing", "rate", "repeat"];
    for other in others {
        assert!(retold(other).is_none(), "{other}");
    }
    let gone = Retelling::of(serde_dynamo::Item::default(), golden("voucher-reserved").into()).unwrap();
    assert!(gone.is_none(), "an item that is no more");
}

#[test]
fn the_stream_tells_the_claims_queue_of_a_redemption_alone() {
    let told = |name| retold(name).unwrap().redeemed;
    let redeemed = told("voucher-redeemed").unwrap();
    assert_eq!((redeemed.voucher_number, redeemed.redeemed_by), (number(), Some(actor())), "with whoever did it");
    for other in ["voucher-assigned", "voucher-reserved", "voucher-expired", "voucher-cancelled"] {
        assert!(told(other).is_none(), "{other}");
    }
}
