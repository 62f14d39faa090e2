use jiff::civil::date;

use super::*;

fn wanted(status: Option<Status>, expiring_before: Option<Date>, descending: bool) -> VoucherQuery {
    let company = CompanyId::parse("P-1").unwrap();
    VoucherQuery { company, status, expiring_before, claim_due_from: None, descending, today: date(2026, 11, 22) }
}

/// The ranges as `from..to`, without what all of them begin with.
fn ranges(wanted: &VoucherQuery) -> Vec<String> {
    let short = |end: &str| end.trim_start_matches("V#").to_owned();
    let ranges = wanted.ranges(wanted.today);
    ranges.iter().map(|range| format!("{}..{}", short(&range.from), short(&range.to))).collect()
}

#[test]
fn what_is_past_its_last_day_counts_as_expired_though_it_is_stored_as_reserved() {
    let of = |status| ranges(&wanted(Some(status), None, false));
    assert_eq!(of(Status::Reserved), ["reserved#2026-11-22..reserved#~"]);
    assert_eq!(of(Status::Redeemed), ["redeemed#..redeemed#~"]);
    assert_eq!(of(Status::Expired), ["expired#..expired#~", "reserved#..reserved#2026-11-22"]);
}

#[test]
fn without_a_status_the_open_ones_come_first_in_either_order() {
    let (up, down) = (ranges(&wanted(None, None, false)), ranges(&wanted(None, None, true)));
    assert_eq!(up[..2], ["reserved#2026-11-22..reserved#~", "redeemed#..redeemed#~"]);
    assert_eq!(up[..2], down[..2]);
    assert_eq!(down[2..], [up[3].clone(), up[2].clone()], "what expired last comes first");
}

#[test]
fn what_nobody_holds_is_in_no_list_of_a_company() {
    for status in [Status::Assigned, Status::Cancelled] {
        assert!(ranges(&wanted(Some(status), None, false)).is_empty());
    }
}

#[test]
fn only_what_can_still_expire_is_expiring() {
    let before = |status, day| ranges(&wanted(status, Some(day), false));
    assert_eq!(before(None, date(2027, 1, 1)), ["reserved#2026-11-22..reserved#2027-01-01"]);
    assert_eq!(before(Some(Status::Reserved), date(2027, 1, 1)), before(None, date(2027, 1, 1)));
    assert!(before(Some(Status::Redeemed), date(2027, 1, 1)).is_empty());
    assert!(before(None, date(2026, 11, 22)).is_empty(), "a range that ends where it begins is none");
    assert!(before(None, date(2026, 1, 1)).is_empty());
    let expired = ["expired#..expired#2026-01-01", "reserved#..reserved#2026-01-01"];
    assert_eq!(before(Some(Status::Expired), date(2026, 1, 1)), expired);
    let expired = ["expired#..expired#2027-01-01", "reserved#..reserved#2026-11-22"];
    assert_eq!(before(Some(Status::Expired), date(2027, 1, 1)), expired);
}

#[test]
fn what_was_redeemed_is_read_from_a_day_to_claim_on() {
    let all = wanted(None, None, false);
    let of = |status| ranges(&VoucherQuery { status, claim_due_from: Some(date(2026, 12, 1)), ..all.clone() });
    assert_eq!(of(Some(Status::Redeemed)), ["redeemed#2026-12-01..redeemed#~"]);
    assert_eq!(of(Some(Status::Reserved)), ranges(&wanted(Some(Status::Reserved), None, false)));
}

#[test]
fn a_range_holds_a_whole_day_or_nothing_of_it() {
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
