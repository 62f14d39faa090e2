//! Property tests: every written record reads back unchanged.

use domain::Fault;
use domain::claim::RedeemedVoucher;
use domain::voucher::Event;
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::any;
use super::world::number;
use crate::deliverable;
use crate::history::RecordChange;
use crate::item::{self, Item};
use crate::record::{Stored, head_after};
use crate::report::StoredReport;
use crate::voucher::VoucherRecord;

/// The record as another process reads it, after a round trip through the wire format of the stream.
pub fn read_back<R: DeserializeOwned>(item: Item) -> R {
    let over_the_wire: serde_dynamo::Item =
        serde_json::from_str(&serde_json::to_string(&serde_dynamo::Item::from(item.clone())).unwrap()).unwrap();
    assert_eq!(Item::from(over_the_wire), item);
    item::read(item).unwrap()
}

pub fn json(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

proptest! {
    #[test]
    fn a_voucher_in_any_state_reads_back(
        voucher in any::voucher(),
        before in any::voucher(),
        event in any::event(),
        intent in any::intent(),
        rev in 0..u64::MAX,
        attempts in any::attempts(),
    ) {
        let stored = Stored {
            value: before,
            rev,
            last_by: intent.by.clone(),
            head: "h".repeat(64),
            attempts,
            last: (&intent).into(),
        };
        let record = VoucherRecord::after(Some(&stored), voucher, event, &intent).unwrap();
        let read: VoucherRecord = read_back(record.item().unwrap());
        prop_assert_eq!(&read.value, &record.value);
        prop_assert_eq!(&read.last_event, &record.last_event);
        prop_assert_eq!((read.rev, &read.head, &read.attempts), (record.rev, &record.head, &record.attempts));
        // Equality ignores the case of e-mail addresses; the JSON does not.
        prop_assert_eq!(json(&read), json(&record));
        let head = head_after(&stored.head, &read.last_event).unwrap();
        prop_assert_eq!(head, record.head, "the chain can be verified from storage");
    }

    #[test]
    fn the_history_record_of_any_voucher_equals_the_stored_event(
        voucher in any::voucher(),
        event in any::event(),
        intent in any::intent(),
    ) {
        let record = VoucherRecord::after(None, voucher, event, &intent).unwrap();
        let change = RecordChange::of(record.item().unwrap().into(), serde_dynamo::Item::default()).unwrap().unwrap();
        let line: crate::Recorded<Event> = read_back(change.line);
        prop_assert_eq!(&line.last, &record.last_event);
        prop_assert_eq!((change.rev, line.rev, &line.head), (1, 1, &record.head));
        prop_assert_eq!(line.status.as_str(), record.value.stored_status().as_str());
        let was_redemption = json(&record.last_event)["type"] == "voucher.redeemed";
        let numbers = |redeemed: Option<RedeemedVoucher>| redeemed.map(|redeemed| redeemed.voucher_number);
        prop_assert_eq!(numbers(change.redeemed), numbers(record.value.redeemed().filter(|_| was_redemption)));
    }

    #[test]
    fn a_file_in_any_state_reads_back(file in any::deliverable()) {
        let read = read_back(deliverable::item(&number(), &file).unwrap());
        prop_assert_eq!(file, read);
    }

    #[test]
    fn any_report_reads_back(
        report in any::report(),
        before in any::report(),
        intents in [any::intent(), any::intent()],
    ) {
        let first = StoredReport::after(None, before, &intents[0]);
        let stored = StoredReport::after(Some(&first), report.clone(), &intents[1]);
        let read: StoredReport = read_back(stored.item(&number()).unwrap());
        prop_assert_eq!(json(&read), json(&stored));
        prop_assert_eq!((read.rev, &read.report), (2, &report));
        let [one, two] = &intents;
        prop_assert!(read.has_attempt(&two.attempt) && (one.key.is_none() || read.has_attempt(&one.attempt)));
    }

    #[test]
    fn an_item_without_an_attribute_is_an_error_with_its_key_or_reads_with_a_default(
        voucher in any::voucher(),
        event in any::event(),
        intent in any::intent(),
        lost in any::<prop::sample::Index>(),
    ) {
        let mut item = VoucherRecord::after(None, voucher, event, &intent).unwrap().item().unwrap();
        let key = item::key_of(&item);
        let is_attribute = |name: &&String| !matches!(name.as_str(), "pk" | "sk");
        let mut names: Vec<String> = item.keys().filter(is_attribute).cloned().collect();
        names.sort();
        item.remove(lost.get(&names));
        match item::read::<VoucherRecord>(item) {
            Ok(_) => {}
            Err(Fault::Corrupt { key: named, .. }) => prop_assert_eq!(named, key),
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }
}
