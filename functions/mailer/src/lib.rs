//! The mail queue: one mail per event and recipient, in the recipient's language, however often and in whatever order
//! the event is delivered.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use domain::catalog::Catalog;
use domain::{Fault, Notice, calendar};
use host::{Clock, Deadline};
use lambda_runtime::{Error, LambdaEvent};
use mail::SendMail;
use queue::Disposition;
use table::Table;

use compose::Letter;

mod claim;
mod compose;
mod enrollment;
mod file;
mod once;
mod partner;
mod voucher;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "MAIL_FROM", "MAIL_REPLY_TO"];

/// The clients and configuration the function needs.
#[derive(Debug)]
pub struct Deps<S> {
    /// Recipients, the subjects of notices, and what became of each mail.
    pub table: Table,
    /// The sender of mails.
    pub sender: S,
    /// The names of programs.
    pub catalog: Catalog,
    /// The current time.
    pub clock: Clock,
}

/// Handles one batch; what could not be done is named, and comes again.
///
/// # Errors
/// When a message without an id failed: then the batch comes again as a whole.
pub async fn handle<S: SendMail + Sync>(
    deps: &Deps<S>,
    event: LambdaEvent<SqsEvent>,
) -> Result<SqsBatchResponse, Error> {
    let deadline = Deadline::of_invocation(event.context.deadline, &deps.clock);
    Ok(queue::drive(event.payload, &deadline, |message| answer(deps, message)).await?)
}

async fn answer<S: SendMail + Sync>(deps: &Deps<S>, message: SqsMessage) -> Disposition {
    let message_id = message.message_id.unwrap_or_default();
    let notice = match queue::read_notice(message.body.as_deref().unwrap_or_default()) {
        Ok(notice) => notice,
        Err(error) => {
            tracing::error!(message_id, %error, "a message cannot be read");
            return Disposition::DeadLetter;
        }
    };
    match write(deps, &notice).await {
        Ok(()) => Disposition::Done,
        Err(fault) => {
            let fault: &dyn std::error::Error = &fault;
            tracing::warn!(event = %notice.key(), fault, "not everybody was written to; the queue will tell again");
            Disposition::Retry
        }
    }
}

/// Writes to everybody a notice concerns. One recipient never keeps another from their mail.
async fn write<S: SendMail + Sync>(deps: &Deps<S>, notice: &Notice) -> Result<(), Fault> {
    let known = deps.table.correspondents(notice).await?;
    let today = calendar::utc_day(deps.clock.now());
    let mut outcome = Ok(());
    for letter in compose::letters(notice, &known, &deps.catalog, today)? {
        match letter {
            Letter::To(outgoing) => outcome = once::send(deps, notice, &outgoing).await.and(outcome),
            Letter::ToNobody => once::count("nobody"),
        }
    }
    outcome
}
