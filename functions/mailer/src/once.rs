//! Sending a mail once. It is claimed before and closed after: of two who are told of an event one sends, and who is told
//! later finds it done. Who dies between the two leaves it open whether the mail went out; then it is sent again after a
//! while. Told twice is a nuisance, not told at all costs somebody a voucher.

use std::time::Duration;

use domain::Fault;
use domain::notice::EventId;
use jiff::SignedDuration;
use mail::{SendMail, Thread, Unsent};
use table::{MailState, MailTurn};

use crate::Deps;
use crate::letter::Envelope;

/// From when on a claim is of somebody who died over it: twice as long as the function may run, and less than the time
/// after which the queue tells again.
const STALE_AFTER: SignedDuration = SignedDuration::from_secs(120);
/// How long to wait before each further try while SES says that it is too much at once.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_millis(400), Duration::from_millis(800)];

/// Sends a mail unless that was done, or is being done.
pub(crate) async fn send<S: SendMail + Sync>(
    deps: &Deps<S>,
    event: &EventId,
    thread: &Thread,
    envelope: &Envelope,
) -> Result<(), Fault> {
    let now = deps.clock.now();
    let stale = now.saturating_sub(STALE_AFTER).unwrap_or(now);
    match deps.table.claim_mail(event, envelope.recipient(), now, stale).await? {
        MailTurn::Ours => {}
        MailTurn::Over => return Ok(()),
        MailTurn::Others => return Err(Fault::LostRace),
    }
    match hand_over(deps, thread, envelope).await {
        Ok(()) => close(deps, event, envelope, MailState::Sent).await,
        Err(Unsent::Refused { code }) => {
            tracing::warn!(%event, code, "a recipient cannot be written to");
            close(deps, event, envelope, MailState::Refused { code }).await;
        }
        Err(Unsent::Throttled) => {
            release(deps, event, envelope).await;
            return Err(Fault::Unavailable { what: "ses SendEmail", source: "too much at once".into() });
        }
        Err(Unsent::NotSent(fault)) => {
            release(deps, event, envelope).await;
            return Err(fault);
        }
        Err(Unsent::Unknown(fault)) => return Err(fault),
    }
    Ok(())
}

/// Counts a mail by what became of it.
pub(crate) fn count(outcome: &str) {
    host::metrics::count("Mails", &[("Outcome", outcome)]);
}

/// Hands it over; a little later when it is too much at once.
async fn hand_over<S: SendMail + Sync>(deps: &Deps<S>, thread: &Thread, envelope: &Envelope) -> Result<(), Unsent> {
    let Envelope { to, mail, .. } = envelope;
    for pause in PAUSES {
        match deps.sender.send(to, mail, thread).await {
            Err(Unsent::Throttled) => tokio::time::sleep(pause).await,
            done => return done,
        }
    }
    deps.sender.send(to, mail, thread).await
}

/// What happened has happened: if it cannot be written down, it is not done again for that.
async fn close<S: SendMail + Sync>(deps: &Deps<S>, event: &EventId, envelope: &Envelope, state: MailState) {
    count(state.as_str());
    let now = deps.clock.now();
    if let Err(fault) = deps.table.close_mail(event, envelope.recipient(), state, now).await {
        let fault: &dyn std::error::Error = &fault;
        tracing::warn!(%event, fault, "what became of a mail could not be written down");
    }
}

/// If the claim cannot be given up, it goes stale.
async fn release<S: SendMail + Sync>(deps: &Deps<S>, event: &EventId, envelope: &Envelope) {
    if let Err(fault) = deps.table.release_mail(event, envelope.recipient()).await {
        let fault: &dyn std::error::Error = &fault;
        tracing::warn!(%event, fault, "the claim on a mail could not be given up");
    }
}
