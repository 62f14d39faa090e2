//! Parses an assignment e-mail into the event of the assignment (PROGRAM.md 6.8).
//!
//! Anyone can send a mail with any content, so a mail is accepted only when the inbound provider has authenticated its
//! sender: the provider's own `Authentication-Results` must report DKIM and DMARC as passed, and the single address in
//! `From` must belong to an allowed domain. The text holds the data as a list of labels, in English or Traditional
//! Chinese:
//!
//! ```text
//! Voucher number: SA-7KQ2-M9XD-3FHT                      憑證號碼：SA-7KQ2-M9XD-3FHT
//! Program: DDPS                                          方案：DDPS
//! Service level: 5 days                                  服務天數：5 天
//! Customer: Contoso Ltd (C-1001)                         客戶：Contoso Ltd（C-1001）
//! Country: TW                                            國家：TW
//! License: LIC-2001, valid until 2027-06-30              授權合約：LIC-2001，有效期至 2027年6月30日
//! Assigned to: Lin Mei <lin.mei@contoso.example>         指派給：Lin Mei <lin.mei@contoso.example>
//! Created: 2026-11-01                  (optional)        建立日期：2026年11月1日
//! Expires: 2027-04-30                  (optional)        到期日：2027年4月30日
//! Intended partner: P-1                (optional)        指定合作夥伴：P-1
//! ```
//!
//! Rules of the parser:
//!
//! * **First-hand text only** (DECISIONS.md 32). A mail is refused when a line of the template is in a quotation, or
//!   below the beginning of a quoted or forwarded mail in one of the known languages.
//! * **No partial values.** No later event corrects an assignment. A value that a mail program broke over several lines
//!   is joined again, or the mail is refused.
//! * **One meaning.** All blocks of the template in the mail, in either language, as plain text or HTML, must give the
//!   same values. A block is a run of labeled lines with nothing but blank lines between them; it needs at least three
//!   different labels. When the plain text cannot be read, the HTML decides, and vice versa.
//! * **Visible text only.** Text that HTML hides is ignored, and so are attachments.
//!
//! A mail beyond one of these limits is refused; a longer label is not recognized as one:
//!
//! | limit | at most |
//! |---|---|
//! | the mail | 1 MiB ([`MAIL_BYTES_MAX`]) |
//! | parts of the mail; levels of parts within parts | 100; 8 |
//! | elements of an HTML text within each other | 1,000 |
//! | lines with a label in one text | 200 |
//! | bytes of a label | 80 |
//!
//! The structure of the message is parsed here, with bounds (DECISIONS.md 17). Only its leaves (character sets,
//! transfer encodings, content types, entities) are parsed by mail-parser: that crate nests forwarded messages
//! without a limit, and a mail of 1 MiB nests deep enough to overflow the stack when it is dropped. The time of every
//! step is linear in the length of the mail.

mod authentication;
mod blocks;
mod details;
mod draft;
mod entry;
mod envelope;
mod excerpt;
mod first_hand;
mod header;
mod html;
mod labels;
mod lexer;
mod line_values;
mod mime;
mod parts;
mod repeated;
mod template;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod wrapped;

use api::{Reason, Reasons};
use domain::voucher::Assign;
use domain::{Flaw, Invalid, ReasonKind};

use self::header::Entity;

/// The size limit of a mail, in bytes (PROGRAM.md 6.8).
pub const MAIL_BYTES_MAX: usize = 1024 * 1024;

/// The reasons for refusing a mail that are not about its values.
pub(crate) const REASONS: &[ReasonKind] = &[
    ReasonKind::new("too_large", &[], "The mail is too large."),
    ReasonKind::new("not_a_message", &[], "The body is no Internet message."),
    ReasonKind::new("not_authenticated", &[], "The mail provider does not report DKIM and DMARC as passed."),
    ReasonKind::new("sender_not_allowed", &[], "The sender's domain is not one that assigns vouchers."),
    ReasonKind::new("not_first_hand", &[], "The assignment is in a quoted or forwarded text."),
    ReasonKind::new("not_an_assignment", &[], "The text has no block of the template."),
    ReasonKind::new("unreadable_part", &[], "A part of the mail cannot be read."),
    ReasonKind::new("ambiguous", &[], "The mail gives several values."),
];

/// The reasons for refusing the values of a mail.
pub(crate) const FLAWS: &[Flaw] = &[
    Flaw::Missing,
    Flaw::Invalid,
    Flaw::NotAProgram,
    Flaw::ProgramRetired,
    Flaw::NotOneOf,
    Flaw::InTheFuture,
    Flaw::DayOutOfRange,
];

/// The allowed sender domains and the trusted mail provider (PROGRAM.md 6.8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SenderPolicy {
    domains: Vec<String>,
    provider: String,
}

impl SenderPolicy {
    /// Reads a policy. `domains` lists the domains allowed in `From`, separated by commas; subdomains are not
    /// included. Domains in other scripts are written in Punycode. `provider` is the authserv-id of the inbound-mail
    /// provider in `Authentication-Results` (RFC 8601 2.5). The provider must remove received fields with its own
    /// authserv-id (RFC 8601 5), because a sender can forge them.
    ///
    /// # Errors
    /// [`Invalid`] when no domain is listed, or when a domain or the authserv-id is malformed.
    pub fn parse(domains: &str, provider: &str) -> Result<Self, Invalid> {
        let names = domains.split(',').map(str::trim).filter(|name| !name.is_empty());
        let domains = names.map(allowed_domain).collect::<Result<Vec<_>, _>>()?;
        if domains.is_empty() {
            return Err(Invalid::new(Flaw::Invalid, "must name at least one sender domain such as licensing.example"));
        }
        let provider = provider.trim().to_ascii_lowercase();
        if !is_server_name(&provider) {
            return Err(Invalid::new(
                Flaw::Invalid,
                "must be the authserv-id of the mail provider such as inbound.vouchsafe.example",
            ));
        }
        Ok(Self { domains, provider })
    }

    fn allows(&self, domain: &str) -> bool {
        self.domains.iter().any(|allowed| allowed == domain)
    }
}

/// A parsed assignment e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentMail {
    /// The `Message-ID` without its angle brackets: 3 to 250 visible ASCII characters. It identifies the attempt.
    pub message_id: String,
    /// The event of the assignment; it occurred at the `Date` of the mail.
    pub assign: Assign,
}

/// Parses a mail as it was received, with its header.
///
/// # Errors
/// All problems of the mail: `too_large`, `not_a_message`, `not_authenticated`, `sender_not_allowed`,
/// `not_first_hand`, `not_an_assignment`, `unreadable_part`, and per field of the event or the header `missing`,
/// `invalid` or `ambiguous`.
pub fn read(raw: &[u8], policy: &SenderPolicy) -> Result<AssignmentMail, Reasons> {
    let message = message(raw).map_err(|reason| Reasons::from(vec![reason]))?;
    let mut findings = Reasons::default();
    let sender = findings.keep(envelope::sender(&message, policy));
    findings.extend(authentication::problems(&message, &policy.provider, sender.as_deref()));
    findings.extend(first_hand::problems(&message));
    findings.extend(repeated::problems(&message, "the mail"));
    findings.extend(parts::problems(&message));
    let message_id = findings.keep(envelope::message_id(&message));
    let occurred_at = findings.keep(envelope::occurred_at(&message));
    let draft = template::read(&message).map_err(|reasons| findings.extend(reasons)).ok();
    findings.finish(|| Some(AssignmentMail { message_id: message_id?, assign: draft?.into_event(occurred_at?) }))
}

fn message(raw: &[u8]) -> Result<Entity<'_>, Reason> {
    if raw.len() > MAIL_BYTES_MAX {
        let detail = format!("the mail is {} bytes long; it may be at most {MAIL_BYTES_MAX}", raw.len());
        return Err(Reason::new("too_large", detail));
    }
    Entity::read(raw).map_err(|unreadable| {
        let found = excerpt::excerpt(String::from_utf8_lossy(unreadable).trim_end());
        let expected = "it must be an Internet message (message/rfc822): header fields, an empty line, text";
        Reason::new("not_a_message", format!("the header holds {found}, which is no field; {expected}"))
    })
}

/// The domain of the address in `From`, authenticated or not; `None` unless there is exactly one address.
pub fn sender_domain(raw: &[u8]) -> Option<String> {
    envelope::from_domain(&message(raw).ok()?)
}

fn allowed_domain(name: &str) -> Result<String, Invalid> {
    envelope::domain_name(name)
        .ok_or_else(|| Invalid::new(Flaw::Invalid, format!("{name:?} must be a domain such as licensing.example")))
}

fn is_server_name(text: &str) -> bool {
    (1..=253).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
}
