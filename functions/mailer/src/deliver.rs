//! Delivers one mail at least once (DECISIONS.md 39). The mail is locked before it is sent, and its result is recorded
//! after: of two invocations with the same event one sends, and a later one finds the result. If the process dies in
//! between, the mail may or may not have been sent; it is sent again once the lock is stale. A duplicate mail is a
//! nuisance; a lost one can cost a voucher.

use std::time::Duration;

use domain::Fault;
use domain::notice::EventId;
use jiff::{SignedDuration, Timestamp};
use mail::{SendError, SendMail, Thread};
use table::{MailLock, MailState};

use crate::Services;
use crate::letter::Envelope;

/// The age from which the lock on a mail is stale, because its holder must have died: twice the function's timeout, and
/// less than the queue's visibility timeout (DECISIONS.md 39).
const LOCK_STALE_AFTER: SignedDuration = SignedDuration::from_secs(120);
/// The waits before each retry while SES throttles.
const BACKOFF: [Duration; 3] = [Duration::from_millis(200), Duration::from_millis(400), Duration::from_millis(800)];

/// Sends a mail unless it was sent or refused before.
///
/// # Errors
/// [`Fault::LostRace`] while another invocation holds the lock; the fault of SES or the table when the mail must be
/// tried again.
pub(crate) async fn deliver<S: SendMail + Sync>(
    services: &Services<S>,
    event: &EventId,
    thread: &Thread,
    envelope: &Envelope,
) -> Result<(), Fault> {
    let now = services.clock.now();
    let stale = now.saturating_sub(LOCK_STALE_AFTER).unwrap_or(now);
    match services.table.lock_mail(event, envelope.recipient(), now, stale).await? {
        MailLock::Acquired => {}
        MailLock::AlreadyHandled => return Ok(()),
        MailLock::HeldByOther => return Err(Fault::LostRace),
    }
    match send_with_backoff(services, thread, envelope).await {
        Ok(()) => record_result(services, event, envelope, MailState::Sent).await,
        Err(SendError::Refused { code }) => {
            tracing::warn!(%event, code, "a recipient cannot be written to");
            record_result(services, event, envelope, MailState::Refused { code }).await;
        }
        Err(SendError::Throttled) => {
            unlock(services, event, envelope, now).await;
            return Err(Fault::Unavailable { what: "ses SendEmail", source: "throttled".into() });
        }
        Err(SendError::NotSent(fault)) => {
            unlock(services, event, envelope, now).await;
            return Err(fault);
        }
        Err(SendError::Unknown(fault)) => return Err(fault),
    }
    Ok(())
}

/// Counts a mail by its outcome.
pub(crate) fn count(outcome: &str) {
    host::metrics::count("Mails", &[("Outcome", outcome)]);
}

/// Sends the mail and retries while SES throttles.
async fn send_with_backoff<S: SendMail + Sync>(
    services: &Services<S>,
    thread: &Thread,
    envelope: &Envelope,
) -> Result<(), SendError> {
    let Envelope { to, mail, .. } = envelope;
    for pause in BACKOFF {
        match services.sender.send(to, mail, thread).await {
            Err(SendError::Throttled) => tokio::time::sleep(pause).await,
            done => return done,
        }
    }
    services.sender.send(to, mail, thread).await
}

/// Counts and stores the final state of a mail. A failure to store it is only logged: a retry would send the mail
/// again.
async fn record_result<S: SendMail + Sync>(
    services: &Services<S>,
    event: &EventId,
    envelope: &Envelope,
    state: MailState,
) {
    count(state.as_str());
    let now = services.clock.now();
    if let Err(fault) = services.table.record_mail_result(event, envelope.recipient(), state, now).await {
        let fault: &dyn std::error::Error = &fault;
        tracing::warn!(%event, fault, "the result of a mail could not be stored");
    }
}

/// Releases the lock, so that the mail can be retried at once. A lock that cannot be released becomes stale.
async fn unlock<S: SendMail + Sync>(
    services: &Services<S>,
    event: &EventId,
    envelope: &Envelope,
    locked_at: Timestamp,
) {
    if let Err(fault) = services.table.unlock_mail(event, envelope.recipient(), locked_at).await {
        let fault: &dyn std::error::Error = &fault;
        tracing::warn!(%event, fault, "the lock on a mail could not be released");
    }
}
