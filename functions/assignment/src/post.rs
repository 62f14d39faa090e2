//! `POST /mail`: the assignment e-mail itself, as an inbound-mail provider posts it.

use api::{Answer, Failure, Reason};
use domain::voucher::Assign;
use lambda_http::http::header::CONTENT_TYPE;

use crate::mail::Received;
use crate::terms::{self, Terms};
use crate::{Call, apply, mail, refused};

const MESSAGE: &str = "message/rfc822";

/// Assigns the voucher of the mail. A mail that is refused is counted and recorded, which changes no answer.
pub(crate) async fn mail(call: &Call<'_>) -> Result<Answer, Failure> {
    let outcome = assign(call).await;
    if let Err(failure) = &outcome {
        refused::note(call, failure).await;
    }
    outcome
}

async fn assign(call: &Call<'_>) -> Result<Answer, Failure> {
    let raw: &[u8] = call.request.body().as_ref();
    if raw.len() > mail::MAIL_BYTES_MAX {
        return Err(Failure::TooLarge { limit: mail::MAIL_BYTES_MAX });
    }
    if !is_message(call) {
        return Err(Failure::UnsupportedMediaType { expected: MESSAGE });
    }
    match read(call, raw) {
        Ok(received) => apply::assign(call, received.assign, &received.message_id).await,
        Err(failure) => apply::unless_processed(call, failure).await,
    }
}

fn read(call: &Call<'_>, raw: &[u8]) -> Result<Received, Failure> {
    let received = mail::read(raw, &call.deps.senders).map_err(Failure::Invalid)?;
    check(call, &received.assign)?;
    Ok(received)
}

fn check(call: &Call<'_>, assign: &Assign) -> Result<(), Failure> {
    let terms = Terms {
        program: Some(&assign.program),
        days: Some(assign.days),
        created_at: assign.created_at.unwrap_or(assign.occurred_at),
        expires_on: assign.expires_on,
    };
    let mut problems = terms.problems(&call.deps.catalog, call.now);
    problems.extend(terms::occurred(assign.occurred_at, call.now).map(|wrong| ("occurred_at", wrong)));
    let reasons: Vec<_> = problems.into_iter().map(|(field, wrong)| Reason::at(field, "invalid", wrong)).collect();
    if reasons.is_empty() { Ok(()) } else { Err(Failure::Invalid(reasons)) }
}

fn is_message(call: &Call<'_>) -> bool {
    let sent = call.request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(MESSAGE)
}
