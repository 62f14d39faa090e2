//! `POST /mail`: an assignment e-mail as the inbound-mail provider posts it (PROGRAM.md 6.8).

use api::{Answer, BodyKind, Decode, Failure, Fields, Reason, Reasons};
use domain::voucher::Assign;
use lambda_http::http::header::CONTENT_TYPE;

use crate::apply::AssignedVoucher;
use crate::mail::AssignmentMail;
use crate::terms::{self, Terms};
use crate::{Message, Services, apply, mail, refused};

const MEDIA_TYPE: &str = "message/rfc822";

/// Assigns the voucher of the mail. A refused mail is also counted and recorded; a failure of that does not change the
/// response.
pub(crate) async fn take_mail(message: &Message<'_>) -> Result<Answer<AssignedVoucher>, Failure> {
    let outcome = assign(message).await;
    if let Err(failure) = &outcome {
        refused::record_refusal(message, failure).await;
    }
    outcome
}

async fn assign(message: &Message<'_>) -> Result<Answer<AssignedVoucher>, Failure> {
    let raw: &[u8] = message.request.body().as_ref();
    if raw.len() > mail::MAIL_BYTES_MAX {
        return Err(Failure::TooLarge { limit: mail::MAIL_BYTES_MAX });
    }
    if !is_internet_message(message) {
        return Err(Failure::UnsupportedMediaType { expected: MEDIA_TYPE });
    }
    match read(message, raw) {
        Ok(received) => apply::assign(message, received.assign, &received.message_id).await,
        Err(failure) => apply::fail_unless_processed(message, failure).await,
    }
}

fn read(message: &Message<'_>, raw: &[u8]) -> Result<AssignmentMail, Failure> {
    let received = mail::read(raw, &message.services.senders).map_err(Failure::Invalid)?;
    check_terms(message, &received.assign)?;
    Ok(received)
}

fn check_terms(message: &Message<'_>, assign: &Assign) -> Result<(), Failure> {
    let terms = Terms {
        program: Some(&assign.program),
        days: Some(assign.days),
        created_at: assign.created_at.unwrap_or(assign.occurred_at),
        expires_on: assign.expires_on,
    };
    let mut problems = terms.problems(&message.services.catalog, message.now);
    problems.extend(terms::future_problem(assign.occurred_at, message.now).map(|wrong| ("occurred_at", wrong)));
    let reasons = problems.into_iter().map(|(field, wrong)| Reason::from(wrong).in_field(field));
    reasons.collect::<Reasons>().finish(|| Some(())).map_err(Failure::Invalid)
}

fn is_internet_message(message: &Message<'_>) -> bool {
    let sent = message.request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(MEDIA_TYPE)
}

/// The body of the webhook: the raw Internet message.
pub(crate) struct MailBody;

impl Decode<Services> for MailBody {
    const KIND: BodyKind = BodyKind::Raw(MEDIA_TYPE);

    fn decode(_: &mut Fields, _: &Services) -> Option<Self> {
        Some(Self)
    }
}
