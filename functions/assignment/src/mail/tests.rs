//! Tests of the e-mail parser: accepted mails and refused ones.

mod agreement;
mod authentication;
mod charsets;
mod envelope;
mod fields;
mod first_hand;
mod header;
mod hostile;
mod html;
mod layout;
mod pasted;
mod properties;
mod quotes;
mod structure;
mod wraps;

use api::Reason;
use domain::voucher::Assign;
use proptest::prelude::ProptestConfig;

use super::{AssignmentMail, SenderPolicy, read};

const ENGLISH: &str = include_str!("../../../../events/assignment/mail-en.eml");
const HTML: &str = include_str!("../../../../events/assignment/mail-en-html.eml");
const CHINESE: &str = include_str!("../../../../events/assignment/mail-zh-tw.eml");

/// The provider's results, as the samples carry them.
const RESULTS: &str = "Authentication-Results: inbound.vouchsafe.example;\r\n\
    \tspf=pass (192.0.2.25 is permitted) smtp.mailfrom=bounce@licensing.example;\r\n\
    \tdkim=pass (2048-bit key) header.d=licensing.example header.s=s2026;\r\n\
    \tdmarc=pass (p=reject) header.from=licensing.example\r\n";

/// A thousand cases, or more when `PROPTEST_CASES` says so.
fn many_cases() -> ProptestConfig {
    ProptestConfig::with_cases(ProptestConfig::default().cases.max(1_000))
}

fn policy() -> SenderPolicy {
    SenderPolicy::parse("licensing.example, other.example", "inbound.vouchsafe.example").unwrap()
}

fn try_read(mail: impl AsRef<[u8]>) -> Result<AssignmentMail, Vec<Reason>> {
    read(mail.as_ref(), &policy()).map_err(|reasons| reasons.into_iter().collect())
}

fn assign(mail: impl AsRef<[u8]>) -> Assign {
    try_read(mail).unwrap().assign
}

/// The codes of the refusal, each with its field if it has one.
fn refusals(mail: impl AsRef<[u8]>) -> Vec<String> {
    let reasons = try_read(mail).unwrap_err();
    assert!(reasons.iter().all(|reason| !reason.detail.is_empty()));
    reasons
        .into_iter()
        .map(|reason| reason.field.map_or(reason.code.to_owned(), |field| format!("{} {field}", reason.code)))
        .collect()
}

/// The detail of each reason of the refusal.
fn each_detail(mail: impl AsRef<[u8]>) -> Vec<String> {
    try_read(mail).unwrap_err().into_iter().map(|reason| reason.detail).collect()
}

/// The English sample with a text replaced; the text must occur in it.
fn english(old: &str, new: &str) -> String {
    assert!(ENGLISH.contains(old), "{old}");
    ENGLISH.replace(old, new)
}

/// A mail with the English sample's header and another content type and body.
fn with_content(content_type: &str, body: &str) -> String {
    let (header, _) = ENGLISH.split_once("Content-Type:").unwrap();
    format!("{header}{content_type}\r\n\r\n{body}")
}

/// A mail with the English sample's header and a plain text.
fn plain(body: &str) -> String {
    with_content("Content-Type: text/plain; charset=utf-8", body)
}

/// A mail with the English sample's header and a page.
fn html(body: &str) -> String {
    with_content("Content-Type: text/html; charset=utf-8", body)
}

/// A mail with the English sample's header and two alternatives, a plain text and a page.
fn alternative(text: &str, page: &str) -> String {
    multipart(
        "alternative",
        &[
            &format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"),
            &format!("Content-Type: text/html; charset=utf-8\r\n\r\n{page}"),
        ],
    )
}

fn multipart(kind: &str, parts: &[&str]) -> String {
    let parts = parts.join("\r\n--b1\r\n");
    with_content(
        &format!("Content-Type: multipart/{kind}; boundary=b1"),
        &format!("preamble\r\n--b1\r\n{parts}\r\n--b1--\r\nepilogue\r\n"),
    )
}

/// The English lines as HTML, each made by `line` from label and value.
fn marked_up(line: impl Fn(&str, &str) -> String) -> String {
    let escaped = english_lines().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.lines().map(|text| text.split_once(": ").map(|(label, value)| line(label, value)).unwrap()).collect()
}

/// The details of the refusal, one a line.
fn details(mail: impl AsRef<[u8]>) -> String {
    try_read(mail).unwrap_err().into_iter().map(|reason| reason.detail + "\n").collect()
}

/// The nine lines of the English sample's template, without the text around them.
fn english_lines() -> String {
    let (_, rest) = ENGLISH.split_once("Voucher number").unwrap();
    let (lines, _) = rest.split_once("\r\n\r\n").unwrap();
    format!("Voucher number{lines}\r\n")
}

#[test]
fn the_english_template_is_parsed() {
    let received = try_read(ENGLISH).unwrap();
    assert_eq!(received.message_id, "20261101.en01@licensing.example");
    let assign = received.assign;
    assert_eq!(assign.occurred_at.to_string(), "2026-11-01T09:00:00Z");
    assert_eq!(assign.voucher_number.as_str(), "SA-MAIL-EN01-0001");
    assert_eq!((assign.program.as_str(), assign.days), ("DDPS", 5));
    assert_eq!((assign.customer.id.as_str(), assign.customer.name.as_str()), ("C-1001", "Contoso Ltd"));
    assert_eq!(assign.customer.country.as_str(), "TW");
    assert_eq!((assign.license.id.as_str(), assign.license.ends_on.to_string().as_str()), ("LIC-2001", "2027-06-30"));
    assert_eq!((assign.admin.name.as_str(), assign.admin.email.as_str()), ("Lin Mei", "lin.mei@contoso.example"));
    assert_eq!(assign.created_at.unwrap().to_string(), "2026-11-01T00:00:00Z");
    assert_eq!(assign.expires_on.unwrap().to_string(), "2027-04-30");
    assert_eq!(assign.intended_company, None);
}

#[test]
fn html_without_a_plain_text_is_parsed() {
    let assign = assign(HTML);
    assert_eq!(assign.occurred_at.to_string(), "2026-11-03T02:15:30Z");
    assert_eq!(assign.voucher_number.as_str(), "SA-MAIL-EN02-0001");
    assert_eq!(assign.program.as_str(), "SSDPS");
    assert_eq!((assign.customer.id.as_str(), assign.customer.name.as_str()), ("C-1002", "Fabrikam & Sons"));
    assert_eq!((assign.admin.name.as_str(), assign.admin.email.as_str()), ("Max Chen", "max.chen@fabrikam.example"));
    assert_eq!(assign.created_at.unwrap().to_string(), "2026-11-03T02:15:00Z");
    assert_eq!(assign.intended_company.unwrap().as_str(), "P-1");
}

#[test]
fn the_traditional_chinese_template_is_parsed() {
    let assign = assign(CHINESE);
    assert_eq!(assign.occurred_at.to_string(), "2026-11-01T09:00:00Z");
    assert_eq!(assign.voucher_number.as_str(), "SA-MAIL-TW01-0001");
    assert_eq!(assign.days, 5);
    assert_eq!((assign.customer.id.as_str(), assign.customer.name.as_str()), ("C-1003", "台灣康拓股份有限公司"));
    assert_eq!((assign.license.id.as_str(), assign.license.ends_on.to_string().as_str()), ("LIC-2003", "2027-06-30"));
    assert_eq!((assign.admin.name.as_str(), assign.admin.email.as_str()), ("林美", "lin.mei@contoso.example"));
    assert_eq!(assign.created_at.unwrap().to_string(), "2026-11-01T00:00:00Z");
    assert_eq!(assign.expires_on.unwrap().to_string(), "2027-04-30");
    assert_eq!(assign.intended_company.unwrap().as_str(), "P-2");
}

#[test]
fn both_parts_of_the_chinese_sample_have_the_same_values() {
    let plain = assign(CHINESE);
    let html_only = CHINESE.replacen("Content-Type: text/plain", "Content-Type: text/x-other", 1);
    assert_eq!(assign(html_only), plain);
}

#[test]
fn both_kinds_of_line_breaks_are_equivalent() {
    for mail in [ENGLISH, HTML, CHINESE] {
        assert_eq!(try_read(mail.replace("\r\n", "\n")).unwrap(), try_read(mail).unwrap());
    }
}

#[test]
fn all_problems_are_in_one_answer() {
    let mail = english("dmarc=pass", "dmarc=fail")
        .replace("dkim=pass", "dkim=none")
        .replace("voucher@licensing.example", "voucher@unknown.example")
        .replace("Date: Sun, 1 Nov 2026", "Date: someday in 2026")
        .replace("Program: DDPS\r\n", "")
        .replace("Country: TW", "Country: Atlantis")
        .replace("(C-1001)", "(C 1001)")
        .replace("lin.mei@contoso.example>", "lin.mei>");
    let named = [
        "sender_not_allowed",
        "not_authenticated",
        "not_authenticated",
        "invalid occurred_at",
        "missing program",
        "invalid customer.country",
        "invalid customer.id",
        "invalid admin.email",
    ];
    assert_eq!(refusals(mail), named);
}

#[test]
fn a_policy_needs_domains_and_a_provider() {
    for domains in
        ["", " , ", "licensing", "licensing.example;other.example", "licénsing.example", "@licensing.example"]
    {
        assert!(SenderPolicy::parse(domains, "inbound.vouchsafe.example").is_err(), "{domains}");
    }
    for provider in ["", " ", "in bound.example", "inbound;example"] {
        assert!(SenderPolicy::parse("licensing.example", provider).is_err(), "{provider}");
    }
    let policy = SenderPolicy::parse(" Licensing.Example ,", "Inbound.Vouchsafe.Example").unwrap();
    assert!(read(ENGLISH.as_bytes(), &policy).is_ok());
}
