//! Sends the letters about an event, one mail per event and recipient; triggered by the mail queue (PROGRAM.md 13.1).
//!
//! Notices are delivered at least once and in any order. A mail is locked, sent and recorded, so that a notice that is
//! delivered again does not send it twice (DECISIONS.md 39). Tests: `tests/it/mailer`.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use domain::catalog::Catalog;
use domain::notice::{EnrollmentNotice, InvoiceNotice};
use domain::{Email, Fault, Notice, calendar};
use host::{Clock, Deadline};
use lambda_runtime::{Error, LambdaEvent};
use mail::{Portal, SendMail, Thread};
use queue::Disposition;
use table::Table;

use letter::{Delivery, LetterContext};

mod claim;
mod deliver;
mod enrollment;
mod file;
mod invoice;
mod letter;
mod partner;
mod voucher;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "MAIL_FROM", "MAIL_REPLY_TO", "PORTAL_ORIGIN"];

/// The clients and configuration that the handler needs.
#[derive(Debug)]
pub struct Services<S> {
    /// The table of recipients, of the subjects of notices and of the result of each mail.
    pub table: Table,
    /// The sender of mails.
    pub sender: S,
    /// The names of programs, and the countries that need invoices.
    pub catalog: Catalog,
    /// The portal that letters link to.
    pub portal: Portal,
    /// The current time.
    pub clock: Clock,
}

/// Handles one batch and returns the messages that failed, which the queue delivers again.
///
/// # Errors
/// A message without an id failed: the queue then delivers the whole batch again.
pub async fn handle<S: SendMail + Sync>(
    services: &Services<S>,
    event: LambdaEvent<SqsEvent>,
) -> Result<SqsBatchResponse, Error> {
    let deadline = Deadline::of_invocation(event.context.deadline, &services.clock);
    Ok(queue::process_batch(event.payload, &deadline, |message| process(services, message)).await?)
}

async fn process<S: SendMail + Sync>(services: &Services<S>, message: SqsMessage) -> Disposition {
    let message_id = message.message_id.unwrap_or_default();
    let notice = match queue::read::<Notice>(message.body.as_deref().unwrap_or_default()) {
        Ok(notice) => notice,
        Err(error) => {
            tracing::error!(message_id, %error, "a message cannot be read");
            return Disposition::DeadLetter;
        }
    };
    match send_letters(services, &notice).await {
        Ok(()) => Disposition::Done,
        Err(fault) => {
            let fault: &dyn std::error::Error = &fault;
            tracing::warn!(event = %notice.event_id(), fault, "letters not sent; the queue delivers the notice again");
            Disposition::Retry
        }
    }
}

/// Sends the letters of a notice to all recipients. A failure for one recipient does not stop the mail of another.
async fn send_letters<S: SendMail + Sync>(services: &Services<S>, notice: &Notice) -> Result<(), Fault> {
    let contacts = services.table.mail_contacts(notice).await?;
    let context = LetterContext {
        contacts: &contacts,
        catalog: &services.catalog,
        portal: &services.portal,
        today: calendar::utc_day(services.clock.now()),
    };
    let mut outcome = Ok(());
    for letter in letters(notice, context)? {
        match letter {
            Delivery::To(envelope) => {
                let thread = thread(notice, &envelope.to);
                outcome = deliver::deliver(services, notice.event_id(), &thread, &envelope).await.and(outcome);
            }
            Delivery::NoRecipient => deliver::count("nobody"),
        }
    }
    outcome
}

/// The letters about an event; none when all are dropped (PROGRAM.md 13.2).
fn letters(notice: &Notice, context: LetterContext<'_>) -> Result<Vec<Delivery>, Fault> {
    match notice {
        Notice::Voucher(about) => voucher::letters(about, context),
        Notice::Claim(about) => claim::letters(about, context),
        Notice::Enrollment(about) => enrollment::letters(about, context),
        Notice::Invoice(about) => invoice::letters(about, context),
    }
}

/// The thread that a recipient's mail program groups the letters under: one per voucher, claim, enrollment or invoice.
fn thread(notice: &Notice, to: &Email) -> Thread {
    match notice {
        Notice::Voucher(about) => Thread::about("voucher", about.then.voucher_number.as_str(), to),
        Notice::Claim(about) => Thread::about("claim", about.then.claim_id.as_str(), to),
        Notice::Enrollment(EnrollmentNotice { then, .. }) => {
            Thread::about("enrollment", &format!("{}#{}", then.company_id, then.program), to)
        }
        Notice::Invoice(InvoiceNotice { then, .. }) => {
            Thread::about("invoice", &format!("{}#{}", then.company_id, then.invoice_number.id()), to)
        }
    }
}
