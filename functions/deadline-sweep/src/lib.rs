//! Ends vouchers whose last day is over, closing their reservations, sends each reminder of that day once, and tells the
//! claims queue again of redeemed vouchers whose claim has not appeared (api.md 12, domain.md 3.1 V8, 3.8; design idea 3).
//!
//! Customer and partner are told by whoever follows the table's stream.

use domain::Fault;
use domain::voucher::{Event, Voucher};
use host::{Clock, Deadline};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use lambda_runtime::LambdaEvent;
use queue::{AnnounceRedeemed, RedeemedMessage};
use serde::Serialize;
use serde_json::Value;
use sweep::{Failed, Order, Sweep, SweepError, Swept};
use table::{Due, DueUntil, Stored, Table};

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "CLAIMS_QUEUE_URL"];

/// What the function stands on.
#[derive(Debug)]
pub struct Deps<Q> {
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
pub async fn handle<Q: AnnounceRedeemed + Sync>(
    deps: &Deps<Q>,
    event: LambdaEvent<Value>,
) -> Result<Report, SweepError> {
    let now = deps.clock.now();
    let order = Order::read(&event.payload, now)?;
    let deadline = Deadline::of_invocation(event.context.deadline, &deps.clock);
    let sweep = Sweep { name: "deadline-sweep", table: &deps.table, order, now, deadline: &deadline };
    // Money first: what was redeemed is owed.
    let unclaimed = unclaimed(deps, &sweep).await?;
    let report = Report::new(order, unclaimed, vouchers(&sweep).await?);
    tracing::info!(report = serde_json::to_string(&report).unwrap_or_default(), "swept");
    Ok(report)
}

async fn vouchers(sweep: &Sweep<'_>) -> Result<Swept<Option<Event>>, Fault> {
    let date = sweep.order.date;
    let deal = async |key, stored| sweep.advance(&key, stored, |voucher: Voucher| voucher.advance(date)).await;
    sweep.over(Due::Vouchers, &DueUntil::day(date), deal).await
}

/// A claim that is there settles the matter, however it came about; for one that is not, the message is sent again, and
/// the voucher stays due until the next look.
async fn unclaimed<Q: AnnounceRedeemed + Sync>(deps: &Deps<Q>, sweep: &Sweep<'_>) -> Result<Swept<Claim>, Fault> {
    let deal = async |_, stored| look_for_claim(deps, sweep, stored).await;
    sweep.over(Due::Unclaimed, &DueUntil::instant(as_of(sweep)), deal).await
}

async fn look_for_claim<Q: AnnounceRedeemed + Sync>(
    deps: &Deps<Q>,
    sweep: &Sweep<'_>,
    stored: Stored<Voucher>,
) -> Result<Claim, Fault> {
    let number = &stored.value.core().number;
    let claim = deps.table.claim(number).await?;
    let missing = stored.value.redeemed().filter(|_| claim.is_none());
    let found = if missing.is_some() { Claim::Missing } else { Claim::Found };
    match missing {
        _ if sweep.order.dry_run => {}
        Some(redeemed) => deps.claims.announce(&RedeemedMessage::new(redeemed, stored.rev)).await?,
        None => settle(deps, number).await?,
    }
    Ok(found)
}

/// Losing the race leaves the voucher due: it is looked at again.
async fn settle<Q>(deps: &Deps<Q>, number: &domain::VoucherNumber) -> Result<(), Fault> {
    match deps.table.settle(number).await {
        Ok(()) | Err(Fault::LostRace) => Ok(()),
        Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
    }
}

/// The instant up to which claims are missed: now, or the end of another day that the sweep is for.
fn as_of(sweep: &Sweep<'_>) -> Timestamp {
    let end = sweep.order.date.at(23, 59, 59, 0).to_zoned(TimeZone::UTC).map(|end| end.timestamp());
    if sweep.order.date == domain::calendar::utc_day(sweep.now) { sweep.now } else { end.unwrap_or(sweep.now) }
}

impl Report {
    fn new(order: Order, unclaimed: Swept<Claim>, vouchers: Swept<Option<Event>>) -> Self {
        let missing = unclaimed.done.iter().filter(|claim| matches!(claim, Claim::Missing)).count();
        let mut report = Self {
            date: order.date,
            dry_run: order.dry_run,
            scanned: unclaimed.scanned().saturating_add(vouchers.scanned()),
            expired: 0,
            reminders: 0,
            resent: missing,
            claimed: unclaimed.done.len().saturating_sub(missing),
            unchanged: 0,
            failed: unclaimed.failed.and(vouchers.failed),
            complete: unclaimed.complete && vouchers.complete,
        };
        vouchers.done.iter().for_each(|event| report.count(event.as_ref()));
        report
    }

    fn count(&mut self, event: Option<&Event>) {
        if let Some(Event::Reminded { reminders }) = event {
            self.reminders = self.reminders.saturating_add(reminders.len());
        } else if event == Some(&Event::Expired) {
            self.expired = self.expired.saturating_add(1);
        } else {
            self.unchanged = self.unchanged.saturating_add(1);
        }
    }
}
