//! The mail headers that SES does not write.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Email, Language};

use crate::language::Wording;
use crate::{Mail, Thread};

/// The sender's mailbox with the name of the program as display name (RFC 5322 3.4), in ASCII.
pub(crate) fn from(address: &Email, language: Language) -> String {
    format!("{} <{address}>", phrase(language.program_name()))
}

/// The headers that SES adds. They prevent automatic replies, and group the mails of one thread.
pub(crate) fn of(mail: &Mail, thread: &Thread, from: &Email) -> [(&'static str, String); 5] {
    let domain = from.as_str().rsplit_once('@').map_or("", |(_, domain)| domain);
    let root = thread.root(domain);
    [
        // RFC 3834
        ("Auto-Submitted", "auto-generated".to_owned()),
        // The header that Exchange and Outlook use instead.
        ("X-Auto-Response-Suppress", "All".to_owned()),
        ("Content-Language", mail.language.tag().to_owned()),
        ("In-Reply-To", root.clone()),
        ("References", root),
    ]
}

/// A display name: unchanged when it consists of ASCII words, else an encoded word (RFC 2047).
fn phrase(name: &str) -> String {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ') {
        return name.to_owned();
    }
    format!("=?UTF-8?B?{}?=", STANDARD.encode(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender() -> Email {
        Email::parse("no-reply@vouchsafe.example").unwrap()
    }

    fn thread(kind: &'static str, to: &str) -> Thread {
        Thread::about(kind, "SA-7KQ2-M9XD-3FHT", &Email::parse(to).unwrap())
    }

    fn mail(language: Language) -> Mail {
        Mail { language, subject: String::new(), text: String::new(), html: String::new() }
    }

    #[test]
    fn the_sender_has_the_programs_name_in_the_letters_language() {
        assert_eq!(from(&sender(), Language::English), "Vouchsafe planning services <no-reply@vouchsafe.example>");
        let chinese = from(&sender(), Language::TraditionalChinese);
        let encoded = chinese.strip_prefix("=?UTF-8?B?").unwrap().split_once("?= <").unwrap().0;
        let name = STANDARD.decode(encoded).unwrap();
        assert_eq!(name, Language::TraditionalChinese.program_name().as_bytes());
    }

    /// An encoded word has at most 75 characters (RFC 2047 2).
    #[test]
    fn every_display_name_is_ascii_and_fits_one_encoded_word() {
        for language in Language::ALL {
            let phrase = phrase(language.program_name());
            assert!(phrase.is_ascii() && phrase.len() <= 75, "{phrase}");
        }
    }

    #[test]
    fn the_headers_declare_an_automatic_mail_its_language_and_its_thread() {
        for language in Language::ALL {
            let thread = thread("voucher", "lin.mei@contoso.example");
            let headers = of(&mail(language), &thread, &sender());
            let value = |name: &str| headers.iter().find(|(found, _)| *found == name).unwrap().1.clone();
            assert_eq!(value("Auto-Submitted"), "auto-generated");
            assert_eq!(value("X-Auto-Response-Suppress"), "All");
            assert_eq!(value("Content-Language"), language.tag());
            let root = thread.root("vouchsafe.example");
            assert_eq!((value("References"), value("In-Reply-To")), (root.clone(), root));
            // SES accepts printable ASCII of at most 996 characters for name and value together.
            for (name, value) in headers {
                assert!(
                    value.chars().all(|c| c.is_ascii_graphic()) && name.len() + value.len() < 900,
                    "{name}: {value}"
                );
            }
        }
    }

    #[test]
    fn a_thread_is_specific_to_subject_and_recipient_and_reveals_neither() {
        let to = "lin.mei@contoso.example";
        let root = thread("voucher", to).root("vouchsafe.example");
        assert_eq!(thread("voucher", "Lin.Mei@Contoso.EXAMPLE").root("vouchsafe.example"), root, "one mailbox");
        for other in [thread("claim", to), thread("voucher", "max.chen@contoso.example")] {
            assert_ne!(other.root("vouchsafe.example"), root);
        }
        assert!(root.starts_with("<voucher.") && root.ends_with("@vouchsafe.example>"), "{root}");
        for secret in ["SA-", "7KQ2", "M9XD", "lin", "contoso"] {
            assert!(!root.to_ascii_lowercase().contains(&secret.to_ascii_lowercase()), "{secret} in {root}");
        }
    }
}
