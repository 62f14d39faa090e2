//! The history of a voucher, as its holder may read it (PROGRAM.md 15.2).

use domain::voucher::{Event, Status};
use domain::{Actor, Name};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use table::Recorded;

/// A line of a voucher's history: the event, its actor, its time, and the status after it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct VoucherHistoryLine {
    at: Timestamp,
    by: Actor,
    /// The name that the actor's token had then; systems have none.
    by_name: Option<Name>,
    /// `type` and the details of the event: the accepted terms of a reservation, the reason and note of a cancellation, the days of an extension, the `before`
    /// and `after` of an amendment.
    #[serde(flatten)]
    event: Event,
    status: String,
    rev: u64,
    /// The id of the request that caused it.
    request: String,
}

impl VoucherHistoryLine {
    pub(crate) fn new(line: &Recorded<Event>) -> Self {
        Self {
            at: line.last.at,
            by: line.last.by.clone(),
            by_name: line.last.by_name.clone(),
            event: line.last.event.clone(),
            status: line.status.clone(),
            rev: line.rev,
            request: line.last.attempt.as_str().to_owned(),
        }
    }
}

/// Returns the lines that the company holding the voucher since `reserved_at` may read: those of its own reservation,
/// and those of the licensing side before. Lines of earlier partners are omitted (PROGRAM.md 15.2).
pub(crate) fn visible_to_holder(lines: &[Recorded<Event>], reserved_at: Timestamp) -> Vec<&Recorded<Event>> {
    let reserved =
        |line: &Recorded<Event>| matches!(line.last.event, Event::Reserved { .. }) && line.last.at >= reserved_at;
    let began = lines.iter().rposition(reserved).unwrap_or(lines.len());
    let (before, own) = lines.split_at_checked(began).unwrap_or((lines, &[]));
    before.iter().filter(|line| !is_of_reservation(line)).chain(own).collect()
}

/// True for a line of a reservation: one with the status `reserved`, or the cancellation that ends it.
fn is_of_reservation(line: &Recorded<Event>) -> bool {
    let is_cancellation = matches!(line.last.event, Event::ReservationCancelled { .. });
    is_cancellation || line.status == Status::Reserved.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::attempt::Intent;
    use domain::voucher::CancelReason;
    use table::LastEvent;

    /// A line recorded at `rev` minutes past nine.
    fn line(rev: u64, status: &str, event: Event) -> Recorded<Event> {
        let by = Actor::parse("U-1").unwrap();
        let attempt = Intent::new(by.clone(), "test", at(rev), None, "test", "").attempt;
        let last = LastEvent { event, at: at(rev), by, by_name: None, membership: None, attempt };
        Recorded { rev, status: status.to_owned(), last, head: String::new() }
    }

    fn at(minutes: u64) -> Timestamp {
        format!("2026-11-22T09:{minutes:02}:00Z").parse().unwrap()
    }

    fn reserved() -> Event {
        Event::Reserved { terms: None }
    }

    fn cancelled() -> Event {
        Event::ReservationCancelled { reason: CancelReason::OtherPartner, note: None }
    }

    fn revs(lines: &[Recorded<Event>], reserved_at: u64) -> Vec<u64> {
        visible_to_holder(lines, at(reserved_at)).iter().map(|line| line.rev).collect()
    }

    #[test]
    fn a_holder_reads_the_lines_of_its_reservation_and_of_the_licensing_side() {
        let lines = [
            line(1, "assigned", Event::Assigned),
            line(2, "assigned", Event::Reassigned),
            line(3, "reserved", reserved()),
            line(4, "reserved", Event::ReportDrafted),
            line(5, "redeemed", Event::Redeemed { redemption: "R-1".to_owned() }),
        ];
        assert_eq!(revs(&lines, 3), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn lines_of_earlier_partners_are_not_shown() {
        let lines = [
            line(1, "assigned", Event::Assigned),
            line(2, "reserved", reserved()),
            line(3, "reserved", Event::Amended(Box::default())),
            line(4, "reserved", Event::Reminded { reminders: vec![-60] }),
            line(5, "assigned", cancelled()),
            line(6, "assigned", Event::Reminded { reminders: vec![-30] }),
            line(7, "reserved", reserved()),
            line(8, "reserved", Event::Notified),
        ];
        assert_eq!(revs(&lines, 7), [1, 6, 7, 8]);
    }

    /// The stream is late: the voucher is reserved, and the line of its reservation is not recorded yet.
    #[test]
    fn lines_of_earlier_partners_are_not_shown_before_the_own_reservation_is_recorded() {
        let mut lines = vec![
            line(1, "assigned", Event::Assigned),
            line(2, "reserved", reserved()),
            line(3, "reserved", Event::Amended(Box::default())),
            line(4, "assigned", cancelled()),
        ];
        assert_eq!(revs(&lines, 5), [1]);
        lines.pop();
        assert_eq!(revs(&lines, 5), [1]);
    }
}
