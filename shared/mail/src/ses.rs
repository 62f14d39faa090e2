//! Delivery with SES (API version 2).

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::{BuildError, ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageHeader};
use domain::{Email, Fault};

use crate::{Mail, SendError, SendMail, Thread, headers};

/// The name of the operation in log messages.
const SEND_EMAIL: &str = "ses SendEmail";

/// Sends mails with SES as one sender. Cheap to clone; one per process.
#[derive(Clone, Debug)]
pub struct Ses {
    client: Client,
    from: Email,
    reply_to: Email,
}

impl Ses {
    /// The IAM actions that sending requires.
    pub const ACTIONS: [&str; 1] = ["ses:SendEmail"];

    /// Creates the sender. The client must not retry: a call without an answer may have sent the mail
    /// (DECISIONS.md 39).
    pub fn new(client: Client, from: Email, reply_to: Email) -> Self {
        Self { client, from, reply_to }
    }
}

impl SendMail for Ses {
    async fn send(&self, to: &Email, mail: &Mail, thread: &Thread) -> Result<(), SendError> {
        let content = content(mail, thread, &self.from);
        let content = content.map_err(|error| SendError::NotSent(Fault::unavailable(SEND_EMAIL, error)))?;
        let request = self.client.send_email().from_email_address(headers::from(&self.from, mail.language));
        let request = request.reply_to_addresses(self.reply_to.as_str());
        let request = request.destination(Destination::builder().to_addresses(to.as_str()).build()).content(content);
        Box::pin(request.send()).await.map(drop).map_err(|error| classify(error, &self.from))
    }
}

fn content(mail: &Mail, thread: &Thread, from: &Email) -> Result<EmailContent, BuildError> {
    let text = |data: &str| Content::builder().data(data).charset("UTF-8").build();
    let body = Body::builder().text(text(&mail.text)?).html(text(&mail.html)?).build();
    let mut message = Message::builder().subject(text(&mail.subject)?).body(body);
    for (name, value) in headers::of(mail, thread, from) {
        message = message.headers(MessageHeader::builder().name(name).value(value).build()?);
    }
    Ok(EmailContent::builder().simple(message.build()).build())
}

/// Classifies an error. A refusal is permanent, unless SES refuses the sender: then the mail is retried until the
/// sender's settings are corrected. An account in the sandbox can send to verified addresses only, and SES then names
/// the recipient.
fn classify(error: SdkError<SendEmailError>, from: &Email) -> SendError {
    const REFUSED: [&str; 2] = ["MessageRejected", "BadRequestException"];
    const UNVERIFIED: &str = "not verified";
    const THROTTLED: [&str; 4] =
        ["TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling"];
    let Some(service) = error.as_service_error() else { return unanswered(error) };
    let code = service.code().unwrap_or_default().to_owned();
    let is_about_sender =
        service.message().is_some_and(|message| message.contains(from.as_str()) || message.contains(UNVERIFIED));
    match code.as_str() {
        refused if REFUSED.contains(&refused) && !is_about_sender => SendError::Refused { code },
        throttled if THROTTLED.contains(&throttled) => SendError::Throttled,
        // Only the code is reported, because the message can contain addresses.
        _ => SendError::NotSent(Fault::Unavailable { what: SEND_EMAIL, source: code.into() }),
    }
}

/// Classifies an error without an answer: the mail may have been sent, unless the request could not be built.
fn unanswered(error: SdkError<SendEmailError>) -> SendError {
    let was_requested = !matches!(error, SdkError::ConstructionFailure(_));
    let fault = Fault::unavailable(SEND_EMAIL, error);
    if was_requested { SendError::Unknown(fault) } else { SendError::NotSent(fault) }
}

#[cfg(test)]
mod tests {
    use aws_sdk_sesv2::error::ErrorMetadata;
    use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
    use aws_smithy_types::body::SdkBody;

    use super::*;

    fn sender() -> Email {
        Email::parse("no-reply@vouchsafe.example").unwrap()
    }

    fn answered(code: &str, message: &str) -> SendError {
        let metadata = ErrorMetadata::builder().code(code).message(message).build();
        let answer = HttpResponse::new(400.try_into().unwrap(), SdkBody::empty());
        classify(SdkError::service_error(SendEmailError::generic(metadata), answer), &sender())
    }

    #[test]
    fn a_mail_is_sent_with_headers_subject_text_and_html() {
        let mail = Mail {
            language: domain::Language::TraditionalChinese,
            subject: "憑證".to_owned(),
            text: "您好".to_owned(),
            html: "<p>您好</p>".to_owned(),
        };
        let thread = Thread::about("voucher", "SA-7KQ2", &Email::parse("lin.mei@contoso.example").unwrap());
        let content = content(&mail, &thread, &sender()).unwrap();
        let message = content.simple().unwrap();
        let sent: Vec<_> = message.headers().iter().map(|header| (header.name(), header.value().to_owned())).collect();
        assert_eq!(sent, headers::of(&mail, &thread, &sender()));
        let body = message.body().unwrap();
        assert_eq!(message.subject().unwrap().data(), mail.subject);
        assert_eq!((body.text().unwrap().data(), body.html().unwrap().data()), (&*mail.text, &*mail.html));
    }

    #[test]
    fn a_refused_recipient_is_a_permanent_failure() {
        for code in ["MessageRejected", "BadRequestException"] {
            let SendError::Refused { code: reported } = answered(code, "lin.mei@contoso.example is no address") else {
                panic!("{code}");
            };
            assert_eq!(reported, code, "only the code, because the message can contain an address");
        }
    }

    /// Otherwise one wrong setting would mark every mail of a day as refused.
    #[test]
    fn a_refused_sender_is_not_a_permanent_failure() {
        let message = "Email address is not verified. The following identities failed: no-reply@vouchsafe.example";
        assert!(matches!(answered("MessageRejected", message), SendError::NotSent(_)));
        let sandbox = "Email address is not verified. The following identities failed the check in region US-EAST-1: \
                       lin.mei@contoso.example";
        assert!(matches!(answered("MessageRejected", sandbox), SendError::NotSent(_)), "an account in the sandbox");
        for code in ["SendingPausedException", "AccountSuspendedException", "MailFromDomainNotVerifiedException", ""] {
            assert!(matches!(answered(code, "no"), SendError::NotSent(_)), "{code}");
        }
    }

    #[test]
    fn every_code_of_throttling_is_recognized() {
        for code in ["TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling"] {
            assert!(matches!(answered(code, "slow down"), SendError::Throttled), "{code}");
        }
    }

    #[test]
    fn without_an_answer_the_mail_may_have_been_sent() {
        assert!(matches!(classify(SdkError::timeout_error("late"), &sender()), SendError::Unknown(_)));
        assert!(matches!(classify(SdkError::construction_failure("odd"), &sender()), SendError::NotSent(_)));
    }
}
