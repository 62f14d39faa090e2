//! Sending a mail once. It is claimed before and closed after: of two who are told of an event one sends, and who is told
//! later finds it done. Who dies between the two leaves it open whether the mail went out; then it is sent again after a
//! while. Told twice is a nuisance, not told at all costs somebody a voucher.

use std::time::Duration;

use domain::Fault;
use domain::notice::EventId;
use jiff::SignedDuration;
use mail::{SendError, SendMail, Thread};
use table::{MailLock, MailState};

use crate::Services;
use crate::letter::Envelope;

/// From when on a claim is of somebody who died over it: twice as long as the function may run, and less than the time
/// after which the queue tells again.
const STALE_AFTER: SignedDuration = SignedDuration::from_secs(120);
/// How long to wait before each further try while SES says that it is too much at once.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_millis(400), Duration::from_millis(800)];

/// Sends a mail unless that was done, or is being done.
pub(crate) async fn send<S: SendMail + Sync>(
    services: &Services<S>,
    event: &EventId,
    thread: &Thread,
    envelope: &Envelope,
) -> Result<(), Fault> {
    let now = services.clock.now();
    let stale = now.saturating_sub(STALE_AFTER).unwrap_or(now);
    match services.table.lock_mail(event, envelope.recipient(), now, stale).await? {
        MailLock::Ours => {}
        MailLock::Over => return Ok(()),
        MailLock::Others => return Err(Fault::LostRace),
    }
    match hand_over(services, thread, envelope).await {
        Ok(()) => close(services, event, envelope, MailState::Sent).await,
        Err(SendError::Refused { code }) => {
            tracing::warn!(%event, code, "a recipient cannot be written to");
            close(services, event, envelope, MailState::Refused { code }).await;
        }
        Err(SendError::Throttled) => {
            release(services, event, envelope).await;
            return Err(Fault::Unavailable { what: "ses SendEmail", source: "too much at once".into() });
        }
        Err(SendError::NotSent(fault)) => {
            release(services, event, envelope).await;
            return Err(fault);
        }
        Err(SendError::Unknown(fault)) => return Err(fault),
    }
    Ok(())
}

/// Counts a mail by what became of it.
pub(crate) fn count(outcome: &str) {
    host::metrics::count("Mails", &[("Outcome", outcome)]);
}

/// Hands it over; a little later when it is too much at once.
async fn hand_over<S: SendMail + Sync>(
    services: &Services<S>,
    thread: &Thread,
    envelope: &Envelope,
) -> Result<(), SendError> {
    let Envelope { to, mail, .. } = envelope;
    for pause in PAUSES {
        match services.sender.send(to, mail, thread).await {
            Err(SendError::Throttled) => tokio::time::sleep(pause).await,
            done => return done,
        }
    }
    services.sender.send(to, mail, thread).await
}

/// What happened has happened: if it cannot be written down, it is not done again for that.
async fn close<S: SendMail + Sync>(services: &Services<S>, event: &EventId, envelope: &Envelope, state: MailState) {
    count(state.as_str());
    let now = services.clock.now();
    if let Err(fault) = services.table.record_mail_result(event, envelope.recipient(), state, now).await {
        let fault: &dyn std::error::Error = &fault;
        tracing::warn!(%event, fault, "what became of a mail could not be written down");
    }
}

/// If the claim cannot be given up, it goes stale.
async fn release<S: SendMail + Sync>(services: &Services<S>, event: &EventId, envelope: &Envelope) {
    if let Err(fault) = services.table.unlock_mail(event, envelope.recipient()).await {
        let fault: &dyn std::error::Error = &fault;
        tracing::warn!(%event, fault, "the claim on a mail could not be given up");
    }
}
