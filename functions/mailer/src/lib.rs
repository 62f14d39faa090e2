//! The mail queue: one mail per event and recipient, in the recipient's language, however often and in whatever order
//! the event is delivered. Tests: `tests/it/mailer`.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use domain::catalog::Catalog;
use domain::notice::EnrollmentNotice;
use domain::{Email, Fault, Notice, calendar};
use host::{Clock, Deadline};
use lambda_runtime::{Error, LambdaEvent};
use mail::{SendMail, Thread};
use queue::Disposition;
use table::Table;

use letter::{Delivery, LetterContext};

mod claim;
mod enrollment;
mod file;
mod letter;
mod once;
mod partner;
mod voucher;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "MAIL_FROM", "MAIL_REPLY_TO"];

/// The clients and configuration the function needs.
#[derive(Debug)]
pub struct Services<S> {
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
    services: &Services<S>,
    event: LambdaEvent<SqsEvent>,
) -> Result<SqsBatchResponse, Error> {
    let deadline = Deadline::of_invocation(event.context.deadline, &services.clock);
    Ok(queue::drive(event.payload, &deadline, |message| answer(services, message)).await?)
}

async fn answer<S: SendMail + Sync>(services: &Services<S>, message: SqsMessage) -> Disposition {
    let message_id = message.message_id.unwrap_or_default();
    let notice = match queue::read::<Notice>(message.body.as_deref().unwrap_or_default()) {
        Ok(notice) => notice,
        Err(error) => {
            tracing::error!(message_id, %error, "a message cannot be read");
            return Disposition::DeadLetter;
        }
    };
    match write(services, &notice).await {
        Ok(()) => Disposition::Done,
        Err(fault) => {
            let fault: &dyn std::error::Error = &fault;
            tracing::warn!(event = %notice.event_id(), fault, "not everybody was written to; the queue will tell again");
            Disposition::Retry
        }
    }
}

/// Writes to everybody a notice concerns. One recipient never keeps another from their mail.
async fn write<S: SendMail + Sync>(services: &Services<S>, notice: &Notice) -> Result<(), Fault> {
    let known = services.table.mail_contacts(notice).await?;
    let context =
        LetterContext { known: &known, catalog: &services.catalog, today: calendar::utc_day(services.clock.now()) };
    let mut outcome = Ok(());
    for letter in letters(notice, context)? {
        match letter {
            Delivery::To(envelope) => {
                let thread = thread(notice, &envelope.to);
                outcome = once::send(services, notice.event_id(), &thread, &envelope).await.and(outcome);
            }
            Delivery::NoRecipient => once::count("nobody"),
        }
    }
    outcome
}

/// The letters about an event; none where there is nothing left to say.
fn letters(notice: &Notice, context: LetterContext<'_>) -> Result<Vec<Delivery>, Fault> {
    match notice {
        Notice::Voucher(about) => voucher::letters(about, context),
        Notice::Claim(about) => claim::letters(about, context),
        Notice::Enrollment(about) => enrollment::letters(about, context),
    }
}

/// The thread of a recipient's mails about the notice's subject: all letters about one voucher, one claim, one enrollment.
fn thread(notice: &Notice, to: &Email) -> Thread {
    match notice {
        Notice::Voucher(about) => Thread::about("voucher", about.then.voucher_number.as_str(), to),
        Notice::Claim(about) => Thread::about("claim", about.then.claim_id.as_str(), to),
        Notice::Enrollment(EnrollmentNotice { then, .. }) => {
            Thread::about("enrollment", &format!("{}#{}", then.company_id, then.program), to)
        }
    }
}
