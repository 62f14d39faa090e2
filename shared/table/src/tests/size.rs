//! A voucher stays under one write unit, by DynamoDB's own count.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::voucher::Amend;
use jiff::civil::date;

use domain::deliverable::{Defect, Finding, Verdict};
use domain::voucher::{Event, Voucher};

use super::world::*;
use crate::item::Item;
use crate::voucher::VoucherRecord;

/// One write unit.
const UNIT: usize = 1024;

/// What an item weighs: names and values in UTF-8, a number by its digits, a map or list three bytes and one more for
/// each element (DynamoDB Developer Guide, "Item sizes and formats").
fn weight(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value_weight(value)).sum()
}

fn value_weight(value: &AttributeValue) -> usize {
    let text = value.as_s().map(String::len);
    let number = value.as_n().map(|number| number_weight(number));
    let flag = value.as_bool().map(|_| 1);
    let list = value.as_l().map(|list| 3 + list.iter().map(|value| 1 + value_weight(value)).sum::<usize>());
    let map = value.as_m().map(|map| 3 + map.len() + weight(map));
    [text, number, flag, list, map].into_iter().find_map(Result::ok).expect("nothing else is stored")
}

/// A byte for two significant digits, one more, and one for a minus.
fn number_weight(number: &str) -> usize {
    let digits = number.trim_start_matches('-').trim_matches('0').len();
    digits.div_ceil(2) + 1 + usize::from(number.starts_with('-'))
}

/// The heaviest first.
fn breakdown(item: &Item) -> String {
    let mut parts: Vec<(usize, &String)> =
        item.iter().map(|(name, value)| (name.len() + value_weight(value), name)).collect();
    parts.sort_unstable_by(|one, other| other.cmp(one));
    let lines: Vec<String> = parts.iter().map(|(weight, name)| format!("{weight:5} {name}")).collect();
    lines.join("\n")
}

#[test]
fn numbers_weigh_by_their_digits() {
    for (number, weight) in [("0", 1), ("5", 2), ("12", 2), ("123", 3), ("-123", 4), ("1000000", 2)] {
        assert_eq!(number_weight(number), weight, "{number}");
    }
}

#[test]
fn a_voucher_weighs_one_write_unit_to_the_end_and_little_more_when_every_command_had_a_key() {
    for mut record in life() {
        let keyed = weight(&record.item().unwrap());
        assert!(keyed < UNIT + 176, "{} weighs {keyed}", record.last_event.at);
        record.attempts.clear();
        let item = record.item().unwrap();
        let weight = weight(&item);
        assert!(weight < UNIT, "{} weighs {weight}:\n{}", record.last_event.at, breakdown(&item));
    }
}

/// The event of a rejection names every reason there can be at once, and the counts what supports.
#[test]
fn a_voucher_whose_file_was_rejected_for_every_reason_weighs_one_write_unit() {
    let (voucher, _, file) = announced(reserved());
    let (voucher, mut event, _) = judged_with(voucher, &file, Verdict::Threat, Some(Finding::MainPartMissing));
    let Event::DeliverableRejected { reasons, .. } = &mut event else { panic!("{event:?}") };
    reasons.extend([Defect::ChecksumMismatch, Defect::SizeMismatch]);
    let mut stored = serde_json::to_value(&voucher).unwrap();
    stored["deliverables"]["supporting"] = 12.into();
    let mut record = recorded(vec![(serde_json::from_value::<Voucher>(stored).unwrap(), event)]).remove(0);
    record.attempts.clear();
    let item = record.item().unwrap();
    assert!(weight(&item) < UNIT, "{}", breakdown(&item));
}

/// The heaviest change of a common life: both dates of a voucher that is otherwise ready to be reported.
#[test]
fn a_voucher_whose_dates_were_amended_still_weighs_one_write_unit() {
    let drafted = life().remove(4);
    let dates = (date(2026, 11, 26), date(2026, 12, 2));
    let command = Amend { start_date: Some(dates.0), end_date: Some(dates.1), ..Amend::default() };
    let now = instant("2026-12-08T17:00:00.125Z");
    let (amended, event) = applied(drafted.value.clone().amend(&command, &partner(), catalog(), now).unwrap());
    let mut record = VoucherRecord::after(Some(&stored(&drafted)), amended, event, &intent(5)).unwrap();
    record.attempts.clear();
    let item = record.item().unwrap();
    assert!(weight(&item) < UNIT, "{} bytes:\n{}", weight(&item), breakdown(&item));
}

#[test]
fn whatever_a_voucher_goes_through_it_stays_within_two_units() {
    let mut seen = None;
    for n in 0..40 {
        let redeemed = life().pop().unwrap();
        let record =
            VoucherRecord::after(seen.as_ref(), redeemed.value, redeemed.last_event.event, &intent(n)).unwrap();
        let item = record.item().unwrap();
        assert!(weight(&item) < 2 * UNIT, "{}", breakdown(&item));
        seen = Some(stored(&record));
    }
}
