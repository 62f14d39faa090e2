//! What happened to a voucher, as its holder may read it.

use domain::Actor;
use domain::voucher::{Event, Status};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use table::Recorded;

/// A line of history: who did what, when, and where that led.
#[derive(Serialize, JsonSchema)]
pub(crate) struct VoucherHistoryLine {
    at: Timestamp,
    by: Actor,
    /// `type`, and what was said with it: the reason and note of a cancellation, the days of an extension, an amendment's
    /// `before` and `after`.
    #[serde(flatten)]
    event: Event,
    status: String,
    rev: u64,
    /// The request that caused it.
    request: String,
}

impl VoucherHistoryLine {
    pub(crate) fn new(line: &Recorded<Event>) -> Self {
        Self {
            at: line.last.at,
            by: line.last.by.clone(),
            event: line.last.event.clone(),
            status: line.status.clone(),
            rev: line.rev,
            request: line.last.attempt.as_str().to_owned(),
        }
    }
}

/// The lines that the company holding a voucher since `reserved_at` may read: its own reservation, and what the licensing
/// side did before. What an earlier partner did, and that there was one, is that partner's affair.
pub(crate) fn of_holder(lines: &[Recorded<Event>], reserved_at: Timestamp) -> Vec<&Recorded<Event>> {
    let reserved = |line: &Recorded<Event>| line.last.event == Event::Reserved && line.last.at >= reserved_at;
    let began = lines.iter().rposition(reserved).unwrap_or(lines.len());
    let (before, own) = lines.split_at_checked(began).unwrap_or((lines, &[]));
    before.iter().filter(|line| !is_of_a_reservation(line)).chain(own).collect()
}

/// Every line that leads to `reserved`, and the one that leads back from it.
fn is_of_a_reservation(line: &Recorded<Event>) -> bool {
    let gave_it_back = matches!(line.last.event, Event::ReservationCancelled { .. });
    gave_it_back || line.status == Status::Reserved.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::attempt::Intent;
    use domain::voucher::CancelReason;
    use table::LastEvent;

    /// A line of so many minutes past nine.
    fn line(rev: u64, status: &str, event: Event) -> Recorded<Event> {
        let by = Actor::parse("U-1").unwrap();
        let attempt = Intent::new(by.clone(), "test", at(rev), None, "test", "").attempt;
        let last = LastEvent { event, at: at(rev), by, attempt };
        Recorded { rev, status: status.to_owned(), last, head: String::new() }
    }

    fn at(minutes: u64) -> Timestamp {
        format!("2026-11-22T09:{minutes:02}:00Z").parse().unwrap()
    }

    fn cancelled() -> Event {
        Event::ReservationCancelled { reason: CancelReason::OtherPartner, note: None }
    }

    fn revs(lines: &[Recorded<Event>], reserved_at: u64) -> Vec<u64> {
        of_holder(lines, at(reserved_at)).iter().map(|line| line.rev).collect()
    }

    #[test]
    fn a_holder_reads_its_own_reservation_and_what_the_licensing_side_did() {
        let lines = [
            line(1, "assigned", Event::Assigned),
            line(2, "assigned", Event::Reassigned),
            line(3, "reserved", Event::Reserved),
            line(4, "reserved", Event::ReportDrafted),
            line(5, "redeemed", Event::Redeemed { redemption: "R-1".to_owned() }),
        ];
        assert_eq!(revs(&lines, 3), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn what_an_earlier_partner_did_is_not_shown() {
        let lines = [
            line(1, "assigned", Event::Assigned),
            line(2, "reserved", Event::Reserved),
            line(3, "reserved", Event::Amended(Box::default())),
            line(4, "reserved", Event::Reminded { reminders: vec![-60] }),
            line(5, "assigned", cancelled()),
            line(6, "assigned", Event::Reminded { reminders: vec![-30] }),
            line(7, "reserved", Event::Reserved),
            line(8, "reserved", Event::Notified),
        ];
        assert_eq!(revs(&lines, 7), [1, 6, 7, 8]);
    }

    /// The stream is behind: the voucher is held, and no line says so yet.
    #[test]
    fn before_its_own_reservation_is_told_a_holder_reads_nothing_of_another() {
        let mut lines = vec![
            line(1, "assigned", Event::Assigned),
            line(2, "reserved", Event::Reserved),
            line(3, "reserved", Event::Amended(Box::default())),
            line(4, "assigned", cancelled()),
        ];
        assert_eq!(revs(&lines, 5), [1]);
        lines.pop();
        assert_eq!(revs(&lines, 5), [1]);
    }
}
