//! Ends vouchers whose last day is over, closing their reservations, ends claims that nobody submitted in time, sends each
//! reminder of those days once, and tells the claims queue again of redeemed vouchers whose claim has not appeared.
//!
//! Customer and partner are told by whoever follows the table's stream. Tests: `tests/it/sweeps`.

use domain::claim::{self, RedeemedVoucher};
use domain::voucher::{Event, Voucher};
use domain::{Fault, calendar};
use host::{Clock, Deadline};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use lambda_runtime::LambdaEvent;
use queue::{Enqueue, RedeemedMessage};
use serde::Serialize;
use sweep::{Failed, Order, Payload, Sweep, SweepError, Swept};
use table::{Due, DueUntil, Stored, Table};

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "CLAIMS_QUEUE_URL"];

/// The clients and facts that the handler works with.
#[derive(Debug)]
pub struct Services<Q> {
    /// Vouchers and claims.
    pub table: Table,
    /// Whom redeemed vouchers are told.
    pub claims: Q,
    /// What time it is.
    pub clock: Clock,
}

/// What the sweep did, or would do.
#[derive(Debug, Serialize)]
pub struct Report {
    date: Date,
    dry_run: bool,
    /// Items that were due.
    scanned: usize,
    /// Vouchers whose last day was over.
    expired: usize,
    /// Claims that nobody submitted in time.
    claims_expired: usize,
    /// Reminders sent.
    reminders: usize,
    /// Redeemed vouchers without a claim, told again.
    resent: usize,
    /// Redeemed vouchers whose claim was there.
    claimed: usize,
    /// Those in which nothing changed.
    unchanged: usize,
    /// Those that could not be dealt with, and stay due.
    failed: Failed,
    /// Whether all was looked at in the time there was.
    complete: bool,
}

/// What became of a redeemed voucher whose claim should have appeared.
enum Claim {
    Found,
    Missing,
}

/// Handles one invocation: `{"date"?, "dry_run"?}`.
///
/// # Errors
/// For a payload that cannot be understood, and when the table cannot be read.
pub async fn handle<Q: Enqueue<RedeemedMessage> + Sync>(
    services: &Services<Q>,
    event: LambdaEvent<Payload>,
) -> Result<Report, SweepError> {
    let now = services.clock.now();
    let order = Order::read(event.payload, now)?;
    let deadline = Deadline::of_invocation(event.context.deadline, &services.clock);
    let sweep = Sweep { name: "deadline-sweep", table: &services.table, order, now, deadline: &deadline };
    // All at once: none of them waits behind another that is slow.
    let (unclaimed, vouchers, claims) = futures::join!(unclaimed(services, &sweep), vouchers(&sweep), claims(&sweep));
    let mut report = Report::new(order, &unclaimed?);
    report.add(&vouchers?, Step::of_voucher);
    report.add(&claims?, Step::of_claim);
    report.failed.report();
    oldest_review(services, now).await;
    tracing::info!(report = serde_json::to_string(&report).unwrap_or_default(), "swept");
    Ok(report)
}

async fn vouchers(sweep: &Sweep<'_>) -> Result<Swept<Option<Event>>, Fault> {
    let date = sweep.order.date;
    let deal = async |key, stored| sweep.advance(&key, stored, |voucher: Voucher| voucher.advance(date)).await;
    sweep.over(Due::Vouchers, &DueUntil::day(date), deal).await
}

/// How long the claim that waits longest for operations has waited: the dashboard shows it, and an alarm goes off by it. A
/// sweep that has done its work does not fail for a figure.
async fn oldest_review<Q>(services: &Services<Q>, now: Timestamp) {
    let page = match services.table.waiting(Due::Reviews, None, 1, &|_| true).await {
        Ok(page) => page,
        Err(fault) => {
            let fault: &dyn std::error::Error = &fault;
            tracing::error!(fault, "what waits for a review could not be read");
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

async fn claims(sweep: &Sweep<'_>) -> Result<Swept<Option<claim::Event>>, Fault> {
    let date = sweep.order.date;
    let deal = async |key, stored| sweep.advance(&key, stored, |claim: claim::Claim| claim.advance(date)).await;
    sweep.over(Due::Claims, &DueUntil::day(date), deal).await
}

/// A claim that is there settles the matter, however it came about; for one that is not, the message is sent again, and
/// the voucher is looked at later.
async fn unclaimed<Q: Enqueue<RedeemedMessage> + Sync>(
    services: &Services<Q>,
    sweep: &Sweep<'_>,
) -> Result<Swept<Claim>, Fault> {
    let deal = async |_, stored| look_for_claim(services, sweep, stored).await;
    sweep.over(Due::Unclaimed, &DueUntil::instant(as_of(sweep)), deal).await
}

async fn look_for_claim<Q: Enqueue<RedeemedMessage> + Sync>(
    services: &Services<Q>,
    sweep: &Sweep<'_>,
    stored: Stored<Voucher>,
) -> Result<Claim, Fault> {
    let number = &stored.value.core().number;
    let claim = services.table.claim(number).await?;
    // Whoever changed it last redeemed it, unless a late scan did.
    let redeemed_by = Some(stored.last_by.clone()).filter(|by| !by.is_system());
    let missing = stored.value.redeemed().filter(|_| claim.is_none());
    let missing = missing.map(|redeemed| RedeemedVoucher { redeemed_by, ..redeemed });
    let found = if missing.is_some() { Claim::Missing } else { Claim::Found };
    match missing {
        _ if sweep.order.dry_run => {}
        Some(redeemed) => {
            let next_look = next_look(redeemed.redeemed_at, as_of(sweep));
            services.claims.enqueue(&RedeemedMessage::new(redeemed, stored.rev)).await?;
            look_again(services.table.schedule_claim_check(number, next_look).await)?;
        }
        None => look_again(services.table.cancel_claim_check(number).await)?,
    }
    Ok(found)
}

/// As long again as it has waited so far, a day at most: a queue that is slow is not made slower.
fn next_look(redeemed_at: Timestamp, now: Timestamp) -> Timestamp {
    let waited = now.duration_since(redeemed_at).clamp(calendar::CLAIM_PATIENCE, SignedDuration::from_hours(24));
    now.saturating_add(waited).unwrap_or(now)
}

/// Losing the race leaves the voucher due: it is looked at again.
fn look_again(moved: Result<(), Fault>) -> Result<(), Fault> {
    match moved {
        Ok(()) | Err(Fault::LostRace) => Ok(()),
        Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
    }
}

/// The instant up to which claims are missed: now, or the end of another day that the sweep is for.
fn as_of(sweep: &Sweep<'_>) -> Timestamp {
    let end = sweep.order.date.at(23, 59, 59, 0).to_zoned(TimeZone::UTC).map(|end| end.timestamp());
    if sweep.order.date == calendar::utc_day(sweep.now) { sweep.now } else { end.unwrap_or(sweep.now) }
}

/// What a sweep did to one item.
#[derive(Clone, Copy)]
enum Step<'a> {
    VoucherExpired,
    ClaimExpired,
    Reminded(&'a [i16]),
    Nothing,
}

impl<'a> Step<'a> {
    fn of_voucher(event: &'a Event) -> Self {
        if let Event::Reminded { reminders } = event {
            return Self::Reminded(reminders);
        }
        if *event == Event::Expired { Self::VoucherExpired } else { Self::Nothing }
    }

    fn of_claim(event: &'a claim::Event) -> Self {
        if let claim::Event::Reminded { reminders } = event {
            return Self::Reminded(reminders);
        }
        if *event == claim::Event::Expired { Self::ClaimExpired } else { Self::Nothing }
    }
}

impl Report {
    fn new(order: Order, unclaimed: &Swept<Claim>) -> Self {
        let missing = unclaimed.done.iter().filter(|claim| matches!(claim, Claim::Missing)).count();
        Self {
            date: order.date,
            dry_run: order.dry_run,
            scanned: unclaimed.scanned(),
            expired: 0,
            claims_expired: 0,
            reminders: 0,
            resent: missing,
            claimed: unclaimed.done.len().saturating_sub(missing),
            unchanged: 0,
            failed: unclaimed.failed.clone(),
            complete: unclaimed.complete,
        }
    }

    fn add<'a, E>(&mut self, swept: &'a Swept<Option<E>>, step: impl Fn(&'a E) -> Step<'a>) {
        self.scanned = self.scanned.saturating_add(swept.scanned());
        self.failed = std::mem::take(&mut self.failed).and(swept.failed.clone());
        self.complete = self.complete && swept.complete;
        for event in &swept.done {
            self.count(event.as_ref().map_or(Step::Nothing, &step));
        }
    }

    fn count(&mut self, step: Step<'_>) {
        let (counter, more) = match step {
            Step::VoucherExpired => (&mut self.expired, 1),
            Step::ClaimExpired => (&mut self.claims_expired, 1),
            Step::Reminded(reminders) => (&mut self.reminders, reminders.len()),
            Step::Nothing => (&mut self.unchanged, 1),
        };
        *counter = counter.saturating_add(more);
    }
}
