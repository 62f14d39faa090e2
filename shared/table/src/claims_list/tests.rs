use jiff::civil::date;

use super::*;

/// The ranges of a status on 2026-11-22, as `from..to`.
fn ranges(status: Option<Status>) -> Vec<String> {
    due(status, None)
}

/// The ranges of a status on 2026-11-22 with `due_before`, as `from..to`.
fn due(status: Option<Status>, due_before: Option<Date>) -> Vec<String> {
    let company = CompanyId::parse("P-1").unwrap();
    let query = ClaimQuery { company, status, due_before, descending: false, today: date(2026, 11, 22) };
    query.ranges(query.today).iter().map(|range| format!("{}..{}", range.from, range.to)).collect()
}

#[test]
fn a_claim_past_its_last_day_is_listed_as_expired() {
    assert_eq!(ranges(Some(Status::Draft)), ["C#draft#2026-11-22..C#draft#~"]);
    assert_eq!(ranges(Some(Status::ActionRequired)), ["C#action_required#2026-11-22..C#action_required#~"]);
    let expired =
        ["C#expired#..C#expired#~", "C#draft#..C#draft#2026-11-22", "C#action_required#..C#action_required#2026-11-22"];
    assert_eq!(ranges(Some(Status::Expired)), expired);
}

#[test]
fn a_list_of_any_other_status_is_one_range() {
    assert_eq!(ranges(None), ["C#..C#~"]);
    assert_eq!(ranges(Some(Status::Paid)), ["C#paid#..C#paid#~"]);
}

#[test]
fn due_before_lists_claims_that_wait_for_the_partner() {
    let before = |status, day| due(status, Some(day));
    let (draft, back) =
        ("C#draft#2026-11-22..C#draft#2027-01-01", "C#action_required#2026-11-22..C#action_required#2027-01-01");
    let day = date(2027, 1, 1);
    assert_eq!(before(None, day), [draft, back]);
    assert_eq!(before(Some(Status::Draft), day), [draft]);
    assert_eq!(before(Some(Status::ActionRequired), day), [back]);
    assert!(before(None, date(2026, 11, 22)).is_empty(), "claims due before today have expired");
    assert_eq!(before(Some(Status::Rejected), day), ["C#rejected#..C#rejected#~"]);
    assert_eq!(before(Some(Status::Expired), day), ranges(Some(Status::Expired)));
    let earlier = before(Some(Status::Expired), date(2026, 1, 1));
    assert_eq!(earlier[1..], ["C#draft#..C#draft#2026-01-01", "C#action_required#..C#action_required#2026-01-01"]);
    for status in [Status::Submitted, Status::UnderReview, Status::Approved, Status::Paid, Status::Withdrawn] {
        assert!(before(Some(status), day).is_empty(), "{status:?}");
    }
}

#[test]
fn a_statement_reads_the_claims_with_a_payment_report_since_a_day() {
    let ranges = PaymentQuery::STATUSES.map(|status| {
        let query = PaymentQuery { company: CompanyId::parse("P-1").unwrap(), status, from: date(2026, 11, 1) };
        query.ranges(query.from).remove(0).from
    });
    assert_eq!(ranges, ["C#paid#2026-11-01", "C#payment_failed#2026-11-01", "C#scheduled#2026-11-01"]);
}
