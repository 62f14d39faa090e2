//! The plan of the sample company's past: which vouchers, with which days, and how far each has come.

use crate::seed::{Course, Stage};
use domain::calendar::{self, Period, days_after, days_left};
use domain::deliverable::Finding;
use domain::{digest, progress};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

const CUSTOMERS: [&str; 9] = [
    "Wingtip Toys",
    "Litware Inc",
    "遠景貿易股份有限公司",
    "Proseware",
    "Tailspin Toys",
    "City Power & Light",
    "北方物流有限公司",
    "Northwind Traders",
    "Fourth Coffee",
];
/// The planning days of the vouchers, in turn.
const DAYS: [u8; 5] = [5, 3, 10, 5, 1];
/// The payments of each of the twelve months, oldest first.
const PAID: [i32; 12] = [2, 1, 3, 2, 0, 4, 2, 5, 3, 3, 4, 2];
/// The days from a redemption to its payment.
const PAID_AFTER: i32 = 20;
/// The letters and digits of voucher numbers.
const ALPHABET: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A voucher, and how far its claim has come once it is redeemed.
#[derive(Clone, Debug)]
pub struct Life {
    pub course: Course,
    pub claim: Option<ClaimStep>,
}

/// The last step of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimStep {
    Drafted,
    Submitted,
    UnderReview,
    SentBack,
    Approved,
    OnHold,
    Scheduled,
    Paid,
    /// The money was sent, came back, and is sent again later.
    Returned,
    /// The money was sent, came back, and was sent again.
    PaidAgain,
}

/// The days of an open voucher, in relation to today.
struct Open {
    stage: Stage,
    starts: i32,
    ends: i32,
    expires: i32,
    finding: Option<Finding>,
}

const fn open(stage: Stage, starts: i32, ends: i32, expires: i32) -> Open {
    Open { stage, starts, ends, expires, finding: None }
}

const OPEN: [Open; 14] = [
    open(Stage::Reserved, 7, 11, 58),
    open(Stage::Reserved, 15, 17, 49),
    open(Stage::Reserved, 21, 30, 120),
    open(Stage::Reserved, 34, 38, 140),
    open(Stage::Reserved, -2, 2, 36),
    open(Stage::Reserved, -1, 3, 27),
    open(Stage::Delivered, -3, 1, 70),
    open(Stage::Reserved, -9, -5, 4),
    open(Stage::Delivered, -6, -2, 17),
    Open { finding: Some(Finding::PdfCutOff), ..open(Stage::Delivered, -7, -3, 9) },
    open(Stage::Reported, -20, -16, 11),
    open(Stage::Reported, -12, -8, 24),
    open(Stage::Reported, -8, -4, 41),
    open(Stage::Reported, -15, -13, 90),
];

/// The claims in flight, by the days since the redemption.
const IN_FLIGHT: [(ClaimStep, i32); 13] = [
    (ClaimStep::Drafted, 54),
    (ClaimStep::Drafted, 41),
    (ClaimStep::Drafted, 20),
    (ClaimStep::Drafted, 3),
    (ClaimStep::SentBack, 58),
    (ClaimStep::Submitted, 9),
    (ClaimStep::Submitted, 6),
    (ClaimStep::Submitted, 5),
    (ClaimStep::UnderReview, 12),
    (ClaimStep::Approved, 15),
    (ClaimStep::OnHold, 26),
    (ClaimStep::Scheduled, 18),
    (ClaimStep::Returned, 32),
];

/// The instant some days before another one.
pub fn ago(now: Timestamp, days: i32) -> Timestamp {
    now - SignedDuration::from_hours(i64::from(days).saturating_mul(24))
}

/// Every life, as of an instant.
pub fn lives(now: Timestamp) -> Vec<Life> {
    let today = calendar::utc_day(now);
    let in_flight = IN_FLIGHT.map(|(step, redeemed_ago)| (step, redeemed_ago));
    let redeemed: Vec<_> = paid(today).into_iter().chain(in_flight).collect();
    let open = OPEN.iter().enumerate().map(|(index, open)| open.life(index, now));
    let redeemed = redeemed
        .into_iter()
        .enumerate()
        .map(|(index, (step, redeemed_ago))| redeemed_life(OPEN.len().saturating_add(index), step, redeemed_ago, now));
    open.chain(redeemed).collect()
}

/// The paid claims, by the days since the redemption.
fn paid(today: Date) -> Vec<(ClaimStep, i32)> {
    let mut paid = Vec::new();
    for (first, count) in progress::months(today).into_iter().zip(PAID) {
        for index in 0..count {
            let paid_on = days_after(first, index.saturating_mul(5).saturating_add(1));
            let redeemed_ago = days_left(paid_on, today).saturating_add(PAID_AFTER);
            let is_past = paid_on < today;
            let step = if index == 3 { ClaimStep::PaidAgain } else { ClaimStep::Paid };
            paid.extend(is_past.then_some((step, redeemed_ago)));
        }
    }
    paid
}

impl Open {
    fn life(&self, index: usize, now: Timestamp) -> Life {
        let today = calendar::utc_day(now);
        let day = |days| days_after(today, days);
        // A reservation is made before its first day, and reported after its last one.
        let reserved_ago = 30_i32.max(7_i32.saturating_sub(self.starts));
        let delivered_ago = 0_i32.saturating_sub(self.ends).saturating_sub(1).max(0);
        let course = Course {
            stage: self.stage,
            expires_on: Some(day(self.expires)),
            assigned_at: ago(now, reserved_ago.saturating_add(6)),
            reserved_at: ago(now, reserved_ago),
            period: Period::spanning(day(self.starts), day(self.ends)),
            delivered_at: ago(now, delivered_ago),
            finding: self.finding,
            ..course(index, now)
        };
        Life { course, claim: None }
    }
}

fn redeemed_life(index: usize, step: ClaimStep, redeemed_ago: i32, now: Timestamp) -> Life {
    let redeemed_on = days_after(calendar::utc_day(now), redeemed_ago.saturating_neg());
    let earlier = |days: i32| ago(now, redeemed_ago.saturating_add(days));
    let course = Course {
        stage: Stage::Redeemed,
        assigned_at: earlier(45),
        reserved_at: earlier(38),
        period: Period::spanning(days_after(redeemed_on, -9), days_after(redeemed_on, -5)),
        delivered_at: earlier(3),
        redeemed_at: earlier(0),
        ..course(index, now)
    };
    Life { course, claim: Some(step) }
}

/// What does not depend on the days.
fn course(index: usize, now: Timestamp) -> Course {
    let of = |list: usize| index.checked_rem(list).unwrap_or_default();
    Course {
        number: number(index),
        stage: Stage::Reserved,
        customer: CUSTOMERS.get(of(CUSTOMERS.len())).copied().unwrap_or("Contoso Ltd"),
        days: DAYS.get(of(DAYS.len())).copied().unwrap_or(5),
        expires_on: None,
        assigned_at: now,
        reserved_at: now,
        period: Period::spanning(calendar::utc_day(now), calendar::utc_day(now)),
        delivered_at: now,
        finding: None,
        redeemed_at: now,
    }
}

/// The number of a voucher of this past: always the same for the same index.
fn number(index: usize) -> String {
    let digest = digest::hex_of_parts(&[b"history", index.to_string().as_bytes()]);
    let letter = |byte: u8| ALPHABET.get(usize::from(byte) % ALPHABET.len()).copied().map_or('2', char::from);
    let letters: Vec<char> = digest.as_bytes().chunks(2).map(|pair| letter(hex_byte(pair))).take(12).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    format!("SA-{}", groups.join("-"))
}

fn hex_byte(pair: &[u8]) -> u8 {
    std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn now() -> Timestamp {
        "2026-11-29T13:00:00Z".parse().unwrap()
    }

    #[test]
    fn every_number_is_another_one_and_stays_the_same() {
        let numbers: BTreeSet<String> = lives(now()).into_iter().map(|life| life.course.number).collect();
        assert_eq!(numbers.len(), lives(now()).len());
        assert_eq!(number(0), number(0));
        assert!(numbers.iter().all(|number| domain::VoucherNumber::parse(number).is_ok()));
    }

    #[test]
    fn every_stage_and_every_step_of_a_claim_occurs() {
        let lives = lives(now());
        let steps: BTreeSet<ClaimStep> = lives.iter().filter_map(|life| life.claim).collect();
        assert_eq!(steps.len(), 10);
        let stages: BTreeSet<Stage> = lives.iter().map(|life| life.course.stage).collect();
        assert_eq!(stages.len(), 4, "all but assigned, which is nobody's");
    }

    #[test]
    fn the_steps_of_a_course_follow_each_other_and_none_is_in_the_future() {
        for day in ["2026-11-29T13:00:00Z", "2027-03-01T00:30:00Z", "2028-02-29T23:30:00Z"] {
            let now: Timestamp = day.parse().unwrap();
            for Life { course, claim } in lives(now) {
                assert!(course.assigned_at < course.reserved_at && course.reserved_at < now, "{course:?}");
                let starts = course.period.start();
                assert!(calendar::utc_day(course.reserved_at) <= starts && course.delivered_at <= now, "{course:?}");
                if claim.is_some() {
                    let is_finished = course.period.end() < calendar::utc_day(course.delivered_at);
                    assert!(is_finished && course.delivered_at < course.redeemed_at, "{course:?}");
                }
            }
        }
    }

    #[test]
    fn payments_lie_in_the_past_of_twelve_months() {
        let steps = paid(date());
        assert_eq!(steps.len(), 31);
        assert!(steps.iter().all(|(_, redeemed_ago)| *redeemed_ago > PAID_AFTER));
        let first: Vec<_> = paid("2026-11-01".parse().unwrap());
        assert_eq!(first.len(), 29, "nothing is paid on the first day of a month");
    }

    fn date() -> Date {
        calendar::utc_day(now())
    }
}
