//! Expires vouchers and claims, records reminders, and republishes unclaimed vouchers; invoked by a schedule.
//!
//! An expired voucher's reservation is closed. Each reminder is recorded once, as an event; `outbox` and `mailer` send
//! the mails. A redeemed voucher whose claim has not appeared is sent to the claims queue again.
//!
//! Tests: `tests/it/deadline_sweep`.

use domain::attempt::Actor;
use domain::claim::{self, RedeemedVoucher};
use domain::voucher::{Event, Voucher};
use domain::{Fault, calendar};
use host::{Clock, Deadline};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use lambda_runtime::LambdaEvent;
use queue::{Enqueue, RedeemedMessage};
use serde::Serialize;
use sweep::{Failed, Payload, Sweep, SweepError, SweepRequest, Swept};
use table::{Due, DueUntil, Stored, Table};

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "CLAIMS_QUEUE_URL"];

/// The clients and configuration the handler needs.
#[derive(Debug)]
pub struct Services<Q> {
    /// Vouchers and claims.
    pub table: Table,
    /// The claims queue.
    pub claims: Q,
    /// The current time.
    pub clock: Clock,
}

/// The result of a sweep; in a dry run the changes it would make.
#[derive(Debug, Serialize)]
pub struct Report {
    date: Date,
    dry_run: bool,
    /// Items that were due.
    scanned: usize,
    /// Vouchers that expired.
    expired: usize,
    /// Claims that expired because they were not submitted in time.
    claims_expired: usize,
    /// Reminders recorded.
    reminders: usize,
    /// Redeemed vouchers without a claim, sent to the claims queue again.
    resent: usize,
    /// Redeemed vouchers whose claim exists.
    claimed: usize,
    /// Items that did not change.
    unchanged: usize,
    /// Items that failed; they stay due.
    failed: Failed,
    /// True when every due item was processed before the deadline.
    complete: bool,
}

/// The result of checking a redeemed voucher whose claim should exist.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ClaimCheck {
    Found,
    Missing,
    /// Its claim is missing, and the stream, which is late, will send its message.
    Awaited,
}

/// Handles one invocation: `{"date"?, "dry_run"?}`.
///
/// # Errors
/// [`SweepError`] for an invalid payload, and when the table cannot be read.
pub async fn handle<Q: Enqueue<RedeemedMessage> + Sync>(
    services: &Services<Q>,
    event: LambdaEvent<Payload>,
) -> Result<Report, SweepError> {
    let now = services.clock.now();
    let request = SweepRequest::read(event.payload, now)?;
    let deadline = Deadline::of_invocation(event.context.deadline, &services.clock);
    let sweep = Sweep { name: "deadline-sweep", table: &services.table, request, now, deadline: &deadline };
    // The three sweeps run concurrently, so that a slow one does not delay the others.
    let (unclaimed, vouchers, claims) =
        futures::join!(sweep_unclaimed(services, &sweep), sweep_vouchers(&sweep), sweep_claims(&sweep));
    let mut report = Report::new(request, &unclaimed?);
    report.add(&vouchers?, ItemChange::of_voucher);
    report.add(&claims?, ItemChange::of_claim);
    report.failed.report();
    report_oldest_review(services, now).await;
    tracing::info!(report = serde_json::to_string(&report).unwrap_or_default(), "swept");
    Ok(report)
}

async fn sweep_vouchers(sweep: &Sweep<'_>) -> Result<Swept<Option<Event>>, Fault> {
    let date = sweep.request.date;
    let process = async |key, stored| sweep.advance(&key, stored, |voucher: Voucher| voucher.advance(date)).await;
    sweep.over(Due::Vouchers, &DueUntil::day(date), process).await
}

/// Publishes the metric `OldestReviewHours`: the hours for which the oldest claim in review has waited
/// (DECISIONS.md 36).
///
/// The operations dashboard and an alarm use it. A failure is logged and does not fail the sweep.
async fn report_oldest_review<Q>(services: &Services<Q>, now: Timestamp) {
    let page = match services.table.waiting(Due::Reviews, None, 1, &|_| true).await {
        Ok(page) => page,
        Err(fault) => {
            let fault: &dyn std::error::Error = &fault;
            tracing::error!(fault, "the claims that wait for a review cannot be read");
            return;
        }
    };
    for fault in &page.unreadable {
        tracing::error!(%fault, "a claim that waits for a review cannot be read");
    }
    let since = |claim: &claim::Claim| claim.disputed_at.or_else(|| Some(claim.submission()?.submitted_at));
    let waited = page.claims.first().and_then(|stored| since(&stored.value));
    let waited = waited.map_or(0, |at| now.duration_since(at).as_hours());
    host::metrics::put("OldestReviewHours", u64::try_from(waited).unwrap_or_default(), "Count", &[]);
}

async fn sweep_claims(sweep: &Sweep<'_>) -> Result<Swept<Option<claim::Event>>, Fault> {
    let date = sweep.request.date;
    let process = async |key, stored| sweep.advance(&key, stored, |claim: claim::Claim| claim.advance(date)).await;
    sweep.over(Due::Claims, &DueUntil::day(date), process).await
}

/// Checks the redeemed vouchers that have no claim yet (DECISIONS.md 26). A voucher whose claim exists leaves the due
/// index; for any other the message to the claims queue is sent again and the next check is scheduled.
async fn sweep_unclaimed<Q: Enqueue<RedeemedMessage> + Sync>(
    services: &Services<Q>,
    sweep: &Sweep<'_>,
) -> Result<Swept<ClaimCheck>, Fault> {
    let process = async |_, stored| check_claim(services, sweep, stored).await;
    sweep.over(Due::Unclaimed, &DueUntil::instant(as_of(sweep)), process).await
}

async fn check_claim<Q: Enqueue<RedeemedMessage> + Sync>(
    services: &Services<Q>,
    sweep: &Sweep<'_>,
    stored: Stored<Voucher>,
) -> Result<ClaimCheck, Fault> {
    let number = &stored.value.core().number;
    let claim = services.table.claim(number).await?;
    let Some(redeemed) = stored.value.redeemed().filter(|_| claim.is_none()) else {
        if !sweep.request.dry_run {
            ignore_lost_race(services.table.cancel_claim_check(number).await)?;
        }
        return Ok(ClaimCheck::Found);
    };
    let redeemed_by = redeemer(&services.table, &stored).await?;
    let found = if redeemed_by.is_some() { ClaimCheck::Missing } else { ClaimCheck::Awaited };
    if !sweep.request.dry_run {
        // A sweep for a later day does not postpone the next check.
        let next_check = next_check(redeemed.redeemed_at, as_of(sweep).min(sweep.now));
        if redeemed_by.is_some() {
            let redeemed = RedeemedVoucher { redeemed_by, ..redeemed };
            services.claims.enqueue(&RedeemedMessage::new(redeemed, stored.rev)).await?;
        }
        ignore_lost_race(services.table.schedule_claim_check(number, next_check).await)?;
    }
    Ok(found)
}

/// The person who redeemed the voucher, and so prepared its claim: the last actor, or after a late scan of a file the
/// actor of the event in the history. `None` while the stream has not delivered that event; its message is still to come.
async fn redeemer(table: &Table, stored: &Stored<Voucher>) -> Result<Option<Actor>, Fault> {
    if !stored.last_by.is_system() {
        return Ok(Some(stored.last_by.clone()));
    }
    let (history, _) = table.history(&stored.value.core().number).await?;
    let redeemed = history.into_iter().rev().find(|line| matches!(line.last.event, Event::Redeemed { .. }));
    Ok(redeemed.map(|line| line.last.by))
}

/// Returns the time of the next check: as long after `now` as the voucher has waited so far, within 15 minutes and a
/// day. The backoff keeps load off a slow queue (DECISIONS.md 26).
fn next_check(redeemed_at: Timestamp, now: Timestamp) -> Timestamp {
    let waited = now.duration_since(redeemed_at).clamp(calendar::CLAIM_OVERDUE_AFTER, SignedDuration::from_hours(24));
    now.saturating_add(waited).unwrap_or(now)
}

/// Ignores a lost race: the voucher stays due and is checked again.
fn ignore_lost_race(moved: Result<(), Fault>) -> Result<(), Fault> {
    match moved {
        Ok(()) | Err(Fault::LostRace) => Ok(()),
        Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
    }
}

/// The time up to which unclaimed vouchers are due: now, or the end of the requested day (UTC) if that is another day.
fn as_of(sweep: &Sweep<'_>) -> Timestamp {
    let end = sweep.request.date.at(23, 59, 59, 0).to_zoned(TimeZone::UTC).map(|end| end.timestamp());
    if sweep.request.date == calendar::utc_day(sweep.now) { sweep.now } else { end.unwrap_or(sweep.now) }
}

/// The change a sweep made to one item.
#[derive(Clone, Copy)]
enum ItemChange<'a> {
    VoucherExpired,
    ClaimExpired,
    Reminded(&'a [i16]),
    Unchanged,
}

impl<'a> ItemChange<'a> {
    fn of_voucher(event: &'a Event) -> Self {
        if let Event::Reminded { reminders } = event {
            return Self::Reminded(reminders);
        }
        if *event == Event::Expired { Self::VoucherExpired } else { Self::Unchanged }
    }

    fn of_claim(event: &'a claim::Event) -> Self {
        if let claim::Event::Reminded { reminders } = event {
            return Self::Reminded(reminders);
        }
        if *event == claim::Event::Expired { Self::ClaimExpired } else { Self::Unchanged }
    }
}

impl Report {
    fn new(request: SweepRequest, unclaimed: &Swept<ClaimCheck>) -> Self {
        let count = |counted: ClaimCheck| unclaimed.done.iter().filter(|check| **check == counted).count();
        Self {
            date: request.date,
            dry_run: request.dry_run,
            scanned: unclaimed.scanned(),
            expired: 0,
            claims_expired: 0,
            reminders: 0,
            resent: count(ClaimCheck::Missing),
            claimed: count(ClaimCheck::Found),
            unchanged: count(ClaimCheck::Awaited),
            failed: unclaimed.failed.clone(),
            complete: unclaimed.complete,
        }
    }

    fn add<'a, E>(&mut self, swept: &'a Swept<Option<E>>, change: impl Fn(&'a E) -> ItemChange<'a>) {
        self.scanned = self.scanned.saturating_add(swept.scanned());
        self.failed = std::mem::take(&mut self.failed).and(swept.failed.clone());
        self.complete = self.complete && swept.complete;
        for event in &swept.done {
            self.count(event.as_ref().map_or(ItemChange::Unchanged, &change));
        }
    }

    fn count(&mut self, change: ItemChange<'_>) {
        let (counter, more) = match change {
            ItemChange::VoucherExpired => (&mut self.expired, 1),
            ItemChange::ClaimExpired => (&mut self.claims_expired, 1),
            ItemChange::Reminded(reminders) => (&mut self.reminders, reminders.len()),
            ItemChange::Unchanged => (&mut self.unchanged, 1),
        };
        *counter = counter.saturating_add(more);
    }
}
