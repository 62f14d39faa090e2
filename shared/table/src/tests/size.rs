//! Tests of the size of a voucher's item: it stays under one write unit of DynamoDB (DECISIONS.md 45).

use aws_sdk_dynamodb::types::AttributeValue;
use domain::voucher::Amend;
use jiff::civil::date;

use domain::deliverable::{Defect, Finding, Verdict};
use domain::voucher::{Event, Voucher};

use super::world::*;
use crate::attempts::Attempts;
use crate::item::Item;
use crate::voucher::VoucherRecord;

/// The bytes of one write unit.
const UNIT: usize = 1024;

/// The size of an item in bytes: names and values in UTF-8, a number by its digits, a map or list three bytes and one
/// more for each element (DynamoDB Developer Guide, "Item sizes and formats").
fn weight(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value_weight(value)).sum()
}

fn value_weight(value: &AttributeValue) -> usize {
    let text = value.as_s().map(String::len);
    let number = value.as_n().map(|number| number_weight(number));
    let flag = value.as_bool().map(|_| 1);
    let list = value.as_l().map(|list| 3 + list.iter().map(|value| 1 + value_weight(value)).sum::<usize>());
    let map = value.as_m().map(|map| 3 + map.len() + weight(map));
    [text, number, flag, list, map].into_iter().find_map(Result::ok).expect("an attribute of a stored type")
}

/// The size of a number: a byte for two significant digits, one more, and one for a minus.
fn number_weight(number: &str) -> usize {
    let digits = number.trim_start_matches('-').trim_matches('0').len();
    digits.div_ceil(2) + 1 + usize::from(number.starts_with('-'))
}

/// The sizes of the attributes, largest first.
fn breakdown(item: &Item) -> String {
    let mut parts: Vec<(usize, &String)> =
        item.iter().map(|(name, value)| (name.len() + value_weight(value), name)).collect();
    parts.sort_unstable_by(|one, other| other.cmp(one));
    let lines: Vec<String> = parts.iter().map(|(weight, name)| format!("{weight:5} {name}")).collect();
    lines.join("\n")
}

#[test]
fn the_size_of_a_number_depends_on_its_digits() {
    for (number, weight) in [("0", 1), ("5", 2), ("12", 2), ("123", 3), ("-123", 4), ("1000000", 2)] {
        assert_eq!(number_weight(number), weight, "{number}");
    }
}

#[test]
fn a_voucher_fits_one_write_unit_in_every_state_and_little_more_when_every_command_has_a_key() {
    for mut record in lifecycle() {
        let keyed = weight(&record.item().unwrap());
        assert!(keyed < UNIT + 176, "{} weighs {keyed}", record.last_event.at);
        record.attempts = Attempts::default();
        let item = record.item().unwrap();
        let weight = weight(&item);
        assert!(weight < UNIT, "{} weighs {weight}:\n{}", record.last_event.at, breakdown(&item));
    }
}

/// The rejection has the most reasons that can occur together, and the counts hold supporting files.
#[test]
fn a_voucher_with_a_file_rejected_for_every_reason_fits_one_write_unit() {
    let (voucher, _, file) = announced(reserved());
    let (voucher, mut event, _) = judged_with(voucher, &file, Verdict::Threat, Some(Finding::MainPartMissing));
    let Event::DeliverableRejected { reasons, .. } = &mut event else { panic!("{event:?}") };
    reasons.extend([Defect::ChecksumMismatch, Defect::SizeMismatch]);
    let mut stored = serde_json::to_value(&voucher).unwrap();
    stored["deliverables"]["supporting"] = 12.into();
    let mut record = recorded(vec![(serde_json::from_value::<Voucher>(stored).unwrap(), event)]).remove(0);
    record.attempts = Attempts::default();
    let item = record.item().unwrap();
    assert!(weight(&item) < UNIT, "{}", breakdown(&item));
}

/// The largest common change: both dates of a voucher with a drafted report.
#[test]
fn a_voucher_with_amended_dates_fits_one_write_unit() {
    let drafted = lifecycle().remove(4);
    let dates = (date(2026, 11, 26), date(2026, 12, 2));
    let command = Amend { start_date: Some(dates.0), end_date: Some(dates.1), ..Amend::default() };
    let now = instant("2026-12-08T17:00:00.125Z");
    let (amended, event) = applied(drafted.value.clone().amend(&command, &partner(), catalog(), now).unwrap());
    let mut record = VoucherRecord::after(Some(&stored(&drafted)), amended, event, &intent(5)).unwrap();
    record.attempts = Attempts::default();
    let item = record.item().unwrap();
    assert!(weight(&item) < UNIT, "{} bytes:\n{}", weight(&item), breakdown(&item));
}

#[test]
fn a_voucher_fits_two_write_units_after_any_number_of_changes() {
    let mut before = None;
    for n in 0..40 {
        let redeemed = lifecycle().pop().unwrap();
        let record =
            VoucherRecord::after(before.as_ref(), redeemed.value, redeemed.last_event.event, &intent(n)).unwrap();
        let item = record.item().unwrap();
        assert!(weight(&item) < 2 * UNIT, "{}", breakdown(&item));
        before = Some(stored(&record));
    }
}
