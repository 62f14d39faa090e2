//! Marks enrollments as due for renewal, in grace or lapsed, and records reminders; invoked by a schedule.
//!
//! Each reminder is recorded once, as an event of the enrollment; `outbox` and `mailer` send the mail.
//!
//! Tests: `tests/it/renewal_sweep`.

use domain::Fault;
use domain::enrollment::{Enrollment, Event};
use host::{Clock, Deadline};
use jiff::civil::Date;
use lambda_runtime::LambdaEvent;
use serde::Serialize;
use sweep::{Failed, Payload, Sweep, SweepError, SweepRequest, Swept};
use table::{Due, DueUntil, Table};

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME"];

/// The clients and configuration the handler needs.
#[derive(Debug)]
pub struct Services {
    /// Enrollments.
    pub table: Table,
    /// The current time.
    pub clock: Clock,
}

/// The result of a sweep; in a dry run the changes it would make.
#[derive(Debug, Serialize)]
pub struct Report {
    date: Date,
    dry_run: bool,
    /// Enrollments that were due.
    scanned: usize,
    /// Enrollments whose renewal became due.
    flagged: usize,
    /// Enrollments whose term ended and whose grace period began.
    grace: usize,
    /// Enrollments that lapsed because they were not renewed in time.
    lapsed: usize,
    /// Reminders recorded.
    reminders: usize,
    /// Enrollments that did not change.
    unchanged: usize,
    /// Enrollments that failed; they stay due.
    failed: Failed,
    /// True when every due enrollment was processed before the deadline.
    complete: bool,
}

/// Handles one invocation: `{"date"?, "dry_run"?}`.
///
/// # Errors
/// [`SweepError`] for an invalid payload, and when the table cannot be read.
pub async fn handle(services: &Services, event: LambdaEvent<Payload>) -> Result<Report, SweepError> {
    let now = services.clock.now();
    let request = SweepRequest::read(event.payload, now)?;
    let deadline = Deadline::of_invocation(event.context.deadline, &services.clock);
    let sweep = Sweep { name: "renewal-sweep", table: &services.table, request, now, deadline: &deadline };
    let report = Report::new(request, sweep_enrollments(&sweep).await?);
    report.failed.report();
    tracing::info!(report = serde_json::to_string(&report).unwrap_or_default(), "swept");
    Ok(report)
}

async fn sweep_enrollments(sweep: &Sweep<'_>) -> Result<Swept<Option<Event>>, Fault> {
    let date = sweep.request.date;
    let process =
        async |key, stored| sweep.advance(&key, stored, |enrollment: Enrollment| enrollment.advance(date)).await;
    sweep.over(Due::Enrollments, &DueUntil::day(date), process).await
}

impl Report {
    fn new(request: SweepRequest, swept: Swept<Option<Event>>) -> Self {
        let mut report = Self {
            date: request.date,
            dry_run: request.dry_run,
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
