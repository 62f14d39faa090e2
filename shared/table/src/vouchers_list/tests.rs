use jiff::civil::date;

use super::*;

fn query(status: Option<Status>, expiring_before: Option<Date>, descending: bool) -> VoucherQuery {
    let company = CompanyId::parse("P-1").unwrap();
    VoucherQuery { company, status, expiring_before, claim_due_from: None, descending, today: date(2026, 11, 22) }
}

/// The ranges as `from..to`, without the common prefix.
fn ranges(query: &VoucherQuery) -> Vec<String> {
    let short = |end: &str| end.trim_start_matches("V#").to_owned();
    let ranges = query.ranges(query.today);
    ranges.iter().map(|range| format!("{}..{}", short(&range.from), short(&range.to))).collect()
}

#[test]
fn a_voucher_past_its_last_day_is_listed_as_expired_although_it_is_stored_as_reserved() {
    let of = |status| ranges(&query(Some(status), None, false));
    assert_eq!(of(Status::Reserved), ["reserved#2026-11-22..reserved#~"]);
    assert_eq!(of(Status::Redeemed), ["redeemed#..redeemed#~"]);
    assert_eq!(of(Status::Expired), ["expired#..expired#~", "reserved#..reserved#2026-11-22"]);
}

#[test]
fn without_a_status_reserved_vouchers_come_first_in_either_order() {
    let (up, down) = (ranges(&query(None, None, false)), ranges(&query(None, None, true)));
    assert_eq!(up[..2], ["reserved#2026-11-22..reserved#~", "redeemed#..redeemed#~"]);
    assert_eq!(up[..2], down[..2]);
    assert_eq!(down[2..], [up[3].clone(), up[2].clone()], "the latest expiry comes first");
}

#[test]
fn assigned_and_cancelled_vouchers_are_in_no_list_of_a_company() {
    for status in [Status::Assigned, Status::Cancelled] {
        assert!(ranges(&query(Some(status), None, false)).is_empty());
    }
}

#[test]
fn expiring_before_lists_only_vouchers_that_can_still_expire() {
    let before = |status, day| ranges(&query(status, Some(day), false));
    assert_eq!(before(None, date(2027, 1, 1)), ["reserved#2026-11-22..reserved#2027-01-01"]);
    assert_eq!(before(Some(Status::Reserved), date(2027, 1, 1)), before(None, date(2027, 1, 1)));
    assert!(before(Some(Status::Redeemed), date(2027, 1, 1)).is_empty());
    assert!(before(None, date(2026, 11, 22)).is_empty(), "a range that ends where it begins is empty");
    assert!(before(None, date(2026, 1, 1)).is_empty());
    let expired = ["expired#..expired#2026-01-01", "reserved#..reserved#2026-01-01"];
    assert_eq!(before(Some(Status::Expired), date(2026, 1, 1)), expired);
    let expired = ["expired#..expired#2027-01-01", "reserved#..reserved#2026-11-22"];
    assert_eq!(before(Some(Status::Expired), date(2027, 1, 1)), expired);
}

#[test]
fn redeemed_vouchers_are_listed_from_a_last_day_to_claim_on() {
    let all = query(None, None, false);
    let of = |status| ranges(&VoucherQuery { status, claim_due_from: Some(date(2026, 12, 1)), ..all.clone() });
    assert_eq!(of(Some(Status::Redeemed)), ["redeemed#2026-12-01..redeemed#~"]);
    assert_eq!(of(Some(Status::Reserved)), ranges(&query(Some(Status::Reserved), None, false)));
}

#[test]
fn a_range_includes_or_excludes_whole_days() {
    let range = range(Status::Reserved, Some(date(2026, 11, 22)), Some(date(2026, 11, 24))).unwrap();
    for (key, held) in [
        ("V#reserved#2026-11-21#ZZZZZZ", false),
        ("V#reserved#2026-11-22#000000", true),
        ("V#reserved#2026-11-23#ZZZZZZ", true),
        ("V#reserved#2026-11-24#------", false),
        ("V#redeemed#2026-11-23#000000", false),
    ] {
        assert_eq!(range.holds(key), held, "{key}");
    }
}
