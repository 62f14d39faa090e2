//! Flags enrollments due for annual renewal, in grace and lapsed, and sends each reminder once.
//!
//! Reminders go out as events of the enrollment: whoever follows the table's stream sends the mail.
//! Tests: `tests/it/sweeps`.

use domain::Fault;
use domain::enrollment::{Enrollment, Event};
use host::{Clock, Deadline};
use jiff::civil::Date;
use lambda_runtime::LambdaEvent;
use serde::Serialize;
use sweep::{Failed, Order, Payload, Sweep, SweepError, Swept};
use table::{Due, DueUntil, Table};

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME"];

/// The clients and facts that the handler works with.
#[derive(Debug)]
pub struct Services {
    /// Enrollments.
    pub table: Table,
    /// What time it is.
    pub clock: Clock,
}

/// What the sweep did, or would do.
#[derive(Debug, Serialize)]
pub struct Report {
    date: Date,
    dry_run: bool,
    /// Enrollments that were due.
    scanned: usize,
    /// Those whose renewal became due.
    flagged: usize,
    /// Those whose term ended.
    grace: usize,
    /// Those that nobody renewed in time.
    lapsed: usize,
    /// Reminders sent.
    reminders: usize,
    /// Those in which nothing changed.
    unchanged: usize,
    /// Those that could not be dealt with, and stay due.
    failed: Failed,
    /// Whether all was looked at in the time there was.
    complete: bool,
}

/// Handles one invocation: `{"date"?, "dry_run"?}`.
///
/// # Errors
/// For a payload that cannot be understood, and when the table cannot be read.
pub async fn handle(services: &Services, event: LambdaEvent<Payload>) -> Result<Report, SweepError> {
    let now = services.clock.now();
    let order = Order::read(event.payload, now)?;
    let deadline = Deadline::of_invocation(event.context.deadline, &services.clock);
    let sweep = Sweep { name: "renewal-sweep", table: &services.table, order, now, deadline: &deadline };
    let report = Report::new(order, renew(&sweep).await?);
    report.failed.report();
    tracing::info!(report = serde_json::to_string(&report).unwrap_or_default(), "swept");
    Ok(report)
}

async fn renew(sweep: &Sweep<'_>) -> Result<Swept<Option<Event>>, Fault> {
    let date = sweep.order.date;
    let deal = async |key, stored| sweep.advance(&key, stored, |enrollment: Enrollment| enrollment.advance(date)).await;
    sweep.over(Due::Enrollments, &DueUntil::day(date), deal).await
}

impl Report {
    fn new(order: Order, swept: Swept<Option<Event>>) -> Self {
        let mut report = Self {
            date: order.date,
            dry_run: order.dry_run,
            scanned: swept.scanned(),
            flagged: 0,
            grace: 0,
            lapsed: 0,
            reminders: 0,
            unchanged: 0,
            failed: swept.failed,
            complete: swept.complete,
        };
        swept.done.iter().for_each(|event| report.count(event.as_ref()));
        report
    }

    fn count(&mut self, event: Option<&Event>) {
        let (counter, reminders) = match event {
            Some(Event::RenewalDue { reminders }) => (Some(&mut self.flagged), reminders.len()),
            Some(Event::Grace { reminders }) => (Some(&mut self.grace), reminders.len()),
            Some(Event::Lapsed) => (Some(&mut self.lapsed), 0),
            Some(Event::Reminded { reminders }) => (None, reminders.len()),
            Some(
                Event::Enrolled
                | Event::Renewed { .. }
                | Event::Suspended { .. }
                | Event::Reinstated { .. }
                | Event::Withdrawn,
            )
            | None => (Some(&mut self.unchanged), 0),
        };
        if let Some(counter) = counter {
            *counter = counter.saturating_add(1);
        }
        self.reminders = self.reminders.saturating_add(reminders);
    }
}
