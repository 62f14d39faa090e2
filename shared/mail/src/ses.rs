//! SES (its second API).

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::{BuildError, ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageHeader};
use domain::{Email, Fault};

use crate::{Mail, SendError, SendMail, Thread, headers};

/// What an operator looks for in the log.
const SEND_EMAIL: &str = "ses SendEmail";

/// SES, writing as one sender. Cheap to clone; one per process.
#[derive(Clone, Debug)]
pub struct Ses {
    client: Client,
    from: Email,
    reply_to: Email,
}

impl Ses {
    /// The IAM actions that sending needs.
    pub const ACTIONS: [&str; 1] = ["ses:SendEmail"];

    /// SES behind this client. The client must not try again by itself: a call whose answer was lost may have sent.
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

/// A refusal is final, unless SES refuses the sender: then the mail waits until that is put right. An account in the
/// sandbox may write to verified addresses only, and then SES names the recipient.
fn classify(error: SdkError<SendEmailError>, from: &Email) -> SendError {
    const REFUSED: [&str; 2] = ["MessageRejected", "BadRequestException"];
    const UNVERIFIED: &str = "not verified";
    const THROTTLED: [&str; 4] =
        ["TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling"];
    let Some(service) = error.as_service_error() else { return unanswered(error) };
    let code = service.code().unwrap_or_default().to_owned();
    let is_ours =
        service.message().is_some_and(|message| message.contains(from.as_str()) || message.contains(UNVERIFIED));
    match code.as_str() {
        refused if REFUSED.contains(&refused) && !is_ours => SendError::Refused { code },
        throttled if THROTTLED.contains(&throttled) => SendError::Throttled,
        // The answer itself may name addresses: only its code is told.
        _ => SendError::NotSent(Fault::Unavailable { what: SEND_EMAIL, source: code.into() }),
    }
}

/// Without an answer it may have been sent, unless it could not even be asked for.
fn unanswered(error: SdkError<SendEmailError>) -> SendError {
    let asked = !matches!(error, SdkError::ConstructionFailure(_));
    let fault = Fault::unavailable(SEND_EMAIL, error);
    if asked { SendError::Unknown(fault) } else { SendError::NotSent(fault) }
}

#[cfg(test)]
mod tests {
    use aws_sdk_sesv2::error::ErrorMetadata;
    use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
    use aws_smithy_types::body::SdkBody;

    use super::*;

    fn us() -> Email {
        Email::parse("no-reply@vouchsafe.example").unwrap()
    }

    fn answered(code: &str, message: &str) -> SendError {
        let metadata = ErrorMetadata::builder().code(code).message(message).build();
        let answer = HttpResponse::new(400.try_into().unwrap(), SdkBody::empty());
        classify(SdkError::service_error(SendEmailError::generic(metadata), answer), &us())
    }

    #[test]
    fn the_headers_go_out_with_subject_text_and_html() {
        let mail = Mail {
            language: domain::Language::TraditionalChinese,
            subject: "憑證".to_owned(),
            text: "您好".to_owned(),
            html: "<p>您好</p>".to_owned(),
        };
        let thread = Thread::about("voucher", "SA-7KQ2", &Email::parse("lin.mei@contoso.example").unwrap());
        let content = content(&mail, &thread, &us()).unwrap();
        let message = content.simple().unwrap();
        let sent: Vec<_> = message.headers().iter().map(|header| (header.name(), header.value().to_owned())).collect();
        assert_eq!(sent, headers::of(&mail, &thread, &us()));
        let body = message.body().unwrap();
        assert_eq!(message.subject().unwrap().data(), mail.subject);
        assert_eq!((body.text().unwrap().data(), body.html().unwrap().data()), (&*mail.text, &*mail.html));
    }

    #[test]
    fn a_recipient_who_is_refused_is_refused_for_good() {
        for code in ["MessageRejected", "BadRequestException"] {
            let SendError::Refused { code: told } = answered(code, "lin.mei@contoso.example is no address") else {
                panic!("{code}");
            };
            assert_eq!(told, code, "the code alone: what SES says with it may name an address");
        }
    }

    /// Otherwise one wrong setting would mark every mail of a day as refused.
    #[test]
    fn that_we_are_refused_is_nothing_against_the_recipient() {
        let message = "Email address is not verified. The following identities failed: no-reply@vouchsafe.example";
        assert!(matches!(answered("MessageRejected", message), SendError::NotSent(_)));
        let sandbox = "Email address is not verified. The following identities failed the check in region US-EAST-1: \
                       lin.mei@contoso.example";
        assert!(matches!(answered("MessageRejected", sandbox), SendError::NotSent(_)), "nobody could be written to");
        for code in ["SendingPausedException", "AccountSuspendedException", "MailFromDomainNotVerifiedException", ""] {
            assert!(matches!(answered(code, "no"), SendError::NotSent(_)), "{code}");
        }
    }

    #[test]
    fn too_much_at_once_is_known_by_all_its_names() {
        for code in ["TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling"] {
            assert!(matches!(answered(code, "slow down"), SendError::Throttled), "{code}");
        }
    }

    #[test]
    fn without_an_answer_it_may_have_been_sent() {
        assert!(matches!(classify(SdkError::timeout_error("late"), &us()), SendError::Unknown(_)));
        assert!(matches!(classify(SdkError::construction_failure("odd"), &us()), SendError::NotSent(_)));
    }
}
